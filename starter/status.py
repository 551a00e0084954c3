"""How a launch stands, from the ledger alone: it answers while everything else is down."""

import asyncio
import json
import sys
import time

from config import load_settings
from contracts.launch import LaunchSummary
from contracts.names import LaunchId
from outcomes.findings import found_words
from outcomes.report import Report, tally_report
from starter.account_card import trouble_report
from starter.accounts import troubled_cards
from starter.accounts_screen import show_troubled
from starter.expecting import expectation
from starter.failures import ExitCode
from starter.ledger import NothingHere, find_ledger
from starter.reporting import reconciling_of, show_launch, summary_of, whereabouts_of, write_launch
from starter.running import running_stack
from starter.screen import Screen
from starter.source_trouble import trouble_line, troubles_report
from starter.standing import zone_of
from starter.the_source import sources_of


def show_one(launch: str, *, as_json: bool, products: bool) -> int:
    """One launch, as `launch` shows it at its end."""
    return asyncio.run(_show_one(LaunchId(launch), as_json=as_json, products=products))


def show_latest(*, as_json: bool) -> int:
    """The newest launches."""
    return asyncio.run(_show_latest(as_json=as_json))


async def _show_one(launch: LaunchId, *, as_json: bool, products: bool) -> int:
    settings = load_settings()
    stack = running_stack(settings)
    where = whereabouts_of(settings, stack)
    async with find_ledger(settings) as ledger:
        summary = await summary_of(ledger, launch, settings)
        if as_json:
            await write_launch(ledger, summary, where, products=products)
            return ExitCode.DONE
        screen = Screen()
        await show_launch(ledger, summary, where, screen)
        if summary.tally.waiting:
            runs = stack is not None or settings.temporal_address is not None
            forecast = await expectation(ledger, summary, await reconciling_of(ledger, summary))
            screen.expects(forecast, summary, runs=runs, zone=await zone_of(ledger, summary))
    return ExitCode.DONE


async def _show_latest(*, as_json: bool) -> int:
    try:
        async with find_ledger(load_settings()) as ledger:
            summaries = await ledger.launches.latest()
            found = found_words(await ledger.patrol.count_open())
            now = time.time()
            troubled = await troubled_cards(ledger, now)
            sources = await sources_of(ledger).cards()
    except NothingHere as nothing:
        sys.stdout.write('{"launches": [], "accounts": [], "sources": []}\n' if as_json else f"{nothing}\n")
        return ExitCode.DONE
    if as_json:
        accounts = [trouble_report(card, now) for card in troubled]
        document = {
            "launches": [_line(one) for one in summaries],
            "accounts": accounts,
            "sources": troubles_report(sources),
        }
        sys.stdout.write(json.dumps(document) + "\n")
        return ExitCode.DONE
    screen = Screen()
    screen.launches(summaries)
    if found:
        screen.say(found, style="yellow")
    show_troubled(screen, troubled, now)
    line = trouble_line(sources)
    if line:
        screen.say(f"\n{line}", style="yellow")
    return ExitCode.DONE


def _line(summary: LaunchSummary) -> Report:
    return {
        "launch": summary.launch,
        "account": summary.account,
        "source": summary.source,
        **tally_report(summary.tally),
    }
