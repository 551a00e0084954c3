"""A launch from the file to the last outcome, as the person who gave the command lives through it."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from activities.engine import TemporalEngine
from catalog.reading import read_catalog
from catalog.unreadable import CatalogUnreadable
from config import load_settings
from contracts.launch import LaunchRequest, LaunchSummary
from contracts.ledger import NewLaunch
from contracts.names import LaunchId
from starter.boards_rules import rules_of
from starter.failures import CommandFailed, ExitCode
from starter.following import follow
from starter.home import Home
from starter.launching import LaunchWish, check_wish, choose_account, choose_policy, launch_id, peek
from starter.ledger import Ledger, open_ledger
from starter.reaching import reach
from starter.reporting import show_launch, summary_of, whereabouts_of, write_launch
from starter.rows import Row, new_rows
from starter.running import Stack
from starter.screen import Screen
from starter.sources import keep_source
from starter.stack import bring_up
from starter.standing import is_windowed
from starter.templates import refuse_unknown_variables
from starter.variables import known_headers


@dataclass(frozen=True)
class Manner:
    """How the command behaves toward whoever called it."""

    detach: bool = False
    strict: bool = False
    as_json: bool = False


def launch_file(wish: LaunchWish, manner: Manner) -> int:
    """Launch and follow; the exit code. Interrupted, it says that the work goes on and how to join again."""
    screen = Screen(quiet=manner.as_json)
    try:
        return asyncio.run(_launch(wish, manner, screen))
    except KeyboardInterrupt:
        screen.interrupted()
        return ExitCode.INTERRUPTED


async def _launch(wish: LaunchWish, manner: Manner, screen: Screen) -> int:
    settings = load_settings()
    first, rows = opened(wish)
    with screen.busy("Starting Temporal, the worker and the Pinterest simulator where they do not run"):
        stack = await bring_up(settings)
    async with open_ledger(stack.settings) as ledger:
        client = await reach(stack.settings)
        request = await _begin(wish, stack, ledger, first, rows)
        await TemporalEngine(client).start_launch(request)
        summary = await summary_of(ledger, request.launch, stack.settings)
        screen.started(summary, web_ui=stack.web_ui, simulator=stack.simulator)
        if manner.detach:
            screen.detached(summary)
        else:
            await follow(summary, client, ledger, screen)
        return await _end(summary, stack, ledger, screen, manner)


def opened(wish: LaunchWish) -> tuple[Sequence[Row], Iterator[Row]]:
    """The first rows of the file, and all of them. Raises `CommandFailed` when wish or file cannot be meant."""
    check_wish(wish)
    with unreadable_told(wish):
        first, rows = peek(read_catalog(wish.file))
        headers = known_headers(wish.file, first, wish.wordings)
    refuse_unknown_variables(wish.wordings, headers)
    return first, rows


@contextmanager
def unreadable_told(wish: LaunchWish) -> Iterator[None]:
    """A file that cannot be read is the person's to mend, wherever in it that is found."""
    try:
        yield
    except CatalogUnreadable as unreadable:
        raise CommandFailed(
            f"Cannot launch {wish.file}: {unreadable.message} {unreadable.remedy}", ExitCode.USAGE
        ) from unreadable


async def _begin(
    wish: LaunchWish, stack: Stack, ledger: Ledger, first: Sequence[Row], rows: Iterator[Row]
) -> LaunchRequest:
    """Write the launch and its rows down, in one transaction.

    Killed before the workflow is started, the next worker finds the launch unfinished and starts it (`worker.py`).
    """
    account = choose_account(wish, await ledger.account_names())
    policy = await choose_policy(wish, stack.settings, first, await ledger.accounts.shop_url(account))
    rules = await rules_of(wish.boards_file, ledger, account)
    now = time.time()
    new = NewLaunch(
        launch=launch_id(wish.file, datetime.fromtimestamp(now, UTC)),
        account=account,
        source=wish.file.name,
        policy=policy.model_dump_json(),
        priority=policy.priority,
        created=now,
    )
    with _kept(Home(stack.settings.home), new.launch, wish.file), unreadable_told(wish):
        asked = new_rows(rows, policy, limit=wish.limit, file=wish.file, rules=rules.book)
        total = await ledger.launches.begin(new, asked)
    windowed = is_windowed(policy, await ledger.plans.rules_of(account))
    return LaunchRequest(account=account, launch=new.launch, source=new.source, total=total, windowed=windowed)


@contextmanager
def _kept(home: Home, launch: LaunchId, file: Path) -> Iterator[None]:
    """A copy of the file is there before the launch is, or it could not be exported; without a launch it goes."""
    try:
        copy = keep_source(home, launch, file)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CommandFailed(f"Cannot keep a copy of {file} in {home.sources}: {why}.", ExitCode.USAGE) from error
    try:
        yield
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


async def _end(summary: LaunchSummary, stack: Stack, ledger: Ledger, screen: Screen, manner: Manner) -> int:
    summary = await summary_of(ledger, summary.launch, stack.settings)
    where = whereabouts_of(stack.settings, stack)
    if manner.as_json:
        await write_launch(ledger, summary, where)
    elif not manner.detach:
        await show_launch(ledger, summary, where, screen)
    return exit_code(summary, strict=manner.strict)


def exit_code(summary: LaunchSummary, *, strict: bool) -> int:
    """0, or with --strict 3 when it ended and not everything is live."""
    tally = summary.tally
    return ExitCode.NOT_ALL_LIVE if strict and tally.done and tally.live < tally.total else ExitCode.DONE
