"""The days of a source as a picture: a line a month, a sign a day, and under it the days that are not there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from types import MappingProxyType

from contracts.ads import THERE, CoverageState
from contracts.ads_runs import CoveredDay

SIGNS: Mapping[CoverageState | None, str] = MappingProxyType(
    {
        CoverageState.FETCHED: "●",
        CoverageState.PROVISIONAL: "◐",
        CoverageState.EMPTY_CONFIRMED: "○",
        CoverageState.NOT_OBTAINABLE: "-",
        CoverageState.FAILED: "✗",
        None: "·",
    },
)
_WORDS: Mapping[CoverageState | None, str] = MappingProxyType(
    {
        CoverageState.FETCHED: "fetched",
        CoverageState.PROVISIONAL: "may still change",
        CoverageState.EMPTY_CONFIRMED: "confirmed to be empty",
        CoverageState.NOT_OBTAINABLE: "not obtainable",
        CoverageState.FAILED: "failed",
        None: "not read",
    },
)


def legend(states: Iterable[CoverageState | None] = tuple(SIGNS)) -> str:
    """What these signs mean."""
    wanted = set(states)
    return "  ".join(f"{SIGNS[state]} {_WORDS[state]}" for state in SIGNS if state in wanted)


LEGEND = legend()


@dataclass(frozen=True, slots=True)
class Gap:
    """Days in a row that are not there, for one reason."""

    first: date
    last: date
    state: CoverageState | None
    """None: never read."""
    why: str = ""

    @property
    def refillable(self) -> bool:
        """Whether reading them again may help."""
        return self.state is not CoverageState.NOT_OBTAINABLE


def picture(first: date, last: date, covered: Sequence[CoveredDay]) -> Iterator[str]:
    """A line for each month from first to last, oldest first: `2026-11  ●●●◐◐···`."""
    states = {day.day: day.state for day in covered}
    for _, days in groupby(_days(first, last), key=lambda day: (day.year, day.month)):
        month = list(days)
        signs = "".join(SIGNS[states.get(day)] for day in month)
        yield f"{month[0]:%Y-%m}  {' ' * (month[0].day - 1)}{signs}"


def gaps(first: date, last: date, covered: Sequence[CoveredDay]) -> tuple[Gap, ...]:
    """Every day that is not there, oldest first, those of one reason together."""
    known = {day.day: day for day in covered}
    found: list[Gap] = []
    for day in _days(first, last):
        seen = known.get(day)
        if seen is None or seen.state not in THERE:
            _join(found, Gap(day, day, seen.state if seen else None, seen.why if seen else ""))
    return tuple(found)


def _join(found: list[Gap], gap: Gap) -> None:
    before = found[-1] if found else None
    if before and (before.state, before.why, before.last) == (gap.state, gap.why, gap.first - timedelta(days=1)):
        found[-1] = Gap(before.first, gap.last, gap.state, gap.why)
    else:
        found.append(gap)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))
