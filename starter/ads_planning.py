"""`pinflow ads plan`: what reading some days takes, before anything is asked."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ads.days import wanted_days
from ads.planner import Plan, Tier, plan
from ads.preflight import plan_refusals
from contracts.ads import AdsSourceSpec
from outcomes.report import Report
from starter.accounts import write
from starter.ads_checking import told_objections
from starter.ads_files import day_of, read_source, today_utc
from starter.failures import CommandFailed, ExitCode
from starter.lengths import length_words
from starter.screen import Screen

CHUNKS_SHOWN_MAX = 12


def plan_source(file: Path, first: datetime | None, last: datetime | None, tier: str, *, as_json: bool) -> int:
    """Tell the plan, or what stands against it; the exit code. Raises `CommandFailed`."""
    level = _tier(tier)
    spec, today = read_source(file), today_utc()
    if not isinstance(spec, AdsSourceSpec):
        return told_objections(spec, {}, as_json=as_json)
    begin, end = wanted_days(spec, day_of(first), day_of(last), today)
    found = plan_refusals(spec, begin, end, today)
    if found:
        return told_objections(found, {}, as_json=as_json)
    made = plan(spec, begin, end, today)
    if as_json:
        write(plan_report(spec, made, level))
        return ExitCode.DONE
    screen = Screen()
    for line in plan_lines(made, level):
        screen.say(line)
    return ExitCode.DONE


def plan_report(spec: AdsSourceSpec, made: Plan, tier: Tier) -> Report:
    """The plan as a document."""
    return {
        "source": spec.key,
        "route": made.route.value,
        "why_route": made.why_route,
        "tier": tier.value,
        "calls": made.calls,
        "minutes": round(made.minutes(tier), 2),
        "chunks": [
            {"first": one.first.isoformat(), "last": one.last.isoformat(), "part": one.part, "ids": len(one.ids)}
            for one in made.chunks
        ],
        "not_obtainable": [
            {"first": one.first.isoformat(), "last": one.last.isoformat(), "why": one.why} for one in made.lost
        ],
    }


def plan_lines(made: Plan, tier: Tier) -> Iterator[str]:
    """The plan in words and figures."""
    pieces = "1 piece" if len(made.chunks) == 1 else f"{len(made.chunks):,} pieces"
    yield f"{pieces} by the route {made.route}: {made.why_route}"
    lasts = length_words(made.minutes(tier) * 60)
    calls = "1 call" if made.calls == 1 else f"{made.calls:,} calls"
    yield f"{calls}, more when reports are slow; at least {lasts} by the quota of a {tier} app"
    for one in made.chunks[:CHUNKS_SHOWN_MAX]:
        narrowed = f", {len(one.ids)} ids" if one.ids else ""
        yield f"  {one.first} to {one.last}{narrowed}"
    if len(made.chunks) > CHUNKS_SHOWN_MAX:
        yield f"  and {len(made.chunks) - CHUNKS_SHOWN_MAX:,} more"
    for lost in made.lost:
        yield f"✗ {lost.first} to {lost.last} cannot be had: {lost.why}"


def _tier(word: str) -> Tier:
    try:
        return Tier(word)
    except ValueError:
        raise CommandFailed(f"--tier: there is no {word!r}; say {' or '.join(Tier)}.", ExitCode.USAGE) from None
