"""The moment at which a file wants something published, in ISO 8601; what may mean two moments is not guessed."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from drafting.windows import MomentBroken, find_zone, instant_of, stated_zone

SHOWN_MAX = 60
SERIAL_MIN = 20_000
SERIAL_MAX = 80_000
"""Days as Excel counts them, of the years 1954 to 2119; other numbers are no dates."""

_EXCEL_BEGINS = datetime(1899, 12, 30)  # noqa: DTZ001  (a spreadsheet's dates have no zone)
_HALF_DAY = 12
_DAY_SECONDS = 86_400

_CLOCK = (
    r"(?:(?:T|\s+)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?\s*(?P<zone>Z|UTC|[+-]\d{2}(?::?\d{2})?)?)?"
)
_FLAGS = re.ASCII | re.IGNORECASE
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})" + _CLOCK, _FLAGS)
_YEAR_LAST = re.compile(
    r"(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})" + _CLOCK, _FLAGS
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SHORT_MONTHS = tuple(name[:3] for name in _MONTHS)
_NAME = r"(?P<name>[a-z]{3,9})\.?"
_NAMED = tuple(
    re.compile(form + _CLOCK, _FLAGS)
    for form in (
        rf"{_NAME}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}),?",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_NAME},?\s+(?P<year>\d{{4}}),?",
    )
)
"""Months by their English names, before the day or behind it."""
_PLACED = re.compile(r"(?P<rest>[^\[\]]+)\[(?P<zone_name>[\w+/-]+)\]", re.ASCII)
"""As Java and JavaScript write a zone's name behind a moment."""
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?", re.ASCII)

WRITE_IT = "Write it as 2026-11-22 20:00, or with its offset as 2026-11-22T20:00:00+01:00."


@dataclass(frozen=True)
class Unclear:
    """A text that states no moment, or may state two: `why` goes on after the text itself."""

    why: str


_NO_DATE = Unclear("is no date and time that can be read")


def parse_moment(text: str) -> str | Unclear:
    """`2026-11-22 20:00` as `2026-11-22T20:00:00`; with its offset only when the text has one.

    A date alone means its first minute. `22/11/2026` is read because there is no 22nd month, `05/06/2026` is not.
    A number of five digits is a day as Excel counts them; months may have their English names.
    """
    stated = text.strip()
    if len(stated) > SHOWN_MAX:
        return _NO_DATE
    if placed := _PLACED.fullmatch(stated):
        return _in_zone(parse_moment(placed["rest"]), placed["zone_name"])
    if _SERIAL.fullmatch(stated):
        return _from_serial(float(stated.replace(",", ".")))
    if found := _YEAR_FIRST.fullmatch(stated):
        return _moment(found, month=int(found["month"]), day=int(found["day"]))
    if found := _YEAR_LAST.fullmatch(stated):
        return _from_either_order(found)
    named = (found for form in _NAMED if (found := form.fullmatch(stated)))
    return next((_from_name(found) for found in named), _NO_DATE)


def _from_serial(days: float) -> str | Unclear:
    if not SERIAL_MIN <= days <= SERIAL_MAX:
        return _NO_DATE
    return (_EXCEL_BEGINS + timedelta(seconds=round(days * _DAY_SECONDS))).isoformat()


def _from_either_order(found: re.Match[str]) -> str | Unclear:
    """Day and month as far as one order alone is possible; between dots the day always goes first."""
    one, two = int(found["one"]), int(found["two"])
    day_first = _moment(found, month=two, day=one)
    month_first = _NO_DATE if found["mark"] == "." else _moment(found, month=one, day=two)
    if isinstance(day_first, Unclear):
        return month_first
    if isinstance(month_first, Unclear) or day_first == month_first:
        return day_first
    return Unclear(f"may be {day_first[:10]} or {month_first[:10]}")


def _in_zone(found: str | Unclear, zone: str) -> str | Unclear:
    """The moment by the zone's clocks; its offset, where it has one, says more than the name."""
    if isinstance(found, Unclear) or datetime.fromisoformat(found).tzinfo is not None:
        return found
    try:
        meant = stated_zone(zone)
        return datetime.fromtimestamp(instant_of(found, meant), find_zone(meant)).isoformat()
    except MomentBroken:
        return _NO_DATE


def _from_name(found: re.Match[str]) -> str | Unclear:
    name = found["name"].lower()
    if name not in (*_MONTHS, *_SHORT_MONTHS, "sept"):
        return _NO_DATE
    return _moment(found, month=_SHORT_MONTHS.index(name[:3]) + 1, day=int(found["day"]))


def _moment(found: re.Match[str], *, month: int, day: int) -> str | Unclear:
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    try:
        zone = _zone(found["zone"])
        hour = _whole_day(hour, found["half"])
        return datetime(int(found["year"]), month, day, hour, minute, second, tzinfo=zone).isoformat()
    except ValueError:
        return _NO_DATE


def _whole_day(hour: int, half: str | None) -> int:
    """18 of 6 pm. Raises `ValueError` for 13 pm."""
    if half is None:
        return hour
    if not 1 <= hour <= _HALF_DAY:
        raise ValueError(hour)
    return hour % _HALF_DAY + _HALF_DAY * (half in "pP")


def _zone(text: str | None) -> tzinfo | None:
    """The offset that the text names. Raises `ValueError` when no clock on Earth could have it."""
    if text is None:
        return None
    if text.upper() in {"Z", "UTC"}:
        return UTC
    hours, minutes = int(text[1:3]), int(text[-2:]) if len(text) > len("+01") else 0
    if minutes >= 60 or hours > 14:  # noqa: PLR2004  (Kiribati's, the largest offset there is)
        raise ValueError(text)
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if text.startswith("-") else size)
