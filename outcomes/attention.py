"""Who must act on what: the products that are not live, by actor and reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contracts.launch import ConcernCount, ProductResult
from contracts.outcome import Actor, Outcome, Reason

ACTORS = (Actor.MERCHANT, Actor.OPERATOR, Actor.PINTEREST, Actor.NOBODY)
"""In the order in which a report names them: who can do most first."""

SAMPLES_MAX = 8
"""Products that stand for all of one concern."""


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
    return sorted(found, key=lambda concern: _place(concern.actor, len(concern.products), concern.reason))


def concern_lines(counts: Iterable[ConcernCount]) -> Sequence[ConcernCount]:
    """Counts from the ledger as `concerns` orders them: each concern once, with its first 8 products.

    Counts of one concern are added up; what concerns no product is left out.
    """
    lines: dict[tuple[Actor, Reason, str], ConcernCount] = {}
    for count in counts:
        key = (count.actor, count.reason, count.remedy)
        if count.count > 0:
            lines[key] = _added(lines[key], count) if key in lines else _sampled(count)
    return sorted(lines.values(), key=lambda line: _place(line.actor, line.count, line.reason))


def concern_counts(results: Iterable[ProductResult]) -> Sequence[ConcernCount]:
    """The lines of results that are at hand, as if the ledger had counted them."""
    return [
        ConcernCount(
            actor=concern.actor,
            reason=concern.reason,
            remedy=concern.remedy,
            count=len(concern.products),
            samples=tuple(concern.products[:SAMPLES_MAX]),
        )
        for concern in concerns(results)
    ]


def _place(actor: Actor, count: int, reason: Reason) -> tuple[int, int, str]:
    return (ACTORS.index(actor), -count, reason)


def _sampled(count: ConcernCount) -> ConcernCount:
    first = sorted(count.samples, key=lambda result: (result.row, result.image))[:SAMPLES_MAX]
    return count.model_copy(update={"samples": tuple(first)})


def _added(one: ConcernCount, other: ConcernCount) -> ConcernCount:
    both = {"count": one.count + other.count, "samples": (*one.samples, *other.samples)}
    return _sampled(one.model_copy(update=both))
