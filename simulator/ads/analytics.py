"""The analytics endpoints that answer at once, with whole rows or by breakdown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from simulator.ads.access import ad_account_of
from simulator.ads.asking import check_open, ids_in_query, sync_question, targeting_types
from simulator.ads.attributes import attribute_columns
from simulator.ads.entities import Ad, Entity, Tree
from simulator.ads.hashing import key_of
from simulator.ads.question import Question
from simulator.ads.rows import KINDS, Row, entities_at, rows_of, rows_of_ads
from simulator.answers import Answer, invalid_analytics
from simulator.call import Call

PINS_MAX = 100
IDS_OF = {
    "CAMPAIGN": "campaign_ids",
    "AD_GROUP": "ad_group_ids",
    "PIN_PROMOTION": "ad_ids",
    "PRODUCT_GROUP": "product_group_ids",
}

Json = dict[str, Any]  # JSON


async def of_account(call: Call) -> Answer:
    return await _answer(call, "ADVERTISER")


async def of_campaigns(call: Call) -> Answer:
    return await _answer(call, "CAMPAIGN")


async def of_ad_groups(call: Call) -> Answer:
    return await _answer(call, "AD_GROUP")


async def of_ads(call: Call) -> Answer:
    return await _answer(call, "PIN_PROMOTION")


async def of_product_groups(call: Call) -> Answer:
    return await _answer(call, "PRODUCT_GROUP")


async def of_pins(call: Call) -> Answer:
    """The pins of one campaign: each has the numbers of all its ads there."""
    tree = ad_account_of(call)
    pin_ids = ids_in_query(call, "pin_ids", most=PINS_MAX)
    campaign = call.parameters().digits("campaign_id")
    question = sync_question(call, "PIN_PROMOTION")
    check_open(tree.shape, question.columns)
    ads = [ad for ad in tree.below.get(campaign, []) if ad.pin_id in pin_ids]
    return Answer(200, await call.world.work(_pin_rows, tree, ads, question))


async def targeting_of_account(call: Call) -> Answer:
    return await _targeting(call, "ADVERTISER")


async def targeting_of_campaigns(call: Call) -> Answer:
    return await _targeting(call, "CAMPAIGN")


async def targeting_of_ad_groups(call: Call) -> Answer:
    return await _targeting(call, "AD_GROUP")


async def targeting_of_ads(call: Call) -> Answer:
    return await _targeting(call, "PIN_PROMOTION")


async def _answer(call: Call, level: str) -> Answer:
    tree = ad_account_of(call)
    entities = _asked_for(call, tree, level)
    question = sync_question(call, level)
    check_open(tree.shape, question.columns)
    return Answer(200, await call.world.work(_rows, tree, entities, question))


async def _targeting(call: Call, level: str) -> Answer:
    tree = ad_account_of(call)
    entities = _asked_for(call, tree, level)
    question = sync_question(call, level, types=targeting_types(call, level))
    check_open(tree.shape, question.columns)
    return Answer(200, {"data": await call.world.work(_targeting_rows, tree, entities, question)})


def _asked_for(call: Call, tree: Tree, level: str) -> list[Entity]:
    """Those of the ids that are in this ad account; of others it says nothing, as of rows without numbers."""
    if level == "ADVERTISER":
        return [tree.account]
    name = IDS_OF[level]
    if level == "PIN_PROMOTION" and name not in call.query and "pin_ids" in call.query:
        return _ads_of_pins(call, tree)
    wanted = set(ids_in_query(call, name))
    return [entity for entity in entities_at(tree, level) if entity.id in wanted]


def _ads_of_pins(call: Call, tree: Tree) -> list[Entity]:
    pins, campaigns = ids_in_query(call, "pin_ids", most=PINS_MAX), ids_in_query(call, "campaign_ids")
    if not campaigns:
        raise invalid_analytics("'campaign_ids' is required beside 'pin_ids'")
    return [ad for campaign in campaigns for ad in tree.below.get(campaign, []) if ad.pin_id in pins]


def _rows(tree: Tree, entities: Iterable[Entity], question: Question) -> list[Json]:
    return [_row_json(row, question) for entity in entities for row in rows_of(tree, entity, question)]


def _row_json(row: Row, question: Question) -> Json:
    """The id in the schema is text, other ids are numbers; of some rows the zeros are missing."""
    _, id_column = KINDS[question.level]
    cells = {column: _bare(column, value) for column, value in row.cells.items()}
    if key_of(row.entity.id, row.day) % 2:
        cells = {column: value for column, value in cells.items() if value != 0 or isinstance(value, bool)}
    return {**cells, **_dated(row, question), id_column: row.entity.id}


def _targeting_rows(tree: Tree, entities: Iterable[Entity], question: Question) -> list[Json]:
    found = []
    for entity in entities:
        for row in rows_of(tree, entity, question):
            if row.targeting is not None:
                type_, value = row.targeting
                metrics = _row_json(row, question)
                found.append({"targeting_type": type_, "targeting_value": value, "metrics": metrics})
    return found


def _pin_rows(tree: Tree, ads: list[Ad], question: Question) -> list[Json]:
    found = []
    for pin_id in dict.fromkeys(ad.pin_id for ad in ads):
        mine = [ad for ad in ads if ad.pin_id == pin_id]
        attributes = attribute_columns(tree.shape, "ad", mine[0])
        for row in rows_of_ads(mine[0], mine, attributes, question):
            cells = {**_row_json(row, question), "PIN_ID": pin_id}
            found.append({column: value for column, value in cells.items() if column != "AD_ID"})
    return found


def _dated(row: Row, question: Question) -> Json:
    """Pinterest does not say how hours are written: here a number beside the date."""
    if not question.is_dated:
        return {}
    return {"DATE": row.date} if row.hour is None else {"DATE": row.date, "HOUR": row.hour}


def _bare(column: str, value: Any) -> Any:  # JSON
    return int(value) if column.endswith("_ID") and isinstance(value, str) and value.isdigit() else value
