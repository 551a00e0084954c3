"""Pins that come at the same time are one transaction: a commit to disk costs the same for one as for many.

Nobody waits for company: a group is whoever came while the one before it was being written.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.api_pins import KeptPin, NewApiPin
from contracts.trouble import LedgerBusy
from intake.api.pins_ports import PinsTaken

QUEUE_MAX = 2_000
"""Pins that wait for a transaction."""
GROUP_MAX = 200
"""Pins of one transaction; the store takes 500."""


@dataclass(frozen=True)
class _Waiting:
    new: NewApiPin
    kept: asyncio.Future[KeptPin]


class PinGroups:
    """One transaction at a time, of whoever waits."""

    def __init__(self, book: PinsTaken) -> None:
        self._book = book
        self._waiting: deque[_Waiting] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def put(self, new: NewApiPin) -> KeptPin:
        """What became of it; on disk when this returns. Raises `LedgerBusy`, also when too many wait."""
        if len(self._waiting) >= QUEUE_MAX:
            raise LedgerBusy("too many pins wait to be kept")
        waiting = _Waiting(new, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return await waiting.kept

    async def _write_all(self) -> None:
        while group := self._group():
            await self._write(group)

    def _group(self) -> Sequence[_Waiting]:
        """The first that still wait."""
        group: list[_Waiting] = []
        while self._waiting and len(group) < GROUP_MAX:
            waiting = self._waiting.popleft()
            if not waiting.kept.done():
                group.append(waiting)
        return group

    async def _write(self, group: Sequence[_Waiting]) -> None:
        try:
            kept = await self._book.put([waiting.new for waiting in group])
        except LedgerBusy as busy:
            _refuse(group, busy)
        except Exception as error:  # noqa: BLE001 - one that nobody foresaw must not turn the others of its group away
            await self._write_singly(group, error)
        else:
            for waiting, its in zip(group, kept, strict=True):
                if not waiting.kept.done():
                    waiting.kept.set_result(its)

    async def _write_singly(self, group: Sequence[_Waiting], error: Exception) -> None:
        if len(group) == 1:
            _refuse(group, error)
            return
        for waiting in group:
            await self._write([waiting])


def _refuse(group: Sequence[_Waiting], error: Exception) -> None:
    for waiting in group:
        if not waiting.kept.done():
            waiting.kept.set_exception(error)
