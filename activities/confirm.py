"""Confirm: live means seen. The pin is read back until board, link and picture are as made; later, once more."""

from dataclasses import dataclass

from temporalio import activity

from activities import sight
from activities.ports import Accounts, Clock, Intents, Pins
from activities.translate import in_temporals_words, not_yet
from contracts.ledger import Intent
from contracts.outcome import Evidence, Outcome, PinOutcome, Reason
from contracts.pin import ConfirmOrder
from contracts.refusals import REMEDIES
from contracts.trouble import PinGone

LOOK_AGAIN_SECONDS = 1.0
LOOK_AGAIN_SECONDS_MAX = 30.0
"""The first and the longest wait between two looks at a pin that is not ready; they grow with the time waited."""

APPEARS_SECONDS_MAX = 60.0
"""How long a pin may be unknown to a read: just made, or missing for a moment."""

PICTURE_SECONDS_MAX = 600.0
"""How long Pinterest may process a picture before the pin ends as unconfirmed."""

VIDEO_SECONDS_MAX = 3_600.0
"""How long Pinterest may process a video before the pin ends as unconfirmed."""

EVIDENCE_MAX = 10
"""Pieces of evidence that are kept of a pin, the newest."""

MESSAGE_MAX = 2_000
"""A link may be part of a message, and Pinterest's may be of any length."""


@dataclass(frozen=True)
class ConfirmActivities:
    pins: Pins
    intents: Intents
    accounts: Accounts
    clock: Clock

    @activity.defn
    async def confirm(self, order: ConfirmOrder) -> PinOutcome:
        """Look at the pin; when it is as it should be, end the intent as live.

        Run twice: the first end stays, and is answered again.
        """
        with in_temporals_words():
            intent = await self.intents.load(order.key)
            outcome = intent.outcome or await self._look(order, intent)
            return await self.intents.settle(order.key, outcome, self.clock.now())

    @activity.defn
    async def look_again(self, order: ConfirmOrder) -> PinOutcome:
        """Look at a live pin once more: what was live then may be removed or changed now, and its end with it.

        Run twice: the same is seen, and said; an end that is not live any more stays.
        """
        with in_temporals_words():
            intent = await self.intents.load(order.key)
            if intent.outcome is not None and intent.outcome.outcome is not Outcome.LIVE:
                return intent.outcome
            seen = await self._look(order, intent)
            outcome = seen_again(intent.outcome, seen) if intent.outcome else seen
            return await self.intents.amend(order.key, outcome, self.clock.now())

    async def _look(self, order: ConfirmOrder, intent: Intent) -> PinOutcome:
        try:
            pin = await self.pins.get(order.account, order.pin_id)
        except PinGone:
            return self._gone(order)
        owner_only = order.owner_only or await self.accounts.is_trial(order.account)
        seen = sight.evidence(pin, intent, self.clock.now(), owner_only=owner_only)
        differs = sight.difference(pin, order, intent)
        if differs:
            return ended(order, Outcome.UNCONFIRMED, Reason.PIN_DIFFERS, differs, seen)
        lacks = sight.lacks(pin, intent)
        if lacks:
            return self._not_ready(order, intent, lacks, seen)
        return PinOutcome(
            outcome=Outcome.LIVE,
            already=order.already,
            board_id=order.board_id,
            pin_id=order.pin_id,
            evidence=seen,
            owner_only=owner_only,
        )

    def _gone(self, order: ConfirmOrder) -> PinOutcome:
        if self._waited() < APPEARS_SECONDS_MAX:
            raise not_yet("the pin cannot be read yet", again_seconds=LOOK_AGAIN_SECONDS) from None
        message = f"pin {order.pin_id} was made, and Pinterest does not have it any more"
        gone = Evidence(what="gone", value=f"pin {order.pin_id}", at=self.clock.now())
        return ended(order, Outcome.REFUSED, Reason.PIN_REMOVED, message, (gone,))

    def _not_ready(
        self, order: ConfirmOrder, intent: Intent, lacks: str, seen: tuple[Evidence, ...]
    ) -> PinOutcome:
        patience = VIDEO_SECONDS_MAX if sight.is_video(intent) else PICTURE_SECONDS_MAX
        waited = self._waited()
        if waited < patience:
            raise not_yet(lacks, again_seconds=next_gap(waited))
        message = f"pin {order.pin_id} is there; after {waited:.0f} s {lacks}"
        return ended(order, Outcome.UNCONFIRMED, Reason.PIN_NOT_READY, message, seen)

    def _waited(self) -> float:
        """Seconds since somebody wanted this look."""
        return self.clock.now() - activity.info().scheduled_time.timestamp()


def next_gap(waited: float) -> float:
    """Seconds until the next look at a pin that is not ready after `waited`: a quarter of that, within limits."""
    return min(LOOK_AGAIN_SECONDS_MAX, max(LOOK_AGAIN_SECONDS, waited / 4))


def seen_again(before: PinOutcome, now: PinOutcome) -> PinOutcome:
    """The end of a live pin after another look: one piece of evidence more, or what became of it."""
    if now.outcome is not Outcome.LIVE:
        return now.model_copy(update={"evidence": (*before.evidence, *now.evidence)[-EVIDENCE_MAX:]})
    evidence = (*before.evidence, *now.evidence[:1])[-EVIDENCE_MAX:]
    return before.model_copy(update={"evidence": evidence, "owner_only": now.owner_only})


def ended(
    order: ConfirmOrder, outcome: Outcome, reason: Reason, message: str, seen: tuple[Evidence, ...]
) -> PinOutcome:
    """An end of a pin that exists, or existed."""
    actor, remedy = REMEDIES[reason]
    return PinOutcome(
        outcome=outcome,
        board_id=order.board_id,
        pin_id=order.pin_id,
        reason=reason,
        message=message[:MESSAGE_MAX],
        remedy=remedy,
        actor=actor,
        evidence=seen,
    )
