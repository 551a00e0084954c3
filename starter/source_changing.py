"""A source's settings and rules are changed, and it is paused and resumed: what it sent meanwhile waits."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from config import Settings, load_settings
from contracts.contract import Line
from contracts.intake import SourceCard
from contracts.names import AccountKey
from contracts.watching import WATCHED
from outcomes.report import Report
from starter.accounts import write
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, find_ledger
from starter.screen import Screen
from starter.source_addresses import check_addresses
from starter.source_report import settings_report
from starter.source_rules import USUAL_TEXT, count_words, rules_from, rules_in, stranger_words
from starter.source_schedules import LATER, kept, schedules_here
from starter.source_words import SourceWords, read_settings, settings_of
from starter.the_source import sources_of, the_source

WHY = TypeAdapter(Line)

Change = Callable[[SourceCard, Ledger], Awaitable[None]]
"""What is done to a source in the ledger."""


@dataclass(frozen=True)
class Changed:
    """A source as it is now. `scheduled` None: it has no schedule."""

    card: SourceCard
    scheduled: bool | None


def pause_source(name: str, why: str, *, as_json: bool) -> int:
    """Nothing of it is read, decided or asked any more; the exit code. Raises `CommandFailed`."""
    _check_why(why)
    changed = asyncio.run(_changed(name, lambda card, ledger: sources_of(ledger).pause(card.key, why)))
    waits = "what it sends is kept, and waits" if changed.card.kind not in WATCHED else "it is not asked"
    words = f"Source {name} is paused: {waits} until: pinflow sources resume {name}"
    return _told(changed, {"paused": changed.card.paused}, [words], as_json=as_json)


def resume_source(name: str, *, as_json: bool) -> int:
    """What waited goes on; the exit code. Raises `CommandFailed`."""
    changed = asyncio.run(_changed(name, lambda card, ledger: sources_of(ledger).resume(card.key)))
    words = f"Source {name} goes on, with what came meanwhile."
    return _told(changed, {"paused": None}, [words], as_json=as_json)


def set_source(name: str, words: SourceWords, *, as_json: bool) -> int:
    """Change settings; all others stay. The exit code. Raises `CommandFailed`."""
    if words == SourceWords():
        raise CommandFailed(
            f"Say what to set, such as --every 1h. What is set: pinflow sources show {name}", ExitCode.USAGE
        )
    changed = asyncio.run(_changed(name, lambda card, ledger: _set(card, ledger, words)))
    said = f"Source {name} is set; the next poll, or delivery, is read by it."
    return _told(changed, {"settings": settings_report(changed.card)}, [said], as_json=as_json)


async def _set(card: SourceCard, ledger: Ledger, words: SourceWords) -> None:
    stated = read_settings(words, card.kind, card.settings)
    check_addresses(settings_of(stated), load_settings())
    await sources_of(ledger).set_settings(card.key, stated)


def set_rules(name: str, file: Path | None, *, as_json: bool) -> int:
    """Give it the rules of a file, or the usual ones; the exit code. Raises `CommandFailed`."""
    strangers: list[AccountKey] = []

    async def change(card: SourceCard, ledger: Ledger) -> None:
        given = rules_in(file, card.account) if file else rules_from(None, card.account, name)
        strangers.extend(given.strangers(await ledger.account_names()))
        await sources_of(ledger).set_rules(card.key, given.text)

    changed = asyncio.run(_changed(name, change))
    rules = rules_from(changed.card.rules, changed.card.account, name).rules.rules
    words = [f"Source {name} has {count_words(len(rules))}; what is decided from now on goes by them."]
    strange = stranger_words(strangers)
    report = {"rules": len(rules), "own": changed.card.rules is not None, "strangers": strangers}
    return _told(changed, report, [*words, *([strange] if strange else [])], as_json=as_json)


def show_rules(name: str, *, as_json: bool) -> int:
    """Write them out as they were given; the exit code. Raises `CommandFailed`."""
    card = asyncio.run(_card(name))
    if as_json:
        write({"source": card.key, "own": card.rules is not None, "text": card.rules})
    else:
        text = card.rules or USUAL_TEXT
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    return ExitCode.DONE


async def _card(name: str) -> SourceCard:
    async with find_ledger(load_settings()) as ledger:
        return await the_source(name, sources_of(ledger))


async def _changed(name: str, change: Change) -> Changed:
    settings = load_settings()
    async with find_ledger(settings) as ledger:
        sources = sources_of(ledger)
        await change(await the_source(name, sources), ledger)
        return await _with_schedule(await the_source(name, sources), await sources.cards(), settings)


async def _with_schedule(card: SourceCard, cards: Sequence[SourceCard], settings: Settings) -> Changed:
    """The schedules follow at once where Temporal is there."""
    if card.kind not in WATCHED:
        return Changed(card, None)
    return Changed(card, await kept(await schedules_here(settings), cards))


def _told(changed: Changed, report: Report, words: Sequence[str], *, as_json: bool) -> int:
    if as_json:
        write({"source": changed.card.key, **report, "scheduled": changed.scheduled})
        return ExitCode.DONE
    screen = Screen()
    for line in (*words, *([LATER] if changed.scheduled is False else [])):
        screen.say(line)
    return ExitCode.DONE


def _check_why(why: str) -> None:
    try:
        WHY.validate_python(why)
    except ValidationError as broken:
        raise CommandFailed(f"--why: {broken.errors()[0]['msg']}.", ExitCode.USAGE) from broken
