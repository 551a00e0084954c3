"""Whether a source may be kept: every rule asked, and the account's access to the ad account."""

from collections.abc import Sequence
from datetime import date, timedelta

from ads.access import access
from ads.objections import Objection
from ads.preflight import preflight, refusals
from contracts.ads import AdsSourceSpec
from contracts.ads_reports import SeenAdAccount


def standing_objections(spec: AdsSourceSpec, today: date) -> tuple[Objection, ...]:
    """All that stands against reading it day by day; warnings come last. `today` is UTC's."""
    day = today - timedelta(days=1)
    return preflight(spec, day, day, today)


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
