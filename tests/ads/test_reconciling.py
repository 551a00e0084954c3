"""Sums of a day from several sources: equal truths are equal, and a difference is never explained away."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ads.reconciling import (
    CUT_COLUMN,
    Comparison,
    Side,
    Verdict,
    asked_columns,
    compare,
    reference_of,
    sides_of,
)
from contracts.ads import (
    AdsFilters,
    AdsSourceSpec,
    AttributionWindows,
    Breakdown,
    CoverageState,
    DatasetKey,
    Granularity,
    WriteMode,
)
from contracts.ads_rows import KeptRow
from contracts.ads_runs import CoveredDay

FIRST = date(2026, 11, 1)
DAYS = [FIRST + timedelta(days=number) for number in range(4)]
SPEND, SEEN, SALES = "SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION", "TOTAL_CHECKOUT"
COLUMNS = (SPEND, SEEN, SALES)

Numbers = Mapping[tuple[date, str], tuple[int, ...]]


def a_spec(key: str = "account", dataset: DatasetKey = DatasetKey.AD_ACCOUNT, **changes: object) -> AdsSourceSpec:
    plain = AdsSourceSpec(key=key, account="demo", ad_account_id="549755885175", dataset=dataset, columns=COLUMNS)
    return plain.model_copy(update=changes)


CAMPAIGNS = a_spec("campaigns", DatasetKey.CAMPAIGN)


def covered(state: CoverageState = CoverageState.FETCHED, days: Sequence[date] = tuple(DAYS)) -> list[CoveredDay]:
    return [CoveredDay(day=day, state=state, why="" if state is CoverageState.FETCHED else "why") for day in days]


def a_side(spec: AdsSourceSpec, numbers: Numbers, coverage: Sequence[CoveredDay] | None = None) -> Side:
    rows: list[KeptRow] = [(day, *cells) for (day, _), cells in numbers.items()]
    (side,) = sides_of(spec, rows, covered() if coverage is None else coverage)
    return side


def total_of(numbers: Numbers) -> Numbers:
    """The account's row of each day; days of zeros are left out, as Pinterest does."""
    sums: dict[tuple[date, str], tuple[int, ...]] = {}
    for (day, _), cells in numbers.items():
        sums[day, "all"] = tuple(map(sum, zip(sums.get((day, "all"), (0, 0, 0)), cells, strict=True)))
    return {key: cells for key, cells in sums.items() if any(cells)}


def compared(reference: Side, side: Side) -> Comparison:
    return compare(reference, side, DAYS[0], DAYS[-1])


def verdicts(found: Comparison) -> set[Verdict]:
    return {one.verdict for one in found.differences}


cells = st.tuples(*[st.integers(0, 10**13)] * 3)
truths = st.dictionaries(st.tuples(st.sampled_from(DAYS), st.sampled_from("abc")), cells, max_size=10)


@given(truths)
def test_parts_of_a_whole_agree_with_it_to_the_last_micro(truth: Numbers) -> None:
    """Also where rows of zeros were left out on one side, and are there on the other."""
    found = compared(a_side(a_spec(), total_of(truth)), a_side(CAMPAIGNS, truth))
    assert (found.differences, found.equal) == ([], len(DAYS) * len(COLUMNS))


@given(truths.filter(bool), st.data())
def test_one_micro_that_is_lost_or_doubled_is_found_and_not_explained(truth: Numbers, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(truth)))
    place, by = data.draw(st.integers(0, 2)), data.draw(st.sampled_from([-1, 1, 10**6]))
    wrong = list(truth[key])
    wrong[place] += by
    found = compared(a_side(a_spec(), total_of(truth)), a_side(CAMPAIGNS, {**truth, key: tuple(wrong)}))
    (one,) = found.differences
    assert (one.verdict, one.day, one.column, one.by) == (Verdict.DIFFERENT, key[0], COLUMNS[place], Decimal(by))
    assert found.unexplained == [one]


@pytest.mark.parametrize("state", [CoverageState.FAILED, CoverageState.NOT_OBTAINABLE, None])
def test_a_day_that_is_not_there_is_said_to_be_missing_with_its_reason(state: CoverageState | None) -> None:
    truth = {(day, "a"): (5, 5, 5) for day in DAYS}
    there = covered(days=DAYS[1:])
    coverage = [*there, *covered(state, DAYS[:1])] if state else there
    found = compared(a_side(a_spec(), truth), a_side(CAMPAIGNS, dict(list(truth.items())[1:]), coverage))
    assert {(one.day, one.verdict) for one in found.differences} == {(DAYS[0], Verdict.MISSING)}
    assert "campaigns" in found.differences[0].why
    assert found.unexplained == []


def test_days_that_may_still_change_may_differ_and_days_that_may_not_may_not() -> None:
    truth = {(day, "a"): (10, 5, 5) for day in DAYS}
    older = dict.fromkeys(truth, (9, 5, 5))
    moving = [*covered(days=DAYS[:2]), *covered(CoverageState.PROVISIONAL, DAYS[2:])]
    found = compared(a_side(a_spec(), truth), a_side(CAMPAIGNS, older, moving))
    assert [one.verdict for one in found.differences] == [Verdict.DIFFERENT] * 2 + [Verdict.PROVISIONAL] * 2


def test_what_is_not_the_whole_account_may_be_less_and_never_more() -> None:
    whole = a_side(a_spec(), {(DAYS[0], "a"): (10, 10, 10)})
    narrowed = a_spec("few", DatasetKey.CAMPAIGN, filters=AdsFilters(campaign_ids=("1",)))
    groups = a_spec("groups", DatasetKey.PRODUCT_GROUP)
    for spec in (narrowed, groups):
        assert verdicts(compared(whole, a_side(spec, {(DAYS[0], "a"): (9, 9, 9)}))) == {Verdict.PARTIAL}
        assert verdicts(compared(whole, a_side(spec, {(DAYS[0], "a"): (11, 11, 11)}))) == {Verdict.DIFFERENT}


def test_each_cut_of_a_breakdown_is_held_against_the_whole_by_itself() -> None:
    spec = a_spec(
        "who", DatasetKey.AD_ACCOUNT_BREAKDOWN, breakdowns=(Breakdown.GENDER, Breakdown.TARGETED_INTEREST)
    )
    assert asked_columns(spec)[:2] == ("DATE", CUT_COLUMN)
    rows = [
        (DAYS[0], "GENDER", 6, 6, 6),
        (DAYS[0], "GENDER", 3, 4, 4),
        (DAYS[0], "TARGETED_INTEREST", 9, 9, 9),
        (DAYS[0], "TARGETED_INTEREST", 9, 9, 9),
    ]
    gender, interest = sides_of(spec, rows, covered())
    whole = a_side(a_spec(), {(DAYS[0], "a"): (10, 10, 10)})
    by_gender, by_interest = compared(whole, gender), compared(whole, interest)
    assert [(one.column, one.by, one.verdict) for one in by_gender.differences] == [
        (SPEND, Decimal(-1), Verdict.PARTIAL)
    ]
    assert verdicts(by_interest) == {Verdict.OVERLAPPING}


def test_rows_of_a_cut_that_nobody_knows_are_left_out_and_named() -> None:
    spec = a_spec("who", DatasetKey.AD_ACCOUNT_BREAKDOWN, breakdowns=(Breakdown.GENDER,))
    rows = [(DAYS[0], "GENDER", 10, 10, 10), (DAYS[0], "AURA", 1, 1, 1), (DAYS[0], None, 1, 1, 1)]
    (side,) = sides_of(spec, rows, covered())
    found = compared(a_side(a_spec(), {(DAYS[0], "a"): (10, 10, 10)}), side)
    assert verdicts(found) == set()
    assert {f"{CUT_COLUMN} AURA", f"{CUT_COLUMN} empty"} <= set(found.skipped)


def test_a_partition_that_has_more_than_the_whole_is_not_explained() -> None:
    spec = a_spec("who", DatasetKey.AD_ACCOUNT_BREAKDOWN, breakdowns=(Breakdown.GENDER,))
    (side,) = sides_of(spec, [(DAYS[0], "GENDER", 11, 10, 10)], covered())
    found = compared(a_side(a_spec(), {(DAYS[0], "a"): (10, 10, 10)}), side)
    assert verdicts(found) == {Verdict.DIFFERENT}


def test_what_may_not_be_summed_is_never_compared() -> None:
    names = (SPEND, "TOTAL_IMPRESSION_USER", "CTR", "CAMPAIGN_NAME")
    one, other = a_spec(columns=names), a_spec("campaigns", DatasetKey.CAMPAIGN, columns=names)
    found = compared(a_side(one, {}), a_side(other, {}))
    assert found.columns == (SPEND,)
    assert found.skipped == {"TOTAL_IMPRESSION_USER": "it may not be summed", "CTR": "it may not be summed"}


def test_conversions_counted_otherwise_are_not_compared_and_spend_is() -> None:
    other = a_spec("campaigns", DatasetKey.CAMPAIGN, windows=AttributionWindows(click_days=7, engagement_days=7))
    found = compared(a_side(a_spec(), {}), a_side(other, {}))
    assert found.columns == (SPEND, SEEN)
    assert "30/30/1" in found.skipped[SALES]
    assert "7/7/1" in found.skipped[SALES]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ad_account_id": "1"}, "ad account 1"),
        ({"granularity": Granularity.WEEK}, "WEEK"),
        ({"write_mode": WriteMode.INSERT}, "insert"),
    ],
)
def test_what_cannot_be_compared_is_not(changes: dict[str, object], why: str) -> None:
    found = compared(a_side(a_spec(), {}), a_side(a_spec("other", DatasetKey.AD, **changes), {}))
    assert (found.columns, found.equal, list(found.differences)) == ((), 0, [])
    assert why in found.caution


def test_money_in_units_may_be_apart_by_its_rounding() -> None:
    one, other = a_spec(columns=("SPEND_IN_DOLLAR",)), a_spec("ads", DatasetKey.AD, columns=("SPEND_IN_DOLLAR",))
    whole = sides_of(one, [(DAYS[0], "10.00")], covered())[0]
    near = sides_of(other, [(DAYS[0], "3.33"), (DAYS[0], "3.33"), (DAYS[0], "3.33")], covered())[0]
    far = sides_of(other, [(DAYS[0], "3.33"), (DAYS[0], "3.33")], covered())[0]
    assert [one.by for one in compared(whole, near).differences] == [Decimal("-0.01")]
    assert verdicts(compared(whole, near)) == {Verdict.ROUNDED}
    assert verdicts(compared(whole, far)) == {Verdict.DIFFERENT}


def test_the_least_divided_source_of_the_whole_account_is_the_measure() -> None:
    narrowed = a_side(a_spec("a", filters=AdsFilters(campaign_ids=("1",))), {})
    ads, campaigns = a_side(a_spec("b", DatasetKey.AD), {}), a_side(CAMPAIGNS, {})
    assert reference_of([narrowed, ads, campaigns]) is campaigns
    assert reference_of([narrowed]) is None


@pytest.mark.parametrize(
    "changes", [{"granularity": Granularity.MONTH}, {"write_mode": WriteMode.TRUNCATE_INSERT}]
)
def test_what_cannot_be_compared_is_no_measure(changes: dict[str, object]) -> None:
    unfit = a_side(a_spec("a", DatasetKey.AD_ACCOUNT, **changes), {})
    campaigns = a_side(CAMPAIGNS, {})
    assert reference_of([unfit, campaigns]) is campaigns
    assert (
        "a has rows" in compared(campaigns, unfit).caution or "a is written" in compared(campaigns, unfit).caution
    )
