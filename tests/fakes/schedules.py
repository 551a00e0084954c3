"""Temporal's schedules in memory; the real ones are tried on the real server."""

from dataclasses import dataclass, field

from contracts.names import AccountKey


@dataclass
class FakeSchedules:
    """Keeps the port `Schedules`: the minutes between two patrols of each account."""

    patrols: dict[AccountKey, int] = field(default_factory=dict)

    async def keep_patrol(self, account: AccountKey, minutes: int) -> None:
        self.patrols[account] = minutes
