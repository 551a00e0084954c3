"""`pinflow ads run`, `backfill` and `refill`: days of a source are read now."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ads.backfilling import backfill
from ads.planner import Tier
from config import Settings, load_settings
from contracts.ads_runs import AdsRunReport, AdsRunRequest, AdsSource
from starter.accounts import write
from starter.ads_checking import objection_lines
from starter.ads_coverage import days_of
from starter.ads_engine import AdsEngine
from starter.ads_files import day_of, today_utc
from starter.ads_planning import plan_lines
from starter.failures import CommandFailed, ExitCode
from starter.ledger import find_ledger
from starter.reaching import reach
from starter.screen import Screen
from starter.stack import bring_up
from starter.the_ads_source import ads_sources_of, the_ads_source

INTERRUPTED = "\nInterrupted. The reading goes on in the worker; see it with: pinflow ads coverage"


NOTHING_MISSING = "No day is missing that Pinterest could give."


@dataclass(frozen=True)
class BackfillWish:
    """What the person typed."""

    name: str
    first: datetime | None = None
    last: datetime | None = None
    detach: bool = False
    as_json: bool = False


def run_source(name: str, *, as_json: bool) -> int:
    """Read what is new, may be restated, or is missing; the exit code. Raises `CommandFailed`."""
    return _read(AdsRunRequest(source=name), as_json=as_json)


def refill_source(name: str, *, as_json: bool) -> int:
    """Read every day that failed or was never read; the exit code. Raises `CommandFailed`."""
    request = asyncio.run(days_of(name, None, None)).refill()
    if request is None:
        return _told(AdsRunReport(source=name, words=NOTHING_MISSING), as_json=as_json)
    return _read(request, as_json=as_json)


def backfill_source(wish: BackfillWish) -> int:
    """Read days of the past, the newest first; the exit code. Raises `CommandFailed`."""
    screen = Screen(quiet=wish.as_json)
    try:
        report = asyncio.run(_backfill(wish, screen))
    except KeyboardInterrupt:
        screen.say(INTERRUPTED)
        return ExitCode.INTERRUPTED
    return _told(report, as_json=wish.as_json)


def tell_backfill(name: str, signal: str, *, as_json: bool) -> int:
    """Say `pause` or `resume` to the backfill that runs; the exit code. Raises `CommandFailed`."""
    asyncio.run(_tell(name, signal))
    words = "Paused: it ends the piece that it is at." if signal == "pause" else "It goes on."
    return _told(AdsRunReport(source=name, words=words), as_json=as_json)


def _read(request: AdsRunRequest, *, as_json: bool) -> int:
    screen = Screen(quiet=as_json)
    try:
        report = asyncio.run(_sync(request, screen))
    except KeyboardInterrupt:
        screen.say(INTERRUPTED)
        return ExitCode.INTERRUPTED
    return _told(report, as_json=as_json)


async def _sync(request: AdsRunRequest, screen: Screen) -> AdsRunReport:
    settings = load_settings()
    await _known(request.source, settings)
    engine = await _engine(settings, screen)
    with screen.busy(f"Reading {request.source}"):
        return await engine.sync(request)


async def _backfill(wish: BackfillWish, screen: Screen) -> AdsRunReport:
    settings = load_settings()
    source = await _known(wish.name, settings)
    asked = backfill(source.spec, day_of(wish.first), day_of(wish.last), today_utc())
    if isinstance(asked, tuple):
        raise CommandFailed("\n".join(objection_lines(asked)), ExitCode.USAGE)
    for line in plan_lines(asked.plan, Tier.STANDARD):
        screen.say(line)
    engine = await _engine(settings, screen)
    await engine.backfill(asked.request)
    if wish.detach:
        return AdsRunReport(source=wish.name, words=f"{len(asked.plan.chunks)} pieces are being read.")
    with screen.busy(f"Reading {asked.first} to {asked.last}, the newest days first"):
        return await engine.backfilled(wish.name)


async def _tell(name: str, signal: str) -> None:
    settings = load_settings()
    await _known(name, settings)
    await (await _engine(settings, Screen(quiet=True))).tell_backfill(name, signal)


async def _known(name: str, settings: Settings) -> AdsSource:
    async with find_ledger(settings) as ledger:
        return await the_ads_source(name, ads_sources_of(ledger))


async def _engine(settings: Settings, screen: Screen) -> AdsEngine:
    with screen.busy("Starting Temporal and the worker where they do not run"):
        stack = await bring_up(settings)
    return AdsEngine(await reach(stack.settings))


def _told(report: AdsRunReport, *, as_json: bool) -> int:
    if as_json:
        write(report.model_dump(mode="json"))
        return ExitCode.DONE
    screen = Screen()
    for line in report_lines(report):
        screen.say(line)
    return ExitCode.DONE


def report_lines(report: AdsRunReport) -> Iterator[str]:
    """What came of it, and what to do about what failed."""
    yield f"{'✗' if report.chunks_failed else '●'} {report.source}: {report.words}"
    if report.chunks_failed:
        yield f"  {report.chunks_failed} pieces failed. Which days, and why: pinflow ads coverage {report.source}"
        yield f"  Read them again: pinflow ads refill {report.source}"
