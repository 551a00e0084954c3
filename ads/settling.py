"""What becomes of a day once its rows are read, and which days are to be read again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from contracts.ads import AllowEmpty, CoverageState, Granularity
from contracts.ads_runs import ChunkAtWork, CoveredDay
from contracts.contract import Instant

FINAL = frozenset({CoverageState.FETCHED, CoverageState.EMPTY_CONFIRMED, CoverageState.NOT_OBTAINABLE})
"""A day that is one of these is not read again, unless a person says so."""

NO_ROWS = "no row came, and this source takes no empty day (allow_empty = never)"
SPENT = "no row came, and yet the ad account was at work that day; allow_empty = always takes such days"


def days_between(first: date, last: date) -> list[date]:
    """All days from first to last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def days_to_read(first: date, last: date, covered: Iterable[CoveredDay]) -> list[date]:
    """The days that are new, may be restated, or went wrong, oldest first."""
    final = {day.day for day in covered if day.state in FINAL}
    return [day for day in days_between(first, last) if day not in final]


def spans_of(days: Sequence[date]) -> list[tuple[date, date]]:
    """Runs of days without a gap, oldest first; the days ascend."""
    spans: list[tuple[date, date]] = []
    for day in days:
        if spans and day - spans[-1][1] == timedelta(days=1):
            spans[-1] = (spans[-1][0], day)
        else:
            spans.append((day, day))
    return spans


def rows_by_day(work: ChunkAtWork, parts: Iterable[ChunkAtWork]) -> Mapping[date, int]:
    """Rows of each day of the chunk, all its parts together.

    A week's, month's or total's row has one day and stands for all: then each day has as many.
    """
    counts = dict.fromkeys(days_between(work.chunk.first, work.chunk.last), 0)
    for part in (work, *parts):
        for day, count in part.counts.items():
            if day in counts:
                counts[day] += count
    if work.spec.granularity in {Granularity.DAY, Granularity.HOUR}:
        return counts
    return dict.fromkeys(counts, sum(counts.values()))


def covered_days(
    work: ChunkAtWork, counts: Mapping[date, int], at_work: Collection[date], at: Instant
) -> list[CoveredDay]:
    """What became of each day. `at_work`: days on which the account spent something, as far as that was asked."""
    return [_covered(work, day, rows, day in at_work, at) for day, rows in sorted(counts.items())]


def _covered(work: ChunkAtWork, day: date, rows: int, was_at_work: bool, at: Instant) -> CoveredDay:  # noqa: FBT001 - a fact of the day
    state, why = _state(work, day, rows, was_at_work)
    return CoveredDay(day=day, state=state, rows=rows, run=work.run.id, at=at, why=why)


def _state(work: ChunkAtWork, day: date, rows: int, was_at_work: bool) -> tuple[CoverageState, str]:  # noqa: FBT001 - as above
    if not rows and work.spec.allow_empty is AllowEmpty.NEVER:
        return CoverageState.FAILED, NO_ROWS
    if not rows and was_at_work:
        return CoverageState.FAILED, SPENT
    if day >= work.run.settled_before:
        return CoverageState.PROVISIONAL, ""
    return (CoverageState.FETCHED if rows else CoverageState.EMPTY_CONFIRMED), ""


def failed_days(work: ChunkAtWork, why: str, at: Instant) -> list[CoveredDay]:
    """The days of a chunk that could not be read."""
    return [
        CoveredDay(day=day, state=CoverageState.FAILED, run=work.run.id, at=at, why=why[:2_000])
        for day in days_between(work.chunk.first, work.chunk.last)
    ]


def lost_days(first: date, last: date, why: str, run: str, at: Instant) -> list[CoveredDay]:
    """Days that Pinterest does not give any more."""
    state = CoverageState.NOT_OBTAINABLE
    return [CoveredDay(day=day, state=state, run=run, at=at, why=why) for day in days_between(first, last)]


def needs_proof(work: ChunkAtWork, counts: Mapping[date, int]) -> bool:
    """Whether the account's total is to be asked for, because of days without a row."""
    return work.spec.allow_empty is AllowEmpty.CONFIRMED and not all(counts.values())
