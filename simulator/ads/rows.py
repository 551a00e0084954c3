"""The rows that answer a question: one for each entity, bucket of days and part. Rows of nothing but zeros are
left out, as Pinterest leaves them out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulator.ads.attributes import attribute_columns
from simulator.ads.breakdowns import Cut, cuts
from simulator.ads.columns import REACH, is_about_conversions
from simulator.ads.entities import ITEMS_OF_PRODUCT_GROUP, Ad, Entity, Tree
from simulator.ads.metrics import metric_of
from simulator.ads.question import Question, bucket_of, date_of
from simulator.ads.sums import Sum, divided
from simulator.ads.traffic import LAG_DAYS_MAX, conversions_of, counts_of, dice_of

HOURS = 24
KINDS = {
    "ADVERTISER": ("account", "AD_ACCOUNT_ID"),
    "CAMPAIGN": ("campaign", "CAMPAIGN_ID"),
    "AD_GROUP": ("ad_group", "AD_GROUP_ID"),
    "PIN_PROMOTION": ("ad", "AD_ID"),
    "KEYWORD": ("keyword", "KEYWORD_ID"),
    "PRODUCT_GROUP": ("product_group", "PRODUCT_GROUP_ID"),
    "PRODUCT_ITEM": ("product_item", "PRODUCT_ITEM_ID"),
}

Cell = str | int | float | bool
Place = tuple[int, int, str | None, str | None]  # bucket, hour, targeting type and value


@dataclass(frozen=True)
class Row:
    """`cells` holds what the question's columns have to say; a column without a value is not in it."""

    entity: Entity
    day: int
    hour: int | None
    targeting: tuple[str, str] | None
    cells: Mapping[str, Cell]

    @property
    def date(self) -> str:
        return date_of(self.day).isoformat()


def entities_at(tree: Tree, level: str) -> tuple[Entity, ...]:
    held: dict[str, tuple[Entity, ...]] = {
        "ADVERTISER": (tree.account,),
        "CAMPAIGN": tree.campaigns,
        "AD_GROUP": tree.ad_groups,
        "PIN_PROMOTION": tree.ads,
        "KEYWORD": tree.keywords,
        "PRODUCT_GROUP": tree.product_groups,
        "PRODUCT_ITEM": tree.product_items,
    }
    return held[level]


def rows_of(tree: Tree, entity: Entity, question: Question) -> Iterator[Row]:
    """Oldest first."""
    kind, _ = KINDS[question.level]
    attributes = attribute_columns(tree.shape, kind, entity)
    yield from rows_of_ads(
        entity, tree.below.get(entity.id, []), attributes, question, _cuts(tree, entity, question)
    )


def rows_of_ads(
    entity: Entity,
    ads: list[Ad],
    attributes: Mapping[str, Cell],
    question: Question,
    ways: tuple[Cut, ...] = (),
) -> Iterator[Row]:
    totals: dict[Place, Sum] = {}
    for ad in ads:
        _add(totals, ad, question, ways)
    for place in sorted(totals, key=_order):
        bucket, hour, type_, value = place
        cells = _cells(totals[place], attributes, question)
        if any(cells.get(column) for column in question.columns if column not in attributes):
            targeting = None if type_ is None or value is None else (type_, value)
            yield Row(entity, bucket, hour if question.granularity == "HOUR" else None, targeting, cells)


def _order(place: Place) -> tuple[int, int, str, str]:
    return place[0], place[1], place[2] or "", place[3] or ""


def _cuts(tree: Tree, entity: Entity, question: Question) -> tuple[Cut, ...]:
    """A keyword, product group or product item has its share of its ad group; nothing is cut twice."""
    if question.level == "KEYWORD":
        return (Cut(tree.shape.keywords, position=entity.position),)
    if question.level == "PRODUCT_GROUP":
        return (Cut(tree.shape.product_groups, position=entity.position),)
    if question.level == "PRODUCT_ITEM" and entity.parent is not None:
        position = entity.parent.position * ITEMS_OF_PRODUCT_GROUP + entity.position
        return (Cut(tree.shape.product_groups * ITEMS_OF_PRODUCT_GROUP, position=position),)
    return cuts(question.types)


def _add(totals: dict[Place, Sum], ad: Ad, question: Question, ways: tuple[Cut, ...]) -> None:
    has_conversions = question.granularity != "HOUR" and any(map(is_about_conversions, question.columns))
    for day in range(question.first, question.last + 1):
        _add_counts(totals, ad, day, question, ways)
    first = question.first - (LAG_DAYS_MAX if question.at_conversion else 0)
    for day in range(first, question.last + 1) if has_conversions else ():
        _add_conversions(totals, ad, day, question, ways)


def _add_counts(totals: dict[Place, Sum], ad: Ad, day: int, question: Question, ways: tuple[Cut, ...]) -> None:
    counts = counts_of(ad, day, question.today)
    if counts is None:
        return
    bucket = bucket_of(day, question.granularity)
    if question.granularity == "HOUR":
        for hour, part in enumerate(divided(counts, HOURS, dice_of(ad, day))):
            totals.setdefault((bucket, hour, None, None), Sum()).add_counts(part)
        return
    if not ways:
        totals.setdefault((bucket, 0, None, None), Sum()).add_counts(counts)
    for way in ways:
        parts = tuple(divided(counts, way.parts, dice_of(ad, day)))
        for index in way.wanted:
            totals.setdefault((bucket, 0, way.type, way.value(index)), Sum()).add_counts(parts[index])


def _add_conversions(
    totals: dict[Place, Sum], ad: Ad, day: int, question: Question, ways: tuple[Cut, ...]
) -> None:
    for conversion in conversions_of(ad, day):
        on = day + conversion.lag if question.at_conversion else day
        if not question.first <= on <= question.last or not conversion.is_known(question.today - day):
            continue
        if not question.windows.has_room(conversion.key[1], conversion.lag):
            continue
        bucket = bucket_of(on, question.granularity)
        if not ways:
            totals.setdefault((bucket, 0, None, None), Sum()).add_conversion(conversion)
        for way in ways:
            index = conversion.dice % way.parts
            if index in way.wanted:
                totals.setdefault((bucket, 0, way.type, way.value(index)), Sum()).add_conversion(conversion)


def _cells(total: Sum, attributes: Mapping[str, Cell], question: Question) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for column in question.columns:
        if column in attributes:
            cells[column] = attributes[column]
        elif not (question.types and column in REACH) and not _is_silent(column, question):
            value = metric_of(column)(total)
            if value is not None:
                cells[column] = value
    return cells


def _is_silent(column: str, question: Question) -> bool:
    """Hours know nothing of conversions."""
    return question.granularity == "HOUR" and is_about_conversions(column)
