"""Rules of when pins leave, from what a person typed, and back in words."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.windows import (
    BOARD_DAY_MAX,
    BOARD_GAP_SECONDS_MAX,
    JITTER_SECONDS_MAX,
    SHARED_DAYS_MAX,
    PublishWindow,
    Spread,
    WindowRule,
)
from drafting.occurrences import NeverOpens, first_occurrence
from drafting.window_text import WindowBroken, read_window, write_window
from drafting.windows import ZoneUnknown
from starter.failures import CommandFailed, ExitCode
from starter.lengths import length_words, read_length

ANY_HOUR = "at any hour"


@dataclass(frozen=True)
class RuleWords:
    """What the person typed."""

    window: str | None = None
    per_day: int | None = None
    board_gap: str | None = None
    link_days: int = 0
    image_days: int = 0
    jitter: str | None = None


def read_rule(words: RuleWords, *, zone: str | None, option: str = "--window") -> WindowRule | None:
    """The rule that is meant, or None where nothing was said; `zone` is meant where the window names none.

    Raises `CommandFailed`, also for a window that does not open any more.
    """
    rule = WindowRule(window=_window(words.window, zone, option), spread=_spread(words))
    return None if rule == WindowRule() else rule


def rule_words(rule: WindowRule) -> str:
    """`Mon-Fri 18:00-22:00 America/New_York, at most 5 a day`: in a line."""
    return ", ".join([write_window(rule.window) if rule.window else ANY_HOUR, *spread_words(rule.spread)])


def spread_words(spread: Spread) -> Iterator[str]:
    """What a spread asks for, a phrase each."""
    if spread.board_day_limit is not None:
        yield f"at most {spread.board_day_limit:,} a day and board"
    if spread.board_gap_seconds:
        yield f"{length_words(spread.board_gap_seconds)} between pins of a board"
    if spread.link_days:
        yield f"{_days(spread.link_days)} between boards for one link"
    if spread.image_days:
        yield f"{_days(spread.image_days)} between boards for one picture"
    if spread.jitter_seconds:
        yield f"up to {length_words(spread.jitter_seconds)} off the even place"


def _window(text: str | None, zone: str | None, option: str) -> PublishWindow | None:
    if text is None:
        return None
    try:
        window = read_window(text, zone=zone)
    except (WindowBroken, ZoneUnknown) as broken:
        raise CommandFailed(f"{option}: {broken}", ExitCode.USAGE) from broken
    opening = first_occurrence(window, time.time())
    if isinstance(opening, NeverOpens):
        raise CommandFailed(f"{option}: {opening.why}", ExitCode.USAGE)
    return window


def _spread(words: RuleWords) -> Spread:
    gap, jitter = words.board_gap, words.jitter
    return Spread(
        board_day_limit=_checked(words.per_day, "--per-day", 1, BOARD_DAY_MAX),
        board_gap_seconds=_length(gap, "--board-gap", BOARD_GAP_SECONDS_MAX),
        link_days=_checked(words.link_days, "--link-days", 0, SHARED_DAYS_MAX) or 0,
        image_days=_checked(words.image_days, "--image-days", 0, SHARED_DAYS_MAX) or 0,
        jitter_seconds=_length(jitter, "--jitter", JITTER_SECONDS_MAX),
    )


def _length(text: str | None, option: str, seconds_max: float) -> float:
    return 0.0 if text is None else read_length(text, option=option, seconds_max=seconds_max)


def _checked(number: int | None, option: str, least: int, most: int) -> int | None:
    if number is not None and not least <= number <= most:
        raise CommandFailed(f"{option} takes a number from {least} to {most:,}.", ExitCode.USAGE)
    return number


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
