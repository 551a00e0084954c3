"""Messages of `pgoutput`, PostgreSQL's own plugin for logical decoding, protocol version 1 (its manual, 54.9).

What comes from a server that may be anybody's is not believed: a message that is cut off, too long or of no known
kind is a `BrokenMessage`, and the next one is read as if it had not been there.
"""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from contracts.contract import Instant

COLUMNS_MAX = 1_600
"""Of one table, as PostgreSQL has it."""
RELATIONS_MAX = 10_000
"""Tables that one TRUNCATE empties."""
NAME_BYTES_MAX = 256
"""Of a schema's, table's, type's or column's name: PostgreSQL cuts them at 63."""

_EPOCH = 946_684_800
"""2000-01-01 UTC, where PostgreSQL begins to count."""
_KEY_COLUMN = 1


class Unchanged(Enum):
    """Stands for a long value that the change did not touch, and the log does not have."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED

Cell = str | None | Unchanged
Cells = tuple[Cell, ...]


@dataclass(frozen=True)
class Begin:
    """A transaction that was committed; its changes follow."""

    final: int
    """Where its commit stands in the log."""
    at: Instant
    xid: int


@dataclass(frozen=True)
class Commit:
    """The end of the transaction that began last."""

    end: int
    """Where the log goes on behind it."""
    at: Instant


@dataclass(frozen=True)
class Column:
    name: str
    type: int
    in_key: bool
    """Whether an old row tells it: of the primary key, or any with REPLICA IDENTITY FULL."""


@dataclass(frozen=True)
class Relation:
    """What a table is called and has, from now on."""

    id: int
    schema: str
    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class TypeName:
    """What a type that is not PostgreSQL's own is called; of a domain, what it is made of."""

    id: int
    name: str


@dataclass(frozen=True)
class Insert:
    relation: int
    new: Cells


@dataclass(frozen=True)
class Update:
    relation: int
    new: Cells
    old: Cells | None
    """Only where the key changed, or with REPLICA IDENTITY FULL."""


@dataclass(frozen=True)
class Delete:
    relation: int
    old: Cells


@dataclass(frozen=True)
class Truncate:
    relations: tuple[int, ...]


@dataclass(frozen=True)
class Aside:
    """Where a change came from, or words that somebody wrote into the log: no row."""


@dataclass(frozen=True)
class BrokenMessage:
    """It cannot be read."""

    why: str


Message = Begin | Commit | Relation | TypeName | Insert | Update | Delete | Truncate | Aside | BrokenMessage


class _Broken(Exception):
    """The message is not as it should be; it never leaves this file."""


def read_message(data: bytes) -> Message:
    """What the bytes of one message say."""
    if not data:
        return BrokenMessage("it is empty")
    read = _READERS.get(data[:1])
    if read is None:
        return BrokenMessage(f"it is of a kind that is not known ({data[0]})")
    rest = _Rest(data)
    try:
        message = read(rest)
        rest.must_be_over()
    except _Broken as broken:
        return BrokenMessage(str(broken))
    return message


class _Rest:
    """What of a message is not read yet. Raises `_Broken` where it ends too early, or too late."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 1

    def bytes(self, length: int) -> bytes:
        begin, end = self._at, self._at + length
        if length < 0 or end > len(self._data):
            raise _Broken(f"it ends after {len(self._data):,} bytes, in the middle of a value")
        self._at = end
        return self._data[begin:end]

    def byte(self) -> int:
        return self.bytes(1)[0]

    def letter(self) -> str:
        return chr(self.byte())

    def small(self) -> int:
        return int(struct.unpack("!h", self.bytes(2))[0])

    def whole(self) -> int:
        return int(struct.unpack("!I", self.bytes(4))[0])

    def position(self) -> int:
        return int(struct.unpack("!Q", self.bytes(8))[0])

    def instant(self) -> Instant:
        """In microseconds since the year 2000."""
        return _EPOCH + float(struct.unpack("!q", self.bytes(8))[0]) / 1_000_000

    def name(self) -> str:
        """Ended by a zero."""
        end = self._data.find(b"\0", self._at, self._at + NAME_BYTES_MAX + 1)
        if end < 0:
            raise _Broken("a name in it has no end")
        name = self.bytes(end - self._at)
        self._at += 1
        return name.decode("utf-8", "replace")

    def must_be_over(self) -> None:
        if self._at != len(self._data):
            raise _Broken(f"{len(self._data) - self._at:,} bytes stand behind its end")


def _begin(rest: _Rest) -> Begin:
    return Begin(final=rest.position(), at=rest.instant(), xid=rest.whole())


def _commit(rest: _Rest) -> Commit:
    rest.byte()  # flags: none are defined
    rest.position()  # where the commit stands: `Begin` told it
    return Commit(end=rest.position(), at=rest.instant())


def _relation(rest: _Rest) -> Relation:
    number, schema, name = rest.whole(), rest.name(), rest.name()
    rest.byte()  # the replica identity: the columns' flags tell what comes of it
    return Relation(number, schema or "pg_catalog", name, tuple(_column(rest) for _ in range(_count(rest))))


def _column(rest: _Rest) -> Column:
    flags, name, kind = rest.byte(), rest.name(), rest.whole()
    rest.whole()  # the type's modifier, such as the length of a varchar
    return Column(name, kind, in_key=bool(flags & _KEY_COLUMN))


def _type(rest: _Rest) -> TypeName:
    number, _schema, name = rest.whole(), rest.name(), rest.name()
    return TypeName(number, name)


def _insert(rest: _Rest) -> Insert:
    relation = rest.whole()
    _expect(rest, "N")
    return Insert(relation, _cells(rest))


def _update(rest: _Rest) -> Update:
    relation, mark = rest.whole(), rest.letter()
    old = None
    if mark in {"K", "O"}:
        old, mark = _cells(rest), rest.letter()
    if mark != "N":
        raise _Broken("it has no new row")
    return Update(relation, _cells(rest), old)


def _delete(rest: _Rest) -> Delete:
    relation = rest.whole()
    _expect(rest, "K", "O")
    return Delete(relation, _cells(rest))


def _truncate(rest: _Rest) -> Truncate:
    count = rest.whole()
    rest.byte()  # whether CASCADE or RESTART IDENTITY was said
    if count > RELATIONS_MAX:
        raise _Broken(f"it names {count:,} tables")
    return Truncate(tuple(rest.whole() for _ in range(count)))


def _origin(rest: _Rest) -> Aside:
    rest.position()
    rest.name()
    return Aside()


def _logical(rest: _Rest) -> Aside:
    rest.byte()
    rest.position()
    rest.name()
    rest.bytes(rest.whole())
    return Aside()


def _cells(rest: _Rest) -> Cells:
    return tuple(_cell(rest) for _ in range(_count(rest)))


def _cell(rest: _Rest) -> Cell:
    match rest.letter():
        case "n":
            return None
        case "u":
            return UNCHANGED
        case "t":
            return rest.bytes(rest.whole()).decode("utf-8", "replace")
        case "b":
            rest.bytes(rest.whole())  # in the type's own bytes, which nobody asked for
            return UNCHANGED
        case _:
            raise _Broken("a value in it is of no known kind")


def _count(rest: _Rest) -> int:
    count = rest.small()
    if not 0 <= count <= COLUMNS_MAX:
        raise _Broken(f"it has {count:,} columns")
    return count


def _expect(rest: _Rest, *marks: str) -> None:
    if rest.letter() not in marks:
        raise _Broken("it has no row")


_READERS: Mapping[bytes, Callable[[_Rest], Message]] = MappingProxyType(
    {
        b"B": _begin,
        b"C": _commit,
        b"R": _relation,
        b"Y": _type,
        b"I": _insert,
        b"U": _update,
        b"D": _delete,
        b"T": _truncate,
        b"O": _origin,
        b"M": _logical,
    }
)
