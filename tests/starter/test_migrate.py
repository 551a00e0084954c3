"""`pinflow migrate`: the ledger's tables as a step of their own."""

import json
from pathlib import Path

import pytest

from config import load_settings
from starter.__main__ import run_command
from store.database import Database
from store.schema import NEWEST, downgrade, revision_of, upgrade


def opened() -> Database:
    return Database.open(load_settings().database_url)


def test_an_empty_home_gets_its_ledger(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["migrate", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"from": None, "to": NEWEST}
    database = opened()
    assert revision_of(database) == NEWEST
    database.close()


def test_an_older_ledger_is_brought_up_and_once_more_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    run_command(["migrate"])
    database = opened()
    downgrade(database, "0001")
    database.close()
    capsys.readouterr()

    assert run_command(["migrate"]) == 0
    assert capsys.readouterr().out.strip() == f"The ledger is at {NEWEST} now; it was 0001."
    assert run_command(["migrate"]) == 0
    assert capsys.readouterr().out.strip() == f"The ledger is up to date: {NEWEST}."


def test_a_ledger_of_a_later_program_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    database = opened_and_newer()
    assert run_command(["migrate"]) == 2
    assert "later Pinflow" in capsys.readouterr().err
    assert revision_of(database) == "9999"
    database.close()


def test_a_server_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PINFLOW_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/pinflow")
    assert run_command(["migrate"]) == 4
    assert "PINFLOW_DATABASE_URL" in capsys.readouterr().err


def opened_and_newer() -> Database:
    Path(load_settings().home).mkdir(parents=True, exist_ok=True)
    database = opened()
    upgrade(database)
    with database.engine.execution_options(pinflow_writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    return database
