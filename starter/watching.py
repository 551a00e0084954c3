"""Joining a launch that is on its way: the same progress, the same end, from any terminal."""

import asyncio

from temporalio.client import Client

from config import Settings, load_settings
from connection import TemporalAway, connect
from contracts.names import LaunchId
from starter.failures import ExitCode
from starter.following import follow
from starter.launch import exit_code
from starter.ledger import open_ledger
from starter.reporting import Whereabouts, show_launch, summary_of, write_launch
from starter.screen import Screen
from starter.stack import running_stack

CONNECT_SECONDS_MAX = 3.0


def watch_launch(launch: str, *, strict: bool, as_json: bool) -> int:
    """Follow until the end; the exit code. Leaving stops nothing."""
    screen = Screen(quiet=as_json)
    try:
        return asyncio.run(_watch(LaunchId(launch), screen, strict=strict, as_json=as_json))
    except KeyboardInterrupt:
        screen.interrupted()
        return ExitCode.INTERRUPTED


async def _watch(launch: LaunchId, screen: Screen, *, strict: bool, as_json: bool) -> int:
    settings = load_settings()
    stack = running_stack(settings)
    where = Whereabouts(stack.settings, stack.web_ui, stack.simulator) if stack else Whereabouts(settings)
    async with open_ledger(settings) as ledger:
        summary = await summary_of(ledger, launch, settings)
        client = await _client(where.settings)
        screen.joined(summary, runs=client is not None)
        await follow(summary, client, ledger, screen)
        summary = await summary_of(ledger, launch, settings)
        if as_json:
            await write_launch(ledger, summary, where)
        else:
            await show_launch(ledger, summary, where, screen)
    return exit_code(summary, strict=strict)


async def _client(settings: Settings) -> Client | None:
    """Temporal, if it is there: the ledger tells how far the launch is without it, but nothing moves."""
    if settings.temporal_address is None:
        return None
    try:
        return await connect(settings, wait_seconds_max=CONNECT_SECONDS_MAX)
    except TemporalAway:
        return None
