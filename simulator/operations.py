"""The operations of API v5 that this Pinterest has, with their categories from the specification."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from simulator import accounts, boards, media, oauth, organic, pin_changes, pin_listings, pins, saves, sections
from simulator.ads import analytics, entity_answers, reports, resources
from simulator.answers import Answer, unknown_method, unknown_path
from simulator.call import Call
from simulator.limits import Category

PREFIX = "/v5"


@dataclass(frozen=True)
class Operation:
    method: str
    template: str
    category: Category  # x-ratelimit-category
    answer: Callable[[Call], Awaitable[Answer]]

    @property
    def label(self) -> str:
        """As the truth calls it: "POST /v5/pins"."""
        return f"{self.method} {PREFIX}{self.template}"

    @property
    def is_for_apps(self) -> bool:
        """Asked for with an app's id and secret instead of a token."""
        return self.template.startswith("/oauth/")


OPERATIONS = (
    Operation("POST", "/oauth/token", Category.ORG_READ, oauth.issue_token),
    Operation("POST", "/oauth/token/revoke", Category.ORG_WRITE, oauth.revoke_token),
    Operation("GET", "/user_account", Category.ORG_READ, accounts.get_user_account),
    Operation("POST", "/boards", Category.ORG_WRITE, boards.create_board),
    Operation("GET", "/boards", Category.ORG_READ, boards.list_boards),
    Operation("GET", "/boards/{board_id}", Category.ORG_READ, boards.get_board),
    Operation("PATCH", "/boards/{board_id}", Category.ORG_WRITE, boards.update_board),
    Operation("DELETE", "/boards/{board_id}", Category.ORG_WRITE, boards.delete_board),
    Operation("GET", "/boards/{board_id}/pins", Category.ORG_READ, pin_listings.list_pins_on_board),
    Operation("GET", "/boards/{board_id}/sections", Category.ORG_READ, sections.list_sections),
    Operation("POST", "/boards/{board_id}/sections", Category.ORG_WRITE, sections.create_section),
    Operation("PATCH", "/boards/{board_id}/sections/{section_id}", Category.ORG_WRITE, sections.update_section),
    Operation("DELETE", "/boards/{board_id}/sections/{section_id}", Category.ORG_WRITE, sections.delete_section),
    Operation(
        "GET",
        "/boards/{board_id}/sections/{section_id}/pins",
        Category.ORG_READ,
        pin_listings.list_pins_in_section,
    ),
    Operation("POST", "/media", Category.ORG_WRITE, media.register_upload),
    Operation("GET", "/media", Category.ORG_READ, media.list_uploads),
    Operation("GET", "/media/{media_id}", Category.ORG_READ, media.get_upload),
    Operation("POST", "/pins", Category.ORG_WRITE, pins.create_pin),
    Operation("GET", "/pins", Category.ORG_READ, pin_listings.list_pins),
    Operation("GET", "/pins/analytics", Category.ORG_ANALYTICS, organic.analytics_of_pins),
    Operation("GET", "/pins/{pin_id}", Category.ORG_READ, pins.get_pin),
    Operation("GET", "/pins/{pin_id}/analytics", Category.ORG_ANALYTICS, organic.analytics_of_pin),
    Operation("GET", "/user_account/analytics", Category.ORG_ANALYTICS, organic.analytics_of_account),
    Operation("GET", "/user_account/analytics/top_pins", Category.ORG_ANALYTICS, organic.top_pins),
    Operation("GET", "/user_account/analytics/top_video_pins", Category.ORG_ANALYTICS, organic.top_video_pins),
    Operation("PATCH", "/pins/{pin_id}", Category.ORG_WRITE, pin_changes.update_pin),
    Operation("POST", "/pins/{pin_id}/save", Category.ORG_WRITE, saves.save_pin),
    Operation("DELETE", "/pins/{pin_id}", Category.ORG_WRITE, pins.delete_pin),
    Operation("GET", "/ad_accounts", Category.ADS_READ, entity_answers.list_ad_accounts),
    Operation("GET", "/ad_accounts/{ad_account_id}", Category.ADS_READ, entity_answers.get_ad_account),
    Operation("GET", "/ad_accounts/{ad_account_id}/campaigns", Category.ADS_READ, entity_answers.list_campaigns),
    Operation("GET", "/ad_accounts/{ad_account_id}/ad_groups", Category.ADS_READ, entity_answers.list_ad_groups),
    Operation("GET", "/ad_accounts/{ad_account_id}/ads", Category.ADS_READ, entity_answers.list_ads),
    Operation("GET", "/ad_accounts/{ad_account_id}/keywords", Category.ADS_READ, entity_answers.list_keywords),
    Operation(
        "GET",
        "/ad_accounts/{ad_account_id}/product_group_promotions",
        Category.ADS_READ,
        entity_answers.list_product_groups,
    ),
    Operation("GET", "/ad_accounts/{ad_account_id}/analytics", Category.ADS_ANALYTICS, analytics.of_account),
    Operation(
        "GET", "/ad_accounts/{ad_account_id}/campaigns/analytics", Category.ADS_ANALYTICS, analytics.of_campaigns
    ),
    Operation(
        "GET", "/ad_accounts/{ad_account_id}/ad_groups/analytics", Category.ADS_ANALYTICS, analytics.of_ad_groups
    ),
    Operation("GET", "/ad_accounts/{ad_account_id}/ads/analytics", Category.ADS_ANALYTICS, analytics.of_ads),
    Operation("GET", "/ad_accounts/{ad_account_id}/pins/analytics", Category.ADS_ANALYTICS, analytics.of_pins),
    Operation(
        "GET",
        "/ad_accounts/{ad_account_id}/product_groups/analytics",
        Category.ADS_ANALYTICS,
        analytics.of_product_groups,
    ),
    Operation(
        "GET",
        "/ad_accounts/{ad_account_id}/targeting_analytics",
        Category.ADS_ANALYTICS,
        analytics.targeting_of_account,
    ),
    Operation(
        "GET",
        "/ad_accounts/{ad_account_id}/campaigns/targeting_analytics",
        Category.ADS_ANALYTICS,
        analytics.targeting_of_campaigns,
    ),
    Operation(
        "GET",
        "/ad_accounts/{ad_account_id}/ad_groups/targeting_analytics",
        Category.ADS_ANALYTICS,
        analytics.targeting_of_ad_groups,
    ),
    Operation(
        "GET",
        "/ad_accounts/{ad_account_id}/ads/targeting_analytics",
        Category.ADS_ANALYTICS,
        analytics.targeting_of_ads,
    ),
    Operation(
        "GET",
        "/ad_accounts/{ad_account_id}/campaigns/{campaign_id}",
        Category.ADS_READ,
        entity_answers.get_campaign,
    ),
    Operation(
        "GET",
        "/ad_accounts/{ad_account_id}/ad_groups/{ad_group_id}",
        Category.ADS_READ,
        entity_answers.get_ad_group,
    ),
    Operation("GET", "/ad_accounts/{ad_account_id}/ads/{ad_id}", Category.ADS_READ, entity_answers.get_ad),
    Operation("POST", "/ad_accounts/{ad_account_id}/reports", Category.ADS_ANALYTICS, reports.create_report),
    Operation("GET", "/ad_accounts/{ad_account_id}/reports", Category.ADS_ANALYTICS, reports.get_report),
    Operation("GET", "/resources/delivery_metrics", Category.ADS_READ, resources.delivery_metrics),
    Operation("GET", "/resources/metrics_ready_state", Category.ADS_ANALYTICS, resources.metrics_ready_state),
)


@dataclass(frozen=True)
class Route:
    operation: Operation
    parameters: dict[str, str]


def route(method: str, path: str) -> Route:
    """Raises ApiError 404 for a path that no operation has, 405 for a method that the path has not."""
    at_path = [
        Route(operation, found)
        for operation in OPERATIONS
        if (found := _parameters(PREFIX + operation.template, path)) is not None
    ]
    for candidate in at_path:
        if candidate.operation.method == method:
            return candidate
    raise unknown_method() if at_path else unknown_path()


def _parameters(template: str, path: str) -> dict[str, str] | None:
    """The values of the template's {names} in the path; None if the path is of another form."""
    names, values = template.split("/"), path.split("/")
    if len(names) != len(values):
        return None
    found = {}
    for name, value in zip(names, values, strict=True):
        if name.startswith("{") and value:
            found[name.strip("{}")] = value
        elif name != value:
            return None
    return found
