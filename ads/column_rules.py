"""Rules of columns: which exist, on which route, at which level, and for which granularity."""

from collections import Counter
from collections.abc import Iterator

from ads.asking import Asked
from ads.columns import Column, columns, near_misses
from ads.datasets import Family
from ads.fields import fields, near_fields
from ads.limits import REACH_RANGE_DAYS_MAX
from ads.objections import Objection, Severity
from ads.other_route import by_other_route
from contracts.ads import DatasetKey, Granularity, Route

REACH = frozenset({"TOTAL_IMPRESSION_USER", "TOTAL_IMPRESSION_FREQUENCY"})
_AD_PREFIXES = ("AD_ID", "AD_NAME", "AD_STATUS", "PIN_PROMOTION_", "PIN_ID")
_FINER = {
    DatasetKey.AD_ACCOUNT: (
        "CAMPAIGN_ID",
        "AD_GROUP_ID",
        "AD_ID",
        "PIN_PROMOTION_ID",
        "PIN_ID",
        "PRODUCT_GROUP_ID",
    ),
    DatasetKey.CAMPAIGN: ("AD_GROUP_ID", "AD_ID", "PIN_PROMOTION_ID", "PIN_ID", "PRODUCT_GROUP_ID"),
    DatasetKey.AD_GROUP: ("AD_ID", "PIN_PROMOTION_ID", "PIN_ID", "PRODUCT_GROUP_ID"),
    DatasetKey.AD: ("PRODUCT_GROUP_ID",),
    DatasetKey.KEYWORD: ("AD_ID", "PIN_PROMOTION_ID", "PIN_ID", "PRODUCT_GROUP_ID"),
    DatasetKey.PRODUCT_GROUP: ("AD_ID", "PIN_PROMOTION_ID", "PIN_ID"),
}


def some_columns(asked: Asked) -> Iterator[Objection]:
    """A report is of columns."""
    if not asked.spec.columns and asked.dataset.family is Family.PERFORMANCE:
        nearest = ("SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION", "TOTAL_CLICKTHROUGH")
        yield Objection("columns", "no_columns", "no column is asked for", nearest)


def known(asked: Asked) -> Iterator[Objection]:
    """Each column is one of Pinterest's, spelt as Pinterest spells it."""
    if asked.dataset.family is not Family.PERFORMANCE:
        yield from _unknown_fields(asked)
        return
    for name in asked.spec.columns:
        if name not in columns():
            yield Objection("columns", "unknown_column", f"Pinterest has no column {name}", near_misses(name))


def _unknown_fields(asked: Asked) -> Iterator[Objection]:
    for name in asked.spec.columns:
        if name not in fields(asked.spec.dataset):
            message = f"{asked.spec.dataset} has no column {name}"
            yield Objection("columns", "unknown_column", message, near_fields(asked.spec.dataset, name))


def once(asked: Asked) -> Iterator[Objection]:
    """Each column is asked for once."""
    for name, times in Counter(asked.spec.columns).items():
        if times > 1:
            yield Objection("columns", "doubled_column", f"{name} is asked for {times} times", (name,))


def on_route(asked: Asked) -> Iterator[Objection]:
    """Each column is of the route that is taken."""
    if asked.route not in asked.dataset.routes or asked.dataset.family is not Family.PERFORMANCE:
        return
    for column in asked.known_columns:
        if asked.route not in column.routes:
            yield _off_route(asked, column)


def _off_route(asked: Asked, column: Column) -> Objection:
    here = tuple(name for name in near_misses(column.name) if asked.route in columns()[name].routes)
    way = "a report" if asked.route is Route.ASYNC else "the synchronous route"
    return Objection(
        "columns", "column_off_route", f"{column.name} cannot be had by {way}", by_other_route(asked) or here
    )


def reach_not_broken_down(asked: Asked) -> Iterator[Objection]:
    """Reach and frequency have no breakdown: people are not divided among targets."""
    if not asked.dataset.breakdowns:
        return
    for name in asked.spec.columns:
        if name in REACH:
            message = f"{name} cannot be broken down: one person is reached in several targets"
            yield Objection("columns", "reach_on_breakdown", message, ("TOTAL_IMPRESSION",))


def no_ads_of_items(asked: Asked) -> Iterator[Objection]:
    """Reports of product items know no ads."""
    if not asked.dataset.items:
        return
    for name in asked.spec.columns:
        if name.startswith(_AD_PREFIXES):
            message = f"{name} is a column of ads; reports of product items have none"
            yield Objection("columns", "ad_column_on_items", message, ("AD_GROUP_ID", "CAMPAIGN_ID"))


def no_hourly_conversions(asked: Asked) -> Iterator[Objection]:
    """By the hour Pinterest gives no conversions: the column would come back empty, without an error."""
    if asked.spec.granularity is not Granularity.HOUR:
        return
    for column in asked.known_columns:
        if column.conversion:
            message = f"{column.name} is a conversion; by the hour Pinterest leaves it empty without an error"
            yield Objection("columns", "hourly_conversion", message, ('granularity = "DAY"',))


def no_finer_entities(asked: Asked) -> Iterator[Objection]:
    """One row of a campaign cannot name one ad, broken down or not."""
    level = DatasetKey(asked.spec.dataset.removesuffix("_breakdown"))
    for name in asked.spec.columns:
        item = name.startswith("PRODUCT_ITEM_") and not asked.dataset.items
        if item or name in _FINER.get(level, ()):
            message = f"{name} is finer than a row of {asked.spec.dataset}; Pinterest may leave it out"
            yield Objection("columns", "finer_column", message, severity=Severity.WARNED)


def reach_is_narrow(asked: Asked) -> Iterator[Objection]:
    """Reach over more than half a year is not reliable."""
    if asked.spec.granularity is not Granularity.TOTAL or asked.days <= REACH_RANGE_DAYS_MAX:
        return
    for name in asked.spec.columns:
        if name in REACH:
            message = f"{name} is not reliable over {asked.days} days"
            nearest = (f"{REACH_RANGE_DAYS_MAX} days",)
            yield Objection("columns", "reach_too_wide", message, nearest, Severity.WARNED)


COLUMN_RULES = (
    some_columns,
    known,
    once,
    on_route,
    reach_not_broken_down,
    no_ads_of_items,
    no_hourly_conversions,
    no_finer_entities,
    reach_is_narrow,
)
