"""Weeks and months, each of which is one row: read in part, the row would say only what a part of it does.

That Pinterest's weeks begin on Monday is assumed (docs/decisions/0016); rows that say otherwise fail.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from contracts.ads import Granularity

PERIODS = frozenset({Granularity.WEEK, Granularity.MONTH})
"""Rows of more than a day that follow one another."""
_DAYS_MAX = 31


def period_start(day: date, granularity: Granularity) -> date:
    """The first day of the row that the day belongs to: its Monday, the first of its month, or itself."""
    if granularity is Granularity.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if granularity is Granularity.MONTH else day


def next_period(day: date, granularity: Granularity) -> date:
    """The first day of the row after the day's."""
    start = period_start(day, granularity)
    if granularity is Granularity.WEEK:
        return start + timedelta(days=7)
    if granularity is Granularity.MONTH:
        return (start + timedelta(days=_DAYS_MAX)).replace(day=1)
    return start + timedelta(days=1)


def period_end(day: date, granularity: Granularity) -> date:
    """The last day of the row that the day belongs to."""
    return next_period(day, granularity) - timedelta(days=1)


def whole_periods(days: Iterable[date], granularity: Granularity, last: date) -> list[date]:
    """The days, and with each all others of its row until `last`; they ascend."""
    if granularity not in PERIODS:
        return sorted(days)
    found: set[date] = set()
    for start in {period_start(day, granularity) for day in days}:
        length = (min(last + timedelta(days=1), next_period(start, granularity)) - start).days
        found |= {start + timedelta(days=number) for number in range(length)}
    return sorted(found)
