"""What befalls requests at the simulator: rules with names, changed while it runs, and how often each hit."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.journeys.pinflow import Document, Truth

MAKE_A_PIN: Document = {"method": "POST", "path": "/v5/pins"}
READ: Document = {"method": "GET", "path": "/v5/*"}


@dataclass(frozen=True)
class Misfortune:
    """One rule of a fault plan (`docs/testing.md`)."""

    name: str
    match: Document
    effect: Document
    probability: float | None = None
    times: int | None = None

    def rule(self) -> Document:
        limits = {"probability": self.probability, "times": self.times}
        given = {name: value for name, value in limits.items() if value is not None}
        return {"match": self.match, "effect": self.effect, **given}


def on_pins(name: str, probability: float, **effect: object) -> Misfortune:
    return Misfortune(f"pin {name}", MAKE_A_PIN, effect, probability)


def on_reads(name: str, probability: float, **effect: object) -> Misfortune:
    return Misfortune(f"read {name}", READ, effect, probability)


@dataclass
class Misfortunes:
    """The plan as it is now. Each change begins its dice and hit counts anew, so hits are gathered before."""

    truth: Truth
    seed: int
    rules: tuple[Misfortune, ...] = ()
    hits: Counter[str] = field(default_factory=Counter)
    _posted: int = 0
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def set(self, rules: Sequence[Misfortune]) -> None:
        async with self._turn:
            await self._gather()
            self.rules = tuple(rules)
            await self._post()

    async def add(self, rule: Misfortune) -> None:
        """Before the others: the first that hits wins."""
        await self.set((rule, *self.rules))

    async def remove(self, rule: Misfortune) -> None:
        await self.set([kept for kept in self.rules if kept is not rule])

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """The block ends the simulator and starts it again: it knows no plan then. Nobody asks it meanwhile."""
        async with self._turn:
            await self._gather()
            yield
            await self._post()

    async def _gather(self) -> None:
        if not self._posted:
            return
        told = await asyncio.to_thread(self.truth.get, "faults")
        for rule, found in zip(self.rules, told["rules"], strict=True):
            self.hits[rule.name] += found["hits"]

    async def _post(self) -> None:
        self._posted += 1
        plan = {"seed": self.seed + self._posted, "rules": [rule.rule() for rule in self.rules]}
        await asyncio.to_thread(self.truth.post, "faults", plan)
