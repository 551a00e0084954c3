"""What an ad account looks like: how much there is of everything. The rest of it follows by computation."""

from __future__ import annotations

from dataclasses import dataclass, field

CAN_REPORT = frozenset({"OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"})
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class Shape:
    """`ad_groups` are those of each campaign, `ads` those of each ad group, and so on. `first_day` and
    all other days are whole days since the epoch, UTC. `roles` are those of other people's accounts. `closed` are
    columns that Pinterest has not opened to whoever asks about this ad account.
    """

    id: str
    owner: str
    name: str
    first_day: int
    seed: int = 0
    currency: str = "EUR"
    country: str = "DE"
    campaigns: int = 3
    ad_groups: int = 2
    ads: int = 3
    keywords: int = 3
    product_groups: int = 2
    roles: dict[str, list[str]] = field(default_factory=dict)
    closed: list[str] = field(default_factory=list)

    def roles_of(self, account: str) -> list[str]:
        return ["OWNER"] if account == self.owner else self.roles.get(account, [])

    def may_report(self, account: str) -> bool:
        return not CAN_REPORT.isdisjoint(self.roles_of(account))


def day_of(epoch: float) -> int:
    return int(epoch // DAY_SECONDS)
