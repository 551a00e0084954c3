"""Rules of days and granularity: how far back, how wide, and what an hour may show."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from ads.asking import Asked
from ads.objections import Objection
from ads.periods import PERIODS, period_start
from ads.restatement import look_back_days
from contracts.ads import Granularity

SPLITTABLE = frozenset({Granularity.DAY, Granularity.HOUR})
"""What may be cut between any two days: rows of a week, a month or all days would be cut in two."""
FIRST_DAY_MIN = date(2000, 1, 1)


def begun(asked: Asked) -> Iterator[Objection]:
    """The source's own first day has come: nothing would be read until then, without a word."""
    first = asked.spec.first_day
    if first is not None and first > asked.today and asked.dataset.family.dated:
        message = f"{first} is yet to come: Pinterest's day, in UTC, is {asked.today}"
        yield Objection("first_day", "first_day_to_come", message, (asked.today.isoformat(),))


def of_this_millennium(asked: Asked) -> Iterator[Objection]:
    """Another year is a slip of the pen, and each day since then would be named as lost."""
    first = asked.spec.first_day
    if first is not None and first < FIRST_DAY_MIN and asked.dataset.family.dated:
        then = replace(asked, first=first)
        message = f"{first} is before {FIRST_DAY_MIN}, and Pinterest keeps {then.limits.back_max} days for this"
        yield Objection("first_day", "first_day_too_early", message, (then.earliest.isoformat(),))


def runs_forward(asked: Asked) -> Iterator[Objection]:
    """The last day is not before the first."""
    if asked.last < asked.first and asked.dataset.family.dated:
        message = f"ends on {asked.last}, before it begins on {asked.first}"
        yield Objection("last_day", "days_reversed", message, (asked.first.isoformat(),))


def not_in_future(asked: Asked) -> Iterator[Objection]:
    """Days to come have no numbers."""
    if asked.last > asked.today and asked.dataset.family.dated:
        message = f"{asked.last} is not over: Pinterest's day, in UTC, is {asked.today}"
        yield Objection("last_day", "future_day", message, (asked.today.isoformat(),))


def not_too_old(asked: Asked) -> Iterator[Objection]:
    """Each route forgets, and a week or month of which the first day is forgotten is not read."""
    granularity = asked.spec.granularity
    if period_start(asked.first, granularity) < asked.earliest and asked.dataset.family.dated:
        message = f"{asked.first} cannot be had: Pinterest keeps {asked.limits.back_max} days for this request"
        message += f", and a {granularity} is read whole" if granularity in PERIODS else ""
        yield Objection("first_day", "day_too_old", message, (asked.earliest_whole.isoformat(),))


def not_too_wide(asked: Asked) -> Iterator[Objection]:
    """Totals of two ranges are no total of both, for what is counted once is in each: one request gives them."""
    widest, begin = asked.limits.range_max, max(asked.first, asked.earliest)
    days = (asked.last - begin).days + 1
    if days > widest and asked.spec.granularity is Granularity.TOTAL:
        field, nearest = _narrower(asked, begin)
        message = f"{days} days do not fit into one request of {widest}, and totals cannot be joined"
        yield Objection(field, "range_too_wide", message, (nearest, 'granularity = "DAY"'))


def _narrower(asked: Asked, begin: date) -> tuple[str, str]:
    """What of the source makes the range as wide, and what would do; the last day where nothing does.

    A run reads the look-back and one day: what may change, and yesterday.
    """
    spec, further = asked.spec, timedelta(days=asked.limits.range_max - 1)
    if asked.first == spec.first_day:
        return "first_day", (asked.last - further).isoformat()
    again = asked.today - timedelta(days=look_back_days(spec))
    to_yesterday = asked.last == asked.today - timedelta(days=1)
    if spec.first_day is None and to_yesterday and begin == max(again, asked.earliest):
        return "look_back_days", str(further.days)
    return "last_day", (begin + further).isoformat()


def granularity_of_dataset(asked: Asked) -> Iterator[Objection]:
    """Product items have no hours."""
    if asked.spec.granularity not in asked.dataset.granularities:
        message = f"{asked.spec.dataset} has no rows by {asked.spec.granularity}"
        yield Objection("granularity", "granularity_off_dataset", message, (Granularity.DAY.value,))


DAY_RULES = (
    begun,
    of_this_millennium,
    runs_forward,
    not_in_future,
    not_too_old,
    not_too_wide,
    granularity_of_dataset,
)
