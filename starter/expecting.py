"""When a launch will have ended, as far as the ledger knows; Temporal is not asked."""

import time

from contracts.launch import LaunchSummary
from outcomes.forecast import PACE_SECONDS, Forecast, Remaining, forecast
from starter.ledger import Ledger


async def expectation(ledger: Ledger, summary: LaunchSummary) -> Forecast:
    """When the last pin will have ended, and what takes so long; or what a person must do first."""
    now = time.time()
    found = await ledger.launches.queueing(summary.launch, now - PACE_SECONDS)
    remaining = Remaining(count=found.count, held=found.held, ends=found.ends, last_due=found.last_due)
    return forecast(remaining, await ledger.accounts.survey(summary.account, now))
