"""What does not fit is looked into: each pin is seen once more by itself before the ledger believes a listing."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from activities.mending import Mending
from activities.pin_looks import PinLooks
from activities.ports import Clock, PatrolBook
from contracts.contract import Instant
from contracts.findings import Finding, FindingKind
from contracts.names import AccountKey
from contracts.patrol import KnownIntent, LivePin, Standing
from contracts.sightings import SeenPin
from drafting.patrolling import Sighting, moment_words, words_of_duplicate

log = structlog.get_logger(__name__)


@dataclass
class Inquiry:
    """Changes as it goes on: `own` are the ledger's pins that were listed, and when each was made; what could not
    be settled is `left_over`.
    """

    account: AccountKey
    book: PatrolBook
    mending: Mending
    looks: PinLooks
    clock: Clock
    own: dict[str, Instant | None] = field(default_factory=dict)
    left_over: int = 0

    def may_look(self) -> bool:
        """False: it is left to the next round."""
        self.left_over += self.looks.left <= 0
        return self.looks.left > 0

    async def adopt(self, found: Sequence[Sighting]) -> None:
        """The pin of an intent that had none. An open attempt is left to its own reading."""
        for sighting in found:
            intent = intent_of(sighting)
            if intent.open_attempt:
                self.left_over += 1
            elif self.may_look():
                pin = await self.looks.see(sighting.pin.id)
                if pin is not None and not await self.mending.adopt(intent.key, pin):
                    self.left_over += 1

    async def compare(self, seconds: Sequence[Sighting]) -> None:
        """Two pins of one intent, if both are really there; else the one that is left is its own."""
        for sighting in seconds:
            if self.may_look() and (second := await self.looks.see(sighting.pin.id)) is not None:
                await self.compare_one(second, intent_of(sighting).marker)

    async def compare_one(self, second: SeenPin, marker: str) -> None:
        """The ledger is asked anew: the intent may have another pin since the listing."""
        (intent,) = await self.book.known([marker], [])
        if intent.pin_id in {None, second.id}:
            return
        own = await self._own(intent.pin_id or "")
        if own is None:
            await self._take_place(second, intent)
        else:
            detail = words_of_duplicate(second, own.id, own.created)
            await self.note(FindingKind.DUPLICATE, second, intent, detail, other_made_at=own.created)

    async def _own(self, pin_id: str) -> SeenPin | None:
        """The intent's own pin: as it was listed, or as it is when it was not; None when it is gone."""
        if pin_id in self.own:
            return SeenPin(id=pin_id, created=self.own[pin_id])
        return (await self.looks.see_certainly([pin_id]))[pin_id]

    async def _take_place(self, second: SeenPin, intent: KnownIntent) -> None:
        """The intent's own pin is gone: this one is it now, unless a person was told of another end already."""
        if intent.standing is Standing.OVER:
            await self.note(FindingKind.UNEXPECTED, second, intent, unexpected_words(second))
        elif intent.standing is not Standing.UNDER_WAY and not await self.mending.adopt(intent.key, second):
            self.left_over += 1

    async def doubt(self, doubted: Sequence[Sighting]) -> None:
        """A pin that was moved, or edited, or was thought to be gone."""
        for sighting in doubted:
            intent = intent_of(sighting)
            if intent.standing is Standing.UNDER_WAY or not self.may_look():
                continue
            pin = await self.looks.see(sighting.pin.id)
            if pin is not None:
                await self.mending.looked(intent.key, pin)

    async def tell(self, unheard: Sequence[Sighting]) -> None:
        """Pins of intents that are on their way to make one: a claim finds it, and makes no other.

        An open attempt is left to its own reading.
        """
        for sighting in unheard:
            if intent_of(sighting).open_attempt:
                continue
            if self.may_look() and (pin := await self.looks.see(sighting.pin.id)) is not None:
                await self.book.give_pin(intent_of(sighting).key, pin.id, self.clock.now())

    async def report(self, unexpected: Sequence[Sighting]) -> None:
        """Pins of intents that ended without one. They are theirs: wanted again, no other is made."""
        for sighting in unexpected:
            if self.may_look() and (pin := await self.looks.see(sighting.pin.id)) is not None:
                await self.book.give_pin(intent_of(sighting).key, pin.id, self.clock.now())
                await self.note(FindingKind.UNEXPECTED, pin, intent_of(sighting), unexpected_words(pin))

    async def name(self, strangers: Sequence[Sighting]) -> None:
        """Pins of nobody's: there is nothing to ask about them."""
        for sighting in strangers:
            pin = sighting.pin
            detail = f"pin {pin.id} was made {moment_words(pin.created)}; no product of this ledger has its marker"
            await self.note(FindingKind.STRANGER, pin, None, f"{detail}: {pin.link}")

    async def miss(self, missing: Sequence[LivePin]) -> None:
        """Live pins that a whole listing does not have are looked for one by one."""
        wanted = {pin.pin_id: pin.key for pin in missing[: max(0, self.looks.left)]}
        self.left_over += len(missing) - len(wanted)
        for pin_id, pin in (await self.looks.see_certainly(wanted)).items():
            if pin is None:
                await self.mending.removed(wanted[pin_id], pin_id)
            else:
                await self.mending.looked(wanted[pin_id], pin)

    async def note(
        self,
        kind: FindingKind,
        pin: SeenPin,
        intent: KnownIntent | None,
        detail: str,
        *,
        other_made_at: Instant | None = None,
    ) -> None:
        """Keep it, and say so once."""
        found = Finding(
            account=self.account,
            kind=kind,
            pin_id=pin.id,
            board_id=pin.board_id or "",
            key=intent.key if intent else None,
            other_pin_id=(intent.pin_id or "") if intent else "",
            made_at=pin.created,
            other_made_at=other_made_at,
            detail=detail[:2_000],
            seen_at=self.clock.now(),
        )
        if await self.book.note(found):
            log.warning("patrol.found", account=found.account, kind=kind, pin=pin.id, key=found.key)


def intent_of(sighting: Sighting) -> KnownIntent:
    """Only a stranger has none."""
    if sighting.intent is None:
        raise ValueError(f"pin {sighting.pin.id} is no intent's")
    return sighting.intent


def unexpected_words(pin: SeenPin) -> str:
    return f"pin {pin.id} was made {moment_words(pin.created)}; its product ended without a pin"
