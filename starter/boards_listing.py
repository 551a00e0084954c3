"""Boards at Pinterest: listed, brought together with our names for them, made."""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from activities.room import counted
from activities.system_clock import SystemClock
from config import load_settings
from contracts.ledger import KnownBoard
from contracts.names import AccountKey
from contracts.sightings import SeenBoard, SeenSection
from drafting.board_names import NameLook, NameState, compare_names
from drafting.boards import checked_board
from drafting.finding import find_named
from drafting.new_boards import ambiguous_board, unmakeable_board
from outcomes.report import Report
from pinterest_api.boards import PinterestBoards
from starter.boards_pinterest import boards_at, told_apart, with_pinterest
from starter.clocks import iso_utc
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, open_ledger
from starter.screen import Screen
from starter.the_account import the_account


@dataclass(frozen=True)
class Wish:
    """What the person typed."""

    account: str | None = None
    as_json: bool = False


@dataclass(frozen=True)
class ListedBoard:
    """A board, our names for it, and its sections where they were asked for."""

    board: SeenBoard
    names: tuple[str, ...]
    sections: tuple[SeenSection, ...] | None = None


@dataclass(frozen=True)
class MadeBoard:
    """A board that somebody wanted to be there."""

    id: str
    name: str
    made: bool


def list_boards(wish: Wish, *, sections: bool) -> int:
    """Tell every board of the account; the exit code. Raises `CommandFailed`."""
    return asyncio.run(_list(wish, sections=sections))


def sync_boards(wish: Wish) -> int:
    """Bring our names for boards together with what Pinterest shows; the exit code. Raises `CommandFailed`."""
    return asyncio.run(_sync(wish))


def create_board(wish: Wish, name: str, *, secret: bool) -> int:
    """Make a board unless it is there; the exit code. Raises `CommandFailed`."""
    return asyncio.run(_create(wish, name, secret=secret))


async def _list(wish: Wish, *, sections: bool) -> int:
    settings = await with_pinterest(load_settings())
    async with open_ledger(settings) as ledger, boards_at(settings, ledger) as pinterest:
        account = the_account(wish.account, await ledger.account_names())
        with told_apart(account, f"list the boards of {account}"):
            there = await pinterest.list_all(account)
            parts = [await pinterest.list_sections(account, board.id) for board in there] if sections else None
        found = listed(there, await ledger.boards.names(account), parts)
    if wish.as_json:
        _write({"account": account, "boards": [board_report(one) for one in found]})
    else:
        _show_list(Screen(), account, found)
    return ExitCode.DONE


def listed(
    there: Sequence[SeenBoard],
    known: Sequence[KnownBoard],
    sections: Sequence[Sequence[SeenSection]] | None = None,
) -> Sequence[ListedBoard]:
    """The boards by their names, with ours."""
    names = {board.id: tuple(one.name for one in known if one.board_id == board.id) for board in there}
    parts = [None] * len(there) if sections is None else [tuple(some) for some in sections]
    boards = [ListedBoard(board, names[board.id], some) for board, some in zip(there, parts, strict=True)]
    return sorted(boards, key=lambda one: (one.board.name.casefold(), one.board.id))


def board_report(one: ListedBoard) -> Report:
    """A board's line in a document."""
    sections = None if one.sections is None else [{"id": part.id, "name": part.name} for part in one.sections]
    return {
        "id": one.board.id,
        "name": one.board.name,
        "privacy": one.board.privacy or None,
        "pins": one.board.pin_count,
        "names": list(one.names),
        "sections": sections,
    }


def _show_list(screen: Screen, account: AccountKey, found: Sequence[ListedBoard]) -> None:
    if not found:
        screen.say(f"Account {account} has no boards. A launch makes those it needs.")
        return
    screen.table(list_table(found))
    screen.say(f"{len(found):,} boards of account {account}", style="dim")


def list_table(found: Sequence[ListedBoard]) -> Table:
    """A line each."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("board", "id", "privacy", "also called"):
        table.add_column(name, overflow="fold")
    table.add_column("pins", justify="right")
    for one in found:
        count = "" if one.board.pin_count is None else f"{one.board.pin_count:,}"
        others = ", ".join(name for name in one.names if name != one.board.name)
        table.add_row(*map(Text, (one.board.name, one.board.id, one.board.privacy.lower(), others, count)))
        for part in one.sections or ():
            table.add_row(*map(Text, (f"  {part.name}", part.id, "section", "", "")))
    return table


async def _sync(wish: Wish) -> int:
    settings = await with_pinterest(load_settings())
    async with open_ledger(settings) as ledger, boards_at(settings, ledger) as pinterest:
        account = the_account(wish.account, await ledger.account_names())
        with told_apart(account, f"list the boards of {account}"):
            there = await pinterest.list_all(account)
        looks = compare_names(await ledger.boards.names(account), there)
        await ledger.boards.keep(account, [look.kept for look in looks])
    if wish.as_json:
        _write({"account": account, "boards": len(there), "names": [look_report(look) for look in looks]})
    else:
        for line in sync_lines(account, len(there), looks):
            Screen().say(line)
    return ExitCode.DONE


def look_report(look: NameLook) -> Report:
    """A name's line in a document."""
    return {
        "name": look.name,
        "state": look.state.value,
        "board_id": look.board_id,
        "called": look.called or None,
        "message": look.refused.message if look.refused else None,
    }


def sync_lines(account: AccountKey, boards: int, looks: Sequence[NameLook]) -> Sequence[str]:
    """What is other than it was, a line each."""
    counts = Counter(look.state for look in looks)
    told = [line for look in looks if (line := _look_line(look))]
    return [f"Account {account} has {boards:,} boards; names that are new: {counts[NameState.NEW]:,}.", *told]


def _look_line(look: NameLook) -> str | None:
    if look.state is NameState.RENAMED:
        return f"Renamed: what we call {look.name!r} is {look.called!r} at Pinterest; it is the same board."
    if look.state is NameState.MOVED:
        return f"Moved: {look.name!r} is another board now, {look.board_id}."
    if look.state is NameState.GONE:
        return f"Gone: {look.name!r} is not at Pinterest any more; a launch that needs it makes it anew."
    if look.state is NameState.AMBIGUOUS and look.refused:
        return f"Ambiguous: {look.refused.message} {look.refused.remedy}"
    return None


async def _create(wish: Wish, name: str, *, secret: bool) -> int:
    wanted = checked_board(name)
    if not isinstance(wanted, str):
        raise CommandFailed(f"boards create: {wanted.message} A name has 1 to 180 characters.", ExitCode.USAGE)
    settings = await with_pinterest(load_settings())
    async with open_ledger(settings) as ledger, boards_at(settings, ledger) as pinterest:
        account = the_account(wish.account, await ledger.account_names())
        await _refuse_parked(ledger, account)
        with told_apart(account, f"make the board {wanted!r} of {account}"):
            board = await _opened(ledger, pinterest, account, wanted, secret=secret)
        await ledger.boards.keep(account, [KnownBoard(name=wanted, board_id=board.id)])
    if wish.as_json:
        _write({"account": account, "id": board.id, "name": board.name, "made": board.made})
    else:
        Screen().say(f"{'Made' if board.made else 'It is there already'}: {board.name}, {board.id}.")
    return ExitCode.DONE


async def _refuse_parked(ledger: Ledger, account: AccountKey) -> None:
    parked = await ledger.accounts.parked(account)
    if parked is not None:
        why = f"Account {account} is parked: {parked}\nSee what to do with: pinflow accounts show {account}"
        raise CommandFailed(why, ExitCode.USAGE)


async def _opened(
    ledger: Ledger, pinterest: PinterestBoards, account: AccountKey, name: str, *, secret: bool
) -> MadeBoard:
    """The board of that name, or a new one."""
    there = await pinterest.list_all(account)
    refused = ambiguous_board(name, there, None)
    board_id = find_named(name, there, None)
    if refused is None and board_id is not None:
        called = next(board.name for board in there if board.id == board_id)
        return MadeBoard(board_id, called, made=False)
    refused = refused or unmakeable_board(name, there, create=True)
    if refused is not None:
        raise CommandFailed(f"{refused.message}\n{refused.remedy}", ExitCode.USAGE)
    return await _made(ledger, pinterest, account, name, secret=secret)


async def _made(
    ledger: Ledger, pinterest: PinterestBoards, account: AccountKey, name: str, *, secret: bool
) -> MadeBoard:
    """Counted in the account's quota, as what the worker writes is."""
    held = time.time()
    until = await ledger.accounts.hold_write(account, held)
    if until is not None:
        why = f"The quota of {account} is used up; there is room again at {iso_utc(until)}. Try again then."
        raise CommandFailed(why, ExitCode.SERVICE_AWAY)
    async with counted(ledger.accounts, SystemClock(), account, held):
        made = await pinterest.create(account, name, secret=secret)
    await ledger.boards.keep_history(account, made.id, {}, time.time())
    return MadeBoard(made.id, made.name, made=True)


def _write(document: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
