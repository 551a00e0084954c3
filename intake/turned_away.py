"""How often each source was turned away, and why: counted here, and written down now and then.

Anybody may knock: a transaction for each knock would be a way to keep the store busy.
"""

import asyncio
from collections import Counter
from enum import StrEnum

import structlog

from contracts.names import SourceKey
from contracts.trouble import LedgerBusy
from intake.ports import Clock, Counters

WRITE_SECONDS = 10.0

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Why(StrEnum):
    """As `pinflow sources show` and metrics tell it."""

    SIGNATURE = "signature"
    """It was not signed with a secret of the source, or came without a key that is good for it."""
    SYNTAX = "syntax"
    """It was verified, and is no JSON."""
    UNREADABLE = "unreadable"
    """It was verified, is in our own JSON, and nothing of it can be read."""
    TOPIC = "topic"
    """It was verified, and tells of nothing that is asked for. Its sender was told yes, so that it goes on."""


class TurnedAway:
    """Only sources that are kept here are counted, so that nobody can fill the table with names."""

    def __init__(self, counters: Counters, clock: Clock) -> None:
        self._counters = counters
        self._clock = clock
        self._counts: Counter[tuple[SourceKey, Why]] = Counter()

    def note(self, source: SourceKey, why: Why) -> None:
        self._counts[source, why] += 1

    async def write(self) -> None:
        """Write down what was counted; while the store is away it is kept for the next time."""
        for source, why in list(self._counts):
            count = self._counts.pop((source, why))
            try:
                await self._counters.note_refused(source, why, self._clock(), count)
            except LedgerBusy:
                self._counts[source, why] += count
                return
            log.warning("intake.refused", source=source, reason=why.value, count=count)

    async def keep_writing(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(WRITE_SECONDS)
            await self.write()
