"""The operator's hand at the command line: an order is written into the ledger, and whom it concerns is told."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass

from pydantic import ValidationError

from activities.hand import HandActivities, check_order, stops_account
from activities.system_clock import SystemClock
from config import Settings, load_settings
from contracts.hand import Action, HandAnswer, HandOrder, Selection
from contracts.names import AccountKey, LaunchId
from drafting.windows import MomentBroken, ZoneMissing, moment
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, find_ledger, open_ledger
from starter.reporting import summary_of
from starter.screen import Screen
from starter.telling import telling
from starter.the_account import the_account

DONE_WORDS = {
    Action.CANCEL: "withdrawn",
    Action.RESCHEDULE: "rescheduled: from that moment on, also outside publish windows",
    Action.RETRY: "tried again",
    Action.PAUSE: "paused",
    Action.RESUME: "resumed",
}
LATE_WORDS = {
    Action.CANCEL: "had an end or a pin already",
    Action.RESCHEDULE: "on the wire, ended, or wanted by another launch too",
    Action.RETRY: "live, still on the way, or could not be read from the file",
    Action.PAUSE: "ended, or wanted by another launch too",
    Action.RESUME: "ended",
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


def give_order(wish: Wish, *, as_json: bool) -> int:
    """Carry it out; the exit code."""
    return asyncio.run(_give_order(wish, as_json=as_json))


async def _give_order(wish: Wish, *, as_json: bool) -> int:
    settings = load_settings()
    order = to_order(wish, now=time.time())
    told = await telling(settings)
    # An account may be stopped before anything was launched; whatever else is meant must be there.
    opened = open_ledger if stops_account(order) else find_ledger
    async with opened(settings) as ledger:
        await _check_names(order.selection, ledger, settings)
        answer = await HandActivities(ledger.hand, ledger.accounts, told, SystemClock()).carry_out(order)
    if as_json:
        document = {"action": order.action, **answer.model_dump(), "told": not told.unheard}
        sys.stdout.write(json.dumps(document) + "\n")
    else:
        _show(Screen(), order, answer, unheard=told.unheard)
    return ExitCode.DONE


def to_order(wish: Wish, *, now: float) -> HandOrder:
    """The order that is meant. Raises `CommandFailed`."""
    try:
        order = _order(wish, now)
        if not stops_account(order):
            check_order(order)
    except ValueError as broken:
        raise CommandFailed(f"Cannot {wish.action}: {_why(wish, broken)}", ExitCode.USAGE) from broken
    return order


def _why(wish: Wish, broken: ValueError) -> str:
    """In the words of the command's own options."""
    if isinstance(broken, ZoneMissing):
        return (
            f"--to {wish.to} does not say in which time zone. Say it with --timezone, such as --timezone "
            "Europe/Berlin, or give an offset, such as 2026-11-22T20:00+01:00."
        )
    if isinstance(broken, MomentBroken):
        return f"--to {broken}"
    if isinstance(broken, ValidationError):
        first = broken.errors()[0]
        return f"{', '.join(map(str, first['loc']))}: {first['msg']}."
    return str(broken)


def _order(wish: Wish, now: float) -> HandOrder:
    selection = Selection(
        launch=LaunchId(wish.launch) if wish.launch else None,
        account=AccountKey(wish.account) if wish.account else None,
        pins=wish.pins,
        where=wish.where,
    )
    to = moment(wish.to, zone=wish.zone, now=now) if wish.to is not None else None
    return HandOrder(action=wish.action, selection=selection, to=to, why=wish.why)


async def _check_names(selection: Selection, ledger: Ledger, settings: Settings) -> None:
    """A name that nobody knows is a slip, not an order about nothing."""
    if selection.launch is not None:
        await summary_of(ledger, selection.launch, settings)
    if selection.account is not None:
        the_account(selection.account, await ledger.account_names())


def _show(screen: Screen, order: HandOrder, answer: HandAnswer, *, unheard: bool) -> None:
    for line in words_of(order, answer):
        screen.say(line)
    if unheard:
        screen.say("Temporal is not there: it is written down, and heeded when it runs again (pinflow up).")


def words_of(order: HandOrder, answer: HandAnswer) -> list[str]:
    """What came of an order, in sentences."""
    if stops_account(order):
        stopped = order.action is Action.PAUSE
        return [f"Account {order.selection.account} is {'paused: nothing leaves' if stopped else 'going on'}."]
    if not answer.matched:
        return ["No pin is meant by that: nothing was changed."]
    lines = [f"{_pins(answer.changed)} {DONE_WORDS[order.action]}."] if answer.changed else []
    if answer.settling:
        lines.append(
            f"{_pins(answer.settling)} on the wire: what came of it is found out first, then it is as ordered."
        )
    if answer.too_late:
        lines.append(f"{_pins(answer.too_late)} left alone: {LATE_WORDS[order.action]}.")
    return lines


def _pins(count: int) -> str:
    return f"{count:,} pin{'' if count == 1 else 's'}"
