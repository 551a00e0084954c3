"""Logical replication slots of a shop's PostgreSQL, by SQL: how one stands, setting it up, reading, advancing.

PostgreSQL 13 and later. Reading leaves the slot where it is; only what was kept is confirmed.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress

from catalog.postgres_sessions import PostgresSession, named, quoted, session_at
from catalog.slot_events import SlotMessage
from catalog.slot_standing import PLUGIN, read_state
from contracts.slots import SlotBusy, SlotState, SlotTrouble

LOOK_CHANGES_MAX = 1_000
"""After so many a look ends, once their transaction does: none is ever cut."""
LOOK_BYTES_MAX = 256 * 1024 * 1024
"""Of the log, past what was confirmed: other tables may fill it while nothing happens in ours."""
PAGE_MESSAGES = 250
MESSAGE_BYTES_MAX = 1024 * 1024
"""Of one message; a longer one stays on the server."""
DROP_TRIES_MORE = 4
DROP_AGAIN_SECONDS = 1.0
"""How long a slot is left to its reader, who holds it for a moment only."""

_NO_TABLES = "Name the tables that products are in: --table products"


async def slot_state(dsn: str, slot: str, publication: str | None = None) -> SlotState:
    """How the slot stands, and what of it is not set up. Raises `SlotTrouble`."""
    return await asyncio.to_thread(_state, dsn, slot, publication)


async def prepare(dsn: str, slot: str, publication: str, tables: Sequence[str]) -> None:
    """Create the publication of these tables (`products`, `shop.products`) and the slot, where they are missing.

    One that is there stays as it is. Done twice, it is the same. Raises `SlotTrouble`.
    """
    await asyncio.to_thread(_prepare, dsn, slot, publication, tables)


async def drop(dsn: str, slot: str) -> None:
    """Drop the slot; one that is not there is dropped. Who reads it now is waited for. Raises `SlotTrouble`."""
    for _ in range(DROP_TRIES_MORE):
        with suppress(SlotBusy):
            return await asyncio.to_thread(_drop, dsn, slot)
        await asyncio.sleep(DROP_AGAIN_SECONDS)
    return await asyncio.to_thread(_drop, dsn, slot)


def peek(session: PostgresSession, slot: str, publication: str, until: int) -> Iterator[Sequence[SlotMessage]]:
    """What the slot tells of transactions that ended before `until`, in pages. Raises `SlotTrouble`.

    The server reads all of it before the first page; it is sent page by page, however large a transaction was.
    """
    options = f"'proto_version', '1', 'publication_names', {quoted(named(publication))}"
    told = (
        f"pg_logical_slot_peek_binary_changes({quoted(slot)}, {quoted(position_text(until))}, {LOOK_CHANGES_MAX}, "
        f"{options})"
    )
    data = f"CASE WHEN octet_length(data) <= {MESSAGE_BYTES_MAX} THEN data END"
    query = f"SELECT lsn - '0/0', octet_length(data), {data} FROM {told}"  # noqa: S608 - quoted above
    with session.transaction():
        session.ask(f"DECLARE told NO SCROLL CURSOR FOR {query}")
        while rows := session.ask(f"FETCH {PAGE_MESSAGES} FROM told"):
            yield [SlotMessage(int(position), length, data) for position, length, data in rows]


def advance(session: PostgresSession, slot: str, to: int) -> None:
    """What was told before `to` is not told again; a slot that is there already stays. Raises `SlotTrouble`."""
    place, its = quoted(position_text(to)), quoted(slot)
    try:
        session.ask(
            f"SELECT pg_replication_slot_advance(slot_name, {place}) FROM pg_replication_slots "  # noqa: S608 - quoted
            f"WHERE slot_name = {its} AND confirmed_flush_lsn < {place}"
        )
    except SlotBusy:
        raise
    except SlotTrouble:
        # Another reader may have been faster between the question and the answer.
        if (_confirmed(session, slot) or 0) < to:
            raise


def position_text(position: int) -> str:
    """As PostgreSQL writes it: `16/B374D848`."""
    return f"{position >> 32:X}/{position & 0xFFFFFFFF:X}"


def _confirmed(session: PostgresSession, slot: str) -> int | None:
    rows = session.ask(
        f"SELECT confirmed_flush_lsn - '0/0' FROM pg_replication_slots WHERE slot_name = {quoted(slot)}"  # noqa: S608 - quoted
    )
    return int(rows[0][0]) if rows and rows[0][0] is not None else None


def _state(dsn: str, slot: str, publication: str | None) -> SlotState:
    with session_at(dsn) as session:
        return read_state(session, slot, publication)


def _prepare(dsn: str, slot: str, publication: str, tables: Sequence[str]) -> None:
    with session_at(dsn) as session:
        state = read_state(session, slot, publication)
        # The publication first: a slot that is older than it cannot be read.
        if not state.publication_ok and not _is_there(session, publication):
            _publish(session, publication, tables)
        if not state.exists:
            session.ask(f"SELECT pg_create_logical_replication_slot({quoted(slot)}, {quoted(PLUGIN)})")


def _drop(dsn: str, slot: str) -> None:
    """One of another database stays: by its name alone it might be anybody's."""
    its = f"slot_name = {quoted(slot)} AND database = current_database()"
    with session_at(dsn) as session:
        session.ask(f"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE {its}")  # noqa: S608 - quoted


def _is_there(session: PostgresSession, publication: str) -> bool:
    return bool(session.ask(f"SELECT 1 FROM pg_publication WHERE pubname = {quoted(publication)}"))  # noqa: S608 - quoted


def _publish(session: PostgresSession, publication: str, tables: Sequence[str]) -> None:
    if not tables:
        raise SlotTrouble("No publication is made for no tables", remedy=_NO_TABLES)
    listed = ", ".join(named(*table.split(".", 1)) for table in tables)
    session.ask(f"CREATE PUBLICATION {named(publication)} FOR TABLE {listed}")
