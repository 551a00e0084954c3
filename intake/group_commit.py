"""Requests that wait at the same time are one transaction: a commit to disk costs the same for one as for many.

Nobody waits for company: a group is whoever came while the one before it was being written.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from contracts.intake import Arrival, Delivery
from contracts.trouble import LedgerBusy
from intake.limits import Limits
from intake.ports import Inbox

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(frozen=True)
class _Waiting:
    delivery: Delivery
    arrival: asyncio.Future[Arrival]


class GroupCommit:
    """One transaction at a time, of whoever waits. `run` must run; `close` ends it."""

    def __init__(self, inbox: Inbox, limits: Limits) -> None:
        self._inbox = inbox
        self._limits = limits
        self._waiting: deque[_Waiting] = deque()
        self._written: Sequence[_Waiting] = ()
        self._called = asyncio.Event()
        self._closing = False

    async def accept(self, delivery: Delivery) -> Arrival:
        """What became of it; on disk when this returns. Raises `LedgerBusy`, also when too many wait.

        Who stops waiting is not written any more, unless it is being written already.
        """
        if self._closing or len(self._waiting) >= self._limits.queue_max:
            raise LedgerBusy("too many deliveries wait to be kept")
        waiting = _Waiting(delivery, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        self._called.set()
        return await waiting.arrival

    async def run(self) -> None:
        """Write what comes, until closed and nothing is left."""
        while await self._somebody():
            self._written = self._group()
            await self._write(self._written)
            self._written = ()

    async def close(self, running: asyncio.Task[None]) -> None:
        """Take no more; write what waits, and refuse what could not be written within its time."""
        self._closing = True
        self._called.set()
        await asyncio.wait((running,), timeout=self._limits.closing_seconds_max)
        running.cancel()
        _refuse((*self._written, *self._waiting), LedgerBusy("the server ends"))

    async def _somebody(self) -> bool:
        if not self._waiting and not self._closing:
            self._called.clear()
            await self._called.wait()
        return bool(self._waiting)

    def _group(self) -> Sequence[_Waiting]:
        """The first that still wait; one always, however large."""
        group: list[_Waiting] = []
        size_sum = 0
        while self._waiting and len(group) < self._limits.group_max:
            size_sum += len(self._waiting[0].delivery.body)
            if group and size_sum > self._limits.group_bytes_max:
                break
            waiting = self._waiting.popleft()
            if not waiting.arrival.done():
                group.append(waiting)
        return group

    async def _write(self, group: Sequence[_Waiting]) -> None:
        try:
            arrivals = await self._inbox.accept([waiting.delivery for waiting in group])
        except LedgerBusy as busy:
            log.warning("intake.store_away", deliveries=len(group), error=str(busy))
            _refuse(group, busy)
        except Exception as error:  # noqa: BLE001 - one that nobody foresaw must not turn the others of its group away
            await self._write_singly(group, error)
        else:
            for waiting, arrival in zip(group, arrivals, strict=True):
                _tell(waiting, arrival)

    async def _write_singly(self, group: Sequence[_Waiting], error: Exception) -> None:
        if len(group) == 1:
            log.error("intake.not_kept", source=group[0].delivery.source, error=type(error).__name__)
            _refuse(group, error)
            return
        for waiting in group:
            await self._write([waiting])


def _tell(waiting: _Waiting, arrival: Arrival) -> None:
    if not waiting.arrival.done():
        waiting.arrival.set_result(arrival)


def _refuse(group: Sequence[_Waiting], error: Exception) -> None:
    for waiting in group:
        if not waiting.arrival.done():
            waiting.arrival.set_exception(error)
