"""Lengths of time as people type them: `90s`, `30m`, `2h`, `1d`."""

import re

from starter.failures import CommandFailed, ExitCode

_LENGTH = re.compile(r"(\d{1,7})\s*([smhd])", re.IGNORECASE | re.ASCII)
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def read_length(text: str, *, option: str, seconds_max: float) -> float:
    """How many seconds `option` means. Raises `CommandFailed`."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise CommandFailed(f"{option} {text[:40]!r} is no length: write 90s, 30m, 2h or 1d.", ExitCode.USAGE)
    seconds = float(int(found[1]) * _UNIT_SECONDS[found[2].lower()])
    if seconds > seconds_max:
        raise CommandFailed(f"{option} takes {length_words(seconds_max)} at most.", ExitCode.USAGE)
    return seconds


def length_words(seconds: float) -> str:
    """`30m`, `2h`: in the largest unit that has a whole number of them; it reads as the same length."""
    whole = round(seconds)
    unit = next(unit for unit in ("d", "h", "m", "s") if whole % _UNIT_SECONDS[unit] == 0)
    return f"{whole // _UNIT_SECONDS[unit]}{unit}" if whole else "0s"
