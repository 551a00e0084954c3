"""Spend, clicks and return on spend of each day, from the rows of a source. A day that is not there is a gap.

Return on spend is the value of all checkouts over all spend; a mean of the rows' own would be another number.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType

from ads.columns import Unit, columns
from ads.datasets import dataset
from ads.money import micro_to_units
from ads.settling import days_between
from contracts.ads import DAY_COLUMN, THERE, AdsSourceSpec, CoverageState, DatasetKey, Granularity, WriteMode
from contracts.ads_rows import KeptRow
from contracts.ads_runs import CoveredDay

SPEND = ("SPEND_IN_MICRO_DOLLAR", "SPEND_IN_DOLLAR")
CLICKS = ("TOTAL_CLICKTHROUGH", "CLICKTHROUGH_1", "OUTBOUND_CLICK_1")
VALUE = ("TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR", "TOTAL_WEB_CHECKOUT_VALUE_IN_MICRO_DOLLAR")
"""The first that a source has is shown."""

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Point:
    """A day, or the days from `first` on that are shown as one."""

    first: date
    state: CoverageState | None
    """The least certain of its days; None: never read."""
    spend: Decimal | None = None
    clicks: Decimal | None = None
    value: Decimal | None = None

    @property
    def roas(self) -> Decimal | None:
        """Value of checkouts over spend; None without spend."""
        return self.value / self.spend if self.value is not None and self.spend else None


@dataclass(frozen=True, slots=True)
class Shown:
    """Which columns are shown; None where the source has none."""

    spend: str | None
    clicks: str | None
    value: str | None

    @property
    def columns(self) -> tuple[str, ...]:
        """What is to be read, the day first."""
        return (DAY_COLUMN, *(name for name in (self.spend, self.clicks, self.value) if name))


_NOT_BY_DAY = MappingProxyType(
    {
        WriteMode.INSERT: "it is written by insert: a day that was read twice would count twice",
        WriteMode.TRUNCATE_INSERT: "it is written by truncate_insert: only what its last run read is there",
    }
)


def why_not(spec: AdsSourceSpec) -> str | None:
    """Why a source's days cannot be added up; None when they can."""
    if spec.granularity not in {Granularity.DAY, Granularity.HOUR}:
        return f"its rows are of {spec.granularity}, and a chart is of days"
    if dataset(spec.dataset).breakdowns:
        return "a breakdown has each number once for every cut: chart the source that is not broken down"
    if spec.dataset is DatasetKey.KEYWORD:
        return "a keyword is in many ad groups, and may not be added up"
    if spec.write_mode in _NOT_BY_DAY:
        return _NOT_BY_DAY[spec.write_mode]
    if not any(shown_of(spec).columns[1:]):
        return f"it has none of the columns {', '.join((*SPEND, *CLICKS))}"
    return None


def shown_of(spec: AdsSourceSpec) -> Shown:
    """What of the source is shown."""
    return Shown(
        *(next((name for name in names if name in spec.columns), None) for names in (SPEND, CLICKS, VALUE))
    )


def points_of(
    shown: Shown, rows: Iterable[KeptRow], coverage: Iterable[CoveredDay], first: date, last: date
) -> Sequence[Point]:
    """A point for each day. `rows` have the shown columns. A covered day without rows is one of zeros."""
    names = shown.columns[1:]
    sums: dict[date, list[Decimal]] = {}
    for day, *values in rows:
        held = sums.setdefault(date.fromisoformat(str(day)[:10]), [Decimal(0)] * len(names))
        for place, value in enumerate(values):
            held[place] += Decimal(str(value or 0))
    states = {one.day: one.state for one in coverage}
    return [_point(shown, names, sums.get(day), day, states.get(day)) for day in days_between(first, last)]


def _point(
    shown: Shown, names: Sequence[str], sums: Sequence[Decimal] | None, day: date, state: CoverageState | None
) -> Point:
    if state not in THERE:
        return Point(day, state)
    told = dict(zip(names, sums or [Decimal(0)] * len(names), strict=True))
    return Point(day, state, *(_units(told, name) for name in (shown.spend, shown.clicks, shown.value)))


def _units(told: Mapping[str, Decimal], name: str | None) -> Decimal | None:
    if name is None:
        return None
    return micro_to_units(told[name]) if columns()[name].unit is Unit.MICRO else told[name]


def by_week(points: Sequence[Point]) -> Sequence[Point]:
    """Weeks from Monday on. A week with a day that is not there is a gap: its sum would be too small."""
    weeks: dict[date, list[Point]] = {}
    for point in points:
        weeks.setdefault(point.first - timedelta(days=point.first.weekday()), []).append(point)
    return [_week(monday, days) for monday, days in weeks.items()]


def _week(monday: date, days: Sequence[Point]) -> Point:
    missing = next((day for day in days if day.state not in THERE), None)
    first = max(monday, days[0].first)
    if missing is not None:
        return Point(first, missing.state)
    moving = any(day.state is CoverageState.PROVISIONAL for day in days)
    state = CoverageState.PROVISIONAL if moving else CoverageState.FETCHED
    return Point(
        first,
        state,
        _sum([day.spend for day in days]),
        _sum([day.clicks for day in days]),
        _sum([day.value for day in days]),
    )


def _sum(values: Sequence[Decimal | None]) -> Decimal | None:
    told = [value for value in values if value is not None]
    return sum(told, Decimal(0)) if told else None
