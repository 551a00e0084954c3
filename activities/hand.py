"""The operator's hand: an order from a command, a signal or an update changes rows, and tells whom it concerns."""

from dataclasses import dataclass

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.ports import Accounts, Clock, Engine, Hand
from activities.translate import in_temporals_words
from contracts.hand import Action, HandAnswer, HandOrder, Selection
from drafting.filters import read_filter


@dataclass(frozen=True)
class HandActivities:
    hand: Hand
    accounts: Accounts
    engine: Engine
    clock: Clock

    @activity.defn
    async def act(self, order: HandOrder) -> HandAnswer:
        """Carry out a person's order, then tell each account and launch once, however many rows it is about.

        Run twice: rows that are as ordered stay so, and those told look once more.
        """
        with in_temporals_words():
            try:
                return await self.carry_out(order)
            except ValueError as error:
                raise ApplicationError(str(error), type="OrderBroken", non_retryable=True) from error

    async def carry_out(self, order: HandOrder) -> HandAnswer:
        """As `act`, for a command. Raises `ValueError` for an order that cannot be meant."""
        if stops_account(order):
            return await self._stop_or_go(order)
        check_order(order)
        reach = await self.hand.act(order, read_filter(order.selection.where), self.clock.now())
        for account in reach.accounts:
            await self.engine.wake_account(account)
        for launch in reach.launches:
            await self.engine.wake_launch(launch)
        return reach.answer

    async def _stop_or_go(self, order: HandOrder) -> HandAnswer:
        """The account as a whole: nothing of it leaves, whatever is launched later."""
        account = order.selection.account
        if account is None:
            raise ValueError("no account is named")
        if order.action is Action.PAUSE:
            await self.accounts.pause(account, order.why or "paused by hand")
        else:
            await self.accounts.unpark(account, self.clock.now())
        await self.engine.wake_account(account)
        return HandAnswer()


def stops_account(order: HandOrder) -> bool:
    """Whether an order is about an account itself, not about rows."""
    chosen = order.selection
    whole = chosen.account is not None and not (chosen.launch or chosen.pins or chosen.where)
    return whole and order.action in {Action.PAUSE, Action.RESUME}


def check_order(order: HandOrder) -> None:
    """Raises `ValueError` when an order means everything there is, or lacks its moment."""
    if order.selection == Selection(where=order.selection.where):
        raise ValueError("Name a launch, an account or pins: a filter alone would mean every row there is.")
    if order.action is Action.RESCHEDULE and order.to is None:
        raise ValueError("Say when the rows may leave.")
    read_filter(order.selection.where)
