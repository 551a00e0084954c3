"""Removal: the later pin of a pair is deleted, because a person agreed, and never both."""

from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from temporalio import activity

from activities.confirm import EVIDENCE_MAX
from activities.ports import Accounts, Clock, Intents, PatrolBook, Pins
from activities.room import wait_for_room
from activities.translate import in_temporals_words
from contracts.findings import Finding, FindingKind
from contracts.ledger import Intent
from contracts.outcome import Evidence, Outcome
from contracts.patrol import Amendment, Pair, Removal
from contracts.sightings import SeenPin
from contracts.trouble import PinGone
from drafting.links import read_marker
from drafting.patrolling import later_of, words_of_duplicate

ENDS = frozenset({Outcome.LIVE, Outcome.UNCONFIRMED})
"""Of a product that has a pin, as far as the ledger knows."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Couple:
    """Both pins of a pair as they are now."""

    older: SeenPin
    later: SeenPin


@dataclass(frozen=True)
class RemovalActivities:
    pins: Pins
    intents: Intents
    accounts: Accounts
    book: PatrolBook
    clock: Clock

    @activity.defn
    async def remove_duplicate(self, pair: Pair) -> Removal:
        """Delete the later pin of the pair, when both are really there and carry the intent's marker.

        The intent is given the older pin first, if it had the later one. Run twice: the pin is gone, and that is
        said; the older one is never touched, for the second run finds no pair.
        """
        with in_temporals_words():
            # The quota is waited for first: nothing may lie between the looks and the deletion.
            await wait_for_room(self.accounts, self.clock, pair.account)
            intent = await self.intents.load(pair.key)
            own, other = _own_and_other(pair, intent)
            if own is None or intent.outcome is None or intent.outcome.outcome not in ENDS:
                return _kept(other, "its product is on its way, or was refused")
            if own == other:
                return _kept(own, "it is the product's own pin, and there is no second one")
            couple = await self._couple(pair, intent, own, other)
            if isinstance(couple, Removal):
                return couple
            if couple.later.id == own and not await self._keep_older(pair, intent, couple):
                return _kept(own, "the ledger changed meanwhile: ask again")
            return await self._remove(pair, couple)

    async def _couple(self, pair: Pair, intent: Intent, own: str, other: str) -> Couple | Removal:
        """Both pins, seen right now; or why none of them may be removed."""
        first, second = await self._see(pair, own), await self._see(pair, other)
        if second is None:
            await self.book.settle(_duplicate(pair, other, own), "it is not there any more", self.clock.now())
            return Removal(pin_id=other, removed=True, why="it was not there any more")
        if first is None:
            return _kept(other, f"pin {own} is not there any more: it is the only one left")
        if {read_marker(first.link), read_marker(second.link)} != {intent.marker}:
            return _kept(other, "not both carry the product's marker any more")
        if first.parent_pin_id or second.parent_pin_id:
            return _kept(other, "a person saved one of them")
        later = later_of(first, second)
        if later is None:
            return _kept(other, "Pinterest does not tell which is the later one")
        return Couple(older=second if later is first else first, later=later)

    async def _see(self, pair: Pair, pin_id: str) -> SeenPin | None:
        try:
            return await self.pins.get(pair.account, pin_id)
        except PinGone:
            return None

    async def _keep_older(self, pair: Pair, intent: Intent, couple: Couple) -> bool:
        """The older pin becomes the intent's own, and the later one the duplicate, in one transaction."""
        if intent.outcome is None:
            return False
        now, older, later = self.clock.now(), couple.older, couple.later
        kept = Evidence(what="adopted", value=f"pin {older.id}, made before pin {later.id}", at=now)
        evidence = (*intent.outcome.evidence, kept)[-EVIDENCE_MAX:]
        found = _duplicate(pair, later.id, older.id).model_copy(
            update={
                "seen_at": now,
                "made_at": later.created,
                "other_made_at": older.created,
                "detail": words_of_duplicate(later, older.id, older.created),
            }
        )
        change = Amendment(
            key=intent.key,
            pin_id=intent.pin_id,
            before=intent.outcome,
            after=intent.outcome.model_copy(update={"pin_id": older.id, "evidence": evidence}),
            finding=found,
            settles=_duplicate(pair, older.id, later.id),
            words=f"it is the product's own pin now, in place of pin {later.id}"[:300],
        )
        return await self.book.amend(change, now)

    async def _remove(self, pair: Pair, couple: Couple) -> Removal:
        later, older = couple.later.id, couple.older.id
        try:
            await self.pins.delete(pair.account, later)
        except PinGone:
            log.info("pin.gone", account=pair.account, pin=later)
        words = f"removed {datetime.fromtimestamp(self.clock.now(), UTC):%Y-%m-%d %H:%M} UTC, as asked"
        await self.book.settle(_duplicate(pair, later, older), words, self.clock.now())
        log.warning("pin.removed", account=pair.account, key=pair.key, pin=later, kept=older)
        return Removal(pin_id=later, removed=True, why=words)


def _kept(pin_id: str, why: str) -> Removal:
    return Removal(pin_id=pin_id, removed=False, why=why[:300])


def _own_and_other(pair: Pair, intent: Intent) -> tuple[str | None, str]:
    """The ledger may know another pin of the pair as the intent's own by now."""
    own = intent.pin_id
    return own, pair.other_pin_id if own == pair.pin_id else pair.pin_id


def _duplicate(pair: Pair, pin_id: str, other: str) -> Finding:
    """The finding about a pin of the pair."""
    return Finding(
        account=pair.account,
        kind=FindingKind.DUPLICATE,
        pin_id=pin_id,
        key=pair.key,
        other_pin_id=other,
        seen_at=0.0,
    )
