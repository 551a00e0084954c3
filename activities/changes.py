"""Changes of a product: taken in and decided about by its source's rules, and called done in the end."""

from dataclasses import dataclass

import structlog
from temporalio import activity

from activities.change_ports import Products, Sources, Unread
from activities.ports import Clock
from activities.translate import in_temporals_words
from contracts.buffering import ChangeStep, DecideOrder, DeedLine
from contracts.change_rules import PINNING, ChangeRules
from contracts.intake import FoldStep, KeptDecision, SourceCard
from drafting.change_decisions import Deciding, actions_of, happenings_of
from drafting.change_rules import ChangeBook
from drafting.change_rules_text import read_change_rules, usual_rules
from drafting.happenings import happening_words
from drafting.toml_tables import RulesBroken

WORDS_MAX = 1_500
"""Characters of what is told of a decision; all of it is in the store."""

UNREAD_SECONDS = 1.0
"""A delivery that came so long ago should have been read: who decides waits for it."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ChangeActivities:
    products: Products
    sources: Sources
    unread: Unread
    clock: Clock

    @activity.defn
    async def decide(self, order: DecideOrder) -> ChangeStep:
        """Take in the product's changes, and decide about them.

        Run twice: what was decided and is not done is given again, and nothing is decided beside it.
        """
        with in_temporals_words():
            card = await self.sources.card(order.source)
            if card is None:
                return ChangeStep(words=f"there is no source {order.source} any more")
            if not order.anyway and await self._is_behind(order):
                return ChangeStep(behind=True)
            try:
                rules = rules_of(card)
            except RulesBroken as broken:
                log.warning("source.rules_broken", source=card.key, why=str(broken))
                return ChangeStep(words=f"the source's rules cannot be read: {broken}"[:WORDS_MAX])
            return await self._step(order, rules)

    async def _is_behind(self, order: DecideOrder) -> bool:
        """After a pause of ours a product is quiet at once, while what came meanwhile stands in deliveries."""
        oldest = await self.unread.oldest_unread(order.source)
        return oldest is not None and oldest <= self.clock.now() - UNREAD_SECONDS

    async def _step(self, order: DecideOrder, rules: ChangeRules) -> ChangeStep:
        now = self.clock.now()
        deciding = Deciding(order.source, ChangeBook.of(rules), now)
        step = await self.products.fold(order.source, order.product_key, deciding, now)
        if step.decision is not None:
            log.info("change.decided", source=order.source, product=order.product_key, decision=step.decision.id)
        return told_step(step)

    @activity.defn
    async def finish_decision(self, decision: int) -> None:
        """The decision was carried out. Run twice: the first time stays, cool-downs too."""
        with in_temporals_words():
            kept = await self.products.decision(decision)
            if kept is not None:
                await self.products.done(decision, self.clock.now(), pinned=_pins(kept))


def rules_of(card: SourceCard) -> ChangeRules:
    """The source's own, or the usual ones. Raises `RulesBroken`."""
    return usual_rules(card.account) if card.rules is None else read_change_rules(card.rules, card.account)


def told_step(step: FoldStep) -> ChangeStep:
    """The step as a workflow may carry it: the decision by its number."""
    decision = step.decision
    if decision is None:
        return ChangeStep(folded=step.folded, more=step.more)
    actions = enumerate(actions_of(decision))
    return ChangeStep(
        decision=decision.id,
        deeds=tuple(DeedLine(number=at, do=action.do, account=action.account) for at, action in actions),
        folded=step.folded,
        more=step.more,
        words=_words(decision),
    )


def _words(decision: KeptDecision) -> str:
    happened = "; ".join(map(happening_words, happenings_of(decision)))
    return f"{happened}\n{decision.explanation}"[:WORDS_MAX]


def _pins(decision: KeptDecision) -> bool:
    return any(action.do in PINNING for action in actions_of(decision))
