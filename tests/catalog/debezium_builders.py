"""Change events as Debezium sends them."""

from collections.abc import Mapping, Sequence

from catalog.database_rows import TableMapping
from catalog.debezium_events import Event, read_debezium_events
from tests.catalog.event_builders import NOW, body_of

ROW: Mapping[str, object] = {
    "id": 104,
    "sku": "MWC-104",
    "title": "Merino Wool Crew",
    "description": "Soft.",
    "price": "89.00",
    "url": "/products/merino-wool-crew",
    "image_url": "https://cdn.example.com/merino.jpg",
    "in_stock": True,
}


def source(**changes: object) -> dict[str, object]:
    """Where the change was made: PostgreSQL's words for it."""
    return {
        "connector": "postgresql",
        "name": "catalog",
        "ts_ms": int(NOW * 1_000) - 863,
        "snapshot": "false",
        "db": "shop",
        "sequence": '["24023119","24023128"]',
        "schema": "public",
        "table": "products",
        "txId": 556,
        "lsn": 24023128,
    } | changes


def event(op: str = "c", **changes: object) -> dict[str, object]:
    """A row that came in, or whatever else `op` and the changes make of it."""
    return {
        "before": None,
        "after": None if op == "d" else dict(ROW),
        "source": source(),
        "op": op,
        "ts_ms": int(NOW * 1_000),
    } | changes


def with_schema(
    value: object, fields: Sequence[Mapping[str, object]], *, side: str = "after"
) -> dict[str, object]:
    """The event in the envelope that tells what its columns mean."""
    row = {"type": "struct", "optional": True, "field": side, "fields": fields}
    return {"schema": {"type": "struct", "fields": [row]}, "payload": value}


def column(name: str, kind: str, meaning: str, **parameters: str) -> dict[str, object]:
    return {"field": name, "type": kind, "name": meaning, "parameters": parameters}


def read(value: object, mapping: TableMapping | None = None) -> Sequence[Event]:
    """What the body tells; a value that is no bytes is sent as JSON."""
    return read_debezium_events(value if isinstance(value, bytes) else body_of(value), NOW, mapping)


def read_one(value: object, mapping: TableMapping | None = None) -> Event:
    (only,) = read(value, mapping)
    return only
