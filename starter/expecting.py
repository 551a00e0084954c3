"""When a launch will have ended, as far as the ledger knows; Temporal is not asked."""

import time
from dataclasses import replace

from contracts.contract import Instant
from contracts.launch import LaunchSummary
from contracts.reconciling import Reconciling
from outcomes.forecast import PACE_SECONDS, Forecast, Limit, Remaining, forecast
from starter.account_card import remedy_for
from starter.ledger import Ledger


async def expectation(ledger: Ledger, summary: LaunchSummary, reconciling: Reconciling) -> Forecast:
    """When the last pin will have ended, and what takes so long; or what a person must do first."""
    now = time.time()
    found = await ledger.launches.queueing(summary.launch, now - PACE_SECONDS)
    remaining = Remaining(
        count=found.count,
        held=found.held,
        ends=found.ends,
        last_due=found.last_due,
        last_settled=last_settled(reconciling),
    )
    expected = forecast(remaining, await ledger.accounts.survey(summary.account, now))
    return await _with_remedy(ledger, summary, expected, now) if expected.limit is Limit.PARKED else expected


async def _with_remedy(ledger: Ledger, summary: LaunchSummary, expected: Forecast, now: Instant) -> Forecast:
    """What a person does about an account that is parked stands wherever that is said."""
    card = await ledger.accounts.card(summary.account)
    remedy = remedy_for(card, now) if card is not None else None
    return replace(expected, why=f"{expected.why}. {remedy}") if remedy else expected


def last_settled(reconciling: Reconciling) -> Instant | None:
    """A pin that was made is mostly there at the first look; of one that was not, the grace decides."""
    return max((pin.settles if pin.reads else pin.next_read for pin in reconciling.pins), default=None)
