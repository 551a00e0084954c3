"""`pinflow boards check`: which products of a file go to which boards. Nothing is launched, sent or made."""

import asyncio
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from config import Settings, load_settings
from contracts.names import AccountKey
from contracts.sightings import SeenBoard
from drafting.board_rules import RuleBook
from pinterest_api.scopes import SCOPES_OF_SECRETS, missing_scopes
from starter.boards_check import Around, BoardCheck, Presence, check_boards, place_rows
from starter.boards_check_report import check_lines, check_report, check_table
from starter.boards_pinterest import boards_at, pinterest_at, told_apart
from starter.boards_rules import FoundRules, count_words, rules_of
from starter.failures import CommandFailed, ExitCode
from starter.launch import opened, unreadable_told
from starter.launching import LaunchWish, choose_account
from starter.ledger import DEMO_ACCOUNT, Ledger, uses_simulator
from starter.plan import ledger_if_there
from starter.rows import Row
from starter.screen import Screen

SEES_SECRETS = SCOPES_OF_SECRETS[:1]
BLIND_WORDS = (
    "The account's token may not see secret boards (it lacks boards:read_secret); "
    "pinflow accounts reconnect --scopes-secret-boards gives it that."
)


@dataclass(frozen=True)
class _Seen:
    """The account's boards, and why they are not known better."""

    around: Around
    why_not: str = ""
    blind: bool = False
    """Its token may not see secret boards, by the scopes that it was given."""


def check_file(wish: LaunchWish, *, as_json: bool) -> int:
    """Tell where each product would go; the exit code. Raises `CommandFailed`."""
    return asyncio.run(_check(load_settings(), wish, as_json=as_json))


async def _check(settings: Settings, wish: LaunchWish, *, as_json: bool) -> int:
    _, rows = opened(wish)
    async with ledger_if_there(settings) as ledger:
        names = await ledger.account_names() if ledger else ()
        account = choose_account(wish, names or ((DEMO_ACCOUNT,) if uses_simulator(settings) else ()))
        found = await rules_of(wish.boards_file, ledger, account)
        seen = await _seen(settings, ledger, account, wish)
    check = _counted(wish, rows, found.book, seen.around)
    if as_json:
        sys.stdout.write(json.dumps(check_report(check, found.book, found.source)) + "\n")
    else:
        _show(Screen(), wish.file, found, seen, check)
    return ExitCode.DONE


def _counted(wish: LaunchWish, rows: Iterator[Row], book: RuleBook, around: Around) -> BoardCheck:
    with unreadable_told(wish):
        return check_boards(place_rows(islice(rows, wish.limit), book, override=wish.board), book, around)


async def _seen(settings: Settings, ledger: Ledger | None, account: AccountKey, wish: LaunchWish) -> _Seen:
    if ledger is None or account not in await ledger.account_names():
        return _Seen(Around(None, create=wish.create_boards), f"account {account} is not connected here yet")
    known = await ledger.boards.names(account)
    there = await _there(pinterest_at(settings), ledger, account)
    blind = await _is_blind(ledger, account)
    if isinstance(there, str):
        return _Seen(Around(None, known, create=wish.create_boards), there, blind)
    return _Seen(Around(there, known, create=wish.create_boards), blind=blind)


async def _there(settings: Settings | None, ledger: Ledger, account: AccountKey) -> tuple[SeenBoard, ...] | str:
    """The boards, or why they could not be read: a check goes on without them."""
    if settings is None:
        return "no Pinterest runs here; start one with: pinflow up"
    try:
        async with boards_at(settings, ledger) as pinterest:
            with told_apart(account, "read the boards at Pinterest"):
                return await pinterest.list_all(account)
    except CommandFailed as failed:
        return str(failed)


async def _is_blind(ledger: Ledger, account: AccountKey) -> bool:
    cards = await ledger.accounts.cards()
    return any(missing_scopes(card.scopes, SEES_SECRETS) for card in cards if card.key == account)


def _show(screen: Screen, file: Path, found: FoundRules, seen: _Seen, check: BoardCheck) -> None:
    rules = f"{count_words(len(found.book.rules.rules))} of {found.source}" if found.source else "no board rules"
    screen.say(f"{len(check.rows):,} products of {file.name}, {rules}")
    if seen.why_not:
        screen.say(f"The boards at Pinterest were not looked up: {seen.why_not}", style="yellow")
    screen.say("")
    screen.table(check_table(check.boards))
    screen.say("")
    for line in check_lines(check, found.book):
        screen.say(line)
    if seen.blind and any(board.presence is Presence.MISSING for board in check.boards):
        screen.say(BLIND_WORDS, style="yellow")
    if found.strangers:
        screen.say(f"The rules speak of accounts that are not connected: {', '.join(found.strangers)}.")
    screen.say("Nothing was launched, sent or made.", style="dim")
