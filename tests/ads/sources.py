"""Sources to try the rules of ads data on: only what matters to a test is said."""

from datetime import date
from typing import Any

from ads.objections import Objection
from ads.preflight import preflight
from contracts.ads import AdsSourceSpec

TODAY = date(2026, 11, 22)


def a_source(**changes: Any) -> AdsSourceSpec:  # Any: fields of the source, as a file spells them
    """A daily campaign source that nothing stands against."""
    fields = {
        "key": "campaigns-daily",
        "account": "demo",
        "ad_account_id": "549755885175",
        "dataset": "campaign",
        "columns": ["SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION", "TOTAL_CONVERSIONS"],
    }
    return AdsSourceSpec.model_validate(fields | changes)


def objections(first: str = "2026-11-01", last: str = "2026-11-21", **changes: Any) -> tuple[Objection, ...]:
    """What the pre-flight says of a source with these changes, for these days."""
    return preflight(a_source(**changes), date.fromisoformat(first), date.fromisoformat(last), TODAY)
