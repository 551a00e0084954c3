"""Publish windows as people write them.

    Mon-Fri 18:00-22:00; Sat,Sun 10:00-20:00 Europe/Berlin except 2026-12-24..2026-12-26 not after 2027-01-31

Hours without days are every day's; hours that end before they begin end on the next day. The zone stands after the
hours; days and times that follow are meant in it. The canonical text of a window reads as the same window.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from types import MappingProxyType

from contracts.windows import (
    BLACKOUTS_MAX,
    BOUND_MAX,
    BOUND_MIN,
    DAY_MAX,
    DAY_MIN,
    SPANS_MAX,
    WEEK,
    Blackout,
    PublishWindow,
    Span,
    Weekday,
)
from drafting.near_misses import did_you_mean
from drafting.windows import find_zone, stated_zone

WINDOW_TEXT_MAX = 4_000
"""Characters of a window: as many as its spans and blackouts may need."""
SHOWN_MAX = 60
RUN_MIN = 2
"""Days in a row that are written as from and to."""

EXAMPLE = "Mon-Fri 18:00-22:00 America/New_York"

_HALF_DAY = 12
_ONE_DAY = timedelta(days=1)
_CLAUSE = re.compile(r"(?:^|\s)(except|not\s+before|not\s+after)(?=\s|$)", re.IGNORECASE)
_DASHES = re.compile(r"\s*[-\u2010-\u2015]\s*(?=[\w])")
_HALF = r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])\.?m\b\.?"
_HALVES = re.compile(rf"{_HALF}\s*(?:-|to\b)\s*{_HALF}", re.IGNORECASE | re.ASCII)
_LEFT_HALF = re.compile(r"\d\s*[ap]\.?m\b", re.IGNORECASE | re.ASCII)
_POINTED = re.compile(r"\b(\d{1,2})(?:[.h](\d{2})|h)(?![\w.])", re.IGNORECASE | re.ASCII)
_TO = re.compile(r"(?<=\d)\s*\bto\s+(?=\d)|(?<=[a-z])\s+(?:to|through)\s+(?=[a-z])", re.IGNORECASE)
_AND_SIGN = r"(?:\s*&\s*|,?\s+and\s+)"
_AND = re.compile(rf"(?<=\d){_AND_SIGN}(?=\d)|(?<=[a-z]){_AND_SIGN}(?=[a-z])", re.IGNORECASE)
_CLOCK_IN_ZONE = re.compile(r"\d[:.h]|\d-\d", re.ASCII)
_DAY_IN_ZONE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_HOURS = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)
_PART = re.compile(r"(?P<days>[^\d]*?)\s*(?P<hours>\d[\d:,\s-]*)(?:\s+(?P<zone>[^\d\s].*))?", re.ASCII)
_LISTED = re.compile(r"\s*,\s*")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BOUND = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2})?", re.ASCII)

_GROUPS: Mapping[str, Sequence[Weekday]] = MappingProxyType(
    {"daily": WEEK, "weekdays": WEEK[:5], "weekends": WEEK[5:]}
)
_OTHERWISE: Mapping[str, str] = MappingProxyType(
    {"everyday": "daily", "every day": "daily", "weekday": "weekdays", "weekend": "weekends"}
    | {"tues": "tue", "weds": "wed", "thur": "thu", "thurs": "thu"}
)
"""Other words for the same days."""
_LONG = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAYS: Mapping[str, Weekday] = MappingProxyType(
    {day.value: day for day in WEEK} | dict(zip(_LONG, WEEK, strict=True))
)


class WindowBroken(ValueError):
    """A window that cannot be read; the message names the words in question and what would be understood."""


def read_window(text: str, *, zone: str | None = None, kept: bool = False) -> PublishWindow:
    """The window that a person writes; `zone` is meant where the text names none.

    What was `kept` may name any zone; a person is asked what is meant by `EST`. Raises `WindowBroken`, and
    `drafting.windows.ZoneUnknown` for a time zone that there is not.
    """
    if len(text) > WINDOW_TEXT_MAX:
        raise WindowBroken(f"The window has {len(text)} characters; at most {WINDOW_TEXT_MAX} are taken.")
    head, clauses = _clauses(" ".join(text.split()))
    spans, named = _spans(head)
    not_before, not_after = _not_before(clauses), _not_after(clauses)
    if not_before and not_after and not_after <= not_before:
        raise WindowBroken(f'"{_shown(text)}" ends before it begins: look at "not before" and "not after".')
    return PublishWindow(
        spans=spans, zone=_zone(named or zone, text, kept=kept), blackouts=_blackouts(clauses),
        not_before=not_before, not_after=not_after,
    )  # fmt: skip


def write_window(window: PublishWindow) -> str:
    """The canonical text of a window."""
    spans = "; ".join(f"{_written_days(span.days)} {span.opens:%H:%M}-{_closing(span)}" for span in window.spans)
    parts = [spans, window.zone]
    if window.blackouts:
        parts.append("except " + ", ".join(_written_blackout(some) for some in window.blackouts))
    if window.not_before:
        parts.append(f"not before {_written_bound(window.not_before, window.not_before.date())}")
    if window.not_after:
        # A last day ends with the midnight after it.
        parts.append(f"not after {_written_bound(window.not_after, window.not_after.date() - _ONE_DAY)}")
    return " ".join(parts)


def _clauses(words: str) -> tuple[str, Mapping[str, str]]:
    """The days and hours with their zone, and what `except`, `not before` and `not after` say."""
    head, *rest = _CLAUSE.split(words)
    found: dict[str, str] = {}
    for name, said in zip(rest[::2], rest[1::2], strict=True):
        clause = " ".join(name.casefold().split())
        if clause in found:
            raise WindowBroken(
                f'"{clause}" stands twice in the window: write it once, and part its days by commas.'
            )
        if not said.strip():
            raise WindowBroken(f'Nothing follows "{clause}": write a day after it, such as {clause} 2026-12-24.')
        found[clause] = said.strip()
    return head.strip(), found


def _spans(head: str) -> tuple[tuple[Span, ...], str | None]:
    """The spans, and the time zone that they name."""
    parts = [_part(said) for said in head.rstrip(";").split(";")]
    zones = {zone for _, zone in parts if zone}
    if len(zones) > 1:
        raise WindowBroken(f"A window has one time zone; this one names {' and '.join(sorted(zones))}.")
    spans = tuple(span for found, _ in parts for span in found)
    if len(spans) > SPANS_MAX:
        raise WindowBroken(f"The window has {len(spans)} spans of hours; at most {SPANS_MAX} are taken.")
    return spans, next(iter(zones), None)


def _part(said: str) -> tuple[Sequence[Span], str | None]:
    """Hours of some days: `Mon,Wed 09:00-12:00,18:00-22:00`, and the zone behind them."""
    words = _settled(_undashed(said.strip()))
    if _LEFT_HALF.search(words):
        raise WindowBroken(f'"{_shown(said)}" is no span of hours: write 18:00 for 6pm.')
    found = _PART.fullmatch(words)
    if found is None:
        between = "" if said.strip() else ' Parts are parted by one ";", and none is left blank.'
        raise WindowBroken(
            f'"{_shown(said)}" says no hours: write days, hours and time zone, such as "{EXAMPLE}".{between}'
        )
    zone = _zone_words(found["zone"], said)
    days = _days(found["days"]) if found["days"] else WEEK
    spans = [_hours(each) for each in _listed_hours(found["hours"].strip())]
    return [Span(days=days, opens=opens, closes=closes) for opens, closes in spans], zone


def _settled(words: str) -> str:
    """What people write in more than one way, in one: `6pm to 10pm`, `18h-22h`, `Mon & Wed`."""
    halved = _HALVES.sub(lambda found: f"{_of_half(*found.groups()[:3])}-{_of_half(*found.groups()[3:])}", words)
    pointed = _POINTED.sub(lambda found: f"{found[1]}:{found[2] or '00'}", halved)
    return _AND.sub(",", _TO.sub("-", pointed))


def _of_half(hour: str, minute: str | None, half: str) -> str:
    """`18:00` of 6 pm; of 13 pm, which there is not, what it was."""
    if not 1 <= int(hour) <= _HALF_DAY:
        return f"{hour}{half}m"
    return f"{int(hour) % _HALF_DAY + _HALF_DAY * (half in 'pP'):02}:{minute or '00'}"


def _zone_words(zone: str | None, said: str) -> str | None:
    """The zone behind the hours, without brackets. Raises `WindowBroken` for what is more than a zone."""
    if zone is None:
        return None
    if day := _DAY_IN_ZONE.search(zone):
        raise WindowBroken(f'"{_shown(zone)}" is no time zone: write days behind it, such as not after {day[0]}.')
    if _CLOCK_IN_ZONE.search(zone):
        raise WindowBroken(f'"{_shown(said)}" has hours behind hours: part the spans by ";".')
    return zone[1:-1].strip() if zone.startswith("(") and zone.endswith(")") else zone


def _listed_hours(hours: str) -> Sequence[str]:
    if hours.endswith(","):
        raise WindowBroken(
            f'"{_shown(hours)}" is no span of hours: nothing follows the comma. The time zone stands without one.'
        )
    return _LISTED.split(hours)


def _undashed(words: str) -> str:
    """Any dash with spaces around it as a plain one; names of zones keep theirs."""
    return _DASHES.sub("-", words)


def _days(said: str) -> tuple[Weekday, ...]:
    return tuple(day for each in _LISTED.split(said.strip().rstrip(",:").rstrip()) for day in _named_days(each))


def _named_days(said: str) -> Sequence[Weekday]:
    name = _OTHERWISE.get(said.casefold(), said.casefold())
    if name in _GROUPS:
        return _GROUPS[name]
    first, dash, last = name.partition("-")
    start = WEEK.index(_weekday(first, said))
    length = (WEEK.index(_weekday(last, said)) - start) % len(WEEK) + 1 if dash else 1
    return (WEEK + WEEK)[start : start + length]


def _weekday(stated: str, said: str) -> Weekday:
    name = _OTHERWISE.get(stated, stated)
    if name not in _DAYS:
        near = did_you_mean(name, [*_DAYS, *_GROUPS]) or "."
        known = f"{', '.join(day.title() for day in WEEK)}, {', '.join(_GROUPS)}"
        raise WindowBroken(
            f'"{_shown(said)}" names no day of the week{near} Known are: {known}; several are parted by commas.'
        )
    return _DAYS[name]


def _hours(said: str) -> tuple[time, time]:
    found = _HOURS.fullmatch(said)
    if found is None:
        raise WindowBroken(f'"{_shown(said)}" is no span of hours: write from and to, such as 18:00-22:00.')
    opens, closes = _clock(found[1], found[2], said), _clock(found[3], found[4], said, end=True)
    if opens == closes and not said.endswith("-24:00"):
        raise WindowBroken(
            f'"{_shown(said)}" begins and ends at the same time; for a whole day write 00:00-24:00.'
        )
    return opens, closes


def _clock(hour: str, minute: str, said: str, *, end: bool = False) -> time:
    if end and (hour, minute) == ("24", "00"):
        return time.min
    try:
        return time(int(hour), int(minute))
    except ValueError as broken:
        raise WindowBroken(
            f'"{_shown(said)}" is no span of hours: hours go to 23, minutes to 59, and a day ends at 24:00.'
        ) from broken


def _zone(name: str | None, text: str, *, kept: bool) -> str:
    if name is None:
        raise WindowBroken(
            f'"{_shown(text)}" does not say in which time zone: name it after the hours, such as "{EXAMPLE}".'
        )
    if not kept:
        return stated_zone(name)
    find_zone(name)
    return name


def _blackouts(clauses: Mapping[str, str]) -> tuple[Blackout, ...]:
    said = clauses.get("except")
    found = tuple(_blackout(each) for each in _LISTED.split(said)) if said else ()
    if len(found) > BLACKOUTS_MAX:
        raise WindowBroken(f"The window has {len(found)} exceptions; at most {BLACKOUTS_MAX} are taken.")
    return found


def _blackout(said: str) -> Blackout:
    first, dots, last = (part.strip() for part in said.partition(".."))
    begins = _day(first, said)
    ends = _day(last, said) if dots else begins
    if ends < begins:
        raise WindowBroken(f'"{_shown(said)}" ends before it begins: write the earlier day first.')
    return Blackout(first=begins, last=ends)


def _day(words: str, said: str) -> date:
    try:
        day = date.fromisoformat(words) if _DAY.fullmatch(words) else None
    except ValueError:
        day = None
    if day is None:
        raise WindowBroken(
            f'"{_shown(said)}" is no day: write 2026-12-24, or from and to: 2026-12-24..2026-12-26.'
        )
    if not DAY_MIN <= day <= DAY_MAX:
        raise WindowBroken(f'"{_shown(said)}" lies outside the years {DAY_MIN.year} to {DAY_MAX.year}.')
    return day


def _not_before(clauses: Mapping[str, str]) -> datetime | None:
    said = clauses.get("not before")
    return _moment(said, "not before") if said else None


def _not_after(clauses: Mapping[str, str]) -> datetime | None:
    """The first moment that is too late: a day alone is the last one."""
    said = clauses.get("not after")
    if not said:
        return None
    found = _moment(said, "not after")
    return _bounded(found + _ONE_DAY, said) if _DAY.fullmatch(said) else found


def _bounded(found: datetime, said: str) -> datetime:
    if not BOUND_MIN <= found <= BOUND_MAX:
        raise WindowBroken(f'"{_shown(said)}" lies outside the years {DAY_MIN.year} to {DAY_MAX.year}.')
    return found


def _moment(said: str, clause: str) -> datetime:
    try:
        found = datetime.fromisoformat(said) if _BOUND.fullmatch(said) else None
    except ValueError:
        found = None
    if found is None:
        raise WindowBroken(
            f'"{_shown(said)}" is no day or time: write {clause} 2026-12-24 or {clause} 2026-12-24 18:00, '
            "by the clocks of the window's zone."
        )
    return _bounded(found, said)


def _written_days(days: Sequence[Weekday]) -> str:
    return "daily" if len(days) == len(WEEK) else ",".join(_runs(days))


def _runs(days: Sequence[Weekday]) -> Iterator[str]:
    # Days in a row have the same distance between their place in the week and their place in the list.
    for _, run in groupby(enumerate(days), key=lambda found: WEEK.index(found[1]) - found[0]):
        row = [day.title() for _, day in run]
        yield f"{row[0]}-{row[-1]}" if len(row) >= RUN_MIN else row[0]


def _closing(span: Span) -> str:
    return "24:00" if span.closes == time.min else f"{span.closes:%H:%M}"


def _written_blackout(some: Blackout) -> str:
    return f"{some.first}" if some.first == some.last else f"{some.first}..{some.last}"


def _written_bound(bound: datetime, day: date) -> str:
    return f"{day}" if bound.time() == time.min and day >= DAY_MIN else f"{bound:%Y-%m-%d %H:%M}"


def _shown(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHOWN_MAX else f"{words[:SHOWN_MAX]}…"
