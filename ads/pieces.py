"""Into which pieces days, entities and breakdowns are cut, each of them one request; and how many those are."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import ceil
from typing import TypeVar

from ads.asking import Asked
from ads.day_rules import SPLITTABLE
from ads.filter_rules import ids_max
from ads.limits import CUT_VALUES, REPORT_BREAKDOWNS_MAX, SYNC_BREAKDOWNS_MAX, SYNC_CELLS_MAX
from ads.periods import PERIODS, next_period, period_start
from contracts.ads import Breakdown, Granularity, Route

HOURS = 24

_T = TypeVar("_T")


def obtainable(asked: Asked) -> Asked:
    """The same of the days that can be had: weeks and months from their first day on, or not at all."""
    first = max(period_start(asked.first, asked.spec.granularity), asked.earliest_whole)
    return replace(asked, first=first, last=min(asked.last, asked.today))


def pieces_count(asked: Asked) -> int:
    """How many pieces the days that can be had are asked for in, without making them."""
    wanted = obtainable(asked)
    ids = ceil(len(wanted.own_ids) / _ids_a_piece(wanted)) or 1
    return sum(1 for _ in ranges(wanted)) * ids * len(breakdown_slices(wanted))


def ranges(asked: Asked) -> Iterator[tuple[date, date]]:
    """From the newest day back; a week or a month is of one range, and so are all days of a total."""
    last = asked.last
    while last >= asked.first:
        first = max(asked.first, _first_of_range(asked, last))
        yield first, last
        last = first - timedelta(days=1)


def id_slices(asked: Asked) -> Sequence[tuple[str, ...]]:
    """The entities of each piece of the same days; one slice without any when all are asked for."""
    return _slices(asked.own_ids, _ids_a_piece(asked))


def breakdown_slices(asked: Asked) -> Sequence[tuple[Breakdown, ...]]:
    """The breakdowns of each piece of the same days and entities."""
    most = REPORT_BREAKDOWNS_MAX if asked.route is Route.ASYNC else SYNC_BREAKDOWNS_MAX
    return _slices(asked.spec.breakdowns, most)


def _first_of_range(asked: Asked, last: date) -> date:
    granularity = asked.spec.granularity
    width = asked.limits.chunk if granularity in SPLITTABLE else asked.limits.range_max
    if asked.route is Route.SYNC and granularity in SPLITTABLE:
        width = max(1, min(width, SYNC_CELLS_MAX // _day_cells(asked)))
    first = last - timedelta(days=width - 1)
    if granularity in PERIODS and first > (start := period_start(first, granularity)):
        return min(next_period(start, granularity), period_start(last, granularity))
    return first


def _ids_a_piece(asked: Asked) -> int:
    most = ids_max(asked)
    if asked.route is not Route.SYNC:
        return most
    days = min(asked.days, asked.limits.chunk) if asked.spec.granularity in SPLITTABLE else 1
    return max(1, min(most, SYNC_CELLS_MAX // (_day_cells(asked) * max(1, days))))


def _day_cells(asked: Asked) -> int:
    """Values that one entity has on one day, as far as that can be told beforehand."""
    cuts = len(asked.spec.breakdowns) * CUT_VALUES or 1
    hours = HOURS if asked.spec.granularity is Granularity.HOUR else 1
    return max(1, len(asked.spec.columns)) * cuts * hours


def _slices(found: tuple[_T, ...], most: int) -> Sequence[tuple[_T, ...]]:
    return [found[start : start + most] for start in range(0, len(found), most)] or [()]
