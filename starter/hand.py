"""The operator's hand at the command line: an order is written into the ledger, and whom it concerns is told."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass

from temporalio.client import Client

from activities.engine import TemporalEngine
from activities.hand import HandActivities, stops_account
from activities.ports import Engine
from activities.system_clock import SystemClock
from config import Settings, load_settings
from connection import TemporalAway, connect
from contracts.hand import Action, HandAnswer, HandOrder, Selection
from contracts.launch import LaunchRequest
from contracts.names import AccountKey, LaunchId
from contracts.pin import PinRequest
from drafting.windows import MomentBroken, moment
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, open_ledger
from starter.screen import Screen
from starter.stack import running_stack

CONNECT_SECONDS_MAX = 3.0

DONE_WORDS = {
    Action.CANCEL: "withdrawn",
    Action.RESCHEDULE: "rescheduled",
    Action.RETRY: "tried again",
    Action.PAUSE: "paused",
    Action.RESUME: "resumed",
}
LATE_WORDS = {
    Action.CANCEL: "had an end or a pin already",
    Action.RESCHEDULE: "are on the wire or have ended",
    Action.RETRY: "are live, still on their way, or could not be read from the file",
    Action.PAUSE: "have ended",
    Action.RESUME: "have ended",
}


@dataclass(frozen=True)
class Wish:
    """What the person typed."""

    action: Action
    launch: str | None = None
    account: str | None = None
    pins: tuple[str, ...] = ()
    where: str = ""
    why: str = ""
    to: str | None = None
    zone: str | None = None


class Nobody:
    """Keeps the port `Engine` while Temporal is away: the ledger has the order, and the next start heeds it."""

    async def start_pin(self, request: PinRequest) -> None: ...

    async def keep_running(self, request: PinRequest) -> None: ...

    async def wake_account(self, account: AccountKey) -> None: ...

    async def wake_launch(self, request: LaunchRequest) -> None: ...


def give_order(wish: Wish, *, as_json: bool) -> int:
    """Carry it out; the exit code."""
    return asyncio.run(_give_order(wish, as_json=as_json))


async def _give_order(wish: Wish, *, as_json: bool) -> int:
    settings = load_settings()
    order = to_order(wish, now=time.time())
    stack = running_stack(settings)
    client = await _client(stack.settings if stack else settings)
    async with open_ledger(settings) as ledger:
        await _check_names(order.selection, ledger, settings)
        engine: Engine = TemporalEngine(client) if client else Nobody()
        hand = HandActivities(ledger.hand, ledger.accounts, engine, SystemClock())
        try:
            answer = await hand.carry_out(order)
        except ValueError as broken:
            raise CommandFailed(f"Cannot {wish.action}: {broken}", ExitCode.USAGE) from broken
    if as_json:
        sys.stdout.write(json.dumps({"action": order.action, **answer.model_dump()}) + "\n")
    else:
        _show(Screen(), order, answer, told=client is not None)
    return ExitCode.DONE


def to_order(wish: Wish, *, now: float) -> HandOrder:
    """The order that is meant. Raises `CommandFailed`."""
    try:
        to = moment(wish.to, zone=wish.zone, now=now) if wish.to is not None else None
    except MomentBroken as broken:
        raise CommandFailed(f"Cannot {wish.action}: --to {broken}", ExitCode.USAGE) from broken
    selection = Selection(
        launch=LaunchId(wish.launch) if wish.launch else None,
        account=AccountKey(wish.account) if wish.account else None,
        pins=wish.pins,
        where=wish.where,
    )
    return HandOrder(action=wish.action, selection=selection, to=to, why=wish.why)


async def _check_names(selection: Selection, ledger: Ledger, settings: Settings) -> None:
    """A name that nobody knows is a slip, not an order about nothing."""
    if selection.launch is not None and await ledger.launches.summary(selection.launch) is None:
        raise CommandFailed(
            f"There is no launch {selection.launch} in {settings.home}. See the newest with: pinflow status",
            ExitCode.USAGE,
        )
    names = await ledger.account_names()
    if selection.account is not None and selection.account not in names:
        known = ", ".join(names) or "none"
        raise CommandFailed(f"There is no account {selection.account!r}; there are: {known}.", ExitCode.USAGE)


async def _client(settings: Settings) -> Client | None:
    if settings.temporal_address is None:
        return None
    try:
        return await connect(settings, wait_seconds_max=CONNECT_SECONDS_MAX)
    except TemporalAway:
        return None


def _show(screen: Screen, order: HandOrder, answer: HandAnswer, *, told: bool) -> None:
    for line in words_of(order, answer):
        screen.say(line)
    if not told:
        screen.say("Temporal is not there: it is written down, and heeded when it runs again (pinflow up).")


def words_of(order: HandOrder, answer: HandAnswer) -> list[str]:
    """What came of an order, in sentences."""
    if stops_account(order):
        stopped = order.action is Action.PAUSE
        return [f"Account {order.selection.account} is {'paused: nothing leaves' if stopped else 'going on'}."]
    if not answer.matched:
        return ["No pin is meant by that: nothing was changed."]
    lines = [f"{_pins(answer.changed)} {DONE_WORDS[order.action]}."]
    if answer.settling:
        lines.append(
            f"{_pins(answer.settling)} on the wire: what came of it is found out first, then it is as ordered."
        )
    if answer.too_late:
        lines.append(f"{_pins(answer.too_late)} left alone: they {LATE_WORDS[order.action]}.")
    return lines


def _pins(count: int) -> str:
    return f"{count:,} pin{'' if count == 1 else 's'}"
