"""`pinflow ads create`, `list`, `show`, `pause`, `resume` and `remove`: the sources that are kept."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import typer

from ads.access import access
from ads.objections import Objection
from ads.preflight import preflight, refusals
from ads.restatement import why_settling
from config import Settings, load_settings
from contracts.ads import AdsSourceSpec, Snapshot
from contracts.ads_reports import SeenAdAccount
from contracts.ads_runs import AdsSource
from contracts.names import AccountKey
from outcomes.report import Report
from starter.accounts import write
from starter.ads_accounts import ad_accounts_at
from starter.ads_checking import told_objections
from starter.ads_files import read_source, today_utc
from starter.ads_tables import plain_table
from starter.boards_pinterest import pinterest_at, told_apart
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, NothingHere, find_ledger, open_ledger
from starter.screen import Screen
from starter.the_account import the_account
from starter.the_ads_source import ads_sources_of, the_ads_source

HEADS = ("source", "dataset", "ad account", "account", "read", "state")
NONE_WORDS = "No ads source is kept here. Write one as TOML, and keep it with: pinflow ads create FILE"


def create_source(file: Path, *, replace: bool, as_json: bool) -> int:
    """Keep the source of a file, unless something stands against it; the exit code. Raises `CommandFailed`."""
    spec = read_source(file)
    if not isinstance(spec, AdsSourceSpec):
        return told_objections(spec, {}, as_json=as_json)
    day = today_utc() - timedelta(days=1)
    found = refusals(preflight(spec, day, day, today_utc()))
    if found:
        return told_objections(found, {}, as_json=as_json)
    kept = asyncio.run(_create(spec, replace=replace))
    if not isinstance(kept, AdsSource):
        return told_objections(kept, {}, as_json=as_json)
    return _told(
        kept, f"Ads source {spec.key} is kept. It is read {rhythm_words(spec.snapshot)}.", as_json=as_json
    )


async def _create(spec: AdsSourceSpec, *, replace: bool) -> AdsSource | tuple[Objection, ...]:
    settings = load_settings()
    async with open_ledger(settings) as ledger:
        the_account(spec.account, await ledger.account_names())
        seen = await _seen(spec, settings, ledger)
        refused = tuple(access(spec, seen)) if seen is not None else ()
        if refused:
            return refused
        sources, told = ads_sources_of(ledger), _with_currency(spec, seen or ())
        if not await sources.add(told, time.time()):
            if not replace:
                raise _there_already(spec)
            await sources.change(told)
        return await the_ads_source(spec.key, sources)


async def _seen(spec: AdsSourceSpec, settings: Settings, ledger: Ledger) -> Sequence[SeenAdAccount] | None:
    """The ad accounts that the account sees; None while there is no Pinterest to ask: then each run finds out."""
    here = pinterest_at(settings)
    if here is None:
        return None
    account = AccountKey(spec.account)
    async with ad_accounts_at(here, ledger) as pinterest:
        with told_apart(account, f"ask for the ad accounts of {account}"):
            return await pinterest.list_all(account)


def _with_currency(spec: AdsSourceSpec, seen: Sequence[SeenAdAccount]) -> AdsSourceSpec:
    """What the file says, else what Pinterest does."""
    said = next((one.currency for one in seen if one.id == spec.ad_account_id), "")
    return spec.model_copy(update={"currency": spec.currency or said})


def _there_already(spec: AdsSourceSpec) -> CommandFailed:
    words = f"There is an ads source {spec.key} already. Describe it anew with --replace; what was read stays."
    return CommandFailed(words, ExitCode.USAGE)


def list_sources(*, as_json: bool) -> int:
    """All of them; the exit code."""
    found = asyncio.run(_all())
    if as_json:
        write({"sources": [source_report(one) for one in found]})
        return ExitCode.DONE
    screen = Screen()
    if found:
        screen.table(plain_table(HEADS, map(_cells, found)))
    else:
        screen.say(NONE_WORDS)
    return ExitCode.DONE


async def _all() -> Sequence[AdsSource]:
    try:
        async with find_ledger(load_settings()) as ledger:
            return await ads_sources_of(ledger).all()
    except NothingHere:
        return ()


def show_source(name: str, *, as_json: bool) -> int:
    """One in full; the exit code. Raises `CommandFailed`."""
    return _told(asyncio.run(_one(name)), None, as_json=as_json)


async def _one(name: str) -> AdsSource:
    async with find_ledger(load_settings()) as ledger:
        return await the_ads_source(name, ads_sources_of(ledger))


def pause_source(name: str, why: str | None, *, as_json: bool) -> int:
    """Stop reading it, or with None go on; the exit code. Raises `CommandFailed`."""
    source = asyncio.run(_pause(name, why))
    words = f"Ads source {name} is paused." if why is not None else f"Ads source {name} goes on."
    return _told(source, words, as_json=as_json)


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


def source_report(source: AdsSource) -> Report:
    """A source as a document."""
    return {
        **source.spec.model_dump(mode="json"),
        "paused": source.paused,
        "settles": why_settling(source.spec),
    }


def rhythm_words(snapshot: Snapshot) -> str:
    """How often it is read, in words."""
    if snapshot.every_hours is not None:
        return f"every {snapshot.every_hours} h"
    if snapshot.at is not None:
        return f"at {snapshot.at:%H:%M} {snapshot.zone}"
    return "by hand"


def _told(source: AdsSource, words: str | None, *, as_json: bool) -> int:
    if as_json:
        write(source_report(source))
        return ExitCode.DONE
    screen = Screen()
    for line in (words,) if words else _lines(source):
        screen.say(line)
    return ExitCode.DONE


def _lines(source: AdsSource) -> Iterator[str]:
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


def _cells(one: AdsSource) -> tuple[str, ...]:
    spec, state = one.spec, "runs" if one.paused is None else "paused"
    return spec.key, spec.dataset, spec.ad_account_id, spec.account, rhythm_words(spec.snapshot), state
