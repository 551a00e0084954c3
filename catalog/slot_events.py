"""What a slot tells, message by message, as changes of products."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from catalog.database_rows import TableMapping
from catalog.event_times import credible
from catalog.json_values import Json
from catalog.pgoutput import (
    UNCHANGED,
    Begin,
    BrokenMessage,
    Cell,
    Cells,
    Column,
    Commit,
    Delete,
    Insert,
    Message,
    Relation,
    Truncate,
    TypeName,
    Update,
    read_message,
)
from catalog.postgres_values import TYPES, plain_value
from catalog.row_changes import Place, RowChange, TableName, product_events
from contracts.changes import NoChange, UnreadableEvent
from contracts.contract import Instant
from contracts.slots import RowEvent, SlotPage

_OTHER_TABLE = NoChange(why="It is a row of another table.")
_REPORT = "Report this, with the server's version; the row's next change will tell all of it."
_SMALLER = "Leave the column with the long value out of the publication (CREATE PUBLICATION … FOR TABLE t (a, b))."


@dataclass(frozen=True)
class SlotMessage:
    """One message of a slot's plugin."""

    position: int
    """Of the change in the log."""
    length: int
    data: bytes | None
    """None: it was too long to be sent for."""


@dataclass
class SlotEvents:
    """Reads the messages of one look at a slot, in their order: each look begins by naming its tables anew."""

    received: Instant
    mapping: TableMapping
    end: int | None = None
    """Where the log goes on behind the last transaction that was read whole."""
    _tables: dict[int, Relation] = field(default_factory=dict)
    _types: dict[int, str] = field(default_factory=lambda: dict(TYPES))
    _begun: Begin | None = None
    _last: tuple[int, int] = (-1, 0)
    """The position of the last change, and how many were there."""
    _notes: list[str] = field(default_factory=list)
    _rows: int = 0

    def page(self, messages: Sequence[SlotMessage]) -> SlotPage:
        """What they tell."""
        self._notes, self._rows = [], 0
        events = [event for message in messages for event in self._read(message)]
        return SlotPage(events=events, notes=tuple(self._notes), rows=self._rows)

    def _read(self, message: SlotMessage) -> Sequence[RowEvent]:
        if message.data is None:
            self._rows += 1
            why = f"A message of the slot has {message.length:,} bytes: more than is read."
            return [UnreadableEvent(message=why, remedy=_SMALLER)]
        return self._told(message.position, read_message(message.data))

    def _told(self, position: int, message: Message) -> Sequence[RowEvent]:
        match message:
            case Begin():
                self._begun, self._last = message, (-1, 0)
            case Commit():
                self._begun, self.end = None, message.end
            case Relation():
                self._tables[message.id] = message
            case TypeName():
                self._types[message.id] = message.name
            case Insert() | Update() | Delete():
                self._rows += 1
                return self._row(position, message)
            case Truncate():
                self._notes += map(self._emptied, message.relations)
            case BrokenMessage():
                return [
                    UnreadableEvent(
                        message=f"A message of the slot cannot be read: {message.why}.", remedy=_REPORT
                    )
                ]
            case _:
                pass
        return []

    def _row(self, position: int, message: Insert | Update | Delete) -> Sequence[RowEvent]:
        place = self._place(position)
        table = self._tables.get(message.relation)
        if table is None:
            why = "A change is of a table that the slot has not named."
            return [UnreadableEvent(message=why, remedy=_REPORT)]
        if not self.mapping.watches(*_name(table).spellings):
            return [_OTHER_TABLE]
        change = self._change(table, message)
        return [change] if isinstance(change, UnreadableEvent) else product_events(change, place, self.mapping)

    def _place(self, position: int) -> Place:
        before, count = self._last
        self._last = (position, count + 1 if position == before else 0)
        begun = self._begun
        return Place(
            at=credible(begun.at if begun and begun.at >= 0 else None, self.received),
            commit=begun.final if begun else position,
            position=position,
            count=self._last[1],
            names=(repr(begun.at),) if begun else (),
        )

    def _change(self, table: Relation, message: Insert | Update | Delete) -> RowChange | UnreadableEvent:
        new = None if isinstance(message, Delete) else message.new
        old = None if isinstance(message, Insert) else message.old
        if any(cells is not None and len(cells) != len(table.columns) for cells in (new, old)):
            why = f"A row of {_name(table)} has more columns than its table, or fewer."
            return UnreadableEvent(message=why, remedy=_REPORT)
        before = None if old is None else self._values(_told_of(table.columns, old))
        if new is None:
            return RowChange(_name(table), after=None, before=before)
        told = _filled(table.columns, new, old)
        hidden = frozenset(column.name for column, cell in told if cell is UNCHANGED)
        return RowChange(_name(table), after=self._values(told), before=before, hidden=hidden)

    def _values(self, told: Sequence[tuple[Column, Cell]]) -> Mapping[str, Json]:
        return {
            column.name: plain_value(cell, self._types.get(column.type, "")) if isinstance(cell, str) else None
            for column, cell in told
        }

    def _emptied(self, relation: int) -> str:
        table = self._tables.get(relation)
        name = _name(table) if table else f"of number {relation}"
        return (
            f"the table {name} was emptied (TRUNCATE): which products were in it is not said, and none is deleted"
        )


def _name(table: Relation) -> TableName:
    return TableName(table.schema, table.name)


def _told_of(columns: Sequence[Column], old: Cells) -> Sequence[tuple[Column, Cell]]:
    """Of an old row only its key is told: the rest stands there as if it had been empty."""
    return [(column, cell) for column, cell in zip(columns, old, strict=True) if column.in_key]


def _filled(columns: Sequence[Column], new: Cells, old: Cells | None) -> Sequence[tuple[Column, Cell]]:
    """What did not change stands in the old row, if the log has all of it."""
    before = old or (UNCHANGED,) * len(new)
    return [
        (column, was if cell is UNCHANGED and column.in_key else cell)
        for column, cell, was in zip(columns, new, before, strict=True)
    ]
