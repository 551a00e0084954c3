"""May this write leave now? Everything that says no is asked in the transaction that writes the attempt down."""

import math
from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from contracts.contract import Instant
from contracts.ledger import Claim, ClaimOrder
from contracts.names import AccountKey
from contracts.outcome import Evidence, PinOutcome
from contracts.pace import BURST, Quota
from contracts.pin import PinDraft, PostponeCause, Postponed, Published, Uncertain
from contracts.sightings import Category
from store.intents import locked_intent, withdraw_intent
from store.quotas import blocked_until, buckets_of, count_write, lock_quota, next_room, room_left
from store.settling import outcome_of
from store.standing import uncertain
from store.tables.accounts import AccountRow
from store.tables.pins import AttemptRow, IntentRow
from store.tables.states import OPEN_ATTEMPTS, AttemptState, IntentState

PARKED_SECONDS = 60.0
"""How long a pin of a parked account waits before it asks for a slot again."""

CLOSED_SECONDS = 60.0
"""How long a pin whose window has closed waits at least: until it is placed anew it is given no slot."""

BUSY_SECONDS = 0.2
LATENCY_SAMPLES = 10
IN_FLIGHT_MAX = 16
FLYING_SPARE = 1.5
"""How much faster than the quota's average the wire may be."""
CATCH_UP_SECONDS = 6.0
"""In this time the wire may use up what room there is, but not faster than in a burst."""


def claim(session: Session, order: ClaimOrder) -> Claim | Published | PinOutcome | Postponed | Uncertain:
    """The right to send, or why not. The account's row is locked first: claims of one quota queue."""
    lock_quota(session, order.account, order.now)
    account = session.get_one(AccountRow, order.account, populate_existing=True)
    intent = locked_intent(session, order.key)
    settled = _settled(session, intent, order)
    held = (_stopped(account, intent, order) or _held(session, account, order)) if settled is None else None
    if held is not None:
        return held
    if intent.state == IntentState.READY:
        intent.state = IntentState.SENT
    return settled or _claimed(session, intent, order)


def _settled(session: Session, intent: IntentRow, order: ClaimOrder) -> Published | PinOutcome | Uncertain | None:
    """What is known already makes another request needless, forbidden or dangerous."""
    known = outcome_of(intent)
    if known is not None:
        return known
    if intent.pin_id:
        evidence = Evidence(what="posted", value=f"pin {intent.pin_id}", at=order.now)
        return Published(pin_id=intent.pin_id, evidence=evidence)
    query = select(AttemptRow).where(AttemptRow.key == order.key, col(AttemptRow.state).in_(OPEN_ATTEMPTS))
    still_open = session.exec(query).first()
    if still_open is not None:
        return uncertain(still_open)
    # Cancelled while an earlier attempt was on the wire, and that one made no pin.
    return withdraw_intent(session, intent, order.now) if intent.forbidden else None


def _stopped(account: AccountRow, intent: IntentRow, order: ClaimOrder) -> Postponed | None:
    """What a person ordered between the slot and now, and the hours that it may leave in."""
    if account.paused:
        return _later(PostponeCause.HELD, order.now + PARKED_SECONDS, f"the account is paused: {account.paused}")
    if intent.held:
        return _later(PostponeCause.HELD, order.now + PARKED_SECONDS, "paused by a person")
    if intent.not_before is not None and intent.not_before > order.now:
        return _later(PostponeCause.NOT_YET_DUE, intent.not_before, "its time has not come")
    if intent.not_after is not None and intent.not_after <= order.now:
        return _later(PostponeCause.NOT_YET_DUE, order.now + CLOSED_SECONDS, "its window has closed")
    return None


def _held(session: Session, account: AccountRow, order: ClaimOrder) -> Postponed | None:
    """What makes the request wait."""
    if account.parked:
        return _later(PostponeCause.PARKED, order.now + PARKED_SECONDS, account.parked)
    block = blocked_until(session, order.account, Category.ORG_WRITE)
    if block > order.now:
        return _later(PostponeCause.QUOTA, block, "Pinterest asked to wait, or cannot be reached")
    flying = _in_flight(session, order)
    if any(row.board_id == order.board_id for row in flying):
        return _later(
            PostponeCause.BOARD_BUSY, order.now + BUSY_SECONDS, "another write to this board is under way"
        )
    next_at = next_room(session, order.account, order.now)
    if next_at is not None:
        return _later(PostponeCause.QUOTA, next_at, "the quota is used up")
    buckets = buckets_of(session, order.account, Category.ORG_WRITE, order.now)
    room = room_left(session, order.account, order.now, buckets)
    if len(flying) >= flying_max(buckets, answer_seconds(session, order.account), room):
        return _later(PostponeCause.QUOTA, order.now + BUSY_SECONDS, "enough writes are under way")
    return None


def _later(cause: PostponeCause, until: Instant, detail: str) -> Postponed:
    return Postponed(cause=cause, until=until, detail=detail)


def _in_flight(session: Session, order: ClaimOrder) -> Sequence[AttemptRow]:
    """Requests on the wire, as far as anyone knows; one past its deadline is dead, whoever sent it."""
    query = select(AttemptRow).where(
        AttemptRow.account == order.account,
        AttemptRow.state == AttemptState.CLAIMED,
        col(AttemptRow.deadline) > order.now,
    )
    return session.exec(query).all()


def answer_seconds(session: Session, account: AccountKey) -> float:
    """The middle of what the last writes took; 0 before the first."""
    query = (
        select(AttemptRow.answered_at, AttemptRow.claimed_at)
        .where(AttemptRow.account == account, col(AttemptRow.answered_at).is_not(None))
        .order_by(col(AttemptRow.answered_at).desc())
        .limit(LATENCY_SAMPLES)
    )
    seen = sorted(answered - claimed for answered, claimed in session.exec(query) if answered is not None)
    return max(0.0, seen[len(seen) // 2]) if seen else 0.0


def flying_max(buckets: Sequence[Quota], seconds: float, room: int) -> int:
    """As many as the quota needs if an answer takes `seconds`, and no more: each may be a 429 if it was just cut.

    While there is `room` for many requests they leave as fast as in a burst, to make up for what was not used.
    """
    average = min(bucket.limit / bucket.window_seconds for bucket in buckets)
    per_second = min(BURST * average, max(FLYING_SPARE * average, room / CATCH_UP_SECONDS))
    return max(1, min(IN_FLIGHT_MAX, math.ceil(per_second * seconds)))


def _claimed(session: Session, intent: IntentRow, order: ClaimOrder) -> Claim:
    if intent.draft is None:
        raise KeyError(f"intent {order.key!r} has no draft to publish")
    number = 1 + (session.exec(select(func.max(AttemptRow.number)).where(AttemptRow.key == order.key)).one() or 0)
    deadline = order.now + order.seconds
    session.add(
        AttemptRow(
            key=order.key,
            number=number,
            account=order.account,
            board_id=order.board_id,
            section_id=intent.section_id,
            owner=order.owner,
            claimed_at=order.now,
            deadline=deadline,
        )
    )
    # Until its answer says more, Pinterest may count it as late as at the deadline: so do we.
    count_write(session, order.account, deadline, key=order.key, attempt=number)
    draft = PinDraft.model_validate_json(intent.draft)
    return Claim(attempt=number, deadline=deadline, draft=draft, section_id=intent.section_id)
