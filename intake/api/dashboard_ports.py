"""What the API's dashboard needs of the store. It raises `contracts.trouble.LedgerBusy`."""

from typing import Protocol

from contracts.api_dashboard import DashboardLook, DashboardOrder


class Dashboard(Protocol):
    """Counts."""

    async def look(self, order: DashboardOrder) -> DashboardLook: ...
