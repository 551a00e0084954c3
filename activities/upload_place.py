"""A place among an account's videos on their way: taken before anything is sent, renewed, and given back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from uuid import uuid4

import structlog

from activities.ports import Clock, UploadPlaces
from activities.translate import not_yet
from contracts.contract import Instant
from contracts.names import AccountKey, PinKey
from contracts.trouble import LedgerBusy

PLACE_SECONDS = 60.0
"""How long a worker that died keeps its place: as long as Temporal takes to notice (`SILENCE` in `steps.py`)."""

KEEP_SECONDS = 15.0
"""A living one takes it again so often."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class UploadPlace:
    """The place of one try of one pin."""

    places: UploadPlaces
    clock: Clock
    account: AccountKey
    key: PinKey
    owner: str = field(default_factory=lambda: uuid4().hex)
    place_seconds: float = PLACE_SECONDS
    keep_seconds: float = KEEP_SECONDS

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """For as long as the block lasts. Raises NotYet when there is none, and into a block that has lost it.

        A block is never at work without its place: what it has sent by then is seen by the next try.
        """
        began = asyncio.get_running_loop().time()
        again = await self.take()
        if again is not None:
            wait = again - self.clock.now()
            raise not_yet("as many videos of the account are on their way as may be", again_seconds=wait)
        try:
            async with asyncio.timeout_at(began + self.place_seconds) as lease, self._kept(lease):
                yield
        except TimeoutError as late:
            if not lease.expired():
                raise
            raise not_yet("its place among the account's uploads was lost", again_seconds=0.0) from late
        finally:
            await self._leave()

    async def take(self) -> Instant | None:
        """None when it is ours from now on; else when to ask again."""
        now = self.clock.now()
        return await self.places.take(
            self.account, self.key, owner=self.owner, now=now, until=now + self.place_seconds
        )

    @asynccontextmanager
    async def _kept(self, lease: asyncio.Timeout) -> AsyncIterator[None]:
        keeping = asyncio.create_task(self._keep(lease))
        try:
            yield
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping

    async def _keep(self, lease: asyncio.Timeout) -> None:
        """Take it again and again; a ledger that is away for a moment is asked the next time."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self.keep_seconds)
            began = loop.time()
            with suppress(LedgerBusy):
                again = await self.take()
                if not lease.expired():
                    lease.reschedule(began + self.place_seconds if again is None else began)

    async def _leave(self) -> None:
        """What was sent is never lost for it: the place is free by itself a little later."""
        try:
            await self.places.leave(self.account, self.key, owner=self.owner)
        except LedgerBusy as busy:
            log.info("upload.place_kept", account=self.account, why=str(busy))
