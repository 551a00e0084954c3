"""A plan of misfortunes: which requests are hit, how often, and by what.

The rules are tried in order and the first that hits wins. Each rule has its own dice, seeded by the
plan's seed and its place in the plan, so the same requests in the same order meet the same fate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator.effects import Effect


@dataclass(frozen=True)
class Match:
    """None matches everything; a path that ends in `*` matches all that begins so."""

    method: str | None = None
    path: str | None = None
    account: str | None = None

    def fits(self, method: str, path: str, account: str | None) -> bool:
        return (
            self.method in (None, method)
            and self.account in (None, account)
            and (self.path is None or _path_fits(self.path, path))
        )


@dataclass
class FaultRule:
    """Hits with `probability`, or the first `times` that it fits, or (neither given) always."""

    match: Match
    probability: float
    times: int | None
    effect: Effect
    dice: Random
    source: dict[str, Any]  # the rule as it was posted
    hits: int = 0

    def strikes(self) -> bool:
        if self.times is not None and self.hits >= self.times:
            return False
        if self.dice.random() >= self.probability:
            return False
        self.hits += 1
        return True


@dataclass
class FaultPlan:
    seed: int
    rules: list[FaultRule] = field(default_factory=list)

    def strike(self, method: str, path: str, account: str | None) -> Effect:
        """What befalls this request; an effect without consequences if nothing does."""
        for rule in self.rules:
            if rule.match.fits(method, path, account) and rule.strikes():
                return rule.effect
        return Effect()

    def as_json(self) -> dict[str, Any]:  # JSON
        return {"seed": self.seed, "rules": [rule.source | {"hits": rule.hits} for rule in self.rules]}


def _path_fits(pattern: str, path: str) -> bool:
    if pattern.endswith("*"):
        return path.startswith(pattern[:-1])
    return path == pattern
