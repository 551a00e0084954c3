"""`pinflow sources list` and `show`: the ledger answers also while everything else is down."""

import asyncio
import time
from collections.abc import Sequence

from config import load_settings
from contracts.intake import SourceCard
from starter.accounts import write
from starter.failures import ExitCode
from starter.ledger import NothingHere, find_ledger
from starter.screen import Screen
from starter.source_look import SourceLook, look_at
from starter.source_report import look_report, source_line
from starter.source_schedules import schedules_here
from starter.source_screen import show_source as show_look
from starter.source_screen import show_sources
from starter.the_source import sources_of, the_source


def list_sources(*, as_json: bool) -> int:
    """All of them; the exit code."""
    cards = asyncio.run(_cards())
    if as_json:
        write({"sources": [source_line(card) for card in cards]})
    else:
        show_sources(Screen(), cards, time.time())
    return ExitCode.DONE


def show_source(name: str, *, as_json: bool) -> int:
    """One of them in full; the exit code. Raises `CommandFailed`."""
    look = asyncio.run(_look(name))
    if as_json:
        write(look_report(look))
    else:
        show_look(Screen(), look)
    return ExitCode.DONE


async def _cards() -> Sequence[SourceCard]:
    try:
        async with find_ledger(load_settings()) as ledger:
            return await sources_of(ledger).cards()
    except NothingHere:
        return ()


async def _look(name: str) -> SourceLook:
    settings = load_settings()
    async with find_ledger(settings) as ledger:
        card = await the_source(name, sources_of(ledger))
        return await look_at(card, ledger, settings, await schedules_here(settings))
