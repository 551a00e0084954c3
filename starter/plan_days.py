"""A plan in lines: which pins leave on which local day, and how far apart."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from contracts.contract import Instant
from drafting.windows import find_zone

LINES_MAX = 24
"""Lines that a person is shown; a plan with more of them is told by days, and `--json` has all."""


@dataclass(frozen=True)
class PlannedRow:
    """A row of the file with its moment, or with the reason why it has none."""

    row: int
    image: int
    """Which of the product's pictures, counted from 1."""
    product: str
    board: str
    at: Instant | None = None
    reason: str | None = None
    message: str | None = None
    """The reason in a sentence."""


@dataclass(frozen=True)
class DayLine:
    """Pins that leave on one local day."""

    day: date
    boards: tuple[str, ...]
    count: int
    first: Instant
    last: Instant
    apart_seconds: float | None
    """The shortest time between two of them; None for one alone."""


def board_days(rows: Iterable[PlannedRow], zone: str) -> Sequence[DayLine]:
    """A line for each day and board, in order of days and then of the first pin."""
    return _lines(rows, find_zone(zone), by_board=True)


def whole_days(rows: Iterable[PlannedRow], zone: str) -> Sequence[DayLine]:
    """A line for each day."""
    return _lines(rows, find_zone(zone), by_board=False)


def days_shown(rows: Sequence[PlannedRow], zone: str) -> Sequence[DayLine]:
    """By day and board, unless these were more lines than a person reads."""
    found = board_days(rows, zone)
    return found if len(found) <= LINES_MAX else whole_days(rows, zone)


def ends(rows: Iterable[PlannedRow]) -> Instant | None:
    """When the last one leaves; None when none does."""
    return max((row.at for row in rows if row.at is not None), default=None)


def _lines(rows: Iterable[PlannedRow], zone: ZoneInfo, *, by_board: bool) -> Sequence[DayLine]:
    found = defaultdict[tuple[date, str], list[tuple[Instant, str]]](list)
    for row in rows:
        if row.at is not None:
            day = datetime.fromtimestamp(row.at, zone).date()
            found[day, row.board if by_board else ""].append((row.at, row.board))
    lines = [_line(day, sorted(pins)) for (day, _), pins in found.items()]
    return sorted(lines, key=lambda line: (line.day, line.first, line.boards))


def _line(day: date, pins: Sequence[tuple[Instant, str]]) -> DayLine:
    moments = [at for at, _ in pins]
    return DayLine(
        day=day,
        boards=tuple(sorted({board for _, board in pins})),
        count=len(pins),
        first=moments[0],
        last=moments[-1],
        apart_seconds=min((later - one for one, later in pairwise(moments)), default=None),
    )
