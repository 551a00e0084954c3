"""A launch from the file to the last outcome, as the person who gave the command lives through it."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from activities.engine import TemporalEngine
from catalog.reading import read_catalog
from catalog.unreadable import CatalogUnreadable
from config import Settings, load_settings
from connection import connect
from contracts.launch import LaunchRequest, LaunchSummary, ProductResult
from contracts.ledger import NewLaunch
from contracts.names import LaunchId
from outcomes.report import PINTEREST_PIN, launch_page, launch_report
from starter.failures import CommandFailed, ExitCode
from starter.following import follow
from starter.launching import LaunchWish, Row, check_wish, choose_account, choose_policy, launch_id, new_rows, peek
from starter.ledger import Ledger, open_ledger
from starter.screen import Screen
from starter.stack import Stack, bring_up

RESULTS_PAGE = 1_000


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
    check_wish(wish)
    try:
        first, rows = peek(read_catalog(wish.file))
    except CatalogUnreadable as unreadable:
        raise CommandFailed(
            f"Cannot launch {wish.file}: {unreadable.message} {unreadable.remedy}", ExitCode.USAGE
        ) from unreadable
    with screen.busy("Starting Temporal, the worker and the Pinterest simulator where they do not run"):
        stack = await bring_up(settings)
    async with open_ledger(stack.settings) as ledger:
        client = await connect(stack.settings)
        request = await _begin(wish, stack, ledger, first, rows)
        await TemporalEngine(client).start_launch(request)
        screen.started(request, stack)
        if not manner.detach:
            await follow(request, client, ledger, screen)
        return await _end(request.launch, stack, ledger, screen, manner)


async def _begin(
    wish: LaunchWish, stack: Stack, ledger: Ledger, first: Sequence[Row], rows: Iterator[Row]
) -> LaunchRequest:
    """Write the launch and its rows down, in one transaction.

    Killed before the workflow is started, the next worker finds the launch unfinished and starts it (`worker.py`).
    """
    account = choose_account(wish, await ledger.account_names())
    policy = await choose_policy(wish, stack.settings, first, await ledger.accounts.shop_url(account))
    now = time.time()
    new = NewLaunch(
        launch=launch_id(wish.file, datetime.fromtimestamp(now, UTC)),
        account=account,
        source=wish.file.name,
        policy=policy.model_dump_json(),
        created=now,
    )
    try:
        total = await ledger.launches.begin(new, new_rows(rows, wish))
    except CatalogUnreadable as unreadable:
        raise CommandFailed(
            f"Cannot launch {wish.file}: {unreadable.message} {unreadable.remedy}", ExitCode.USAGE
        ) from unreadable
    return LaunchRequest(account=account, launch=new.launch, source=new.source, total=total, policy=policy)


async def _end(launch: LaunchId, stack: Stack, ledger: Ledger, screen: Screen, manner: Manner) -> int:
    summary = await ledger.launches.summary(launch)
    if summary is None:
        raise CommandFailed(f"The ledger has lost launch {launch}.", ExitCode.SERVICE_AWAY)
    results = await all_results(ledger, launch)
    if manner.as_json:
        report = launch_report(
            summary,
            results,
            web_ui=stack.web_ui,
            pins_at=pins_at(stack.settings),
            namespace=stack.settings.temporal_namespace,
        )
        sys.stdout.write(json.dumps(report) + "\n")
    else:
        page = (
            launch_page(stack.web_ui, summary, namespace=stack.settings.temporal_namespace)
            if stack.web_ui
            else None
        )
        screen.report(summary, results, page=page, simulator=stack.simulator)
    return exit_code(summary, strict=manner.strict)


async def all_results(ledger: Ledger, launch: LaunchId) -> list[ProductResult]:
    """Every product of the launch, page by page."""
    found: list[ProductResult] = []
    while page := await ledger.launches.results(launch, after=found[-1].row if found else 0, limit=RESULTS_PAGE):
        found.extend(page)
    return found


def pins_at(settings: Settings) -> str | None:
    """Where a pin's page is; None for an embedded simulator that does not run."""
    if settings.pinterest_url is None:
        return None
    shop = settings.demo_shop()
    return PINTEREST_PIN if shop is None else f"{shop.removesuffix('/shop')}/pin"


def exit_code(summary: LaunchSummary, *, strict: bool) -> int:
    """0, or with --strict 3 when it ended and not everything is live."""
    tally = summary.tally
    return ExitCode.NOT_ALL_LIVE if strict and tally.done and tally.live < tally.total else ExitCode.DONE
