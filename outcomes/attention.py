"""Who must act on what: the products that are not live, by actor and reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.launch import ProductResult
from contracts.outcome import Actor, Outcome, Reason

ACTORS = (Actor.MERCHANT, Actor.OPERATOR, Actor.PINTEREST, Actor.NOBODY)
"""In the order in which a report names them: who can do most first."""


@dataclass(frozen=True)
class Concern:
    """One thing to do, and the products that it would help."""

    actor: Actor
    reason: Reason
    remedy: str
    products: Sequence[ProductResult]


def concerns(results: Iterable[ProductResult]) -> Sequence[Concern]:
    """Concerns by actor, the most frequent first; products in the file's order."""
    groups: dict[tuple[Actor, Reason, str], list[ProductResult]] = {}
    for result in results:
        if result.outcome in {None, Outcome.LIVE} or result.reason is None:
            continue
        key = (result.actor or Actor.NOBODY, result.reason, result.remedy or "")
        groups.setdefault(key, []).append(result)
    found = [Concern(actor, reason, remedy, products) for (actor, reason, remedy), products in groups.items()]
    return sorted(found, key=lambda concern: (ACTORS.index(concern.actor), -len(concern.products), concern.reason))
