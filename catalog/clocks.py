"""Times of day that stand in a column of their own, beside a date."""

import re
from datetime import time

LENGTH_MAX = 60
"""Characters of a text that is looked at."""

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:(?P<mark>[:.h])(?P<minute>\d{2}))?(?::(?P<second>\d{2}))?"
    r"\s*(?P<unit>h|uhr|[ap]\.?m\.?)?",
    re.ASCII | re.IGNORECASE,
)
_DIGITS = re.compile(r"(?P<hour>\d{1,2})(?P<minute>\d{2})", re.ASCII)
_HALF_DAY = 12


def parse_clock(text: str) -> str | None:
    """`18:30`, `18.30 Uhr`, `18h30`, `1830` and `6:30 PM` as `18:30:00`; None when it is no time of day."""
    stated = text.strip()
    if digits := _DIGITS.fullmatch(stated):
        return _time_of_day(int(digits["hour"]), int(digits["minute"]), 0)
    found = _TIME.fullmatch(stated) if len(stated) <= LENGTH_MAX else None
    # A number alone is no hour, and 0.25 a quarter of a day.
    if found is None or not (found["mark"] or found["unit"]) or stated.startswith("0."):
        return None
    half = (found["unit"] or "")[:1].lower()
    hour = int(found["hour"])
    if half in {"a", "p"}:
        if not 1 <= hour <= _HALF_DAY:
            return None
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0)
    return _time_of_day(hour, int(found["minute"] or 0), int(found["second"] or 0))


def _time_of_day(hour: int, minute: int, second: int) -> str | None:
    try:
        return time(hour, minute, second).isoformat()
    except ValueError:
        return None
