"""Looks at single pins, a bounded number of them: a listing alone decides nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from activities.ports import Clock, Pins
from contracts.names import AccountKey
from contracts.sightings import SeenPin
from contracts.trouble import PinGone

GONE_AGAIN_SECONDS = 10.0
"""A pin may be unknown to a read for a moment: one that is not there is looked for once more after this."""


@dataclass
class PinLooks:
    """One step's looks. Changes with each: `left` are those that it may still take."""

    pins: Pins
    clock: Clock
    account: AccountKey
    left: int
    taken: int = 0

    async def see(self, pin_id: str) -> SeenPin | None:
        """The pin as it is now; None when it is not there."""
        self.left, self.taken = self.left - 1, self.taken + 1
        try:
            return await self.pins.get(self.account, pin_id)
        except PinGone:
            return None

    async def see_certainly(self, pin_ids: Iterable[str]) -> Mapping[str, SeenPin | None]:
        """The pins as they are now; None for one that was not there twice."""
        seen = {pin_id: await self.see(pin_id) for pin_id in pin_ids}
        gone = [pin_id for pin_id, pin in seen.items() if pin is None]
        if gone:
            await self.clock.sleep_until(self.clock.now() + GONE_AGAIN_SECONDS)
        return seen | {pin_id: await self.see(pin_id) for pin_id in gone}
