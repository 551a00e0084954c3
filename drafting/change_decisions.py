"""A product's changes, from what is told to what is done: the rule that the store asks when it takes them in."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from contracts.change_rules import ChangeAction, Decision
from contracts.changes import KnownProduct, ProductChange
from contracts.contract import Instant
from contracts.happenings import Happening
from contracts.intake import Folding, NewDecision
from contracts.names import SourceKey
from drafting.change_folding import before_news, fold
from drafting.change_rules import ChangeBook, explanation_line

ACTIONS = TypeAdapter(tuple[ChangeAction, ...])
HAPPENINGS = TypeAdapter(tuple[Happening, ...])


@dataclass(frozen=True)
class Deciding:
    """How the changes of a source's products are taken in."""

    source: SourceKey
    book: ChangeBook
    now: Instant

    def __call__(self, known: KnownProduct | None, changes: Sequence[ProductChange]) -> Folding:
        """What is known after the changes, in their order of arrival, and what is done about them.

        There is no decision where nothing happened; one without `counted` only says why nothing is done. Raises as
        `fold`.
        """
        after = fold(known, changes, source=self.source)
        before = before_news(known, changes, source=self.source)
        decision = self.book.decide(before, after, self.now)
        return Folding(known=after, decision=_written(decision) if decision.happenings else None)


def actions_of(decision: NewDecision) -> tuple[ChangeAction, ...]:
    """What is to be done, of a decision that was kept. Raises `ValidationError` for one that is not of ours."""
    return ACTIONS.validate_json(decision.actions)


def happenings_of(decision: NewDecision) -> tuple[Happening, ...]:
    """What it was decided about. Raises as `actions_of`."""
    return HAPPENINGS.validate_json(decision.happenings)


def _written(decision: Decision) -> NewDecision:
    return NewDecision(
        happenings=HAPPENINGS.dump_json(decision.happenings, exclude_defaults=True).decode(),
        actions=ACTIONS.dump_json(decision.actions, exclude_defaults=True).decode(),
        explanation="\n".join(map(explanation_line, decision.explanations)),
        counted=tuple(action.do for action in decision.actions),
    )
