"""The account's semaphore looks at the store once per batch."""

from collections.abc import Sequence
from dataclasses import dataclass

from temporalio import activity

from activities.ports import Accounts, Clock
from activities.translate import in_temporals_words
from contracts.contract import Contract, Line
from contracts.names import AccountKey, PinKey
from contracts.pace import AccountView


class PauseOrder(Contract):
    """Which account a person stops, and what they said."""

    account: AccountKey
    why: Line


@dataclass(frozen=True)
class AccountActivities:
    accounts: Accounts
    clock: Clock

    @activity.defn
    async def unpark(self, account: AccountKey) -> None:
        """A person has seen to the account. Run twice: nothing changes; what is still wrong parks it again."""
        with in_temporals_words():
            await self.accounts.unpark(account, self.clock.now())

    @activity.defn
    async def pause(self, order: PauseOrder) -> None:
        """A person stops the account. Run twice: nothing changes."""
        with in_temporals_words():
            await self.accounts.pause(order.account, order.why)

    @activity.defn
    async def told(self, keys: Sequence[PinKey]) -> None:
        """These pins' workflows were told. Run twice: nothing changes."""
        with in_temporals_words():
            await self.accounts.told(keys)

    @activity.defn
    async def survey(self, account: AccountKey) -> AccountView:
        """Quotas, recent writes and who waits. Only reads: run as often as you like."""
        with in_temporals_words():
            return await self.accounts.survey(account, self.clock.now())
