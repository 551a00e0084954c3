"""Confirm: live means seen. The pin is read back until board, link and picture are there."""

from dataclasses import dataclass

from temporalio import activity

from activities.ports import Clock, Intents, Pins
from activities.translate import in_temporals_words, not_yet
from contracts.contract import Instant
from contracts.ledger import Intent
from contracts.outcome import Evidence, Outcome, PinOutcome, Reason
from contracts.pin import ConfirmOrder
from contracts.refusals import REMEDIES
from contracts.sightings import SeenPin
from contracts.trouble import PinGone
from drafting.links import bare_link, read_marker

LOOK_AGAIN_SECONDS = 1.0
APPEARS_SECONDS_MAX = 60.0
"""How long a pin that was just made may be unknown to a read."""


@dataclass(frozen=True)
class ConfirmActivities:
    pins: Pins
    intents: Intents
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

    async def _look(self, order: ConfirmOrder, intent: Intent) -> PinOutcome:
        try:
            pin = await self.pins.get(order.account, order.pin_id)
        except PinGone:
            return self._gone(order)
        now = self.clock.now()
        differs = _difference(pin, order, intent)
        if differs:
            return ended(order, Outcome.UNCONFIRMED, Reason.PIN_DIFFERS, differs)
        if pin.images == 0:
            raise not_yet("the picture is being processed", again_seconds=LOOK_AGAIN_SECONDS)
        return PinOutcome(
            outcome=Outcome.LIVE,
            already=order.already,
            board_id=order.board_id,
            pin_id=order.pin_id,
            evidence=_evidence(pin, order, now),
        )

    def _gone(self, order: ConfirmOrder) -> PinOutcome:
        started = activity.info().scheduled_time.timestamp()
        if self.clock.now() - started < APPEARS_SECONDS_MAX:
            raise not_yet("the pin cannot be read yet", again_seconds=LOOK_AGAIN_SECONDS) from None
        message = f"pin {order.pin_id} was made, and Pinterest does not have it any more"
        return ended(order, Outcome.REFUSED, Reason.PIN_REMOVED, message)


def _difference(pin: SeenPin, order: ConfirmOrder, intent: Intent) -> str | None:
    """What about the pin is not as it was made, in words."""
    if pin.board_id != order.board_id:
        return f"pin {pin.id} is on board {pin.board_id}, not on {order.board_id}"
    if not _leads_to_product(pin, intent):
        return f"pin {pin.id} links to {pin.link}, not to the product"
    return None


def _leads_to_product(pin: SeenPin, intent: Intent) -> bool:
    """By our marker; a link that lost its tags still counts when it is the product's page."""
    marker = read_marker(pin.link)
    if marker is not None:
        return marker == intent.marker
    return intent.draft is not None and bare_link(pin.link or "") == bare_link(intent.draft.link)


def _evidence(pin: SeenPin, order: ConfirmOrder, now: Instant) -> tuple[Evidence, ...]:
    seen_by = "its owner only (sandbox or trial)" if order.owner_only else "its owner; the API tells no more"
    return (
        Evidence(what="read_back", value=f"pin {pin.id}, seen by {seen_by}", at=now),
        Evidence(what="board", value=order.board_id, at=now),
        Evidence(what="link", value=pin.link or "", at=now),
        Evidence(what="images", value=f"{pin.images} sizes", at=now),
    )


def ended(order: ConfirmOrder, outcome: Outcome, reason: Reason, message: str) -> PinOutcome:
    """An end of a pin that exists, or existed."""
    actor, remedy = REMEDIES[reason]
    return PinOutcome(
        outcome=outcome,
        board_id=order.board_id,
        pin_id=order.pin_id,
        reason=reason,
        message=message,
        remedy=remedy,
        actor=actor,
    )
