"""What a database's log tells of its rows, whichever plugin wrote it down, and what that means for products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalog.database_rows import TableMapping, TableRow, map_row, read_row
from catalog.event_bodies import digest_of, quoted
from catalog.json_values import Json
from contracts.changes import ChangeKind, ProductChange, UnreadableEvent
from contracts.contract import Instant
from contracts.slots import RowEvent

_DIGITS = 20
"""A log's positions are of 64 bits."""
_COUNT_DIGITS = 8

_IDENTITY = "Set REPLICA IDENTITY FULL for the table, or map a column of its primary key to id."


@dataclass(frozen=True)
class TableName:
    schema: str
    name: str

    @property
    def spellings(self) -> tuple[str, ...]:
        """What settings may call it."""
        return (self.name, f"{self.schema}.{self.name}")

    def __str__(self) -> str:
        return quoted(f"{self.schema}.{self.name}")


@dataclass(frozen=True)
class RowChange:
    """One change of one row."""

    table: TableName
    after: Mapping[str, Json] | None
    """None: it was deleted."""
    before: Mapping[str, Json] | None = None
    """As far as the log knows it: its key, or all of it with REPLICA IDENTITY FULL."""
    hidden: frozenset[str] = frozenset()
    """Columns of `after` whose value the log does not have: it did not change."""


@dataclass(frozen=True)
class Place:
    """Where in a database's history a change stands: the same however often it is read."""

    at: Instant
    commit: int
    position: int
    count: int = 0
    """Of the changes at one position, COPY's for one, which this is."""
    names: tuple[str, ...] = field(default=())
    """Whatever else tells this history from another one: the log begins anew when a database is made anew."""

    @property
    def sequence(self) -> str:
        """A text that sorts as the log does."""
        commit, position = (str(number).zfill(_DIGITS) for number in (self.commit, self.position))
        return f"{commit}/{position}/{str(self.count).zfill(_COUNT_DIGITS)}"


def product_events(
    change: RowChange, place: Place, mapping: TableMapping, kind: ChangeKind = ChangeKind.UPSERT
) -> Sequence[RowEvent]:
    """What the change means for products; a change of a product's key is two. `kind` is of a row that is there."""
    before = None if change.before is None else map_row(change.before, mapping)
    if change.after is None:
        return [_deleted(change, before, place, mapping)]
    row = map_row(change.after, mapping, change.hidden)
    read = read_row(row, mapping)
    if isinstance(read, UnreadableEvent):
        message = f"A row of {change.table}, {quoted(row.key) or 'without a key'}: {read.message}"
        return [read.model_copy(update={"message": message[:2_000]})]
    key = read.product.key
    told = ProductChange(
        kind=kind,
        product_key=key,
        foreign_id=read.foreign_id,
        product=read.product,
        unsaid=read.unsaid,
        at=place.at,
        sequence=place.sequence,
        delivery=_delivery(change, place, kind, key),
    )
    # One with a number is found by that, whatever else it is called now.
    renamed = before is not None and read.foreign_id is None and before.key not in {"", key}
    return [_deleted(change, before, place, mapping), told] if renamed else [told]


def _deleted(change: RowChange, row: TableRow | None, place: Place, mapping: TableMapping) -> RowEvent:
    if row is None or not row.key:
        why = f"A deletion in {change.table} does not say which product it was."
        return UnreadableEvent(message=why, remedy=_IDENTITY)
    return ProductChange(
        kind=ChangeKind.DELETE,
        product_key=row.key,
        foreign_id=row.number if mapping.columns and row.number else None,
        at=place.at,
        sequence=place.sequence,
        delivery=_delivery(change, place, ChangeKind.DELETE, row.key),
    )


def _delivery(change: RowChange, place: Place, kind: ChangeKind, key: str) -> str:
    table = (change.table.schema, change.table.name)
    return digest_of(*place.names, *table, place.sequence, kind, key)
