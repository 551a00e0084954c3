"""Reads the order for a report, and refuses what Pinterest's specification does not allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.ads.asking import (
    ATTRIBUTION,
    GRANULARITIES,
    HOURS,
    REPORT_TIMES,
    Reach,
    check_columns,
    check_ids,
    check_window,
    dates,
    refuse_time_zone,
    required_choice,
)
from simulator.ads.attributes import SUMMARY, SUMMARY_OF_ADS
from simulator.ads.breakdowns import ASYNC_ONLY, COMMON
from simulator.ads.columns import AD_COLUMN, report_columns
from simulator.ads.entities import Ad, Entity, Tree
from simulator.ads.question import Question, Windows
from simulator.ads.rows import entities_at
from simulator.answers import invalid_analytics
from simulator.fields import Fields

LEVELS = (
    "ADVERTISER",
    "ADVERTISER_TARGETING",
    "CAMPAIGN",
    "CAMPAIGN_TARGETING",
    "AD_GROUP",
    "AD_GROUP_TARGETING",
    "PIN_PROMOTION",
    "PIN_PROMOTION_TARGETING",
    "KEYWORD",
    "PRODUCT_GROUP",
    "PRODUCT_GROUP_TARGETING",
    "PRODUCT_ITEM",
    "PRODUCT_ITEM_TARGETING",
)
TARGETING = "_TARGETING"
IDS_MAX, STATUSES_MAX, TYPES_MAX = 500, 6, 5
USUAL, ITEMS = Reach(914, 186), Reach(92, 31)
BETA = ("metrics_filters", "combine_targeting_types", "custom_conversion_event_metrics", "start_hour", "end_hour")
COMMON_STATES = ("PAUSED", "ADVERTISER_DISABLED", "ARCHIVED", "DRAFT", "DELETED_DRAFT")
STATES = {
    "campaign": ("RUNNING", "NOT_STARTED", "COMPLETED", *COMMON_STATES),
    "ad_group": ("RUNNING", "NOT_STARTED", "COMPLETED", *COMMON_STATES),
    "ad": ("APPROVED", "PENDING", "REJECTED", *COMMON_STATES),
    "product_group": ("RUNNING", "PAUSED", "EXCLUDED", "ARCHIVED"),
    "product_item": (),
}
FILTERS = ("campaign", "ad_group", "ad", "product_group", "product_item")

Keep = Callable[[Entity], bool]


@dataclass(frozen=True)
class Order:
    """A report that may be made: `ids` are the entities that the filters leave."""

    question: Question
    ids: tuple[str, ...]
    by_date: bool
    as_csv: bool


def read_order(fields: Fields, tree: Tree, today: int) -> Order:
    """Raises ApiError 400 with the first thing that is wrong."""
    level = required_choice(fields, "level", LEVELS)
    plain = level.removesuffix(TARGETING)
    _check_level(fields, plain)
    columns = tuple(_texts(fields, "columns"))
    if not columns:
        raise invalid_analytics("'columns' is a required property")
    check_columns(columns, report_columns())
    if plain == "PRODUCT_ITEM" and any(AD_COLUMN.fullmatch(column) for column in columns):
        raise invalid_analytics("'columns' holds columns of ads, which level PRODUCT_ITEM does not have")
    question = _question(fields, plain, columns, today)
    types = _types(fields, level) if level.endswith(TARGETING) else ()  # elsewhere ignored, as Pinterest does
    return Order(
        question=Question(**{**vars(question), "types": types}),
        ids=tuple(entity.id for entity in _left(fields, tree, plain)),
        by_date=fields.one_of("primary_sort", ("BY_ID", "BY_DATE")) == "BY_DATE",
        as_csv=fields.one_of("report_format", ("JSON", "CSV")) == "CSV",
    )


def _question(fields: Fields, level: str, columns: tuple[str, ...], today: int) -> Question:
    granularity = required_choice(fields, "granularity", GRANULARITIES)
    if level == "PRODUCT_ITEM" and granularity == "HOUR":
        raise invalid_analytics("'granularity' HOUR is not available for level PRODUCT_ITEM")
    reach = ITEMS if level == "PRODUCT_ITEM" else USUAL
    first, last = dates(fields, today, HOURS if granularity == "HOUR" else reach)
    refuse_time_zone(fields)
    for each in _texts(fields, "attribution_types"):
        if each not in ATTRIBUTION:
            raise invalid_analytics(f"'{each}' is not one of {list(ATTRIBUTION)} for 'attribution_types'")
    return Question(
        level=level,
        columns=columns,
        first=first,
        last=last,
        today=today,
        granularity=granularity,
        windows=Windows(
            click=_window(fields, "click_window_days", 30),
            engagement=_window(fields, "engagement_window_days", 30),
            view=_window(fields, "view_window_days", 1),
        ),
        at_conversion=fields.one_of("conversion_report_time", REPORT_TIMES) == REPORT_TIMES[1],
    )


def _check_level(fields: Fields, level: str) -> None:
    for name in BETA:
        if fields.has(name) and fields.raw(name) is not False:  # clients write their defaults out
            raise invalid_analytics(f"'{name}' is not available to this app")
    if level == "PRODUCT_ITEM":
        for name in ("ad_ids", "ad_statuses"):
            if fields.has(name):
                raise invalid_analytics(f"'{name}' is not allowed for level PRODUCT_ITEM")


def _types(fields: Fields, level: str) -> tuple[str, ...]:
    allowed = {*COMMON, *ASYNC_ONLY}
    if level == "CAMPAIGN_TARGETING":
        allowed.add("AUDIENCE_MULTIPLIER")
    if level == "PRODUCT_ITEM_TARGETING":
        allowed.add("MEDIA_TYPE")
    found = tuple(dict.fromkeys(_texts(fields, "targeting_types")))
    if not found:  # the specification asks for none, and Airbyte's connector gives none: every common one
        return COMMON
    if len(found) > TYPES_MAX:
        raise invalid_analytics(f"'targeting_types' has {len(found)} items, more than {TYPES_MAX}")
    for each in found:
        if each not in allowed:
            raise invalid_analytics(f"'targeting_types' holds '{each}', which level {level} does not have")
    return found


def _left(fields: Fields, tree: Tree, level: str) -> list[Entity]:
    """The entities that have a match in their line or, whole, anywhere below them."""
    keeps = list(_keeps(fields))
    entities = entities_at(tree, level)
    return [entity for entity in entities if all(_touches(tree, entity, keep) for keep in keeps)]


def _keeps(fields: Fields) -> list[Keep]:
    found: list[Keep] = []
    for kind in FILTERS:
        if fields.has(f"{kind}_ids"):
            ids = _texts(fields, f"{kind}_ids")
            check_ids(ids, f"{kind}_ids", IDS_MAX)
            found.append(_keep_ids(frozenset(ids)))
        if fields.has(f"{kind}_statuses"):
            found.append(_keep_statuses(_texts(fields, f"{kind}_statuses"), kind))
    if fields.has("campaign_objective_types"):
        objectives = frozenset(_texts(fields, "campaign_objective_types"))
        found.append(lambda entity: entity.objective in objectives)
    return found


def _keep_ids(ids: frozenset[str]) -> Keep:
    return lambda entity: entity.id in ids


def _keep_statuses(statuses: list[str], kind: str) -> Keep:
    if len(statuses) > STATUSES_MAX:
        raise invalid_analytics(f"'{kind}_statuses' has {len(statuses)} items, more than {STATUSES_MAX}")
    for status in statuses:
        if status not in STATES[kind]:
            raise invalid_analytics(f"'{status}' is not one of {list(STATES[kind])} for '{kind}_statuses'")
    words, wanted = SUMMARY_OF_ADS if kind == "ad" else SUMMARY, frozenset(statuses)
    depth = {"campaign": 1, "ad_group": 2, "ad": 3, "product_group": 3}.get(kind, 4)

    def keep(entity: Entity) -> bool:
        is_of_kind = len(list(entity.line)) == depth + 1 and isinstance(entity, Ad) is (kind == "ad")
        return is_of_kind and words.get(entity.status, entity.status) in wanted

    return keep


def _touches(tree: Tree, entity: Entity, keep: Keep) -> bool:
    if any(map(keep, entity.line)):
        return True
    return any(keep(held) for ad in tree.below.get(entity.id, []) for held in ad.line)


def _window(fields: Fields, name: str, default: int) -> int:
    days = fields.integer(name)
    return default if days is None else check_window(days, name)


def _texts(fields: Fields, name: str) -> list[str]:
    found: Any = fields.raw(name)  # JSON of any shape
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise invalid_analytics(f"'{name}' is not a list of texts")
    return found
