"""What a preview asks for, and what becomes of what it gets."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from ads.limits import REPORT_DAYS
from ads.objections import Objection
from ads.previewing import PreviewAsk, lacks_currency, preview_ask, preview_of, with_currency
from contracts.ads import AdsSourceSpec, DatasetKey, Granularity, Route
from contracts.ads_reports import PreviewRows, ReportRow, SeenAdAccount

TODAY = date(2026, 11, 23)
AT = 1_795_435_200.0
"""Noon of that day, in seconds."""


def spec(**changes: object) -> AdsSourceSpec:
    usual = {
        "key": "shop-ads",
        "account": "demo",
        "ad_account_id": "1",
        "dataset": DatasetKey.CAMPAIGN,
        "columns": ("SPEND_IN_MICRO_DOLLAR",),
    }
    return AdsSourceSpec.model_validate(usual | changes)


def asked(**changes: object) -> PreviewAsk:
    ask = preview_ask(spec(**changes), None, None, TODAY)
    assert isinstance(ask, PreviewAsk)
    return ask


@pytest.mark.parametrize(
    ("granularity", "whole"), [(Granularity.WEEK, date(2024, 5, 27)), (Granularity.MONTH, date(2024, 6, 1))]
)
def test_a_week_or_month_that_began_too_long_ago_is_refused_with_the_next(
    granularity: Granularity, whole: date
) -> None:
    """Pinterest has the day, and not the first of its row."""
    first = TODAY - timedelta(days=REPORT_DAYS.back_max)
    refused = preview_ask(spec(granularity=granularity), first, first, TODAY)
    assert isinstance(refused, tuple)
    (objection,) = refused
    assert (objection.field, objection.rule) == ("first_day", "day_too_old")
    assert objection.nearest == (whole.isoformat(),)
    assert f"a {granularity} is read whole" in objection.message
    assert isinstance(preview_ask(spec(granularity=granularity), whole, whole, TODAY), PreviewAsk)


NAMED = {"campaign_ids": ["1"]}
LOST_ON_THE_WAY: tuple[tuple[dict[str, object], str, str], ...] = (
    ({"dataset": "keyword"}, "route", "route_off_dataset"),
    ({"dataset": "product_item"}, "route", "route_off_dataset"),
    ({}, "filters.campaign_ids", "ids_needed"),
    ({"filters": NAMED, "columns": ["TOTAL_ADD_TO_CART"]}, "columns", "column_off_route"),
    ({"filters": NAMED, "attributions": ["HOUSEHOLD"]}, "attributions", "attribution_off_route"),
    ({"filters": {**NAMED, "campaign_statuses": ["PAUSED"]}}, "filters.campaign_statuses", "filter_off_route"),
    (
        {"dataset": "ad_account_breakdown", "breakdowns": ["LOCAL_ADS_STORE_CODE"]},
        "breakdowns",
        "breakdown_off_route",
    ),
)


@pytest.mark.parametrize(("changes", "field", "rule"), LOST_ON_THE_WAY, ids=str)
def test_what_the_source_s_own_route_does_not_bear_is_refused_and_no_report_asked_for(
    changes: dict[str, object], field: str, rule: str
) -> None:
    """A preview is of a report also where the source is read at once; its rows would be none that a run has."""
    refused = preview_ask(spec(route="sync", **changes), None, None, TODAY)
    assert isinstance(refused, tuple)
    assert (refused[0].field, refused[0].rule) == (field, rule)


def test_days_that_the_source_s_own_route_has_no_more_are_not_previewed() -> None:
    old = TODAY - timedelta(days=120)
    refused = preview_ask(spec(route="sync", filters=NAMED), old, old, TODAY)
    assert isinstance(refused, tuple)
    assert [(one.field, one.rule) for one in refused] == [("first_day", "day_too_old")]
    assert isinstance(preview_ask(spec(filters=NAMED), old, old, TODAY), PreviewAsk)


@pytest.mark.parametrize("route", [None, "sync"])
@pytest.mark.parametrize(
    "changes",
    [
        {"columns": ["QUIZ_PIN_RESULT_OPEN"], "filters": NAMED},
        {"dataset": "campaign_breakdown", "breakdowns": ["CREATIVE_TYPE"], "filters": NAMED},
        {"dataset": "ad_breakdown", "breakdowns": ["QUIZ_RESULT"], "filters": {"ad_ids": ["1"]}},
    ],
    ids=str,
)
def test_what_is_in_no_report_is_previewed_at_once(changes: dict[str, object], route: str | None) -> None:
    ask = asked(**changes, route=route)
    assert ask.request is None
    assert ask.chunk.route is Route.SYNC
    assert asked(filters=NAMED, route=route).request is not None


def test_rows_of_a_report_that_do_not_fit_are_an_objection() -> None:
    row: ReportRow = {"DATE": "2026-11-22", "CAMPAIGN_ID": "7", "SPEND_IN_MICRO_DOLLAR": Decimal("1.5")}
    found = preview_of(asked(), [row], AT)
    assert isinstance(found, Objection)
    assert (found.field, found.rule) == ("source", "refused_by_pinterest")
    assert "SPEND_IN_MICRO_DOLLAR" in found.message


def test_rows_have_the_currency_that_the_ad_account_has() -> None:
    row: ReportRow = {"DATE": "2026-11-22", "CAMPAIGN_ID": "7", "SPEND_IN_MICRO_DOLLAR": 1_000_000}
    ask = with_currency(asked(), [SeenAdAccount(id="2", currency="USD"), SeenAdAccount(id="1", currency="CHF")])
    found = preview_of(ask, [row], AT)
    assert isinstance(found, PreviewRows)
    assert dict(zip(found.columns, found.rows[0], strict=True))["CURRENCY"] == "CHF"


def test_only_rows_with_money_and_no_currency_lack_one() -> None:
    assert lacks_currency(asked())
    assert not lacks_currency(asked(currency="EUR"))
    assert not lacks_currency(asked(dataset=DatasetKey.ORGANIC_ACCOUNT, columns=("IMPRESSION",)))
