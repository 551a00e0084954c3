"""Ad accounts and what is in them, as API v5 lists it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from simulator import paging
from simulator.ads.access import ad_account_of, open_own, visible_to
from simulator.ads.asking import ids_in_query, listed
from simulator.ads.attributes import SUMMARY, SUMMARY_OF_ADS
from simulator.ads.entities import Ad, Entity, Tree
from simulator.ads.shape import DAY_SECONDS, Shape
from simulator.answers import (
    Answer,
    ad_account_not_found,
    ads_entity_not_found,
    invalid_analytics,
    not_permitted,
)
from simulator.call import Call

STATUSES = ("ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT")
USUAL_STATUSES = ("ACTIVE", "PAUSED")
BID = 1_500_000  # micro units

Json = dict[str, Any]  # JSON
Found = TypeVar("Found", bound=Entity)


@dataclass(frozen=True)
class Numbered:
    """An entry and its place from the end of the listing, which is how bookmarks count."""

    entity: Entity
    sequence: int


async def list_ad_accounts(call: Call) -> Answer:
    parameters, listing = call.parameters(), f"ad accounts of {call.account.name}"
    shared = parameters.flag("include_shared_accounts", default=True)
    shapes = visible_to(call.world, call.account.name, shared=shared)
    entities = [Entity(shape.id, shape.name, "ACTIVE") for shape in shapes]
    page, bookmark = _page(call, entities, listing)
    items = [_ad_account_json(call, call.world.state.ads.shapes[entity.id]) for entity in page]
    return Answer(200, {"items": items, "bookmark": bookmark})


async def get_ad_account(call: Call) -> Answer:
    """Any role will do."""
    ad_account = call.id_in_path("ad_account_id")
    open_own(call.world, call.account.name)
    shape = call.world.state.ads.shapes.get(ad_account)
    if shape is None:
        raise ad_account_not_found()
    if not shape.roles_of(call.account.name):
        raise not_permitted()
    return Answer(200, _ad_account_json(call, shape))


async def list_campaigns(call: Call) -> Answer:
    tree = ad_account_of(call)
    return _listing(call, tree, _matching(call, tree.campaigns, ("campaign_ids",)), _campaign_json)


async def list_ad_groups(call: Call) -> Answer:
    tree = ad_account_of(call)
    found = _matching(call, tree.ad_groups, ("ad_group_ids", "campaign_ids"))
    return _listing(call, tree, found, _ad_group_json)


async def list_ads(call: Call) -> Answer:
    tree = ad_account_of(call)
    found = _matching(call, tree.ads, ("ad_ids", "ad_group_ids", "campaign_ids"))
    return _listing(call, tree, found, _ad_json)


async def list_keywords(call: Call) -> Answer:
    """Those of one ad group or campaign; they have no status."""
    tree, parameters = ad_account_of(call), call.parameters()
    places = set(ids_in_query(call, "ad_group_ids", required=False))
    places |= {place for name in ("ad_group_id", "campaign_id") if (place := parameters.optional_digits(name))}
    held = [word for word in tree.keywords if not places or any(above.id in places for above in word.line)]
    return _listing(call, tree, held, _keyword_json)


async def list_product_groups(call: Call) -> Answer:
    tree = ad_account_of(call)
    place = call.parameters().optional_digits("ad_group_id")
    found = _matching(call, tree.product_groups, ("product_group_promotion_ids",))
    held = [group for group in found if place is None or any(above.id == place for above in group.line)]
    return _listing(call, tree, held, _product_group_json)


async def get_campaign(call: Call) -> Answer:
    tree = ad_account_of(call)
    return Answer(200, _campaign_json(tree, _one(call, tree.campaigns, "campaign_id", "Campaign")))


async def get_ad_group(call: Call) -> Answer:
    tree = ad_account_of(call)
    return Answer(200, _ad_group_json(tree, _one(call, tree.ad_groups, "ad_group_id", "Ad group")))


async def get_ad(call: Call) -> Answer:
    tree = ad_account_of(call)
    return Answer(200, _ad_json(tree, _one(call, tree.ads, "ad_id", "Ad")))


def _one(call: Call, entities: Iterable[Found], name: str, kind: str) -> Found:
    """Whatever its status. Raises ApiError 404 for one of another ad account."""
    wanted = call.id_in_path(name)
    found = next((entity for entity in entities if entity.id == wanted), None)
    if found is None:
        raise ads_entity_not_found(kind)
    return found


def _matching(call: Call, entities: Iterable[Entity], filters: tuple[str, ...]) -> Iterator[Entity]:
    """By ids of their own or of what they are in; without word about statuses, archived ones are left out."""
    statuses = listed(call, "entity_statuses", required=False) or USUAL_STATUSES
    for status in statuses:
        if status not in STATUSES:
            raise invalid_analytics(f"'{status}' is not one of {list(STATUSES)} for 'entity_statuses'")
    wanted = [set(ids_in_query(call, name)) for name in filters if name in call.query]
    for entity in entities:
        ids = {above.id for above in entity.line}
        if entity.status in statuses and not any(ids.isdisjoint(each) for each in wanted):
            yield entity


def _listing(call: Call, tree: Tree, entities: Iterable[Entity], told: Callable[[Tree, Any], Json]) -> Answer:
    held = list(entities)
    if call.parameters().one_of("order", ("ASCENDING", "DESCENDING")) == "DESCENDING":
        held.reverse()
    page, bookmark = _page(call, held, f"{call.path} of {call.account.name}")
    return Answer(200, {"items": [told(tree, entity) for entity in page], "bookmark": bookmark})


def _page(call: Call, entities: list[Entity], listing: str) -> tuple[list[Entity], str | None]:
    parameters = call.parameters()
    before = paging.start(parameters, listing)
    numbered = (Numbered(entity, len(entities) - index) for index, entity in enumerate(entities))
    rest = (each for each in numbered if before is None or each.sequence < before)
    page, bookmark = paging.cut(rest, paging.page_size(parameters), listing)
    return [each.entity for each in page], bookmark


def _ad_account_json(call: Call, shape: Shape) -> Json:
    owner = call.world.state.archive.accounts.get(shape.owner)
    return {
        "id": shape.id,
        "name": shape.name,
        "owner": {"id": owner.user_id if owner else "", "username": shape.owner},
        "country": shape.country,
        "currency": shape.currency,
        "permissions": shape.roles_of(call.account.name),
        "created_time": shape.first_day * DAY_SECONDS,
        "updated_time": shape.first_day * DAY_SECONDS,
    }


def _times(tree: Tree) -> Json:
    """An entity that runs is not edited: its `updated_time` says nothing about its numbers."""
    began = tree.shape.first_day * DAY_SECONDS
    return {"created_time": began, "updated_time": began}


def _campaign_json(tree: Tree, campaign: Entity) -> Json:
    return {
        "id": campaign.id,
        "ad_account_id": tree.shape.id,
        "name": campaign.name,
        "status": campaign.status,
        "summary_status": SUMMARY.get(campaign.status, campaign.status),
        "objective_type": campaign.objective,
        "daily_spend_cap": 50_000_000,
        "lifetime_spend_cap": None,
        "type": "campaign",
        **_times(tree),
    }


def _ad_group_json(tree: Tree, group: Entity) -> Json:
    return {
        "id": group.id,
        "ad_account_id": tree.shape.id,
        "campaign_id": group.parent.id if group.parent else "",
        "name": group.name,
        "status": group.status,
        "summary_status": SUMMARY.get(group.status, group.status),
        "billable_event": "CLICKTHROUGH",
        "bid_in_micro_currency": BID,
        "budget_type": "DAILY",
        "type": "adgroup",
        **_times(tree),
    }


def _ad_json(tree: Tree, ad: Ad) -> Json:
    group = ad.parent
    return {
        "id": ad.id,
        "ad_account_id": tree.shape.id,
        "ad_group_id": group.id if group else "",
        "campaign_id": group.parent.id if group and group.parent else "",
        "pin_id": ad.pin_id,
        "name": ad.name,
        "status": ad.status,
        "summary_status": SUMMARY_OF_ADS.get(ad.status, ad.status),
        "review_status": "APPROVED",
        "rejected_reasons": [],
        "rejection_labels": [],
        "creative_type": "REGULAR",
        "type": "pinpromotion",
        **_times(tree),
    }


def _keyword_json(_: Tree, keyword: Entity) -> Json:
    return {
        "id": keyword.id,
        "parent_id": keyword.parent.id if keyword.parent else "",
        "parent_type": "ad_group",
        "type": "keyword",
        "value": keyword.name,
        "match_type": "BROAD",
        "bid": BID,
        "archived": keyword.status == "ARCHIVED",
    }


def _product_group_json(_: Tree, group: Entity) -> Json:
    return {
        "id": group.id,
        "ad_group_id": group.parent.id if group.parent else "",
        "status": group.status,
        "catalog_product_group_name": group.name,
        "definition": "*",
        "included": True,
        "bid_in_micro_currency": BID,
    }
