"""The standing windows of accounts and boards: listed, set and cleared in the ledger."""

import asyncio
import json
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from config import load_settings
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.windows import WindowRule
from drafting.boards import BOARD_NAME_MAX, fold_board_name
from drafting.characters import one_line
from drafting.occurrences import NeverOpens, Occurrence, first_occurrence
from drafting.window_text import write_window
from outcomes.report import Report
from starter.clocks import iso_utc, zoned_words
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, NothingHere, find_ledger, open_ledger
from starter.screen import Screen
from starter.the_account import the_account
from starter.window_rules import rule_words

NONE_WORDS = "No account or board has a window: pins leave at any hour. Set one with: pinflow windows set WINDOW"
FOLLOW_WORDS = "Launches that run follow at their next look, within the hour."


@dataclass(frozen=True)
class Wish:
    """What the person typed."""

    account: str | None = None
    board: str | None = None
    as_json: bool = False


@dataclass(frozen=True)
class StandingRule:
    """A rule of an account, or of one of its boards."""

    account: AccountKey
    board: str | None
    rule: WindowRule | None

    @property
    def owner(self) -> str:
        return f"account {self.account}" + (f", board {self.board}" if self.board else "")


def list_windows(wish: Wish) -> int:
    """Tell the standing windows; the exit code. Nothing is made where there is no ledger."""
    return asyncio.run(_list(wish))


def set_window(wish: Wish, rule: WindowRule | None) -> int:
    """Write a rule down in place of the one that is there; the exit code. Raises `CommandFailed`."""
    if rule is None:
        raise CommandFailed(
            "windows set: say when pins may leave, such as 'Mon-Fri 18:00-22:00 Europe/Berlin', or how far apart "
            "they lie, such as --per-day 5.",
            ExitCode.USAGE,
        )
    return asyncio.run(_change(wish, rule))


def clear_window(wish: Wish) -> int:
    """Take a rule away; the exit code. Without one there, nothing changes."""
    return asyncio.run(_change(wish, None))


async def _list(wish: Wish) -> int:
    try:
        async with find_ledger(load_settings()) as ledger:
            found = await _standing(ledger, _accounts(wish, await ledger.account_names()), wish.board)
    except NothingHere:
        found = []
    now = time.time()
    if wish.as_json:
        sys.stdout.write(json.dumps({"windows": [rule_report(one, now) for one in found]}) + "\n")
        return ExitCode.DONE
    screen = Screen()
    for line in list_lines(found, now):
        screen.say(line)
    return ExitCode.DONE


async def _change(wish: Wish, rule: WindowRule | None) -> int:
    _check_board(wish.board)
    opened = open_ledger if rule else find_ledger
    async with opened(load_settings()) as ledger:
        account = the_account(wish.account, await ledger.account_names())
        await ledger.plans.set_rule(account, wish.board, rule)
    told = StandingRule(account, one_line(wish.board) if wish.board else None, rule)
    if wish.as_json:
        sys.stdout.write(json.dumps(rule_report(told, time.time())) + "\n")
        return ExitCode.DONE
    screen = Screen()
    for line in changed_lines(told, time.time()):
        screen.say(line)
    return ExitCode.DONE


async def _standing(ledger: Ledger, accounts: Iterable[AccountKey], board: str | None) -> Sequence[StandingRule]:
    found = list[StandingRule]()
    for account in accounts:
        own, boards = await ledger.plans.rules_of(account)
        found += [StandingRule(account, None, own)] if own and board is None else []
        wanted = fold_board_name(board) if board is not None else None
        found += [
            StandingRule(account, name, rule) for name, rule in sorted(boards.items()) if wanted in {None, name}
        ]
    return found


def list_lines(found: Sequence[StandingRule], now: Instant) -> Iterator[str]:
    """Each rule under whose it is, and when it opens next."""
    if not found:
        yield NONE_WORDS
    for one in found:
        yield one.owner[0].upper() + one.owner[1:]
        if one.rule:
            yield f"  {rule_words(one.rule)}"
            yield from (f"  {line}" for line in _opening_lines(one.rule, now))


def changed_lines(told: StandingRule, now: Instant) -> Iterator[str]:
    """What holds from now on, and for whom."""
    if told.rule is None:
        yield f"No window any more: {told.owner}."
    else:
        yield f"{told.owner[0].upper()}{told.owner[1:]}: {rule_words(told.rule)}"
        yield from _opening_lines(told.rule, now)
    yield FOLLOW_WORDS


def rule_report(one: StandingRule, now: Instant) -> Report:
    """A rule's line in a document."""
    window = one.rule.window if one.rule else None
    opening = _opening(one.rule, now)
    return {
        "account": one.account,
        "board": one.board,
        "window": write_window(window) if window else None,
        "zone": window.zone if window else None,
        "spread": one.rule.spread.model_dump(mode="json") if one.rule else None,
        "opens": iso_utc(opening.start) if isinstance(opening, Occurrence) else None,
        "closes": iso_utc(opening.end) if isinstance(opening, Occurrence) else None,
    }


def _opening(rule: WindowRule | None, now: Instant) -> Occurrence | NeverOpens | None:
    return first_occurrence(rule.window, now) if rule and rule.window else None


def _opening_lines(rule: WindowRule, now: Instant) -> Iterator[str]:
    opening = _opening(rule, now)
    if rule.window is None or opening is None:
        return
    if isinstance(opening, NeverOpens):
        yield opening.why
    elif opening.start <= now:
        yield f"open now, until {zoned_words(opening.end, rule.window.zone)}"
    else:
        yield f"opens {zoned_words(opening.start, rule.window.zone)}"


def _accounts(wish: Wish, names: Sequence[AccountKey]) -> Sequence[AccountKey]:
    return names if wish.account is None else [the_account(wish.account, names)]


def _check_board(board: str | None) -> None:
    if board is not None and not 1 <= len(fold_board_name(board)) <= BOARD_NAME_MAX:
        raise CommandFailed(f"--board needs a name of 1 to {BOARD_NAME_MAX} characters.", ExitCode.USAGE)
