"""`pinflow ads check`: every rule of Pinterest's, asked before a call."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from ads.asking import Asked
from ads.days import wanted_days
from ads.objections import Objection
from ads.preflight import preflight, refusals
from ads.restatement import why_settling
from contracts.ads import AdsSourceSpec
from outcomes.report import Report
from starter.accounts import write
from starter.ads_files import day_of, read_source, today_utc
from starter.failures import ExitCode
from starter.screen import Screen


def check_source(file: Path, first: datetime | None, last: datetime | None, *, as_json: bool) -> int:
    """Tell what stands against it; the exit code. Raises `CommandFailed` for a file that cannot be read."""
    spec, today = read_source(file), today_utc()
    if not isinstance(spec, AdsSourceSpec):
        return told_objections(spec, {}, as_json=as_json)
    begin, end = wanted_days(spec, day_of(first), day_of(last), today)
    return told_objections(preflight(spec, begin, end, today), _facts(spec, begin, end, today), as_json=as_json)


def told_objections(found: Sequence[Objection], facts: Report, *, as_json: bool) -> int:
    """Tell objections, and what is known of the request; the exit code."""
    refused = bool(refusals(tuple(found)))
    if as_json:
        write({"ok": not refused, **facts, "objections": [objection_report(one) for one in found]})
    else:
        screen = Screen()
        for line in objection_lines(found):
            screen.say(line)
        for line in _fact_lines(facts):
            screen.say(line)
    return ExitCode.USAGE if refused else ExitCode.DONE


def objection_lines(found: Sequence[Objection]) -> Iterator[str]:
    """Each with its field, what is wrong, and what would do."""
    for one in found:
        yield f"{'✗' if one.refuses else '!'} {one.field}: {one.message}  [{one.rule}]"
        if one.nearest:
            yield f"    nearest: {' or '.join(one.nearest)}"
    if not found:
        yield "● Nothing stands against it."


def objection_report(one: Objection) -> Report:
    """An objection's line in a document."""
    return {
        "field": one.field,
        "rule": one.rule,
        "message": one.message,
        "nearest": list(one.nearest),
        "refused": one.refuses,
    }


def _facts(spec: AdsSourceSpec, first: date, last: date, today: date) -> Report:
    return {
        "source": spec.key,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "route": Asked(spec, first, last, today).route.value,
        "settles": why_settling(spec),
    }


def _fact_lines(facts: Report) -> Iterator[str]:
    if facts:
        yield f"  {facts['source']}, {facts['first']} to {facts['last']}, by the route {facts['route']}"
        yield f"  numbers settle after {facts['settles']}"
