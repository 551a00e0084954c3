"""A write about a pin that is there: in its turn, counted in the quota, and stopped with its account."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from activities.parking import PARKING_TROUBLE, park
from activities.ports import Accounts, Clock, Engine
from activities.room import counted, wait_for_room
from activities.translate import while_parked
from contracts.names import AccountKey
from contracts.trouble import PinterestTrouble, TokenExpired


@dataclass(frozen=True)
class LiveWrites:
    accounts: Accounts
    engine: Engine
    clock: Clock

    async def carry_out(self, account: AccountKey, write: Callable[[], Awaitable[None]]) -> None:
        """Send it once there is room. While the account is parked or paused, the activity is tried again later.

        Raises what `write` raises, but for trouble that stops the account.
        """
        view = await self.accounts.survey(account, self.clock.now())
        if view.parked or view.paused:
            raise while_parked(view.parked or f"a person paused it: {view.paused}")
        held = await wait_for_room(self.accounts, self.clock, account)
        try:
            async with counted(self.accounts, self.clock, account, held):
                await write()
        except PARKING_TROUBLE as trouble:
            await self._park(account, trouble)

    async def _park(self, account: AccountKey, trouble: PinterestTrouble) -> None:
        """Always raises: the activity is tried again when the account goes on."""
        parked = await park(self.accounts, self.clock, account, trouble)
        await self.engine.wake_account(account)
        if not parked:
            raise TokenExpired(str(trouble)) from trouble
        raise while_parked(str(trouble)[:300]) from trouble
