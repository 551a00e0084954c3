"""The screen of `pinflow ads reconcile`: what agrees, what does not and why, and what was not compared."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from ads.reconciling import Comparison, DaySums, Side, compare
from contracts.ads import AdsSourceSpec, CoverageState
from contracts.ads_runs import CoveredDay
from starter.ads_reconcile import Reconciled, of_one_account, reconcile_lines, reconcile_report
from starter.failures import CommandFailed
from tests.ads.sources import a_source

FIRST = date(2026, 11, 1)
SPEND, REACH = "SPEND_IN_MICRO_DOLLAR", "TOTAL_IMPRESSION_USER"


def a_side(spec: AdsSourceSpec, *spends: int | None) -> Side:
    """Of days from the first on; None: the day failed."""
    days = {FIRST + timedelta(days=place): spend for place, spend in enumerate(spends)}
    sums = {day: DaySums(1, {SPEND: Decimal(spend)}) for day, spend in days.items() if spend is not None}
    covered = {
        day: CoveredDay(day=day, state=CoverageState.FETCHED)
        if spend is not None
        else CoveredDay(day=day, state=CoverageState.FAILED, why="the report was refused")
        for day, spend in days.items()
    }
    return Side(spec, sums, covered)


ACCOUNT = a_side(
    a_source(key="account-daily", dataset="ad_account", columns=[SPEND, REACH]), 5_000_000, 7_000_000, 9_000_000
)


def reconciled(*others: Comparison) -> Reconciled:
    return Reconciled(ACCOUNT, FIRST, FIRST + timedelta(days=2), others)


def against_account(*spends: int | None) -> Comparison:
    campaigns = a_side(a_source(columns=[SPEND, REACH]), *spends)
    return compare(ACCOUNT, campaigns, FIRST, FIRST + timedelta(days=2))


def test_what_agrees_is_one_line_with_its_columns_and_what_was_left_out() -> None:
    lines = list(reconcile_lines(reconciled(against_account(5_000_000, 7_000_000, 9_000_000))))
    assert lines[:2] == [
        "Ad account 549755885175, 2026-11-01 to 2026-11-03",
        "measured by account-daily (ad_account)",
    ]
    assert lines[3:5] == ["● campaigns-daily: 3 equal", f"    {SPEND}"]
    assert lines[5].startswith("    - not compared, ")
    assert lines[5].endswith(f": {REACH}")
    assert lines[-1] == "All differences are explained."


def test_a_micro_unit_is_a_difference_and_a_failed_day_is_explained() -> None:
    found = reconciled(against_account(5_000_000, 6_999_999, None))
    lines = list(reconcile_lines(found))
    assert lines[3] == "✗ campaigns-daily: 1 equal, 1 missing, 1 different"
    assert f"    ✗ 2026-11-02 {SPEND}: 6,999,999 against 7,000,000 (-1, -0.00%)" in lines
    missing = next(line for line in lines if line.startswith("    ~ missing, 2026-11-03: "))
    assert "the report was refused" in missing
    assert lines[-1] == "Some differences are not explained."
    assert found.agrees is False


def test_many_differences_are_counted_and_json_has_each_exactly() -> None:
    days = 14
    account = a_side(ACCOUNT.spec, *(1_000_000 for _ in range(days)))
    campaigns = a_side(a_source(columns=[SPEND]), *(2_000_000 for _ in range(days)))
    last = FIRST + timedelta(days=days - 1)
    found = Reconciled(account, FIRST, last, [compare(account, campaigns, FIRST, last)])
    assert "    and 4 more; --json has all" in list(reconcile_lines(found))
    (told,) = reconcile_report(found)["comparisons"]
    assert len(told["differences"]) == days
    assert told["differences"][0]["difference"] == "1000000"


def test_nothing_compared_is_no_agreement() -> None:
    found = reconciled()
    assert list(reconcile_lines(found))[-1] == "Nothing could be compared."
    assert found.agrees is False


def test_days_that_may_still_change_were_compared() -> None:
    campaigns = a_side(a_source(columns=[SPEND]), 5_000_001, 7_000_001, 9_000_001)
    may_change = {"state": CoverageState.PROVISIONAL}
    moving = {day: one.model_copy(update=may_change) for day, one in campaigns.coverage.items()}
    campaigns = replace(campaigns, coverage=moving)
    found = reconciled(compare(ACCOUNT, campaigns, FIRST, FIRST + timedelta(days=2)))

    assert found.comparisons[0].equal == 0
    assert list(reconcile_lines(found))[-1] == "All differences are explained."
    assert found.agrees is True


def test_without_an_ad_account_named_the_choice_is_told() -> None:
    with pytest.raises(CommandFailed, match="there are sources of: none"):
        of_one_account([], None)
