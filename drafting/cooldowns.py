"""How long a product rests after it was pinned, as people write it: `7d`, `12h`, `30m`."""

import re

from contracts.change_rules import COOLDOWN_SECONDS_MAX

_LENGTH = re.compile(r"(\d{1,7})\s*([mhd])", re.IGNORECASE | re.ASCII)
_UNIT_SECONDS = {"m": 60, "h": 3_600, "d": 86_400}


class CooldownBroken(ValueError):
    """What was written is no cool-down; the message says what would be."""


def read_cooldown(text: str) -> float:
    """Its seconds. Raises `CooldownBroken`."""
    found = _LENGTH.fullmatch(text.strip())
    if found is None:
        raise CooldownBroken(f'"{text[:40]}" is no length of time: write 7d, 12h or 30m')
    seconds = float(int(found[1]) * _UNIT_SECONDS[found[2].casefold()])
    if seconds > COOLDOWN_SECONDS_MAX:
        raise CooldownBroken(
            f'"{text[:40]}" is too long: at most {cooldown_words(COOLDOWN_SECONDS_MAX)} are taken'
        )
    return seconds


def cooldown_words(seconds: float) -> str:
    """`7d`, `12h`: in the largest unit that has a whole number of them."""
    whole = round(seconds)
    unit = next((unit for unit in ("d", "h") if whole % _UNIT_SECONDS[unit] == 0), "m")
    return f"{whole // _UNIT_SECONDS[unit]}{unit}"
