"""Alerts: what a person must see to goes out once, to the log and to the operator's own address."""

from dataclasses import dataclass

import structlog
from temporalio import activity

from activities.ports import Alerts, Bell, Clock
from activities.translate import in_temporals_words
from contracts.accounts import Alert
from contracts.names import AccountKey

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AlertActivities:
    alerts: Alerts
    bell: Bell | None
    """None: the operator gave no address; the log and `pinflow accounts` tell."""
    clock: Clock

    @activity.defn
    async def tell_alerts(self, account: AccountKey) -> None:
        """Tell what nobody was told of yet, the oldest first.

        Run twice: what was told is told no more. If the worker dies between the two, one alert is told twice:
        better than never.
        """
        with in_temporals_words():
            untold = await self.alerts.untold(account)
            first = activity.info().attempt == 1
            if first:
                # Before the bell: an address that does not answer must not keep the log silent.
                for alert in untold:
                    _log(alert)
            for alert in untold:
                if self.bell is not None:
                    await self.bell.ring(alert)
                if not first:  # the first try may have ended before it knew of this one
                    _log(alert)
                await self.alerts.told(alert.id, self.clock.now())


def _log(alert: Alert) -> None:
    log.error(
        "alert",
        kind=alert.kind,
        account=alert.account,
        cause=alert.cause,
        message=alert.message,
        remedy=alert.remedy,
    )
