"""Counts of what was asked of the API, for whoever wants to prove something about a run."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from typing import Any

WRITES_KEPT = 100_000
SECONDS_KEPT = 3_600


@dataclass(frozen=True)
class Write:
    """An admitted write: when (epoch seconds), whose, which, the quota in force at that moment, and the app
    that asked.
    """

    at: float
    account: str
    operation: str
    limit: int
    app: str = ""  # in diaries of old: the account's own


@dataclass
class Tally:
    """Requests by operation and outcome. An outcome is the HTTP status that was answered,
    `dropped_after` or `garbage`. `limited` are those that the rate limits refused; a 429 that a fault
    plan made up is none of them. What was dropped before it was read is in no other number.
    """

    by_operation: dict[str, Counter[str]] = field(default_factory=dict)
    per_second: dict[int, int] = field(default_factory=dict)
    limited: int = 0
    dropped_before: int = 0
    writes: deque[Write] = field(default_factory=lambda: deque(maxlen=WRITES_KEPT))

    def count(self, operation: str, outcome: str, second: int) -> None:
        """One more request; its second is dropped from `per_second` after an hour's worth of newer ones."""
        self.by_operation.setdefault(operation, Counter())[outcome] += 1
        self.per_second[second] = self.per_second.get(second, 0) + 1
        while len(self.per_second) > SECONDS_KEPT:
            del self.per_second[next(iter(self.per_second))]

    def as_json(self) -> dict[str, Any]:  # JSON
        return {
            "total": sum(counter.total() for counter in self.by_operation.values()),
            "limited": self.limited,
            "dropped_before": self.dropped_before,
            "by_operation": {operation: dict(counter) for operation, counter in self.by_operation.items()},
            "per_second": {str(second): times for second, times in self.per_second.items()},
        }

    def writes_as_json(self) -> list[dict[str, Any]]:  # JSON
        return [asdict(write) for write in self.writes]
