"""What the API's plan needs of others. It raises `contracts.trouble.LedgerBusy`."""

from typing import Protocol

from contracts.api_plans import Plan, PlanOrder
from contracts.contract import Instant


class Planner(Protocol):
    """Plans as a launch would; nothing is kept."""

    async def plan(self, order: PlanOrder, now: Instant) -> Plan: ...
