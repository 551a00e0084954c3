"""Rules of breakdowns: which dataset may be cut by what."""

from collections import Counter
from collections.abc import Iterator

from ads.asking import Asked
from ads.datasets import DATASETS, Dataset
from ads.limits import REPORT_BREAKDOWNS_MAX
from ads.objections import Objection, Severity
from ads.other_route import by_other_route
from contracts.ads import Breakdown, DatasetKey, Route

BETA = frozenset({Breakdown.AGE_BUCKET_AND_GENDER, Breakdown.CREATIVE_ENHANCEMENTS})
"""Not open to every app."""
NEAR_MAX = 3


def only_where_cut(asked: Asked) -> Iterator[Objection]:
    """Pinterest ignores breakdowns of other levels without a word, so the sums would look like a breakdown."""
    if asked.spec.breakdowns and not asked.dataset.breakdowns:
        message = f"{asked.spec.dataset} cannot be broken down; Pinterest would ignore it without an error"
        yield Objection("breakdowns", "breakdown_off_level", message, _cut_twin(asked.dataset))


def at_least_one(asked: Asked) -> Iterator[Objection]:
    """A dataset of breakdowns is broken down by something."""
    if asked.dataset.breakdowns and not asked.spec.breakdowns:
        message = f"{asked.spec.dataset} needs a breakdown"
        nearest = (Breakdown.GENDER.value, Breakdown.COUNTRY.value, Breakdown.APPTYPE.value)
        yield Objection("breakdowns", "no_breakdown", message, nearest)


def once(asked: Asked) -> Iterator[Objection]:
    """Each breakdown is asked for once."""
    for breakdown, times in Counter(asked.spec.breakdowns).items():
        if times > 1:
            message = f"{breakdown} is asked for {times} times"
            yield Objection("breakdowns", "doubled_breakdown", message, (breakdown.value,))


def of_this_level(asked: Asked) -> Iterator[Objection]:
    """Some breakdowns belong to one level alone."""
    if not asked.dataset.breakdowns:
        return
    for breakdown in asked.spec.breakdowns:
        if breakdown not in asked.dataset.breakdowns:
            there = tuple(key.value for key, one in DATASETS.items() if breakdown in one.breakdowns)
            message = f"{asked.spec.dataset} cannot be broken down by {breakdown}"
            yield Objection("breakdowns", "breakdown_of_another_level", message, there)


def of_this_route(asked: Asked) -> Iterator[Objection]:
    """Some breakdowns belong to one route alone."""
    if asked.route not in asked.dataset.routes:
        return
    there = asked.dataset.breakdowns_of(asked.route)
    nearest = by_other_route(asked) or _of_those_there(asked, there)
    for breakdown in asked.spec.breakdowns:
        if breakdown in asked.dataset.breakdowns - there:
            message = f"{breakdown} cannot be had by the route {asked.route}"
            yield Objection("breakdowns", "breakdown_off_route", message, nearest)


def _of_those_there(asked: Asked, there: frozenset[Breakdown]) -> tuple[str, ...]:
    """Those of the source that the route has, else some others."""
    rest = ", ".join(f'"{one}"' for one in asked.spec.breakdowns if one in there)
    return (f"breakdowns = [{rest}]",) if rest else tuple(one.value for one in sorted(there)[:NEAR_MAX])


def five_a_report(asked: Asked) -> Iterator[Objection]:
    """More than a report takes are asked for in several: the cuts are independent, so nothing is lost."""
    if asked.route is Route.ASYNC and len(asked.spec.breakdowns) > REPORT_BREAKDOWNS_MAX:
        reports = -(-len(asked.spec.breakdowns) // REPORT_BREAKDOWNS_MAX)
        message = f"a report takes {REPORT_BREAKDOWNS_MAX} breakdowns, so each piece is asked for in {reports}"
        yield Objection("breakdowns", "breakdowns_split", message, severity=Severity.WARNED)


def in_beta(asked: Asked) -> Iterator[Objection]:
    """What Pinterest has not opened to everybody is said before it is refused."""
    for breakdown in asked.spec.breakdowns:
        if breakdown in BETA:
            message = f"{breakdown} is in Pinterest's beta: only for apps that Pinterest has let in"
            yield Objection("breakdowns", "beta_breakdown", message, severity=Severity.WARNED)


def _cut_twin(one: Dataset) -> tuple[str, ...]:
    twins = [key for key in DatasetKey if key == f"{one.key}_breakdown"]
    return tuple(f'dataset = "{twin}"' for twin in twins)


BREAKDOWN_RULES = (only_where_cut, at_least_one, once, of_this_level, of_this_route, five_a_report, in_beta)
