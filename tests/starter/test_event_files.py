"""Events of a source from files: whatever is in them is read, or said to be none."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.changes import ChangeKind, NoChange, ProductChange, UnreadableEvent
from contracts.product import CatalogRow, UnreadableRow
from contracts.source_settings import SourceSettings
from contracts.sources import SourceKind
from contracts.watching import WATCHED
from starter.event_files import bodies_in, events_of_bodies, rows_of_catalog
from starter.failures import CommandFailed
from tests.starter.a_source import a_card
from tests.starter.catalogs import a_catalog, a_line

SENDING = sorted(set(SourceKind) - WATCHED)


def a_file(folder: Path, content: bytes, name: str = "bodies.json") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("name", "content", "bodies"),
    [
        ("a.json", b'{"id": 1}', [b'{"id": 1}']),
        ("a.json", b' [{"id": 1}, {"id": 2}] ', [b'{"id": 1}', b'{"id": 2}']),
        ("a.ndjson", b'{"id": 1}\r\n\n{"id": 2}', [b'{"id": 1}', b'{"id": 2}']),
        ("a.JSONL", b"{\nno json", [b"{", b"no json"]),
        ("a.txt", b"webhook_id=12", [b"webhook_id=12"]),
    ],
)
def test_a_file_has_one_body_a_list_or_a_body_a_line(
    tmp_path: Path, name: str, content: bytes, bodies: list[bytes]
) -> None:
    assert [body for body, _ in bodies_in(a_file(tmp_path, content, name))] == bodies


@pytest.mark.parametrize("body", [{"id": 1}, '{"id": 1}'])
def test_headers_that_stand_beside_a_body_go_with_it(tmp_path: Path, body: object) -> None:
    stated = {"headers": {"X-Shopify-Topic": "products/delete", "X": 3}, "body": body}
    ((read, headers),) = bodies_in(a_file(tmp_path, json.dumps(stated).encode()))
    assert json.loads(read) == {"id": 1}
    assert headers == {"X-Shopify-Topic": "products/delete", "X": "3"}


def test_a_shop_s_own_headers_go_before_what_a_body_looks_like(tmp_path: Path) -> None:
    stated = {"headers": {"Shopify-Topic": "products/update"}, "body": {"id": 1, "handle": "mug"}}
    (event,) = events_of_bodies(a_file(tmp_path, json.dumps(stated).encode()), a_card(SourceKind.SHOPIFY))
    assert isinstance(event, ProductChange)
    assert event.kind is ChangeKind.UPSERT


def test_a_ping_changes_nothing(tmp_path: Path) -> None:
    file = a_file(tmp_path, b"webhook_id=12")
    assert [type(event) for event in events_of_bodies(file, a_card(SourceKind.WOOCOMMERCE))] == [NoChange]


def test_events_are_received_in_the_order_of_the_file(tmp_path: Path) -> None:
    told = [{"type": "product.upserted", "product": {"id": f"p{number}", "title": "x"}} for number in range(5)]
    events = events_of_bodies(a_file(tmp_path, json.dumps(told).encode()), a_card(SourceKind.EVENTS))
    found = [event for event in events if isinstance(event, ProductChange)]
    assert [event.product_key for event in found] == [f"p{number}" for number in range(5)]
    assert [event.at for event in found] == sorted({event.at for event in found})


def test_more_bodies_than_a_check_takes_are_refused(tmp_path: Path) -> None:
    assert len(list(bodies_in(a_file(tmp_path, b"[1, 2]"), most=2))) == 2
    with pytest.raises(CommandFailed, match="more than 2 bodies"):
        list(bodies_in(a_file(tmp_path, b"[1, 2, 3]"), most=2))


def test_a_body_that_no_door_takes_in_is_refused(tmp_path: Path) -> None:
    file = a_file(tmp_path, json.dumps({"id": "x" * (5 * 1024 * 1024)}).encode())
    with pytest.raises(CommandFailed, match="no door takes it in"):
        list(events_of_bodies(file, a_card(SourceKind.SHOPIFY)))


@given(st.sampled_from(SENDING), st.binary(max_size=300), st.sampled_from(["a.json", "a.ndjson"]))
def test_whatever_is_in_a_file_is_read_or_told(kind: SourceKind, content: bytes, name: str) -> None:
    with TemporaryDirectory() as folder:
        file = a_file(Path(folder), content, name)
        events = list(events_of_bodies(file, a_card(kind)))
    assert all(isinstance(event, ProductChange | NoChange | UnreadableEvent) for event in events)


class TestCatalogs:
    def test_rows_are_priced_in_the_source_s_currency(self, tmp_path: Path) -> None:
        file = a_catalog(tmp_path / "a.csv", a_line("one", price="12.50"))
        (row,) = rows_of_catalog(file, SourceKind.TABLE, SourceSettings(currency="EUR"))
        assert isinstance(row, CatalogRow)
        assert row.product.price is not None
        assert row.product.price.currency == "EUR"

    def test_json_is_read_by_the_source_s_mapping(self, tmp_path: Path) -> None:
        file = a_file(tmp_path, b'{"goods": [{"sku": "a", "name": "Mug"}, {"name": "none"}]}', "a.json")
        mapping = {"items": "$.goods[*]", "id": "sku", "title": "name"}
        rows = list(rows_of_catalog(file, SourceKind.JSON, SourceSettings(mapping=mapping)))
        assert [type(row) for row in rows] == [CatalogRow, UnreadableRow]

    def test_more_products_than_are_compared_are_refused(self, tmp_path: Path) -> None:
        file = a_catalog(tmp_path / "a.csv", a_line("one"), a_line("two"))
        with pytest.raises(CommandFailed, match="more than 1 products"):
            list(rows_of_catalog(file, SourceKind.TABLE, SourceSettings(), most=1))
