"""`pinflow accounts remove`: nothing but history is left of the account, and no pin that nobody looks after."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from activities.engine import TemporalEngine
from activities.hand import HandActivities
from activities.ports import Engine
from activities.system_clock import SystemClock
from config import load_settings
from contracts.hand import Action, HandOrder, Selection
from contracts.names import AccountKey
from starter.accounts import card_named, write
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, find_ledger
from starter.reaching import reach
from starter.screen import Screen
from starter.stack import bring_up

SETTLE_SECONDS_MAX = 120.0
"""For what was on the wire when the rest was cancelled."""
LOOK_SECONDS = 0.5
WHY = "the account was removed"


@dataclass(frozen=True)
class Unsettled:
    """What an account still has under way."""

    pins: int
    launches: int

    def __bool__(self) -> bool:
        return bool(self.pins or self.launches)

    def words(self) -> str:
        return f"{self.pins:,} pins and {self.launches:,} launches"


def remove_account(name: str, *, force: bool, as_json: bool) -> int:
    """Carry it out; the exit code."""
    return asyncio.run(_remove(name, force=force, as_json=as_json))


async def _remove(name: str, *, force: bool, as_json: bool) -> int:
    screen, settings = Screen(quiet=as_json), load_settings()
    async with find_ledger(settings) as ledger:
        card = await card_named(ledger, name)
        if not card.connected:
            raise CommandFailed(f"{name} is removed already; its history stays.", ExitCode.USAGE)
        refuse_unsettled(card.key, await unsettled(ledger, card.key), force=force)
        with screen.busy("Starting Temporal and the worker where they do not run"):
            stack = await bring_up(settings)
        engine = TemporalEngine(await reach(stack.settings))
        if force:
            with screen.busy("Cancelling what has not left, and finding out what came of the rest"):
                await cancel_all(ledger, engine, card.key)
                await until_settled(card.key, lambda: unsettled(ledger, card.key))
        await engine.keep_patrol(card.key, 0)
        await ledger.credentials.disconnect(card.key, time.time())
        await engine.wake_account(card.key)
    if as_json:
        write({"account": name, "removed": True})
    screen.say(f"Account {name} is removed: its tokens are erased here, what was published stays written down.")
    screen.say("Its pins stay at Pinterest. To take the app's access away as well: its settings at pinterest.com.")
    return ExitCode.DONE


async def unsettled(ledger: Ledger, account: AccountKey) -> Unsettled:
    card = await ledger.accounts.card(account)
    launches = [one for one in await ledger.launches.unfinished() if one.account == account]
    return Unsettled(card.open_pins if card else 0, len(launches))


def refuse_unsettled(account: AccountKey, left: Unsettled, *, force: bool) -> None:
    """Raises `CommandFailed` while something is under way, unless it shall be cancelled."""
    if left and not force:
        raise CommandFailed(
            f"{account} has {left.words()} under way: nothing was changed. Wait for them (pinflow status), cancel "
            f"them (pinflow cancel --account {account}), or do both with --force.",
            ExitCode.USAGE,
        )


async def cancel_all(ledger: Ledger, engine: Engine, account: AccountKey) -> None:
    order = HandOrder(action=Action.CANCEL, selection=Selection(account=account), why=WHY)
    await HandActivities(ledger.hand, ledger.accounts, engine, SystemClock()).carry_out(order)


async def until_settled(
    account: AccountKey,
    look: Callable[[], Awaitable[Unsettled]],
    *,
    seconds: float = SETTLE_SECONDS_MAX,
    between_seconds: float = LOOK_SECONDS,
) -> None:
    """Raises `CommandFailed` when something is still under way in the end."""
    left = await look()
    try:
        async with asyncio.timeout(seconds):
            while left:
                await asyncio.sleep(between_seconds)
                left = await look()
    except TimeoutError as error:
        raise CommandFailed(
            f"What has not left is cancelled. {account} has {left.words()} of which it is not known yet what came "
            "of them: its token is still needed. Say the same again in a while; pinflow status shows them. If "
            f"its token is dead, connect it once more before: pinflow accounts reconnect {account}",
            ExitCode.SERVICE_AWAY,
        ) from error
