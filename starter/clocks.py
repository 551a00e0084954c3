"""Moments by the clocks of a zone, and by those of whoever looks."""

from datetime import UTC, datetime, tzinfo

from contracts.contract import Instant
from drafting.windows import find_zone

MINUTES = "%Y-%m-%d %H:%M"


def zoned_words(at: Instant, zone: str) -> str:
    """`2026-11-23 18:04 (America/New_York)`."""
    return f"{datetime.fromtimestamp(at, find_zone(zone)):{MINUTES}} ({zone})"


def leaves_words(at: Instant, zone: str) -> str:
    """`leaves 2026-11-23 18:04 (America/New_York)`: of a pin that waits for its time."""
    return f"leaves {zoned_words(at, zone)}"


def both_words(at: Instant, zone: str, viewer: tzinfo | None = None) -> str:
    """By the zone's clocks and, where the viewer's differ, by these, too."""
    here = here_words(at, zone, viewer)
    return zoned_words(at, zone) + (f", here {here}" if here else "")


def here_words(at: Instant, zone: str, viewer: tzinfo | None = None) -> str | None:
    """`2026-11-24 00:04 CET`, by the clocks of `viewer` (None: this machine's); None where both agree."""
    here = datetime.fromtimestamp(at, UTC).astimezone(viewer)
    if here.utcoffset() == datetime.fromtimestamp(at, find_zone(zone)).utcoffset():
        return None
    return f"{here:{MINUTES}} {here.tzname()}"


def iso_utc(at: Instant) -> str:
    """`2026-11-23T23:04:00+00:00`, to the second."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def iso_local(at: Instant, zone: str) -> str:
    """`2026-11-23T18:04:00-05:00`."""
    return datetime.fromtimestamp(at, find_zone(zone)).isoformat(timespec="seconds")
