"""Whose rules hold for a launch: its own, its account's and its boards'."""

from collections.abc import Mapping

from contracts.launch import LaunchPolicy, LaunchSummary
from contracts.windows import WindowRule
from drafting.planning import Rules
from starter.ledger import Ledger

Standing = tuple[WindowRule | None, Mapping[str, WindowRule]]
"""An account's own rule, and those of its boards by their folded names."""

NO_RULES: Standing = (None, {})


def rules_with(policy: LaunchPolicy, standing: Standing) -> Rules:
    """All that say when the launch's pins leave."""
    account, boards = standing
    return Rules(launch=policy.window, account=account, boards=boards)


def is_windowed(policy: LaunchPolicy, standing: Standing) -> bool:
    """Whether anybody says so: which boards a launch has is not known before its rows are read."""
    account, boards = standing
    return policy.window is not None or account is not None or bool(boards)


def stated_zone(policy: LaunchPolicy, standing: Standing) -> str | None:
    """The zone whose clocks people mean: of the launch's window, the account's, or its publish dates."""
    rules = (policy.window, standing[0])
    zones = (rule.window.zone for rule in rules if rule and rule.window)
    return next(zones, policy.zone)


async def zone_of(ledger: Ledger, summary: LaunchSummary) -> str | None:
    """The zone in which times of this launch are told; None: nobody has named one."""
    return stated_zone(summary.policy, await ledger.plans.rules_of(summary.account))
