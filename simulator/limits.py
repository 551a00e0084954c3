"""Rate limits as Pinterest keeps them: sliding logs, announced by nothing but the headers.

Each app has quotas of its own with each account; a trial app has one a day for all its accounts together.
A request that was admitted at t counts from t until just before t + window. One that was refused
counts nowhere.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

from simulator.things import Account, Tier

MINUTE = 60.0
DAY = 86_400.0
SAFETY_NET = 100  # requests a second for app and user together, whatever the category


class Category(StrEnum):
    ORG_READ = "org_read"
    ORG_WRITE = "org_write"
    ORG_ANALYTICS = "org_analytics"
    ADS_READ = "ads_read"
    ADS_ANALYTICS = "ads_analytics"


@dataclass(frozen=True)
class Rule:
    """`limit` requests in any `window` seconds, counted together for everything with the same `key`."""

    key: str
    name: str
    limit: int
    window: float

    def structured(self) -> str:
        return f'{self.limit};w={self.window:.0f};name="{self.name}"'


@dataclass
class Limits:
    """Quotas a minute, by account or for all (None); whether two pins at once on a board are one too many;
    and the logs of what was admitted.
    """

    quotas: dict[tuple[str | None, Category], int] = field(default_factory=dict)
    contention: bool = True
    _logs: dict[str, deque[float]] = field(default_factory=dict)

    def has_room(self, account: Account, category: Category, now: float) -> bool:
        rules = self.rules(account, category)
        return all(self._count(rule, now) < rule.limit for rule in rules)

    def remember(self, account: Account, category: Category, at: float) -> None:
        """Counts a request that was admitted at `at`."""
        for rule in self.rules(account, category):
            self._logs.setdefault(rule.key, deque()).append(at)

    def quota(self, account: Account, category: Category) -> int:
        """The number of the category's own rule: a minute, for trial apps a day."""
        return self._category_rule(account, category).limit

    def rules(self, account: Account, category: Category) -> tuple[Rule, Rule]:
        """The safety net first, as Pinterest lists it."""
        net = Rule(f"{account.app}/{account.name}/net", "safety_net_app_id_user_id", SAFETY_NET, 1.0)
        return net, self._category_rule(account, category)

    def _category_rule(self, account: Account, category: Category) -> Rule:
        chosen = self.quotas.get((account.name, category), self.quotas.get((None, category)))
        if chosen is None and account.tier is Tier.TRIAL:
            name = f"{category}_app_id"
            return Rule(f"app {account.app}/{category}", name, _trial_quota(category), DAY)
        limit = _standard_quota(category) if chosen is None else chosen
        return Rule(f"{account.app}/{account.name}/{category}", f"{category}_app_id_user_id", limit, MINUTE)

    def headers(self, account: Account, category: Category, now: float) -> dict[str, str]:
        """`x-ratelimit-*`: the binding rule's limit and then all rules; what is left of the binding one;
        whole seconds until it has more room.
        """
        rules = self.rules(account, category)
        binding = min(rules, key=lambda rule: (self._left(rule, now), -rule.window))
        return {
            "x-ratelimit-limit": ", ".join([str(binding.limit), *(rule.structured() for rule in rules)]),
            "x-ratelimit-remaining": str(self._left(binding, now)),
            "x-ratelimit-reset": str(math.ceil(self._seconds_to_room(binding, now))),
        }

    def forget_after(self, now: float) -> None:
        """Drops what lies ahead of a clock that was set back."""
        for log in self._logs.values():
            while log and log[-1] > now:
                log.pop()

    def _count(self, rule: Rule, now: float) -> int:
        log = self._logs.get(rule.key, deque())
        while log and now - log[0] >= rule.window:
            log.popleft()
        return len(log)

    def _left(self, rule: Rule, now: float) -> int:
        return max(0, rule.limit - self._count(rule, now))

    def _seconds_to_room(self, rule: Rule, now: float) -> float:
        """Until the request leaves the log that makes room; with room already, until the oldest does."""
        over = max(0, self._count(rule, now) - rule.limit)
        log = self._logs.get(rule.key, deque())
        if over < len(log):
            return log[over] + rule.window - now
        return rule.window if rule.limit == 0 else 0.0


def _standard_quota(category: Category) -> int:
    """A minute. Of organic analytics no number is published; it gets that of the ads' analytics."""
    if category is Category.ORG_WRITE:
        return 100
    return 300 if category in {Category.ADS_ANALYTICS, Category.ORG_ANALYTICS} else 1000


def _trial_quota(category: Category) -> int:
    return 300 if category is Category.ORG_WRITE else 1000
