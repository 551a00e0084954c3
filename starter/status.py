"""How a launch stands, from the ledger alone: it answers while everything else is down."""

import asyncio
import json
import sys

from config import load_settings
from contracts.names import LaunchId
from outcomes.report import launch_page, launch_report, tally_report
from starter.failures import CommandFailed, ExitCode
from starter.launch import all_results, pins_at
from starter.ledger import open_ledger
from starter.screen import Screen
from starter.stack import running_stack


def show_launch(launch: str, *, as_json: bool) -> int:
    """One launch, as `launch` shows it at its end."""
    return asyncio.run(_show_launch(LaunchId(launch), as_json=as_json))


def show_latest(*, as_json: bool) -> int:
    """The newest launches."""
    return asyncio.run(_show_latest(as_json=as_json))


async def _show_launch(launch: LaunchId, *, as_json: bool) -> int:
    settings = load_settings()
    stack = running_stack(settings)
    web_ui, simulator = (stack.web_ui, stack.simulator) if stack else (None, None)
    async with open_ledger(settings) as ledger:
        summary = await ledger.launches.summary(launch)
        if summary is None:
            raise CommandFailed(
                f"There is no launch {launch} in {settings.home}. See the newest with: pinflow status",
                ExitCode.USAGE,
            )
        results = await all_results(ledger, launch)
    if as_json:
        found = stack.settings if stack else settings
        report = launch_report(
            summary, results, web_ui=web_ui, pins_at=pins_at(found), namespace=found.temporal_namespace
        )
        sys.stdout.write(json.dumps(report) + "\n")
    else:
        page = launch_page(web_ui, summary, namespace=settings.temporal_namespace) if web_ui else None
        Screen().report(summary, results, page=page, simulator=simulator)
    return ExitCode.DONE


async def _show_latest(*, as_json: bool) -> int:
    async with open_ledger(load_settings()) as ledger:
        summaries = await ledger.launches.latest()
    if not as_json:
        Screen().launches(summaries)
        return ExitCode.DONE
    found = [
        {
            "launch": summary.launch,
            "account": summary.account,
            "source": summary.source,
            **tally_report(summary.tally),
        }
        for summary in summaries
    ]
    sys.stdout.write(json.dumps({"launches": found}) + "\n")
    return ExitCode.DONE
