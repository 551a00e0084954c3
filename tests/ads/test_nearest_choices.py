"""What an objection names as nearest would do: it is not refused for the next reason."""

import tomllib
from typing import Any

import pytest

from ads.objections import Objection
from ads.preflight import refusals
from tests.ads.sources import objections

Changes = dict[str, Any]  # fields of a source, as a file spells them

ONE = {"campaign_ids": ["1"]}
PINS = {"campaign_ids": ["1"], "pin_ids": ["2"]}
CUT = {"columns": ["PAID_IMPRESSION"]}


def refused(changes: Changes) -> tuple[Objection, ...]:
    return refusals(objections(**changes))


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"dataset": "ad_pin", "filters": PINS, "attributions": ["HOUSEHOLD"]}, "attribution_off_route"),
        ({"dataset": "campaigns", "columns": [], "attributions": ["HOUSEHOLD"]}, "attribution_off_route"),
        ({"dataset": "organic_account", "columns": [], "attributions": ["HOUSEHOLD"]}, "attribution_off_route"),
        ({"route": "sync", "filters": ONE, "attributions": ["HOUSEHOLD"]}, "attribution_off_route"),
        (
            {
                "dataset": "campaign_breakdown",
                "breakdowns": ["CREATIVE_TYPE", "LOCAL_ADS_STORE_CODE"],
                "filters": ONE,
                **CUT,
            },
            "breakdown_off_route",
        ),
        (
            {
                "dataset": "campaign_breakdown",
                "breakdowns": ["CREATIVE_TYPE"],
                "route": "async",
                "filters": ONE,
                **CUT,
            },
            "breakdown_off_route",
        ),
        ({"columns": ["QUIZ_PIN_RESULT_OPEN"], "route": "async", "filters": ONE}, "column_off_route"),
        ({"columns": ["TOTAL_ADD_TO_CART"], "route": "sync", "filters": ONE}, "column_off_route"),
        ({"route": "sync"}, "ids_needed"),
        ({"route": "sync", "filters": {**ONE, "campaign_statuses": ["PAUSED"]}}, "filter_off_route"),
        ({"route": "sync", "filters": ONE, "report_format": "csv"}, "csv_without_report"),
        ({"dataset": "ad_pin", "filters": PINS, "report_format": "csv"}, "csv_without_report"),
        ({"dataset": "organic_account", "columns": [], "report_format": "csv"}, "csv_without_report"),
        ({"dataset": "campaigns", "columns": [], "report_format": "csv"}, "csv_without_report"),
    ],
    ids=str,
)
def test_the_nearest_choice_is_taken(changes: Changes, rule: str) -> None:
    (found,) = refused(changes)
    assert found.rule == rule
    said = found.nearest[0]
    taken = tomllib.loads(said) if " = " in said else {found.field: said}
    assert refused({**changes, **taken}) == ()


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": ["QUIZ_PIN_RESULT_OPEN"]},
        {"dataset": "campaign_breakdown", "breakdowns": ["CREATIVE_TYPE"], **CUT},
    ],
    ids=str,
)
def test_what_only_the_synchronous_route_has_is_asked_for_by_ids(changes: Changes) -> None:
    (found,) = refused(changes)
    assert found.nearest == ('route = "sync" and ids in filters.campaign_ids',)
    assert refused({**changes, "route": "sync", "filters": ONE}) == ()


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("ad_ids", 'dataset = "ad_breakdown"'),
        ("product_group_ids", 'dataset = "product_group_breakdown"'),
        ("pin_ids", "none of them: all"),
    ],
)
def test_a_finer_filter_of_a_breakdown_leads_to_the_finer_breakdown(name: str, nearest: str) -> None:
    """Where there is none, pins being such, only without it."""
    changes: Changes = {"dataset": "campaign_breakdown", "breakdowns": ["GENDER"], **CUT}
    (found,) = refused({**changes, "filters": {name: ["7"]}})
    assert (found.rule, found.nearest) == ("filter_off_level", (nearest,))
    other = tomllib.loads(nearest) | {"filters": {name: ["7"]}} if " = " in nearest else {}
    assert refused({**changes, **other}) == ()


@pytest.mark.parametrize("dataset", ["product_item_breakdown", "product_group_breakdown"])
def test_a_route_that_does_not_lead_there_is_the_only_thing_wrong(dataset: str) -> None:
    (found,) = refused({"dataset": dataset, "breakdowns": ["GENDER"], "route": "sync", **CUT})
    assert (found.field, found.rule, found.nearest) == ("route", "route_off_dataset", ("async",))


def test_ads_by_campaigns_and_pins_are_refused_once() -> None:
    """Pinterest would take them so; Pinflow asks for ads by their own ids."""
    (found,) = refused({"dataset": "ad", "route": "sync", "filters": PINS})
    assert (found.field, found.rule) == ("filters.pin_ids", "filter_off_level")
    assert "in part" not in found.message
    assert refused({"dataset": "ad", "route": "sync", "filters": {"ad_ids": ["3"]}}) == ()
    assert refused({"dataset": "ad_pin", "route": "sync", "filters": PINS}) == ()
