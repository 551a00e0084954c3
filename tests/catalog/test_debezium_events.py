"""Debezium's change events: rows that came, changed and went, and everything else that stands in a log."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.database_rows import TableMapping
from catalog.debezium_events import EVENTS_MAX, read_debezium_events
from catalog.debezium_positions import log_position
from catalog.debezium_values import UNAVAILABLE
from contracts.changes import SEQUENCE_MAX, ChangeKind, NoChange
from contracts.product import Availability
from tests.catalog.builders import SHARED
from tests.catalog.debezium_builders import ROW, column, event, read, read_one, source, with_schema
from tests.catalog.event_builders import (
    JSON_VALUES,
    NOW,
    body_of,
    changed,
    is_sound,
    mutated,
    product_of,
    refused,
)

SAMPLES = SHARED / "samples" / "debezium"
needs_shared = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")
BY_SKU = TableMapping(columns={"sku": "id"})


@pytest.mark.parametrize(
    ("op", "kind"), [("c", ChangeKind.UPSERT), ("u", ChangeKind.UPSERT), ("r", ChangeKind.SNAPSHOT)]
)
def test_a_row_is_read_by_the_names_that_files_have(op: str, kind: ChangeKind) -> None:
    change = changed(read_one(event(op), TableMapping(currency="EUR")))
    product = product_of(change)
    assert (change.kind, change.product_key, change.foreign_id) == (kind, "104", None)
    assert (product.title, product.sku, product.link) == (
        "Merino Wool Crew",
        "MWC-104",
        "/products/merino-wool-crew",
    )
    assert product.price is not None
    assert (str(product.price.amount), product.price.currency) == ("89.00", "EUR")
    assert product.availability is Availability.IN_STOCK


def test_a_deletion_needs_only_the_key() -> None:
    change = changed(read_one(event("d", before={"id": 104, "title": None, "price": 0})))
    assert (change.kind, change.product_key, change.product) == (ChangeKind.DELETE, "104", None)


@pytest.mark.parametrize("before", [None, {}, {"id": None}, {"price": 5}, "104"])
def test_a_deletion_of_nobody_knows_what_is_refused(before: object) -> None:
    assert "REPLICA IDENTITY" in refused(read_one(event("d", before=before))).remedy


def test_an_unchanged_long_text_stays_as_it_was() -> None:
    change = changed(read_one(event("u", after={**ROW, "description": UNAVAILABLE})))
    assert "description" in change.unsaid
    assert product_of(change).description == ""
    assert "title" not in change.unsaid


@pytest.mark.parametrize("value", [UNAVAILABLE, [UNAVAILABLE]])
def test_a_field_of_two_columns_is_open_when_one_of_them_is(value: object) -> None:
    change = changed(read_one(event("u", after={**ROW, "description": value, "summary": "Short"})))
    assert "description" in change.unsaid


def test_the_placeholder_may_be_another() -> None:
    body = body_of(event("u", after={**ROW, "description": "(same)"}))
    (change,) = read_debezium_events(body, NOW, placeholder="(same)")
    assert "description" in changed(change).unsaid


def test_an_empty_column_is_said_to_be_empty() -> None:
    change = changed(read_one(event("u", after={**ROW, "description": None})))
    assert "description" not in change.unsaid
    assert {"brand", "tags", "board"} <= change.unsaid


def test_a_price_in_base64_without_its_schema_erases_nothing() -> None:
    assert {"price", "sale_price"} <= changed(read_one(event("u", after={**ROW, "price": "IsQ="}))).unsaid


def test_a_decimal_is_read_with_its_schemas_scale() -> None:
    fields = [column("price", "bytes", "org.apache.kafka.connect.data.Decimal", scale="2")]
    product = product_of(read_one(with_schema(event("u", after={"id": 104, "price": "IsQ="}), fields)))
    assert product.price is not None
    assert str(product.price.amount) == "89.00"


def test_the_schema_of_the_old_row_is_its_own() -> None:
    fields = [column("id", "bytes", "org.apache.kafka.connect.data.Decimal", scale="0")]
    value = with_schema(event("d", before={"id": "IsQ="}), fields, side="before")
    assert changed(read_one(value)).product_key == "8900"


def test_columns_have_the_names_that_a_mapping_gives_them() -> None:
    mapping = TableMapping(columns={"bezeichnung": "title", "titel": "", "nr": "id"})
    row = {"id": 1, "nr": "A-7", "bezeichnung": "Becher", "title": "not this", "titel": "nor this"}
    change = changed(read_one(event(after=row), mapping))
    assert (change.product_key, product_of(change).title) == ("A-7", "Becher")
    assert product_of(change).extras == {}


def test_a_row_keeps_its_number_beside_a_key_of_its_own() -> None:
    """A deletion often has the primary key and nothing else."""
    made, gone = read_one(event(), BY_SKU), read_one(event("d", before={"id": 104, "sku": None}), BY_SKU)
    assert (changed(made).product_key, changed(made).foreign_id) == ("MWC-104", "104")
    assert changed(gone).foreign_id == "104"


def test_a_key_that_changes_is_a_deletion_and_a_creation() -> None:
    row = {"sku": "B", "title": "Mug"}
    gone, made = (changed(each) for each in read(event("u", before={**row, "sku": "A"}, after=row)))
    assert (gone.kind, gone.product_key) == (ChangeKind.DELETE, "A")
    assert (made.kind, made.product_key) == (ChangeKind.UPSERT, "B")
    assert gone.delivery != made.delivery


@pytest.mark.parametrize("before", [None, {"id": 104}, dict(ROW), {"sku": None}])
def test_a_key_that_stays_is_one_change(before: object) -> None:
    assert len(read(event("u", before=before))) == 1


@pytest.mark.parametrize("body", [b"", b"  \n", b"null", b'{"schema": null, "payload": null}'])
def test_a_tombstone_changes_nothing(body: bytes) -> None:
    assert isinstance(read_one(body), NoChange)


@pytest.mark.parametrize(
    "value",
    [
        event("m", after=None),
        {"status": "BEGIN", "id": "571:53195829", "event_count": None},
        {"status": "END", "id": "571:53195829"},
        {"ddl": "ALTER TABLE products", "source": source()},
        {"ts_ms": 1795000001000},
    ],
)
def test_what_tells_of_no_row_changes_nothing(value: object) -> None:
    assert isinstance(read_one(value), NoChange)


def test_a_table_that_was_emptied_is_heard_of() -> None:
    """Which products were in it nobody says; to take that for nothing would leave all their pins standing."""
    assert "TRUNCATE" in refused(read_one(event("t", after=None))).message


@pytest.mark.parametrize("name", ["products", "public.products", "shop.public.PRODUCTS", "shop.products"])
def test_rows_of_watched_tables_are_read_and_of_others_passed_over(name: str) -> None:
    mapping = TableMapping(tables=frozenset({name}))
    assert changed(read_one(event(), mapping)).product_key == "104"
    assert isinstance(read_one(event(source=source(table="orders")), mapping), NoChange)
    assert isinstance(read_one(event("d", before={"id": 1}, source=source(table="orders")), mapping), NoChange)


def test_a_list_is_read_in_its_order_and_a_bad_event_stops_no_other() -> None:
    events = [event(), {"op": "x"}, with_schema(event("r"), []), None, event("d", before={"id": 104})]
    kinds = [type(each).__name__ for each in read(events)]
    assert kinds == ["ProductChange", "UnreadableEvent", "ProductChange", "NoChange", "ProductChange"]


def test_a_list_has_an_end() -> None:
    assert str(EVENTS_MAX) in refused(read_one([None] * (EVENTS_MAX + 1))).message.replace(",", "")


@pytest.mark.parametrize(
    "value",
    [7, "text", {}, {"op": None}, {"op": "q" * 10_000}, event("c", after=None), event("u", after="7"), dict(ROW)],
)
def test_what_is_no_change_event_is_refused(value: object) -> None:
    assert refused(read_one(value)).remedy


def test_a_row_without_any_name_is_refused() -> None:
    assert refused(read_one(event(after={"price": "5"}))).remedy


def test_order_is_the_logs_not_the_arrivals() -> None:
    late, early = (changed(read_one(event(source=source(lsn=lsn)))) for lsn in (10_000_000_000, 9_999_999_999))
    assert (early.at, early.sequence) < (late.at, late.sequence)
    assert early.at == pytest.approx(NOW - 0.863)


@pytest.mark.parametrize("stated", [0, None, "soon", -5, 10**30])
def test_without_a_time_of_its_own_an_event_has_that_of_its_sending(stated: object) -> None:
    sent = event(source=source(ts_ms=stated), ts_ms=int(NOW * 1_000) - 1_000)
    assert changed(read_one(sent)).at in {NOW - 1, NOW}


def test_an_event_that_is_read_from_the_log_again_is_the_same() -> None:
    """After a restart the connector sends what it may have sent before, later and with other remarks."""
    again = event(ts_ms=int(NOW * 1_000) + 60_000, source=source(sequence='[null,"24023128"]', version="3.4"))
    assert changed(read_one(event())).delivery == changed(read_one(again)).delivery
    others = [
        event("u"),
        event(source=source(lsn=1)),
        event(after={**ROW, "id": 105}),
        event(after={**ROW, "price": "9"}),
    ]
    deliveries = {changed(read_one(each)).delivery for each in [event(), *others]}
    assert len(deliveries) == len(others) + 1


@given(lsns=st.lists(st.integers(0, 2**64 - 1), min_size=2, max_size=2))
@settings(max_examples=40)
def test_positions_sort_as_the_log_does(lsns: list[int]) -> None:
    one, two = (log_position({"lsn": lsn}) for lsn in lsns)
    assert (one < two) == (lsns[0] < lsns[1])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"file": "mysql-bin.000003", "pos": 9, "row": 0}, {"file": "mysql-bin.000003", "pos": 10, "row": 0}),
        ({"file": "mysql-bin.000003", "pos": 9, "row": 9}, {"file": "mysql-bin.000003", "pos": 9, "row": 10}),
        ({"file": "mysql-bin.000003", "pos": 900}, {"file": "mysql-bin.000004", "pos": 4}),
        ({"scn": "999"}, {"scn": "1000"}),
        (
            {"change_lsn": "00000027:00000ac0:0002", "event_serial_no": 1},
            {"change_lsn": "00000027:00000ac0:0002", "event_serial_no": 2},
        ),
    ],
)
def test_other_databases_have_positions_too(first: dict[str, int | str], second: dict[str, int | str]) -> None:
    one, two = log_position({**first}), log_position({**second})
    assert "" < one < two
    assert max(len(one), len(two)) <= SEQUENCE_MAX


@given(value=JSON_VALUES | mutated(event()), row=JSON_VALUES | mutated(ROW), schema=JSON_VALUES)
@settings(max_examples=80)
def test_whatever_is_sent_is_read_or_refused(value: object, row: object, schema: object) -> None:
    bodies = [value, [value, value], event("u", before=row, after=row), {"schema": schema, "payload": value}]
    assert all(is_sound(each) for body in bodies for each in read(body, BY_SKU))


@given(meaning=st.sampled_from(["Decimal", "Timestamp", "Date"]), value=JSON_VALUES, parameters=JSON_VALUES)
@settings(max_examples=60)
def test_whatever_a_schema_claims_is_read_or_refused(meaning: str, value: object, parameters: object) -> None:
    field = {"field": "price", "type": "bytes", "name": f"org.apache.kafka.connect.data.{meaning}"}
    body = with_schema(event("u", after={"id": 1, "price": value}), [field | {"parameters": parameters}])
    assert is_sound(read_one(body))


@given(body=st.binary(max_size=300))
@settings(max_examples=60)
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    assert all(is_sound(each) for each in read(body))


@needs_shared
def test_the_shared_samples_are_read() -> None:
    for file in sorted(SAMPLES.glob("*.json")):
        assert changed(read_one(file.read_bytes())).product_key == "104"


@needs_shared
def test_a_captured_log_is_the_same_with_its_schema_and_without() -> None:
    one, two = (
        [
            changed(read_one(line))
            for line in (SAMPLES / f"flink_postgres_products_schema_{kind}.jsonl").read_bytes().splitlines()
        ]
        for kind in ("include", "exclude")
    )
    assert [(each.kind, each.product_key, each.product) for each in one] == [
        (each.kind, each.product_key, each.product) for each in two
    ]
    assert json.dumps([each.sequence for each in one]) == json.dumps(sorted(each.sequence for each in one))
