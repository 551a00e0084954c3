"""What a column says of a total: a number, a text, or nothing where there is nothing to say."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from math import isqrt

from simulator.ads.columns import ALL_CONVERSIONS, CONVERSIONS, DEVICES, PER_EVENT
from simulator.ads.sums import Attributed, Sum
from simulator.ads.traffic import Count

Number = int | float | None
Metric = Callable[[Sum], Number]

MICRO = 1_000_000
DIGITS = 6
RATIO = re.compile(r".*(RATE|CTR|ROAS|FREQUENCY|AVG|AVERAGE|CPC|CPM|CPV|CPCV|CPE|COST_PER|LENGTH|MULTIPLIER).*")
TEXT = re.compile(
    r".*(_NAME|_ID|_STATUS|_LABELS?|_TAG|_TYPE|_CAP|_OPTIMIZATION|_BUDGET_.*)|IS_.*|PRODUCT_ITEM_.*|CAMPAIGN|.*_LENGTH"
)


@cache
def metric_of(column: str) -> Metric:
    """Every column has one; those that no rule knows are some small multiple of the clicks, saves or views."""
    known = _KNOWN.get(column)
    if known is not None:
        return known
    if TEXT.fullmatch(column):  # what attributes.py does not know of this row
        return lambda _: None
    if column.endswith("_IN_DOLLAR") and not column.startswith("TOTAL_"):
        return _in_units(metric_of(column.removesuffix("_IN_DOLLAR") + "_IN_MICRO_DOLLAR"))
    return _of_conversions(column) or _of_anything(column)


def _of_conversions(column: str) -> Metric | None:
    if found := ALL_CONVERSIONS.fullmatch(column):
        return _attributed(found["what"], ())
    if found := DEVICES.fullmatch(column):
        wanted = {0: found["event"], 3: found["action"], 4: found["conversion"]}
        return _attributed(None, tuple(wanted.items()))
    if found := CONVERSIONS.fullmatch(column):
        wanted = {0: found["event"], 1: found["interaction"], 2: found["channel"]}
        return _attributed(found["what"], tuple((index, word) for index, word in wanted.items() if word))
    if found := PER_EVENT.fullmatch(column):
        wanted = {0: found["event"], 2: found["channel"]}
        return _per_event(found["ratio"], tuple((index, word) for index, word in wanted.items() if word))
    return None


def _matching(total: Sum, wanted: tuple[tuple[int, str], ...]) -> Iterator[Attributed]:
    for key, attributed in total.conversions.items():
        if all(key[index] == word for index, word in wanted):
            yield attributed


def _attributed(what: str | None, wanted: tuple[tuple[int, str], ...]) -> Metric:
    if what == "QUANTITY":
        return lambda total: sum(each.quantity for each in _matching(total, wanted))
    if what is None:
        return lambda total: sum(each.conversions for each in _matching(total, wanted))
    return lambda total: sum(each.value for each in _matching(total, wanted))


def _per_event(ratio: str, wanted: tuple[tuple[int, str], ...]) -> Metric:
    number, value = _attributed(None, wanted), _attributed("VALUE_IN_MICRO_DOLLAR", wanted)
    if ratio == "ROAS":
        return _ratio(value, _count(Count.SPEND))
    if ratio == "CONVERSION_RATE":
        return _ratio(number, _count(Count.CLICKS, Count.CLICKS_EARNED))
    return _ratio(_count(Count.SPEND), number, per=MICRO)


def _of_anything(column: str) -> Metric:
    dice = zlib.crc32(column.removesuffix("_IN_MICRO_DOLLAR").encode())
    if column.endswith("_IN_MICRO_DOLLAR") and not RATIO.match(column):
        return _linear(dice % 3, Count.SPEND) if dice % 3 else lambda _: 0
    if RATIO.match(column):
        return _ratio(_count(Count.CLICKS), _count(Count.IMPRESSIONS))
    paid, earned = ((Count.OUTBOUND, Count.OUTBOUND_EARNED), (Count.VIEWS, Count.VIEWS_EARNED))[dice % 2]
    if column.endswith("_1"):
        return _linear(1 + dice % 2, paid)
    if column.endswith("_2"):
        return _linear(1 + dice % 2, earned)
    return _linear(1 + dice % 2, paid, earned)


def _count(*counts: Count) -> Metric:
    return lambda total: sum(total.counts[count] for count in counts)


def _linear(times: int, *counts: Count) -> Metric:
    return lambda total: times * sum(total.counts[count] for count in counts)


def _ratio(above: Metric, below: Metric, *, per: int = 1) -> Metric:
    """Nothing, not zero, where there is nothing to divide by."""

    def metric(total: Sum) -> Number:
        divisor, dividend = below(total), above(total)
        return None if not divisor or dividend is None else round(dividend / divisor / per, DIGITS)

    return metric


def _each(above: Metric, below: Metric, times: int = 1) -> Metric:
    """Whole micro units for one of something."""

    def metric(total: Sum) -> Number:
        divisor, dividend = below(total), above(total)
        return None if not divisor or dividend is None else int(dividend * times // divisor)

    return metric


def _in_units(micro: Metric) -> Metric:
    def metric(total: Sum) -> Number:
        amount = micro(total)
        return None if amount is None else amount / MICRO

    return metric


def _reach(total: Sum) -> int:
    """People: fewer than impressions, and not the sum of their days."""
    seen = total.counts[Count.IMPRESSIONS] + total.counts[Count.IMPRESSIONS_EARNED]
    return min(seen, isqrt(seen * 900))


_SPEND = _count(Count.SPEND)
_SEEN = _count(Count.IMPRESSIONS, Count.IMPRESSIONS_EARNED)
_CLICKED = _count(Count.CLICKS, Count.CLICKS_EARNED)
_ENGAGED_1 = _count(Count.CLICKS, Count.SAVES)
_ENGAGED_2 = _count(Count.CLICKS_EARNED, Count.SAVES_EARNED)
_ENGAGED = _count(Count.CLICKS, Count.SAVES, Count.CLICKS_EARNED, Count.SAVES_EARNED)

_KNOWN: dict[str, Metric] = {
    "SPEND_IN_MICRO_DOLLAR": _SPEND,
    "PAID_IMPRESSION": _count(Count.IMPRESSIONS),
    "IMPRESSION_1": _count(Count.IMPRESSIONS),
    "IMPRESSION_1_GROSS": _count(Count.IMPRESSIONS, Count.CLICKS),
    "IMPRESSION_2": _count(Count.IMPRESSIONS_EARNED),
    "TOTAL_IMPRESSION": _SEEN,
    "TOTAL_IMPRESSION_USER": _reach,
    "TOTAL_IMPRESSION_FREQUENCY": _ratio(_SEEN, _reach),
    "CLICKTHROUGH_1": _count(Count.CLICKS),
    "CLICKTHROUGH_1_GROSS": _count(Count.CLICKS),
    "CLICKTHROUGH_2": _count(Count.CLICKS_EARNED),
    "TOTAL_CLICKTHROUGH": _CLICKED,
    "OUTBOUND_CLICK_1": _count(Count.OUTBOUND),
    "OUTBOUND_CLICK_2": _count(Count.OUTBOUND_EARNED),
    "REPIN_1": _count(Count.SAVES),
    "REPIN_2": _count(Count.SAVES_EARNED),
    "ENGAGEMENT_1": _ENGAGED_1,
    "ENGAGEMENT_2": _ENGAGED_2,
    "TOTAL_ENGAGEMENT": _ENGAGED,
    "CTR": _ratio(_count(Count.CLICKS), _count(Count.IMPRESSIONS)),
    "CTR_2": _ratio(_count(Count.CLICKS_EARNED), _count(Count.IMPRESSIONS_EARNED)),
    "ECTR": _ratio(_CLICKED, _SEEN),
    "OUTBOUND_CTR_1": _ratio(_count(Count.OUTBOUND), _count(Count.IMPRESSIONS)),
    "ENGAGEMENT_RATE": _ratio(_ENGAGED_1, _count(Count.IMPRESSIONS)),
    "EENGAGEMENT_RATE": _ratio(_ENGAGED, _SEEN),
    "REPIN_RATE": _ratio(_count(Count.SAVES), _count(Count.IMPRESSIONS)),
    "TOTAL_REPIN_RATE": _ratio(_count(Count.SAVES, Count.SAVES_EARNED), _SEEN),
    "CPC_IN_MICRO_DOLLAR": _each(_SPEND, _count(Count.CLICKS)),
    "ECPC_IN_MICRO_DOLLAR": _each(_SPEND, _CLICKED),
    "CPM_IN_MICRO_DOLLAR": _each(_SPEND, _count(Count.IMPRESSIONS), 1000),
    "ECPM_IN_MICRO_DOLLAR": _each(_SPEND, _SEEN, 1000),
    "ECPE_IN_MICRO_DOLLAR": _each(_SPEND, _ENGAGED),
    "COST_PER_OUTBOUND_CLICK_IN_MICRO_DOLLAR": _each(_SPEND, _count(Count.OUTBOUND, Count.OUTBOUND_EARNED)),
}
