"""Whether a source may be kept: every rule asked, and the account's access to the ad account."""

from collections.abc import Sequence
from datetime import date

from ads.access import access
from ads.days import wanted_days
from ads.objections import Objection
from ads.preflight import NAMED_BY_PLANS, preflight, refusals
from contracts.ads import AdsSourceSpec, Granularity
from contracts.ads_reports import SeenAdAccount


def standing_objections(spec: AdsSourceSpec, today: date) -> tuple[Objection, ...]:
    """All that stands against reading it day by day; warnings come last. `today` is UTC's.

    Totals are of all its days at once. Days that Pinterest no longer has stand against nothing: runs name them.
    """
    first, last = wanted_days(spec, None, None, today)
    if spec.granularity is not Granularity.TOTAL:
        first = last
    return tuple(one for one in preflight(spec, first, last, today) if one.rule not in NAMED_BY_PLANS)


def fit_to_keep(
    spec: AdsSourceSpec, seen: Sequence[SeenAdAccount] | None, today: date
) -> AdsSourceSpec | tuple[Objection, ...]:
    """The source with the ad account's currency, or what refuses it.

    `seen`: the ad accounts that its account sees; None without a Pinterest to ask: then each run finds out.
    """
    refused = refusals(standing_objections(spec, today)) or tuple(access(spec, seen) if seen is not None else ())
    if refused:
        return refused
    said = next((one.currency for one in seen or () if one.id == spec.ad_account_id), "")
    return spec.model_copy(update={"currency": spec.currency or said})
