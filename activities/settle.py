"""Settle: an intent that does not become a pin is ended in the ledger."""

from dataclasses import dataclass

from temporalio import activity

from activities.ports import Attempts, Clock, Intents
from activities.translate import in_temporals_words
from contracts.contract import Contract
from contracts.hand import Heard
from contracts.names import PinKey
from contracts.outcome import PinOutcome
from contracts.pin import PublishResult


class SettleOrder(Contract):
    """How an intent ends."""

    key: PinKey
    outcome: PinOutcome


class Withdrawal(Contract):
    """The end, if the intent could be ended; None: an attempt must be settled first."""

    outcome: PinOutcome | None = None


@dataclass(frozen=True)
class SettleActivities:
    intents: Intents
    attempts: Attempts
    clock: Clock

    @activity.defn
    async def settle(self, order: SettleOrder) -> PinOutcome:
        """End the intent. Run twice: the first end stays, and is answered again."""
        with in_temporals_words():
            return await self.intents.settle(order.key, order.outcome, self.clock.now())

    @activity.defn
    async def shelve(self, key: PinKey) -> None:
        """A pin whose workflow was terminated waits for no slot. Run twice: nothing changes."""
        with in_temporals_words():
            await self.intents.shelve(key)

    @activity.defn
    async def standing(self, key: PinKey) -> PublishResult:
        """What is known of the intent's last attempt. Only reads."""
        with in_temporals_words():
            return await self.attempts.standing(key, self.clock.now())

    @activity.defn
    async def heed(self, key: PinKey) -> Heard:
        """Do what a person ordered in the ledger. Run twice: the same answer."""
        with in_temporals_words():
            return await self.intents.heed(key, self.clock.now())

    @activity.defn
    async def withdraw(self, key: PinKey) -> Withdrawal:
        """End the intent as withdrawn unless something left already. Run twice: the same answer."""
        with in_temporals_words():
            return Withdrawal(outcome=await self.intents.withdraw(key, self.clock.now()))
