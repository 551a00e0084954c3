"""What becomes of a day once its rows are read, and which days are to be read again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ads.datasets import Family, dataset
from contracts.ads import AllowEmpty, CoverageState, Granularity, WriteMode
from contracts.ads_runs import ChunkAtWork, ChunkPeers, ChunkState, CoveredDay
from contracts.contract import Instant

FINAL = frozenset({CoverageState.FETCHED, CoverageState.EMPTY_CONFIRMED, CoverageState.NOT_OBTAINABLE})
"""A day that is one of these is not read again, unless a person says so."""

_WRITTEN = frozenset({ChunkState.DONE, ChunkState.UNPROVEN})

READY_DAYS_MAX = 7
"""Days back within which Pinterest is asked whether a day is final; it needs some 37 hours."""

NO_ROWS = "no row came, and this source takes no empty day (allow_empty = never)"
SPENT = "no row came, and yet the ad account was at work that day; allow_empty = always takes such days"


@dataclass(frozen=True, slots=True)
class KnownOfDays:
    """What Pinterest said of days beside their rows."""

    at_work: Collection[date] = ()
    """Days on which the account spent something, as far as that was asked."""
    unready: Collection[date] = ()
    """Days whose numbers are not final."""


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


def rows_by_day(work: ChunkAtWork, peers: Iterable[ChunkPeers]) -> Mapping[date, int]:
    """Rows of each day of the piece, its own and its peers' together.

    A week's, month's or total's row has one day and stands for all: then each day has as many.
    """
    counts = dict.fromkeys(days_between(work.chunk.first, work.chunk.last), 0)
    for part in (work.counts, *(peer.counts for peer in peers)):
        for day, count in part.items():
            if day in counts:
                counts[day] += count
    if work.spec.granularity in {Granularity.DAY, Granularity.HOUR}:
        return counts
    return dict.fromkeys(counts, sum(counts.values()))


def covered_days(
    work: ChunkAtWork, counts: Mapping[date, int], known: KnownOfDays, at: Instant
) -> list[CoveredDay]:
    """What became of each day."""
    return [_covered(work, day, rows, known, at) for day, rows in sorted(counts.items())]


def _covered(work: ChunkAtWork, day: date, rows: int, known: KnownOfDays, at: Instant) -> CoveredDay:
    state, why = _state(work, day, rows, known)
    return CoveredDay(day=day, state=state, rows=rows, run=work.run.id, at=at, why=why)


def _state(work: ChunkAtWork, day: date, rows: int, known: KnownOfDays) -> tuple[CoverageState, str]:
    if not rows and work.spec.allow_empty is AllowEmpty.NEVER:
        return CoverageState.FAILED, NO_ROWS
    if not rows and day in known.at_work:
        return CoverageState.FAILED, SPENT
    if day >= work.run.settled_before or (day in known.unready and not (rows and _is_inserted(work))):
        return CoverageState.PROVISIONAL, ""
    return (CoverageState.FETCHED if rows else CoverageState.EMPTY_CONFIRMED), ""


def _is_inserted(work: ChunkAtWork) -> bool:
    """Whether rows that are read again would be there twice: then only the look-back asks for that, and rows that
    came too early stay as they are, marked provisional.
    """
    return work.spec.write_mode is WriteMode.INSERT


def whole_days(work: ChunkAtWork, peers: Iterable[ChunkPeers]) -> frozenset[date]:
    """The days of the piece of which every other piece that has them is written, too."""
    open_spans = [(peer.first, peer.last) for peer in peers if peer.state not in _WRITTEN]
    return frozenset(
        day
        for day in days_between(work.chunk.first, work.chunk.last)
        if not any(first <= day <= last for first, last in open_spans)
    )


def days_to_ask_about(work: ChunkAtWork, today: date) -> list[date]:
    """The days of which Pinterest is to say whether they are final, the newest first: young ones that would be
    taken for settled. It says so of ads alone.
    """
    if dataset(work.spec.dataset).family is not Family.PERFORMANCE:
        return []
    first = max(work.chunk.first, today - timedelta(days=READY_DAYS_MAX))
    last = min(work.chunk.last, work.run.settled_before - timedelta(days=1))
    return days_between(first, last)[::-1]


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
    has_total = dataset(work.spec.dataset).family is Family.PERFORMANCE
    return has_total and work.spec.allow_empty is AllowEmpty.CONFIRMED and not all(counts.values())
