"""A slot as activities read it: what blocks runs in threads, and is ended when nobody waits for it any more."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

from catalog.database_rows import TableMapping
from catalog.postgres_sessions import PostgresSession, open_session
from catalog.postgres_slots import LOOK_BYTES_MAX, LOOK_CHANGES_MAX, advance, peek
from catalog.slot_events import SlotEvents
from catalog.slot_standing import log_end, read_state
from catalog.slot_tables import Reading, read_tables
from contracts.changes import ChangeKind
from contracts.contract import Instant
from contracts.slots import SlotAsk, SlotPage, SlotState

T = TypeVar("T")


@dataclass(frozen=True)
class PostgresSlots:
    """Keeps the port `Slots`."""

    @asynccontextmanager
    async def reading(self, ask: SlotAsk) -> AsyncIterator["PostgresSlot"]:
        """A connection to the slot's database, until the block's end. Raises `SlotTrouble`."""
        session = await asyncio.to_thread(open_session, ask.address)
        try:
            yield PostgresSlot(session, ask)
        except BaseException:
            session.abort()
            raise
        finally:
            session.close()


@dataclass(frozen=True)
class PostgresSlot:
    """Keeps the port `OpenSlot`. All raise `SlotTrouble`."""

    session: PostgresSession
    ask: SlotAsk

    async def state(self) -> SlotState:
        return await self._blocking(lambda: read_state(self.session, self.ask.slot, self.ask.publication))

    def look(self, confirmed: int, received: Instant) -> AsyncIterator[SlotPage]:
        """What was not confirmed, in pages; the last has the `end` that may be confirmed when all are kept."""
        return self._in_threads(self._look(confirmed, received))

    def rows(self, kind: ChangeKind, since: int, received: Instant) -> AsyncIterator[SlotPage]:
        """All rows of the tables, as they are now."""
        reading = Reading(kind, since, received)
        return self._in_threads(read_tables(self.session, self.ask.publication, self._mapping, reading))

    async def advance(self, to: int) -> None:
        """What ends before `to` is not told again."""
        await self._blocking(lambda: advance(self.session, self.ask.slot, to))

    @property
    def _mapping(self) -> TableMapping:
        its = self.ask.settings
        return TableMapping(tables=frozenset(its.tables), columns=its.columns, currency=its.currency)

    def _look(self, confirmed: int, received: Instant) -> Iterator[SlotPage]:
        until = min(log_end(self.session), confirmed + LOOK_BYTES_MAX)
        events, messages = SlotEvents(received, self._mapping), 0
        for page in peek(self.session, self.ask.slot, self.ask.publication, until):
            messages += len(page)
            yield events.page(page)
        # A look that was ended by its number of changes says nothing of the log behind them.
        whole = messages < LOOK_CHANGES_MAX
        reached = max(events.end or 0, until) if whole else events.end
        yield SlotPage(end=reached if reached and reached > confirmed else None)

    async def _in_threads(self, pages: Iterator[SlotPage]) -> AsyncIterator[SlotPage]:
        while (page := await self._blocking(lambda: next(pages, None))) is not None:
            yield page

    async def _blocking(self, work: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(work)
        except asyncio.CancelledError:
            # Nobody waits for it any more: the thread must not either.
            self.session.abort()
            raise
