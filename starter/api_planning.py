"""Plans for the HTTP API, made as `pinflow plan` makes them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.api_plans import Plan, PlanMoment, PlanOrder
from contracts.contract import Instant
from contracts.launch import LaunchPolicy
from contracts.ledger import NewRow
from drafting.planning import reach_seconds, shares_things
from starter.dry_run import READY, Verdict
from starter.plan_rows import PlanTerms, gap_seconds, planned_rows
from starter.standing import rules_with, stated_zone
from store.accounts import SqlAccounts
from store.plans import SqlPlans

ZONE_OF_NOBODY = "UTC"
"""Whose clocks are meant where nobody has named a zone."""


@dataclass(frozen=True)
class LedgerPlanner:
    """Keeps the API's port `Planner`. The same pins are planned alike, as long as nothing else changes."""

    accounts: SqlAccounts
    plans: SqlPlans

    async def plan(self, order: PlanOrder, now: Instant) -> Plan:
        view = await self.accounts.survey(order.account, now)
        policy, standing = LaunchPolicy(window=order.rule), await self.plans.rules_of(order.account)
        rules = rules_with(policy, standing)
        since = now - reach_seconds(rules, gap_seconds(view))
        placed = await self.plans.placed(order.account, since, shared=shares_things(rules))
        zone = stated_zone(policy, standing) or ZONE_OF_NOBODY
        terms = PlanTerms(rules, view, zone=zone, seed=order.account)
        # Beside the event loop: a thousand rows under tight rules take their time.
        found = await asyncio.to_thread(planned_rows, _verdicts(order), terms, placed)
        moments = tuple(PlanMoment(at=row.at, reason=row.reason, message=row.message) for row in found)
        return Plan(zone=zone, moments=moments)


def _verdicts(order: PlanOrder) -> Sequence[Verdict]:
    return [
        Verdict(
            NewRow(row=number, product_key=str(number), board_name=row.board, not_before=row.since),
            READY,
            shown=(row.link, row.image),
        )
        for number, row in enumerate(order.rows)
    ]
