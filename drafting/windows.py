"""Moments as people and files state them, in the time zones they mean.

Where a zone's clocks skip an hour or show one twice, a stated time is the first moment at which they show it or,
if they never do, a later one: 02:30 in a night without it is 03:00 of summer time; of two it is the earlier.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo, available_timezones

from contracts.contract import Instant
from drafting.near_misses import did_you_mean
from drafting.wall_clocks import clock_shows, first_showing

YEAR_MIN = 2000
YEAR_MAX = 2099
"""Another year is a slip of the pen."""

AHEAD_DAYS_MAX = 3_650
"""How far ahead `+<n>d` may lie."""

SHOWN_MAX = 60

ACCEPTED = (
    "now; +30m, +2h or +1d; 2026-11-22T20:00+01:00; "
    "and, in a named time zone, 2026-11-22T20:00, 20:00, today 20:00 or tomorrow 20:00"
)
"""How a moment may be stated."""

_AHEAD = re.compile(r"\+\s*(\d{1,7})\s*([mhd])", re.IGNORECASE | re.ASCII)
_CLOCK = re.compile(r"(?:(today|tomorrow)\s+)?(\d{1,2}):(\d{2})", re.IGNORECASE | re.ASCII)
_UNIT_SECONDS = {"m": 60, "h": 3_600, "d": 86_400}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].+)?", re.ASCII)


_ANYWHERE = "is whatever zone a machine has: write its name, such as Europe/Berlin"
_NOT_MEANT: Mapping[str, str] = MappingProxyType(
    {
        "EST": "has no summer time: write America/New_York",
        "MST": "has no summer time: write America/Denver, or America/Phoenix where there is none",
        "HST": "is only an abbreviation: write Pacific/Honolulu",
        **dict.fromkeys(("Factory", "localtime", "posixrules"), _ANYWHERE),
    }
)
"""Names of the time zone database that say something else than they seem to, and what to write."""


class MomentBroken(ValueError):
    """A moment that cannot be read; the message says what is accepted."""


class ZoneMissing(MomentBroken):
    """A time of day was stated, and nobody said in which time zone."""


class ZoneUnknown(MomentBroken):
    """There is no time zone of this name."""


def instant_of(stated: str, zone: str | None) -> Instant:
    """The moment that an ISO 8601 date and time states; a date alone is its first moment.

    Without an offset it is meant in `zone` (an IANA name). Raises `ZoneMissing`, `ZoneUnknown` or `MomentBroken`.
    """
    found = _iso(stated)
    if found is None:
        raise MomentBroken(f'"{_shown(stated)}" is not a date and time such as 2026-11-22T20:00:00+01:00.')
    return _instant(found, zone, stated)


def moment(text: str, *, zone: str | None, now: Instant) -> Instant:
    """The moment that a person names: one of `ACCEPTED`, seen from `now`.

    `20:00` is its next time, a day ahead is 24 hours. Raises as `instant_of`.
    """
    words = " ".join(text.split())
    ahead, clock = _AHEAD.fullmatch(words), _CLOCK.fullmatch(words)
    if words.casefold() == "now":
        return now
    if ahead:
        return now + _seconds_ahead(int(ahead[1]), ahead[2].lower(), text)
    if clock:
        return _at_clock(clock, _zone(zone, text), now, text)
    found = _iso(words)
    if found is None:
        raise MomentBroken(f'"{_shown(text)}" names no moment. Accepted are: {ACCEPTED}.')
    return _instant(found, zone, text)


def known_zone(name: str) -> bool:
    """Whether there is a time zone of exactly this name (IANA, `Europe/Berlin`)."""
    return name in _zone_names()


def near_zone(name: str) -> str:
    """`; did you mean "Europe/Berlin"?` for a near miss or a city alone, else nothing."""
    # Abbreviations are near to one another, and hours apart.
    places = sorted(zone for zone in _zone_names() if "/" in zone and not zone.startswith("Etc/"))
    city = "_".join(name.casefold().split())
    found = next((zone for zone in places if zone.rpartition("/")[2].casefold() == city), None)
    return f'; did you mean "{found}"?' if found else did_you_mean(name, places)


def find_zone(name: str) -> ZoneInfo:
    """The time zone of this name. Raises `ZoneUnknown`."""
    if not known_zone(name):
        raise ZoneUnknown(
            f'There is no time zone "{_shown(name)}"{near_zone(name) or "; names are such as Europe/Berlin."}'
        )
    return ZoneInfo(name)


def stated_zone(name: str) -> str:
    """The time zone that a person names, in its own spelling: case and spaces do not count.

    Raises `ZoneUnknown`, also for those that are off what is meant for half of the year, or differ from machine to
    machine. What was kept may have one of them: `find_zone` takes it.
    """
    spelled = name if known_zone(name) else _spellings().get("_".join(name.casefold().split()), name)
    if spelled in _NOT_MEANT:
        raise ZoneUnknown(f'"{spelled}" {_NOT_MEANT[spelled]}.')
    find_zone(spelled)
    return spelled


def _iso(text: str) -> datetime | None:
    words = text.strip()
    if not _ISO.fullmatch(words):
        return None
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return None


def _instant(found: datetime, zone: str | None, stated: str) -> Instant:
    if not YEAR_MIN <= found.year <= YEAR_MAX:
        raise MomentBroken(f'"{_shown(stated)}" lies outside the years {YEAR_MIN} to {YEAR_MAX}.')
    if found.tzinfo is not None:
        return found.timestamp()
    return first_showing(found, _zone(zone, stated))


def _at_clock(clock: re.Match[str], zone: ZoneInfo, now: Instant, text: str) -> Instant:
    day, at = clock_shows(now, zone).date(), _time(clock, text)
    if clock[1]:
        return _on(day, at, zone, days=int(clock[1].casefold() == "tomorrow"))
    coming = (_on(day, at, zone, days=days) for days in (0, 1, 2))
    return next(instant for instant in coming if instant >= now)


def _on(day: date, at: time, zone: ZoneInfo, *, days: int) -> Instant:
    return first_showing(datetime.combine(day + timedelta(days=days), at), zone)


def _time(clock: re.Match[str], text: str) -> time:
    try:
        return time(int(clock[2]), int(clock[3]))
    except ValueError as broken:
        raise MomentBroken(f'"{_shown(text)}" is no time of day: hours go to 23, minutes to 59.') from broken


def _seconds_ahead(count: int, unit: str, text: str) -> float:
    seconds = count * _UNIT_SECONDS[unit]
    if seconds > AHEAD_DAYS_MAX * _UNIT_SECONDS["d"]:
        raise MomentBroken(f'"{_shown(text)}" lies more than {AHEAD_DAYS_MAX} days ahead.')
    return float(seconds)


def _zone(name: str | None, stated: str) -> ZoneInfo:
    if name is None:
        raise ZoneMissing(
            f'"{_shown(stated)}" does not say in which time zone: add an offset such as +01:00, '
            "or name the zone, such as Europe/Berlin."
        )
    return find_zone(name)


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=1)
def _spellings() -> Mapping[str, str]:
    return {name.casefold(): name for name in sorted(_zone_names())}


def _shown(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHOWN_MAX else f"{words[:SHOWN_MAX]}…"
