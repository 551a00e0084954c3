"""Joining a launch that is on its way: the same progress, the same end, from any terminal."""

import asyncio

from config import load_settings
from contracts.names import LaunchId
from starter.failures import ExitCode
from starter.following import follow
from starter.launch import exit_code
from starter.ledger import find_ledger
from starter.reaching import temporal_if_there
from starter.reporting import show_launch, summary_of, whereabouts_of, write_launch
from starter.running import running_stack
from starter.screen import Screen


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
    where = whereabouts_of(settings, running_stack(settings))
    async with find_ledger(settings) as ledger:
        summary = await summary_of(ledger, launch, settings)
        client = await temporal_if_there(where.settings)
        screen.joined(summary, runs=client is not None)
        await follow(summary, client, ledger, screen)
        summary = await summary_of(ledger, launch, settings)
        if as_json:
            await write_launch(ledger, summary, where)
        else:
            await show_launch(ledger, summary, where, screen)
    return exit_code(summary, strict=strict)
