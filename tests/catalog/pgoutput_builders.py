"""Messages as `pgoutput` writes them."""

import struct
from collections.abc import Sequence

from catalog.pgoutput import UNCHANGED, Cell

BOOL, INT8, TEXT, NUMERIC, TEXTS, JSONB, BYTEA, TIMESTAMPTZ = 16, 20, 25, 1700, 1009, 3802, 17, 1184
COMMITTED_AT = 1_795_000_000.5
"""By the server's clock."""
FINAL, END = 0x16B3748, 0x16B3778
PRODUCTS = 16_385
_EPOCH = 946_684_800

Columns = Sequence[tuple[str, int, bool]]
"""Name, type and whether it is of the key."""

USUAL: Columns = (
    ("id", INT8, True),
    ("title", TEXT, False),
    ("description", TEXT, False),
    ("price", NUMERIC, False),
    ("link", TEXT, False),
    ("image_link", TEXT, False),
)
ROW: tuple[Cell, ...] = (
    "7",
    "Blue mug",
    "Soft",
    "12.50",
    "https://shop.example.com/7",
    "https://cdn.example.com/7.jpg",
)


def begin(*, at: float = COMMITTED_AT, final: int = FINAL, xid: int = 731) -> bytes:
    return b"B" + struct.pack("!QqI", final, _micros(at), xid)


def commit(*, end: int = END, at: float = COMMITTED_AT) -> bytes:
    return b"C" + struct.pack("!bQQq", 0, FINAL, end, _micros(at))


def relation(
    columns: Columns = USUAL, *, name: str = "products", schema: str = "public", number: int = PRODUCTS
) -> bytes:
    head = struct.pack("!I", number) + _name(schema) + _name(name) + b"d" + struct.pack("!h", len(columns))
    return (
        b"R"
        + head
        + b"".join(
            bytes([in_key]) + _name(column) + struct.pack("!Ii", kind, -1) for column, kind, in_key in columns
        )
    )


def type_name(number: int, name: str) -> bytes:
    return b"Y" + struct.pack("!I", number) + _name("public") + _name(name)


def insert(new: Sequence[Cell] = ROW, *, number: int = PRODUCTS) -> bytes:
    return b"I" + struct.pack("!I", number) + b"N" + cells(new)


def update(new: Sequence[Cell] = ROW, *, key: Sequence[Cell] = (), old: Sequence[Cell] = ()) -> bytes:
    before = (b"K" + cells(key) if key else b"") + (b"O" + cells(old) if old else b"")
    return b"U" + struct.pack("!I", PRODUCTS) + before + b"N" + cells(new)


def delete(key: Sequence[Cell] = ("7", None, None, None, None, None), *, mark: bytes = b"K") -> bytes:
    return b"D" + struct.pack("!I", PRODUCTS) + mark + cells(key)


def truncate(*numbers: int) -> bytes:
    return b"T" + struct.pack("!Ib", len(numbers), 0) + b"".join(struct.pack("!I", number) for number in numbers)


def origin(name: str = "elsewhere") -> bytes:
    return b"O" + struct.pack("!Q", FINAL) + _name(name)


def logical(content: bytes = b"hello") -> bytes:
    return b"M" + struct.pack("!bQ", 1, FINAL) + _name("prefix") + struct.pack("!I", len(content)) + content


def cells(told: Sequence[Cell]) -> bytes:
    return struct.pack("!h", len(told)) + b"".join(map(_cell, told))


def _cell(told: Cell) -> bytes:
    if told is None:
        return b"n"
    if told is UNCHANGED:
        return b"u"
    assert isinstance(told, str)
    content = told.encode()
    return b"t" + struct.pack("!I", len(content)) + content


def _name(text: str) -> bytes:
    return text.encode() + b"\0"


def _micros(at: float) -> int:
    return round((at - _EPOCH) * 1_000_000)


SOUND = (
    begin(),
    commit(),
    relation(),
    type_name(90_001, "_mood"),
    insert(),
    update(),
    update(key=("6", None, None, None, None, None)),
    update(old=ROW),
    delete(),
    delete(ROW, mark=b"O"),
    truncate(PRODUCTS, 2),
    origin(),
    logical(),
)
"""One of each kind."""
