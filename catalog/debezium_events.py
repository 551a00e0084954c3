"""Debezium's change events as they come over HTTP: one or a list, with their schema or without.

Only `after` tells a product; `before` has often nothing but the key (unless REPLICA IDENTITY is FULL), so what
changed is told by what we knew. A key that changes comes as a deletion and a creation.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from catalog.database_rows import TableMapping, TableRow, map_row, read_row
from catalog.debezium_positions import log_position
from catalog.debezium_values import UNAVAILABLE, Schema, columns_schema, is_unavailable, plain_value
from catalog.event_bodies import digest_of, quoted, read_body
from catalog.event_times import credible, epoch_instant
from catalog.json_cells import text_of
from catalog.json_values import Json
from contracts.changes import ChangeKind, NoChange, ProductChange, UnreadableEvent
from contracts.contract import Instant

EVENTS_MAX = 2_048
"""Of one body: Debezium's `max.batch.size` unless it is told otherwise."""

Event = ProductChange | NoChange | UnreadableEvent

_TOMBSTONE = NoChange(why="It is a tombstone: the deletion came before it.")
_MESSAGE = NoChange(why="It is a message in the database's log, and no row.")
_OTHER_TABLE = NoChange(why="It is a row of another table.")
_NOT_A_ROW = NoChange(why="It tells of a transaction, a table's columns or a heartbeat, and no row.")
_TOLD = MappingProxyType(
    {"c": ChangeKind.UPSERT, "u": ChangeKind.UPSERT, "r": ChangeKind.SNAPSHOT, "d": ChangeKind.DELETE}
)
_ASIDE = ("ddl", "tableChanges", "event_count", "data_collections")
"""Names of what Debezium sends beside changes of rows."""
_BOUNDARIES = frozenset({"BEGIN", "END"})

_BATCH = f"Set max.batch.size to {EVENTS_MAX:,} or less."
_ENVELOPE = "Send Debezium's own envelope, without a transformation that flattens it (ExtractNewRecordState)."
_SNAPSHOT = "Take a new snapshot, or delete the products' pins, if that is meant."
_IDENTITY = "Set REPLICA IDENTITY FULL for the table, or map a column of its primary key to id."


@dataclass(frozen=True)
class _Envelope:
    """One event, out of its wrapping."""

    payload: Mapping[str, Json]
    schema: Json

    @property
    def op(self) -> str:
        return text_of(self.payload.get("op"))

    @property
    def source(self) -> Mapping[str, Json]:
        source = self.payload.get("source")
        return source if isinstance(source, dict) else {}

    @property
    def tables(self) -> tuple[str, ...]:
        """What the table is called by, with its schema or database and without."""
        table, schema, database = (text_of(self.source.get(name)) for name in ("table", "schema", "db"))
        return (table, f"{schema}.{table}", f"{database}.{table}", f"{database}.{schema}.{table}")

    def at(self, received: Instant) -> Instant:
        """When the row was changed; a clock at zero tells nothing."""
        stated = self.source.get("ts_ms") or self.payload.get("ts_ms")
        return credible(epoch_instant(stated, 1_000) or None, received)


def read_debezium_events(
    body: bytes, received: Instant, mapping: TableMapping | None = None, *, placeholder: str = UNAVAILABLE
) -> Sequence[Event]:
    """What the events tell, in their order; a change of a product's key is two. An empty body is a tombstone."""
    if not body.strip():
        return [_TOMBSTONE]
    value = read_body(body)
    if isinstance(value, UnreadableEvent):
        return [value]
    listed = value if isinstance(value, list) else [value]
    if len(listed) > EVENTS_MAX:
        why = f"The body has {len(listed):,} events; at most {EVENTS_MAX:,} are read."
        return [UnreadableEvent(message=why, remedy=_BATCH)]
    reader = _Reader(received, mapping or TableMapping(), placeholder)
    return [event for each in listed for event in reader.read(each)]


@dataclass(frozen=True)
class _Reader:
    """Reads one event after the other."""

    received: Instant
    mapping: TableMapping
    placeholder: str

    def read(self, value: Json) -> Sequence[Event]:
        envelope = _unwrapped(value)
        if not isinstance(envelope, _Envelope):
            return [envelope]
        if envelope.op not in _TOLD:
            return [_beside(envelope)]
        if not self.mapping.watches(*envelope.tables):
            return [_OTHER_TABLE]
        if _TOLD[envelope.op] is ChangeKind.DELETE:
            return [self._deleted(envelope, self._row(envelope, "before"))]
        return self._told(envelope)

    def _told(self, envelope: _Envelope) -> Sequence[Event]:
        row, before = self._row(envelope, "after"), self._row(envelope, "before")
        if row is None:
            why = f'The event of operation "{quoted(envelope.op)}" has no row behind it.'
            return [UnreadableEvent(message=why, remedy=_ENVELOPE)]
        read = read_row(row, self.mapping)
        if isinstance(read, UnreadableEvent):
            return [read]
        key = read.product.key
        change = ProductChange(
            kind=_TOLD[envelope.op],
            product_key=key,
            foreign_id=read.foreign_id,
            product=read.product,
            unsaid=read.unsaid,
            at=envelope.at(self.received),
            sequence=log_position(envelope.source),
            delivery=_delivery(envelope, key),
        )
        # One with a number is found by that, whatever else it is called now.
        renamed = before is not None and read.foreign_id is None and before.key not in {"", key}
        return [self._deleted(envelope, before), change] if renamed else [change]

    def _deleted(self, envelope: _Envelope, row: TableRow | None) -> Event:
        if row is None or not row.key:
            return UnreadableEvent(message="The deletion does not say which product it was.", remedy=_IDENTITY)
        return ProductChange(
            kind=ChangeKind.DELETE,
            product_key=row.key,
            foreign_id=row.number if self.mapping.columns and row.number else None,
            at=envelope.at(self.received),
            sequence=log_position(envelope.source),
            delivery=_delivery(envelope, row.key),
        )

    def _row(self, envelope: _Envelope, side: str) -> TableRow | None:
        row = envelope.payload.get(side)
        if not isinstance(row, dict):
            return None
        schema: Schema = columns_schema(envelope.schema, side)
        hidden = {name for name, value in row.items() if is_unavailable(value, self.placeholder)}
        plain = {name: plain_value(value, schema.get(name)) for name, value in row.items()}
        return map_row(plain, self.mapping, hidden)


def _unwrapped(value: Json) -> _Envelope | NoChange | UnreadableEvent:
    wrapped = isinstance(value, dict) and "payload" in value and "op" not in value
    payload = value["payload"] if wrapped and isinstance(value, dict) else value
    if payload is None:
        return _TOMBSTONE
    if not isinstance(payload, dict):
        return UnreadableEvent(message="The event is no object.", remedy=_ENVELOPE)
    return _Envelope(payload, value.get("schema") if wrapped and isinstance(value, dict) else None)


def _beside(envelope: _Envelope) -> NoChange | UnreadableEvent:
    """What an event means that tells of no row."""
    if envelope.op == "m":
        return _MESSAGE
    if envelope.op == "t":
        table = quoted(envelope.tables[0])
        why = f'The table "{table}" was emptied (TRUNCATE); which products were in it is not said.'
        return UnreadableEvent(message=why, remedy=_SNAPSHOT)
    payload = envelope.payload
    if not envelope.op and (
        any(name in payload for name in _ASIDE)
        or text_of(payload.get("status")) in _BOUNDARIES
        or payload.keys() == {"ts_ms"}
    ):
        return _NOT_A_ROW
    why = f'The event has the operation "{quoted(envelope.op)}", which is none of c, u, d, r, t and m.'
    return UnreadableEvent(message=why, remedy=_ENVELOPE)


def _delivery(envelope: _Envelope, key: str) -> str:
    """The same for the same change, also when it is read again from the log: only what the log says counts."""
    source = envelope.source
    rows = json.dumps(envelope.payload.get("after"), default=str, sort_keys=True)
    stated = [text_of(source.get(name)) for name in ("db", "schema", "table", "ts_ms")]
    return digest_of(*stated, log_position(source), envelope.op, key, rows)
