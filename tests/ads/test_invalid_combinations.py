"""What people get wrong, as they write it: each refused offline, by the one field that is to be changed.

Where `test_every_refusal` goes through every rule at its bounds, these are sources as somebody describes them.
"""

import pytest

from tests.ads.test_every_refusal import Changes, ago, many, refused


@pytest.mark.parametrize(
    ("changes", "first", "last", "field"),
    [
        ({"route": "sync", "filters": {"campaign_ids": ["1"]}}, 90, 90, "first_day"),
        ({"route": "sync", "filters": {"campaign_ids": ["1"]}}, 120, 1, "first_day"),
        ({}, 914, 914, "first_day"),
        ({}, 1100, 1, "first_day"),
        ({"dataset": "product_item", "columns": ["PAID_IMPRESSION"]}, 92, 92, "first_day"),
        ({"granularity": "HOUR", "columns": ["PAID_IMPRESSION"]}, 9, 9, "first_day"),
        (
            {
                "granularity": "HOUR",
                "columns": ["PAID_IMPRESSION"],
                "route": "sync",
                "filters": {"campaign_ids": ["1"]},
            },
            30,
            1,
            "first_day",
        ),
        ({"dataset": "organic_account", "columns": []}, 91, 91, "first_day"),
        ({}, -1, -1, "last_day"),
        ({}, 3, 9, "last_day"),
        ({"granularity": "TOTAL"}, 187, 1, "last_day"),
        ({"dataset": "ad_account", "granularity": "TOTAL"}, 365, 1, "last_day"),
        ({"dataset": "product_item", "columns": ["PAID_IMPRESSION"], "granularity": "TOTAL"}, 40, 5, "last_day"),
    ],
)
def test_days_that_cannot_be_had(changes: Changes, first: int, last: int, field: str) -> None:
    """Days before the day on which it is asked."""
    found = refused(changes, ago(first), ago(last))
    assert {one.field for one in found} == {field}
    assert all(one.nearest for one in found)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"windows": {"click_days": 14, "engagement_days": 1, "view_days": 1}}, "windows"),
        ({"windows": {"click_days": 1, "engagement_days": 30, "view_days": 1}}, "windows"),
        ({"windows": {"click_days": 1, "engagement_days": 60, "view_days": 1}}, "windows"),
        ({"windows": {"click_days": 30, "engagement_days": 60, "view_days": 30}}, "windows"),
        ({"windows": {"click_days": 30, "engagement_days": 60, "view_days": 7}}, "windows"),
        ({"windows": {"click_days": 7, "engagement_days": 60, "view_days": 1}}, "windows"),
        ({"windows": {"click_days": 0, "engagement_days": 0, "view_days": 1}}, "windows"),
        ({"windows": {"click_days": 30, "engagement_days": 3, "view_days": 1}}, "windows.engagement_days"),
        ({"windows": {"click_days": 30, "engagement_days": 30, "view_days": 28}}, "windows.view_days"),
        ({"windows": {"click_days": -7}}, "windows.click_days"),
        ({"windows": {"view_days": 90}}, "windows.view_days"),
        ({"breakdowns": ["GENDER"]}, "breakdowns"),
        ({"dataset": "keyword", "breakdowns": ["COUNTRY"]}, "breakdowns"),
        ({"dataset": "campaigns", "columns": [], "breakdowns": ["COUNTRY"]}, "breakdowns"),
        ({"dataset": "organic_account", "columns": [], "breakdowns": ["GENDER"]}, "breakdowns"),
        (
            {"dataset": "ad_group_breakdown", "breakdowns": ["GENDER"], "columns": ["TOTAL_IMPRESSION_USER"]},
            "columns",
        ),
        (
            {
                "dataset": "product_group_breakdown",
                "breakdowns": ["GENDER"],
                "columns": ["TOTAL_IMPRESSION_FREQUENCY"],
            },
            "columns",
        ),
        ({"dataset": "product_item", "columns": ["AD_NAME"]}, "columns"),
        (
            {
                "dataset": "product_item_breakdown",
                "breakdowns": ["MEDIA_TYPE"],
                "columns": ["PIN_PROMOTION_STATUS"],
            },
            "columns",
        ),
        ({"dataset": "product_item", "columns": ["PIN_ID"]}, "columns"),
        (
            {"dataset": "product_item", "columns": ["PAID_IMPRESSION"], "filters": {"ad_ids": ["1"]}},
            "filters.ad_ids",
        ),
        (
            {
                "dataset": "product_item_breakdown",
                "breakdowns": ["MEDIA_TYPE"],
                "columns": ["PAID_IMPRESSION"],
                "filters": {"ad_statuses": ["APPROVED"]},
            },
            "filters.ad_statuses",
        ),
        (
            {"dataset": "ad_breakdown", "breakdowns": ["AUDIENCE_MULTIPLIER"], "columns": ["PAID_IMPRESSION"]},
            "breakdowns",
        ),
        (
            {
                "dataset": "ad_account_breakdown",
                "breakdowns": ["AUDIENCE_MULTIPLIER"],
                "columns": ["PAID_IMPRESSION"],
            },
            "breakdowns",
        ),
        (
            {"dataset": "campaign_breakdown", "breakdowns": ["MEDIA_TYPE"], "columns": ["PAID_IMPRESSION"]},
            "breakdowns",
        ),
        (
            {"dataset": "product_group_breakdown", "breakdowns": ["MEDIA_TYPE"], "columns": ["PAID_IMPRESSION"]},
            "breakdowns",
        ),
        (
            {"dataset": "ad_group_breakdown", "breakdowns": ["QUIZ_RESULT"], "columns": ["PAID_IMPRESSION"]},
            "breakdowns",
        ),
        (
            {"dataset": "ad_group_breakdown", "breakdowns": ["CREATIVE_TYPE"], "columns": ["PAID_IMPRESSION"]},
            "breakdowns",
        ),
        (
            {
                "dataset": "campaign_breakdown",
                "breakdowns": ["LOCAL_ADS_STORE_CODE"],
                "columns": ["PAID_IMPRESSION"],
                "route": "sync",
                "filters": {"campaign_ids": ["1"]},
            },
            "breakdowns",
        ),
        (
            {
                "dataset": "campaign_breakdown",
                "breakdowns": ["CREATIVE_ENHANCEMENTS"],
                "columns": ["PAID_IMPRESSION"],
                "route": "sync",
                "filters": {"campaign_ids": ["1"]},
            },
            "breakdowns",
        ),
        (
            {
                "filters": {
                    "campaign_statuses": [
                        "RUNNING",
                        "PAUSED",
                        "NOT_STARTED",
                        "COMPLETED",
                        "ADVERTISER_DISABLED",
                        "ARCHIVED",
                        "DRAFT",
                    ]
                }
            },
            "filters.campaign_statuses",
        ),
        ({"dataset": "ad_group", "filters": {"campaign_ids": many(501)}}, "filters.campaign_ids"),
        ({"dataset": "ad", "filters": {"ad_group_ids": many(501)}}, "filters.ad_group_ids"),
        ({"granularity": "HOUR", "columns": ["TOTAL_CHECKOUT"]}, "columns"),
        ({"granularity": "HOUR", "columns": ["PAID_IMPRESSION", "CHECKOUT_ROAS"]}, "columns"),
        ({"granularity": "HOUR", "columns": ["WEB_CHECKOUT_COST_PER_ACTION"]}, "columns"),
        ({"columns": ["TOTAL_ADD_TO_CART"], "route": "sync", "filters": {"campaign_ids": ["1"]}}, "columns"),
        (
            {
                "columns": ["TOTAL_CONVERSIONS_VALUE_IN_MICRO_DOLLAR"],
                "route": "sync",
                "filters": {"campaign_ids": ["1"]},
            },
            "columns",
        ),
        (
            {
                "dataset": "ad_pin",
                "columns": ["TOTAL_APP_INSTALL"],
                "filters": {"campaign_ids": ["1"], "pin_ids": ["2"]},
            },
            "columns",
        ),
        ({"columns": ["ECPM_IN_DOLLAR"]}, "columns"),
        ({"columns": ["spend_in_micro_dollar"]}, "columns"),
        ({"columns": ["SPEND_IN_CURRENCY"]}, "columns"),
        ({"columns": ["SAVE"]}, "columns"),
        ({"dataset": "organic_account", "columns": ["PAID_IMPRESSION"]}, "columns"),
        ({"filters": {"ad_statuses": ["APPROVED"]}}, "filters.ad_statuses"),
        ({"filters": {"ad_group_ids": ["1"]}}, "filters.ad_group_ids"),
        ({"dataset": "keyword", "filters": {"ad_ids": ["1"]}}, "filters.ad_ids"),
        ({"dataset": "ad_account", "filters": {"campaign_ids": ["1"]}}, "filters.campaign_ids"),
        ({"dataset": "ad", "filters": {"product_group_ids": ["1"]}}, "filters.product_group_ids"),
        ({"filters": {"campaign_statuses": ["ENABLED"]}}, "filters.campaign_statuses"),
        ({"filters": {"campaign_statuses": ["APPROVED"]}}, "filters.campaign_statuses"),
        (
            {"route": "sync", "filters": {"campaign_ids": ["1"], "campaign_statuses": ["PAUSED"]}},
            "filters.campaign_statuses",
        ),
        ({"dataset": "keyword", "route": "sync"}, "route"),
        ({"dataset": "product_item", "columns": ["PAID_IMPRESSION"], "route": "sync"}, "route"),
        ({"dataset": "ad_pin", "route": "async", "filters": {"campaign_ids": ["1"], "pin_ids": ["2"]}}, "route"),
        ({"dataset": "ad_pin", "filters": {"campaign_ids": ["1", "2"], "pin_ids": ["2"]}}, "filters.campaign_ids"),
        (
            {
                "dataset": "ad_pin",
                "granularity": "HOUR",
                "columns": ["TOTAL_CONVERSIONS"],
                "filters": {"campaign_ids": ["1"], "pin_ids": ["2"]},
            },
            "columns",
        ),
        ({"dataset": "product_item", "columns": ["PAID_IMPRESSION"], "granularity": "HOUR"}, "granularity"),
        (
            {
                "dataset": "product_item_breakdown",
                "breakdowns": ["GENDER"],
                "columns": ["PAID_IMPRESSION"],
                "granularity": "HOUR",
            },
            "granularity",
        ),
        ({"dataset": "organic_account", "columns": [], "granularity": "WEEK"}, "granularity"),
        ({"dataset": "campaigns", "columns": [], "granularity": "HOUR"}, "granularity"),
        ({"granularity": "QUARTER"}, "granularity"),
        ({"filters": {"campaign_ids": ["1.5"]}}, "filters.campaign_ids"),
        ({"filters": {"campaign_ids": [626735565838]}}, "filters.campaign_ids"),
        ({"dataset": "keyword", "report_format": "csv"}, "report_format"),
        ({"report_format": "xml"}, "report_format"),
        ({"route": "sync", "filters": {"campaign_ids": ["1"]}, "attributions": ["HOUSEHOLD"]}, "attributions"),
        ({"dataset": "ad_breakdown", "columns": ["PAID_IMPRESSION"]}, "breakdowns"),
        (
            {
                "dataset": "campaign_breakdown",
                "breakdowns": [
                    "KEYWORD",
                    "APPTYPE",
                    "GENDER",
                    "LOCATION",
                    "PLACEMENT",
                    "COUNTRY",
                    "TARGETED_INTEREST",
                    "PINNER_INTEREST",
                    "AUDIENCE_INCLUDE",
                    "GEO",
                    "AGE_BUCKET",
                    "REGION",
                    "AGE_BUCKET_AND_GENDER",
                    "CREATIVE_TYPE",
                    "AUDIENCE_MULTIPLIER",
                    "QUIZ_RESULT",
                ],
                "columns": ["PAID_IMPRESSION"],
            },
            "breakdowns",
        ),
        ({"dataset": "campaigns", "columns": [], "windows": {"click_days": 5}}, "windows.click_days"),
        ({"dataset": "organic_pin", "columns": []}, "filters.pin_ids"),
        ({"report_time": "TIME_OF_CLICK"}, "report_time"),
        ({"revisions": True, "destination": {"kind": "parquet"}}, "revisions"),
        ({"revisions": True, "write_mode": "insert"}, "revisions"),
        ({"revisions": True, "metadata": False}, "revisions"),
        ({"revisions": True, "dataset": "campaigns", "columns": []}, "revisions"),
    ],
)
def test_what_does_not_go_together(changes: Changes, field: str) -> None:
    found = refused(changes)
    assert {one.field for one in found} == {field}
    assert all(one.message for one in found)
