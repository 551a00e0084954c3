"""Do the numbers agree? Each day's total against the sums of campaigns, ad groups, ads and breakdowns.

A difference is told with what explains it, or as one that nothing explains. Only what may be summed is compared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from ads.columns import Unit, columns
from ads.settling import days_between
from contracts.ads import (
    DAY_COLUMN,
    AdsFilters,
    AdsSourceSpec,
    Breakdown,
    CoverageState,
    DatasetKey,
    Granularity,
    WriteMode,
)
from contracts.ads_rows import KeptRow
from contracts.ads_runs import CoveredDay

CUT_COLUMN = "TARGETING_TYPE"
HALF_A_CENT = Decimal("0.005")
"""What a row of money in units may be off: Pinterest gives two decimals."""


class Verdict(StrEnum):
    """What became of one column's day in two sources."""

    EQUAL = "equal"
    MISSING = "missing"
    """In one of them the day is not there, and its coverage says why."""
    PROVISIONAL = "provisional"
    """It may still change in one of them; they were not read in the same state."""
    ROUNDED = "rounded"
    """Apart by no more than each row's rounding."""
    PARTIAL = "partial"
    """Less, as it must be: what it holds is not the whole account."""
    OVERLAPPING = "overlapping"
    """One action counts for several values of this breakdown."""
    DIFFERENT = "different"
    """Nothing explains it."""


EXPLAINED = frozenset(Verdict) - {Verdict.EQUAL, Verdict.DIFFERENT}


@dataclass(frozen=True, slots=True)
class DaySums:
    """One day of a source: its rows added up."""

    rows: int
    sums: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Side:
    """One way to the day's numbers: a source, or one cut of a source that is broken down."""

    spec: AdsSourceSpec
    days: Mapping[date, DaySums]
    coverage: Mapping[date, CoveredDay]
    cut: Breakdown | None = None
    strange: Mapping[str, str] = field(default_factory=dict)
    """Rows of the source that fit no cut, and were left out."""

    @property
    def name(self) -> str:
        return f"{self.spec.key}, by {self.cut}" if self.cut else self.spec.key


@dataclass(frozen=True, slots=True)
class Difference:
    """A column's day on which they are not equal."""

    day: date
    column: str
    verdict: Verdict
    whole: Decimal | None
    """Of the reference; None: the day is not there."""
    part: Decimal | None
    why: str

    @property
    def by(self) -> Decimal | None:
        """How much the sum is above the reference."""
        return None if self.whole is None or self.part is None else self.part - self.whole


@dataclass(frozen=True, slots=True)
class Comparison:
    """One side against the reference."""

    name: str
    columns: tuple[str, ...]
    skipped: Mapping[str, str]
    """Columns, and rows of cuts that nobody knows, that are not compared, and why."""
    equal: int
    """Days and columns that agree."""
    differences: Sequence[Difference]
    caution: str = ""
    """Why nothing, or not everything, of it is to be trusted."""

    @property
    def compared(self) -> bool:
        """Whether any column's day is in both."""
        return bool(self.equal) or any(one.verdict is not Verdict.MISSING for one in self.differences)

    @property
    def unexplained(self) -> Sequence[Difference]:
        return [one for one in self.differences if one.verdict is Verdict.DIFFERENT]


_NUMBERS = frozenset({Unit.COUNT, Unit.MONEY, Unit.MICRO, Unit.DURATION})
_WORDS = frozenset({Unit.ID, Unit.TEXT, Unit.FLAG})
_WHOLE_FIRST = (DatasetKey.AD_ACCOUNT, DatasetKey.CAMPAIGN, DatasetKey.AD_GROUP, DatasetKey.AD)
_CUTS = frozenset(cut.value for cut in Breakdown)
_PARTS: Mapping[DatasetKey, str] = MappingProxyType(
    {
        DatasetKey.KEYWORD: "only ads with keywords are in it",
        DatasetKey.PRODUCT_GROUP: "only ads of product groups are in it",
        DatasetKey.PRODUCT_GROUP_BREAKDOWN: "only ads of product groups are in it",
        DatasetKey.PRODUCT_ITEM: "only ads of products are in it",
        DatasetKey.PRODUCT_ITEM_BREAKDOWN: "only ads of products are in it",
        DatasetKey.AD_PIN: "only one campaign's pins are in it",
    }
)
_OVERLAPPING = frozenset(
    {
        Breakdown.KEYWORD,
        Breakdown.TARGETED_INTEREST,
        Breakdown.PINNER_INTEREST,
        Breakdown.AUDIENCE_INCLUDE,
        Breakdown.GEO,
        Breakdown.LOCATION,
        Breakdown.CREATIVE_ENHANCEMENTS,
    }
)
"""Breakdowns of which one action may have several values; of the others it has one, or none that is told."""


def asked_columns(spec: AdsSourceSpec) -> tuple[str, ...]:
    """What is read back of a source: the day, the cut, and what may be summed."""
    cut = (CUT_COLUMN,) if spec.breakdowns else ()
    return (DAY_COLUMN, *cut, *(name for name in spec.columns if _may_be_summed(name)))


def sides_of(spec: AdsSourceSpec, rows: Iterable[KeptRow], coverage: Iterable[CoveredDay]) -> Sequence[Side]:
    """The source's days added up, each cut apart. `rows` have `asked_columns`, in their order."""
    names = asked_columns(spec)
    first = 2 if spec.breakdowns else 1
    counts: dict[Breakdown | None, dict[date, tuple[int, list[Decimal]]]] = {
        cut: {} for cut in spec.breakdowns or (None,)
    }
    strange: dict[str, str] = {}
    for row in rows:
        if spec.breakdowns and row[1] not in _CUTS:
            strange[f"{CUT_COLUMN} {row[1] or 'empty'}"] = "it is no breakdown that is known"
            continue
        cut = Breakdown(str(row[1])) if spec.breakdowns else None
        days = counts.setdefault(cut, {})
        day = date.fromisoformat(str(row[0])[:10])
        held, sums = days.get(day, (0, [Decimal(0)] * (len(names) - first)))
        fresh = [total + Decimal(str(value or 0)) for total, value in zip(sums, row[first:], strict=True)]
        days[day] = (held + 1, fresh)
    known = {one.day: one for one in coverage}
    return [
        Side(
            spec,
            {
                day: DaySums(held, dict(zip(names[first:], sums, strict=True)))
                for day, (held, sums) in days.items()
            },
            known,
            cut,
            strange,
        )
        for cut, days in counts.items()
    ]


def reference_of(sides: Sequence[Side]) -> Side | None:
    """That by which the others are measured: of the whole account, the least divided; None when there is none."""
    whole = [
        side
        for side in sides
        if side.spec.dataset in _WHOLE_FIRST and side.spec.filters == AdsFilters() and not _unfit(side.spec)
    ]
    return min(whole, key=lambda side: (_WHOLE_FIRST.index(side.spec.dataset), side.name), default=None)


def compare(reference: Side, side: Side, first: date, last: date) -> Comparison:
    """One side against the reference, day by day, column by column."""
    caution = _caution(reference, side)
    skipped = dict(_skipped(reference.spec, side.spec)) | dict(side.strange)
    shared = (
        ()
        if caution
        else tuple(
            name
            for name in side.spec.columns
            if _may_be_summed(name) and name in reference.spec.columns and name not in skipped
        )
    )
    equal, differences = 0, list[Difference]()
    for day in days_between(first, last):
        missing = _missing(reference, side, day)
        for column in shared:
            found = _judged(reference, side, day, column, missing)
            if found is None:
                equal += 1
            else:
                differences.append(found)
    return Comparison(side.name, shared, skipped, equal, differences, caution)


def _caution(reference: Side, side: Side) -> str:
    one, other = reference.spec, side.spec
    if one.ad_account_id != other.ad_account_id:
        return f"it is of the ad account {other.ad_account_id}"
    return _unfit(one) or _unfit(other)


def _unfit(spec: AdsSourceSpec) -> str:
    """Why the source's days cannot be held against another's; "" when they can."""
    if spec.granularity is not Granularity.DAY:
        return f"{spec.key} has rows of {spec.granularity}, and days are compared"
    if spec.write_mode is WriteMode.INSERT:
        return f"{spec.key} is written by insert: a day that was read twice is there twice"
    if spec.write_mode is WriteMode.TRUNCATE_INSERT:
        return f"{spec.key} is written by truncate_insert: only what its last run read is there"
    return ""


def _skipped(one: AdsSourceSpec, other: AdsSourceSpec) -> Iterator[tuple[str, str]]:
    known = columns()
    for name in dict.fromkeys((*one.columns, *other.columns)):
        if not _may_be_summed(name):
            if name in known and known[name].unit not in _WORDS:
                yield name, "it may not be summed"
        elif name not in one.columns:
            yield name, f"{one.key} has no such column"
        elif name not in other.columns:
            yield name, f"{other.key} has no such column"
        elif known[name].conversion and (why := _counted_otherwise(one, other)):
            yield name, why


def _may_be_summed(name: str) -> bool:
    found = columns().get(name)
    return found is not None and found.additive and not found.attribute and found.unit in _NUMBERS


def _counted_otherwise(one: AdsSourceSpec, other: AdsSourceSpec) -> str:
    if one.windows != other.windows:
        return f"conversions count within {_triple(one)} days there and {_triple(other)} here"
    if one.report_time is not other.report_time:
        return f"conversions land by {one.report_time} there and by {other.report_time} here"
    if one.attributions != other.attributions:
        return "other people's actions count here"
    return ""


def _triple(spec: AdsSourceSpec) -> str:
    windows = spec.windows
    return f"{windows.click_days}/{windows.engagement_days}/{windows.view_days}"


def _missing(reference: Side, side: Side, day: date) -> str:
    """Why the day is not there in one of them; nothing when it is in both."""
    for one in (reference, side):
        covered = one.coverage.get(day)
        if covered is None:
            return f"{one.spec.key} was never read for this day"
        if covered.state in {CoverageState.FAILED, CoverageState.NOT_OBTAINABLE}:
            why = f": {covered.why}" if covered.why else ""
            return f"{one.spec.key}: {covered.state.replace('_', ' ')}{why}"
    return ""


def _judged(reference: Side, side: Side, day: date, column: str, missing: str) -> Difference | None:
    """None when they agree. A day without rows is one of zeros: Pinterest leaves such rows out."""
    whole, part = _sum(reference, day, column), _sum(side, day, column)
    if missing:
        return Difference(day, column, Verdict.MISSING, whole, part, missing)
    whole, part = whole or Decimal(0), part or Decimal(0)
    if whole == part:
        return None
    verdict, why = _explained(reference, side, day, column, part - whole)
    return Difference(day, column, verdict, whole, part, why)


def _sum(side: Side, day: date, column: str) -> Decimal | None:
    return side.days[day].sums[column] if day in side.days else None


def _explained(reference: Side, side: Side, day: date, column: str, by: Decimal) -> tuple[Verdict, str]:
    rows = sum(one.days[day].rows for one in (reference, side) if day in one.days)
    if columns()[column].unit is Unit.MONEY and abs(by) <= HALF_A_CENT * rows:
        return Verdict.ROUNDED, "each row is rounded to cents"
    if by < 0 and (part := _why_partial(side)):
        return Verdict.PARTIAL, part
    if side.cut in _OVERLAPPING:
        return Verdict.OVERLAPPING, "one action counts for each value that fits it, or for none"
    moving = [one.spec.key for one in (reference, side) if _is_provisional(one, day)]
    if moving:
        return Verdict.PROVISIONAL, f"may still change in {' and '.join(moving)}"
    if by < 0 and side.cut is not None:
        return Verdict.PARTIAL, "Pinterest leaves out people it cannot place, and groups that are too small"
    return Verdict.DIFFERENT, "nothing explains it; read it again: pinflow ads refill, or backfill these days"


def _why_partial(side: Side) -> str:
    if side.spec.filters != AdsFilters():
        return f"{side.spec.key} is narrowed by its filters"
    return _PARTS.get(side.spec.dataset, "")


def _is_provisional(side: Side, day: date) -> bool:
    covered = side.coverage.get(day)
    return covered is not None and covered.state is CoverageState.PROVISIONAL
