"""Deletions at Pinterest that the API was asked for: one by one, within their accounts' quotas."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import structlog

from activities.ports import Accounts, Clock
from activities.room import counted
from contracts.api_pins import PinRemoval
from contracts.contract import Instant
from contracts.names import AccountKey, PinKey
from contracts.trouble import PinGone, Trouble

DUE_MAX = 20
"""Deletions that are looked for at once."""
IDLE_SECONDS = 1.0
"""How long nothing is looked for when there was nothing."""
AGAIN_SECONDS = 60.0
"""How long one is left alone that failed, whose account waits, or whose pin may still come."""
LEAVE_SECONDS_MAX = 5.0
"""How long what is on the wire may take when the worker is told to stop; it is asked for again then."""
WHY = "deleted over the API"

log = structlog.get_logger(__name__)


class Removals(Protocol):
    """Knows what is to be deleted. Raises `LedgerBusy`."""

    async def due(self, now: Instant, limit: int) -> Sequence[PinRemoval]: ...

    async def done(self, removal: UUID, at: Instant | None) -> None: ...

    async def put_off(self, removal: UUID, until: Instant, why: str) -> None: ...


class DeletingPins(Protocol):
    """Pinterest. Raises `PinterestTrouble`, `PinGone` for one that is not there."""

    async def delete(self, account: AccountKey, pin_id: str) -> None: ...


class DeletedPins(Protocol):
    """Writes down that a live pin was deleted."""

    async def deleted(self, key: PinKey, pin_id: str, why: str, at: Instant) -> bool: ...


@dataclass(frozen=True)
class Remover:
    """Any number of them work beside one another: what two delete is gone once."""

    removals: Removals
    pins: DeletingPins
    book: DeletedPins
    accounts: Accounts
    clock: Clock

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop`, and then no longer than a moment."""
        going = asyncio.create_task(self._go_on(stop))
        await stop.wait()
        _, late = await asyncio.wait([going], timeout=LEAVE_SECONDS_MAX)
        for task in late:
            task.cancel()

    async def _go_on(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                found = await self.remove_some(stop)
            except Trouble as trouble:
                log.warning("removals.wait", why=str(trouble)[:300])
                found = 0
            if not found:
                await self._rest(stop)

    async def _rest(self, stop: asyncio.Event) -> None:
        waits = [
            asyncio.ensure_future(stop.wait()),
            asyncio.ensure_future(self.clock.sleep_until(self.clock.now() + IDLE_SECONDS)),
        ]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def remove_some(self, stop: asyncio.Event) -> int:
        """Delete what is due; how many there were. Done twice: that it is gone is as good."""
        due = await self.removals.due(self.clock.now(), DUE_MAX)
        for removal in due:
            if stop.is_set():
                break
            await self._remove_or_leave(removal)
        return len(due)

    async def _remove_or_leave(self, removal: PinRemoval) -> None:
        """One that cannot be deleted keeps no other waiting."""
        try:
            await self._remove(removal)
        except Trouble as trouble:
            await self._leave(removal, str(trouble))
        except Exception as error:  # a fault of ours: the others must not wait for it
            log.exception("removal.failed", pin=str(removal.id))
            await self._leave(removal, f"it failed here: {type(error).__name__}")

    async def _remove(self, removal: PinRemoval) -> None:
        if removal.pin_id is None or removal.key is None:
            await self._without_pin(removal)
            return
        view = await self.accounts.survey(removal.account, self.clock.now())
        if view.parked or view.paused:
            await self._leave(removal, f"its account waits for a person: {view.parked or view.paused}")
            return
        held = self.clock.now()
        until = await self.accounts.hold_write(removal.account, held)
        if until is not None:
            await self.removals.put_off(removal.id, until, "the account's quota is used up")
            return
        await self._delete(removal, removal.key, removal.pin_id, held)

    async def _delete(self, removal: PinRemoval, key: PinKey, pin_id: str, held: Instant) -> None:
        try:
            async with counted(self.accounts, self.clock, removal.account, held):
                await self.pins.delete(removal.account, pin_id)
        except PinGone:
            log.info("pin.gone", account=removal.account, pin=pin_id)
        await self.book.deleted(key, pin_id, WHY, self.clock.now())
        await self.removals.done(removal.id, self.clock.now())
        log.info("pin.deleted", account=removal.account, key=key, pin=pin_id, why=WHY)

    async def _without_pin(self, removal: PinRemoval) -> None:
        if removal.under_way:
            await self._leave(removal, "what became of its request is still being found out")
        else:
            await self.removals.done(removal.id, None)

    async def _leave(self, removal: PinRemoval, why: str) -> None:
        await self.removals.put_off(removal.id, self.clock.now() + AGAIN_SECONDS, why)
