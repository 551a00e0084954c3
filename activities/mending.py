"""Mending: the ledger's word on an intent becomes what was seen of its pin, with a finding that says so."""

from dataclasses import dataclass

from activities import sight
from activities.confirm import EVIDENCE_MAX, ended
from activities.ports import Accounts, Clock, Intents, PatrolBook
from contracts.findings import Finding, FindingKind
from contracts.ledger import Intent
from contracts.names import PinKey
from contracts.outcome import Evidence, Outcome, PinOutcome, Reason
from contracts.patrol import Amendment
from contracts.pin import ConfirmOrder
from contracts.sightings import SeenPin
from drafting.patrolling import moment_words


@dataclass(frozen=True)
class Mending:
    """Each change is one transaction, and none happens when the intent is not as it was looked at: run twice, the
    second time finds everything mended.
    """

    intents: Intents
    accounts: Accounts
    book: PatrolBook
    clock: Clock

    async def looked(self, key: PinKey, pin: SeenPin) -> bool:
        """The intent's own pin was looked at. False: it is not ready, so nothing can be said yet."""
        intent = await self.intents.load(key)
        if intent.outcome is None:
            return True
        now = await self._judge(intent, pin)
        if now is None:
            return intent.outcome.outcome is not Outcome.UNCONFIRMED
        if _is_news(intent.outcome, now):
            await self._amend(intent, now, _kind_of(intent.outcome, now), pin)
        return True

    async def removed(self, key: PinKey, pin_id: str) -> None:
        """The intent's own pin is not there any more."""
        intent = await self.intents.load(key)
        before, now = intent.outcome, self.clock.now()
        if before is None or before.outcome not in {Outcome.LIVE, Outcome.UNCONFIRMED}:
            return
        message = f"pin {pin_id} was made, and Pinterest does not have it any more"
        gone = Evidence(what="gone", value=f"pin {pin_id}", at=now)
        after = ended(_order(intent, pin_id), Outcome.REFUSED, Reason.PIN_REMOVED, message, (gone,))
        found = self._finding(intent, FindingKind.REMOVED, pin_id, f"{message}, seen {moment_words(now)}")
        await self._give(intent, after, found)

    async def adopt(self, key: PinKey, pin: SeenPin) -> bool:
        """The pin is the intent's own from now on. False: it is not ready, or another's."""
        intent = await self.intents.load(key)
        now = await self._judge(intent, pin)
        if now is None or intent.outcome is None:
            return False
        adopted = Evidence(what="adopted", value=f"pin {pin.id}", at=self.clock.now())
        after = now.model_copy(update={"evidence": (adopted, *now.evidence)})
        return await self._amend(intent, after, FindingKind.ADOPTED, pin)

    async def _judge(self, intent: Intent, pin: SeenPin) -> PinOutcome | None:
        """What a look says of it, as confirmation does; None while the pin is not ready."""
        order = _order(intent, pin.id)
        owner_only = order.owner_only or await self.accounts.is_trial(order.account)
        seen = sight.evidence(pin, intent, self.clock.now(), owner_only=owner_only)
        differs = sight.difference(pin, order, intent)
        if differs:
            return ended(order, Outcome.UNCONFIRMED, Reason.PIN_DIFFERS, differs, seen)
        if sight.lacks(pin, intent):
            return None
        return PinOutcome(
            outcome=Outcome.LIVE,
            board_id=order.board_id,
            pin_id=pin.id,
            evidence=seen,
            owner_only=owner_only,
        )

    async def _amend(self, intent: Intent, after: PinOutcome, kind: FindingKind | None, pin: SeenPin) -> bool:
        detail = after.message or f"pin {pin.id}, made {moment_words(pin.created)}, is the product's: it is live"
        found = self._finding(intent, kind, pin.id, detail) if kind else None
        return await self._give(intent, after, found)

    async def _give(self, intent: Intent, after: PinOutcome, found: Finding | None) -> bool:
        if intent.outcome is None:
            return False
        evidence = (*intent.outcome.evidence, *after.evidence)[-EVIDENCE_MAX:]
        change = Amendment(
            key=intent.key,
            pin_id=intent.pin_id,
            before=intent.outcome,
            after=after.model_copy(update={"evidence": evidence}),
            finding=found,
        )
        return await self.book.amend(change, self.clock.now())

    def _finding(self, intent: Intent, kind: FindingKind, pin_id: str, detail: str) -> Finding:
        now = self.clock.now()
        adopted = kind is FindingKind.ADOPTED
        return Finding(
            account=intent.account,
            kind=kind,
            pin_id=pin_id,
            board_id=intent.board_id,
            key=intent.key,
            detail=detail[:2_000],
            seen_at=now,
            settled_at=now if adopted else None,
            settlement="taken for the product's own" if adopted else "",
        )


def _order(intent: Intent, pin_id: str) -> ConfirmOrder:
    return ConfirmOrder(
        account=intent.account,
        key=intent.key,
        board_id=intent.board_id,
        pin_id=pin_id,
        owner_only=intent.policy.owner_only,
    )


def _is_news(before: PinOutcome, now: PinOutcome) -> bool:
    """A pin that was removed may be back; any other refusal, and what was withdrawn, is no pin's matter."""
    over = before.outcome in {Outcome.REFUSED, Outcome.WITHDRAWN} and before.reason is not Reason.PIN_REMOVED
    return not over and (before.outcome, before.reason, before.pin_id) != (now.outcome, now.reason, now.pin_id)


def _kind_of(before: PinOutcome, now: PinOutcome) -> FindingKind | None:
    """A pin that the ledger had not told of is adopted; one that differs now is changed."""
    if before.pin_id is None:
        return FindingKind.ADOPTED
    return FindingKind.CHANGED if now.outcome is Outcome.UNCONFIRMED else None
