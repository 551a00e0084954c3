"""The messages of a slot: each kind says what it should, and nothing that is sent breaks who reads it."""

import struct

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.pgoutput import (
    COLUMNS_MAX,
    NAME_BYTES_MAX,
    RELATIONS_MAX,
    UNCHANGED,
    Aside,
    Begin,
    BrokenMessage,
    Cell,
    Column,
    Commit,
    Delete,
    Insert,
    Relation,
    Truncate,
    TypeName,
    Update,
    read_message,
)
from tests.catalog.pgoutput_builders import (
    COMMITTED_AT,
    END,
    FINAL,
    PRODUCTS,
    ROW,
    SOUND,
    begin,
    cells,
    commit,
    delete,
    insert,
    logical,
    origin,
    relation,
    truncate,
    type_name,
    update,
)

KEY: tuple[Cell, ...] = ("6", None, None, None, None, None)
CELLS = st.none() | st.just(UNCHANGED) | st.text(max_size=30)


def broken(data: bytes) -> str:
    message = read_message(data)
    assert isinstance(message, BrokenMessage), message
    return message.why


def test_a_transaction_says_when_it_was_committed_and_where_the_log_goes_on() -> None:
    assert read_message(begin()) == Begin(final=FINAL, at=COMMITTED_AT, xid=731)
    assert read_message(commit()) == Commit(end=END, at=COMMITTED_AT)


def test_a_table_has_a_name_and_columns_of_which_some_are_its_key() -> None:
    message = read_message(relation([("id", 20, True), ("title", 25, False)]))
    columns = (Column("id", 20, in_key=True), Column("title", 25, in_key=False))
    assert message == Relation(PRODUCTS, "public", "products", columns)


def test_a_table_without_a_schema_is_postgresqls_own() -> None:
    message = read_message(relation([], schema=""))
    assert isinstance(message, Relation)
    assert message.schema == "pg_catalog"


def test_rows_come_change_and_go() -> None:
    assert read_message(insert()) == Insert(PRODUCTS, ROW)
    assert read_message(update()) == Update(PRODUCTS, ROW, None)
    assert read_message(update(key=KEY)) == Update(PRODUCTS, ROW, KEY)
    assert read_message(update(old=ROW)) == Update(PRODUCTS, ROW, ROW)
    assert read_message(delete(KEY)) == Delete(PRODUCTS, KEY)
    assert read_message(delete(ROW, mark=b"O")) == Delete(PRODUCTS, ROW)


def test_nothing_empty_and_unchanged_are_three_things() -> None:
    assert read_message(insert((None, "", UNCHANGED))) == Insert(PRODUCTS, (None, "", UNCHANGED))


def test_a_value_in_bytes_that_nobody_asked_for_is_not_guessed_at() -> None:
    data = b"I" + struct.pack("!I", PRODUCTS) + b"N" + struct.pack("!h", 1) + b"b" + struct.pack("!I", 2) + b"\0\7"
    assert read_message(data) == Insert(PRODUCTS, (UNCHANGED,))


def test_what_is_no_row_is_told_apart() -> None:
    assert read_message(truncate(PRODUCTS, 2)) == Truncate((PRODUCTS, 2))
    assert read_message(type_name(90_001, "_mood")) == TypeName(90_001, "_mood")
    assert read_message(origin()) == read_message(logical()) == Aside()


def test_bytes_that_are_no_utf_8_are_shown_and_stop_nothing() -> None:
    data = insert(("caf\0",)).replace(b"caf\0", b"caf\xe9")
    assert read_message(data) == Insert(PRODUCTS, ("caf\N{REPLACEMENT CHARACTER}",))


@pytest.mark.parametrize("sound", SOUND, ids=lambda data: chr(data[0]))
def test_a_message_that_is_cut_off_anywhere_is_broken(sound: bytes) -> None:
    assert not isinstance(read_message(sound), BrokenMessage)
    for length in range(len(sound)):
        assert broken(sound[:length])


@pytest.mark.parametrize("sound", SOUND, ids=lambda data: chr(data[0]))
def test_a_message_with_more_behind_its_end_is_broken(sound: bytes) -> None:
    assert "behind its end" in broken(sound + b"\0")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "empty"),
        (b"\xff", "not known"),
        (b"S" + bytes(8), "not known"),  # of a transaction that is still going on: nobody asks for those
        (b"I" + struct.pack("!I", 1) + b"X", "no row"),
        (b"U" + struct.pack("!I", 1) + b"K" + cells(("1",)) + b"X", "no new row"),
        (b"D" + struct.pack("!I", 1) + b"N" + cells(("1",)), "no row"),
        (b"I" + struct.pack("!I", 1) + b"N" + struct.pack("!h", -1), "columns"),
        (b"I" + struct.pack("!I", 1) + b"N" + struct.pack("!h", COLUMNS_MAX + 1), "columns"),
        (b"I" + struct.pack("!I", 1) + b"N" + struct.pack("!h", 1) + b"x", "no known kind"),
        (b"I" + struct.pack("!I", 1) + b"N" + struct.pack("!h", 1) + b"t" + b"\xff" * 4, "in the middle"),
        (b"T" + struct.pack("!Ib", RELATIONS_MAX + 1, 0), "tables"),
        (b"M" + struct.pack("!bQ", 1, 0) + b"p\0" + b"\xff" * 4, "in the middle"),
        (b"Y" + struct.pack("!I", 1) + b"n" * (NAME_BYTES_MAX + 1) + b"\0", "no end"),
    ],
)
def test_a_message_that_lies_about_itself_is_broken(data: bytes, why: str) -> None:
    assert why in broken(data)


@given(st.lists(CELLS, max_size=8))
def test_any_row_is_read_as_it_was_written(row: list[Cell]) -> None:
    assert read_message(insert(row)) == Insert(PRODUCTS, tuple(row))


@given(st.binary(max_size=200))
@example(b"R" + bytes(300))
def test_random_bytes_break_nothing(data: bytes) -> None:
    message = read_message(data)
    assert message is not None
    if isinstance(message, BrokenMessage):
        assert 0 < len(message.why) < 100


@given(st.sampled_from(SOUND), st.integers(0, 200), st.integers(0, 255))
def test_a_message_with_a_wrong_byte_breaks_nothing(sound: bytes, at: int, byte: int) -> None:
    place = at % len(sound)
    message = read_message(sound[:place] + bytes([byte]) + sound[place + 1 :])
    if isinstance(message, BrokenMessage):
        assert 0 < len(message.why) < 100
