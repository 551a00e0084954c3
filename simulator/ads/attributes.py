"""The columns that tell what a row is about: ids, names, statuses, as they are now and not as they were."""

from __future__ import annotations

from simulator.ads.entities import Ad, Entity
from simulator.ads.shape import Shape

SUMMARY = {"ACTIVE": "RUNNING"}  # reports and lists have different words for the same
SUMMARY_OF_ADS = {"ACTIVE": "APPROVED"}
DAILY_CAP = 50_000_000  # micro units


def attribute_columns(shape: Shape, kind: str, entity: Entity) -> dict[str, str | int | bool]:
    """Of the entity and of everything above it. Ids are digits."""
    found: dict[str, str | int | bool] = {"AD_ACCOUNT_ID": shape.id, "ADVERTISER_ID": shape.id}
    line = list(entity.line)[:-1] if entity.parent else []
    if kind in {"keyword", "product_group"}:
        line = line[1:]
        if kind == "product_group":
            found |= {"PRODUCT_GROUP_ID": entity.id, "PRODUCT_GROUP_STATUS": _word(entity)}
    if line and isinstance(line[0], Ad):
        found |= _of_ad(line[0])
        line = line[1:]
    if line and len(line) > 1:
        found |= _of_ad_group(line[0])
        line = line[1:]
    return found | (_of_campaign(line[0]) if line else {})


def _of_ad(ad: Ad) -> dict[str, str | int | bool]:
    status = SUMMARY_OF_ADS.get(ad.status, ad.status)
    return {
        "AD_ID": ad.id,
        "PIN_PROMOTION_ID": ad.id,
        "PIN_ID": ad.pin_id,
        "AD_NAME": ad.name,
        "PIN_PROMOTION_NAME": ad.name,
        "AD_STATUS": status,
        "PIN_PROMOTION_STATUS": status,
    }


def _of_ad_group(group: Entity) -> dict[str, str | int | bool]:
    return {
        "AD_GROUP_ID": group.id,
        "AD_GROUP_NAME": group.name,
        "AD_GROUP_STATUS": _word(group),
        "AD_GROUP_ENTITY_STATUS": group.status,
        "AD_GROUP_BUDGET_TYPE": "DAILY",
    }


def _of_campaign(campaign: Entity) -> dict[str, str | int | bool]:
    return {
        "CAMPAIGN": campaign.name,
        "CAMPAIGN_ID": campaign.id,
        "CAMPAIGN_NAME": campaign.name,
        "CAMPAIGN_STATUS": _word(campaign),
        "CAMPAIGN_ENTITY_STATUS": campaign.status,
        "CAMPAIGN_OBJECTIVE_TYPE": campaign.objective,
        "CAMPAIGN_DAILY_SPEND_CAP": DAILY_CAP,
        "CAMPAIGN_BUDGET_OPTIMIZATION": False,
    }


def _word(entity: Entity) -> str:
    return SUMMARY.get(entity.status, entity.status)
