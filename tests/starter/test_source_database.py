"""A source that reads a real PostgreSQL: set up by `sources add --prepare`, looked at, and left without a slot."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from starter.__main__ import run_command
from tests.logical_postgres import PUBLICATION, SLOT, ShopDatabase, logical_server, shop_database


@pytest.fixture(scope="module")
def server_s_shop() -> Iterator[ShopDatabase]:
    with logical_server() as server, shop_database(server) as shop:
        shop.make_products()
        yield shop


@pytest.fixture
def shop(server_s_shop: ShopDatabase, tmp_path: Path) -> ShopDatabase:
    """Its address is in `dsn.txt`."""
    (tmp_path / "dsn.txt").write_text(server_s_shop.dsn, encoding="utf-8")
    return server_s_shop


def document(capsys: pytest.CaptureFixture[str], *words: str) -> Any:  # Any: a JSON document
    assert run_command(["sources", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run_command(["sources", *words]) == 0
    return capsys.readouterr().out


def test_a_slot_from_its_setting_up_to_its_end(capsys: pytest.CaptureFixture[str], shop: ShopDatabase) -> None:
    read = ("--kind", "postgresql", "--slot", SLOT, "--publication", PUBLICATION, "--table", "products")
    bare = document(capsys, "add", "erp", *read, "--dsn-file", "dsn.txt")["slot"]["state"]
    assert not bare["exists"]
    assert any("CREATE PUBLICATION" in missing for missing in bare["missing"])
    assert any("pg_create_logical_replication_slot" in missing for missing in bare["missing"])

    made = document(capsys, "add", "erp-two", *read, "--dsn-file", "dsn.txt", "--prepare")["slot"]["state"]
    assert (made["exists"], made["tables"], made["missing"]) == (True, ["public.products"], [])

    shown = said(capsys, "show", "erp")
    assert "pgoutput, nobody reads it at this moment" in shown
    assert "Alarm" not in shown
    document(capsys, "pause", "erp")
    assert "nobody reads the slot" in said(capsys, "show", "erp")

    removed = document(capsys, "remove", "erp", "--yes", "--drop-slot")
    assert removed["slot_dropped"] is True
    assert not document(capsys, "show", "erp-two")["slot"]["state"]["exists"]
