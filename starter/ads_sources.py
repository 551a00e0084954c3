"""`pinflow ads list`, `show`, `pause`, `resume` and `remove`: the sources that are kept."""

import asyncio
from collections.abc import Iterator, Sequence

import typer

from ads.restatement import why_settling
from config import load_settings
from contracts.ads import Snapshot
from contracts.ads_runs import AdsSource
from outcomes.report import Report
from starter.accounts import write
from starter.ads_backfills import Backfill, backfills_of
from starter.ads_tables import plain_table
from starter.failures import CommandFailed, ExitCode
from starter.ledger import NothingHere, find_ledger
from starter.screen import Screen
from starter.the_ads_source import ads_sources_of, the_ads_source

HEADS = ("source", "dataset", "ad account", "account", "read", "state")
NONE_WORDS = "No ads source is kept here. Describe one with: pinflow ads create"


def list_sources(*, as_json: bool) -> int:
    """All of them; the exit code."""
    found = asyncio.run(_all())
    if as_json:
        write({"sources": [source_report(*one) for one in found]})
        return ExitCode.DONE
    screen = Screen()
    if found:
        screen.table(plain_table(HEADS, [_cells(*one) for one in found]))
    else:
        screen.say(NONE_WORDS)
    return ExitCode.DONE


async def _all() -> Sequence[tuple[AdsSource, Backfill | None]]:
    settings = load_settings()
    try:
        async with find_ledger(settings) as ledger:
            found = await ads_sources_of(ledger).all()
            backfills = await backfills_of([one.spec.key for one in found], ledger, settings)
            return [(one, backfills.get(one.spec.key)) for one in found]
    except NothingHere:
        return ()


def show_source(name: str, *, as_json: bool) -> int:
    """One in full; the exit code. Raises `CommandFailed`."""
    source, backfill = asyncio.run(_one(name))
    return tell_source(source, None, backfill, as_json=as_json)


async def _one(name: str) -> tuple[AdsSource, Backfill | None]:
    settings = load_settings()
    async with find_ledger(settings) as ledger:
        source = await the_ads_source(name, ads_sources_of(ledger))
        return source, (await backfills_of([source.spec.key], ledger, settings)).get(source.spec.key)


def pause_source(name: str, why: str | None, *, as_json: bool) -> int:
    """Stop reading it, or with None go on; the exit code. Raises `CommandFailed`."""
    source = asyncio.run(_pause(name, why))
    words = f"Ads source {name} is paused." if why is not None else f"Ads source {name} goes on."
    return tell_source(source, words, as_json=as_json)


async def _pause(name: str, why: str | None) -> AdsSource:
    async with find_ledger(load_settings()) as ledger:
        sources = ads_sources_of(ledger)
        await the_ads_source(name, sources)
        await sources.pause(name, why)
        return await the_ads_source(name, sources)


def remove_source(name: str, *, yes: bool, as_json: bool) -> int:
    """Forget it and what is known of its days; its rows stay. The exit code. Raises `CommandFailed`."""
    if as_json and not yes:
        raise CommandFailed("--json cannot ask: say --yes to remove the source.", ExitCode.USAGE)
    removed = asyncio.run(_remove(name, yes=yes))
    if as_json:
        write({"source": name, "removed": removed})
        return ExitCode.DONE
    told = f"Ads source {name} is forgotten. Its rows stay where they are." if removed else "Nothing was removed."
    Screen().say(told)
    return ExitCode.DONE


async def _remove(name: str, *, yes: bool) -> bool:
    async with find_ledger(load_settings()) as ledger:
        sources = ads_sources_of(ledger)
        await the_ads_source(name, sources)
        if not yes and not typer.confirm(f"Forget ads source {name}, and which of its days were read?"):
            return False
        return await sources.remove(name)


def source_report(source: AdsSource, backfill: Backfill | None = None) -> Report:
    """A source as a document, with the backfill that is under way."""
    return {
        **source.spec.model_dump(mode="json"),
        "paused": source.paused,
        "settles": why_settling(source.spec),
        "backfill": backfill.report if backfill else None,
    }


def rhythm_words(snapshot: Snapshot) -> str:
    """How often it is read, in words."""
    if snapshot.every_hours is not None:
        return f"every {snapshot.every_hours} h"
    if snapshot.at is not None:
        return f"at {snapshot.at:%H:%M} {snapshot.zone}"
    return "by hand"


def tell_source(source: AdsSource, words: str | None, backfill: Backfill | None = None, *, as_json: bool) -> int:
    """Say the words, or without any all of the source; the exit code."""
    if as_json:
        write(source_report(source, backfill))
        return ExitCode.DONE
    screen = Screen()
    for line in (words,) if words else _lines(source, backfill):
        screen.say(line)
    return ExitCode.DONE


def _lines(source: AdsSource, backfill: Backfill | None) -> Iterator[str]:
    spec = source.spec
    sign = "●" if source.paused is None else "‖"
    yield f"{sign} {spec.key}: {spec.dataset} of ad account {spec.ad_account_id}"
    yield f"  read {rhythm_words(spec.snapshot)} with account {spec.account}"
    yield f"  columns: {', '.join(spec.columns) or 'all'}"
    if spec.breakdowns:
        yield f"  broken down by {', '.join(spec.breakdowns)}"
    yield f"  numbers settle after {why_settling(spec)}"
    yield f"  into {spec.destination.kind} {spec.destination.target or spec.key}, by {spec.write_mode}"
    if source.paused is not None:
        yield f"  paused{': ' + source.paused if source.paused else ''}"
    if backfill is not None:
        yield f"  {backfill.words}"


def _cells(one: AdsSource, backfill: Backfill | None) -> tuple[str, ...]:
    spec, state = one.spec, "runs" if one.paused is None else "paused"
    if backfill is not None:
        state += ", backfill paused" if backfill.under_way.paused else ", backfill runs"
    return spec.key, spec.dataset, spec.ad_account_id, spec.account, rhythm_words(spec.snapshot), state
