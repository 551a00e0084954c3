"""Every rule that Pinterest has for a request, asked before a call is spent on it.

Pure, and without a clock: the day comes from the caller. What refuses names its field and the nearest choice.
"""

from datetime import date

from ads.asking import Asked
from ads.breakdown_rules import BREAKDOWN_RULES
from ads.column_rules import COLUMN_RULES
from ads.day_rules import DAY_RULES
from ads.destination_rules import DESTINATION_RULES
from ads.filter_rules import FILTER_RULES
from ads.objections import Objection
from ads.size_rules import SIZE_RULES
from ads.source_rules import SOURCE_RULES
from ads.window_rules import WINDOW_RULES
from contracts.ads import AdsSourceSpec

NAMED_BY_PLANS = frozenset({"day_too_old", "future_day"})
OF_KEEPING = frozenset({"first_day_to_come", "first_day_too_early", "look_back_too_long", "csv_without_report"})
RULES = (
    *SOURCE_RULES,
    *DESTINATION_RULES,
    *COLUMN_RULES,
    *BREAKDOWN_RULES,
    *WINDOW_RULES,
    *FILTER_RULES,
    *DAY_RULES,
    *SIZE_RULES,
)


def preflight(spec: AdsSourceSpec, first: date, last: date, today: date) -> tuple[Objection, ...]:
    """All that stands against asking for these days; what refuses comes first. `today` is UTC's."""
    asked = Asked(spec, first, last, today)
    found = [objection for rule in RULES for objection in rule(asked)]
    return tuple(sorted(found, key=lambda objection: not objection.refuses))


def plan_refusals(spec: AdsSourceSpec, first: date, last: date, today: date) -> tuple[Objection, ...]:
    """Those for which no plan can be made: days that cannot be had it leaves out and names."""
    found = refusals(preflight(spec, first, last, today))
    return tuple(one for one in found if one.rule not in NAMED_BY_PLANS)


def run_refusals(spec: AdsSourceSpec, first: date, last: date, today: date) -> tuple[Objection, ...]:
    """Those for which a source that is kept is not read: what its file should not say changes no request."""
    return tuple(one for one in plan_refusals(spec, first, last, today) if one.rule not in OF_KEEPING)


def refusals(objections: tuple[Objection, ...]) -> tuple[Objection, ...]:
    """Those for which no call is to be made."""
    return tuple(objection for objection in objections if objection.refuses)
