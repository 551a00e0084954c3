"""A row becomes an intent: made, joined or answered at once, in the caller's transaction."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from contracts.contract import Instant
from contracts.ledger import NewIntent, RowIntent, RowRefused
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import PinOutcome, Reason, Refused, refused_outcome
from contracts.pace import Priority, higher
from contracts.pin import PinPolicy, PinRequest
from contracts.product import Product
from contracts.refusals import refuse
from contracts.wording import PLAIN
from drafting.meanings import Meaning, differences, in_words
from store.arrivals import keep_first
from store.intents import has_open_attempt, wording_of
from store.pin_events import note_queued, note_row_ended
from store.settling import already_live, is_live, outcome_of, row_values
from store.tables.boards import SeenMarkerRow
from store.tables.launches import ProductRow
from store.tables.pins import IntentRow
from store.tables.states import IntentState, RowState

TITLE_SHOWN_MAX = 300
"""Characters of a title that a workflow's input carries; the whole of it is in the ledger."""


class _Wish(NamedTuple):
    """What a row of a launch wants, and when it came."""

    launch: LaunchId
    wanted: NewIntent
    at: Instant


def register_rows(
    session: Session, launch: LaunchId, decided: Sequence[RowIntent | RowRefused], at: Instant, *, room: int
) -> None:
    """Tie rows of the launch to their intents, or end them, until `room` pins more are open.

    A row that is past waiting, or that a person stopped meanwhile, is left as it is. The caller has the account's
    lock.
    """
    known = _locked_intents(session, decided)
    rows = _locked_rows(session, launch, decided)
    for one in decided:
        row = rows.get((one.row, one.image_slot))
        if row is None or row.state != RowState.WAITING or row.held or _is_over(row, at):
            continue
        if isinstance(one, RowRefused):
            _end_row(row, refused_outcome(one.refused))
            note_row_ended(session, row, at)
        elif room > 0:
            when = {"not_before": row.not_before, "not_after": row.not_after}
            wanted = one.intent.model_copy(update=when)
            intent = known.get(wanted.key) or _arrived(session, launch, wanted, at)
            room -= _register_row(session, row, intent, _Wish(launch, wanted, at))


def _locked_intents(session: Session, decided: Sequence[RowIntent | RowRefused]) -> Mapping[str, IntentRow]:
    """Those of the wanted intents that are there, by their keys."""
    keys = {one.intent.key for one in decided if isinstance(one, RowIntent)}
    query = select(IntentRow).where(col(IntentRow.key).in_(keys)).order_by(col(IntentRow.key))
    return {intent.key: intent for intent in session.exec(query.with_for_update())}


def _locked_rows(
    session: Session, launch: LaunchId, decided: Sequence[RowIntent | RowRefused]
) -> Mapping[tuple[int, int], ProductRow]:
    """The rows that were decided on, by row and image."""
    query = (
        select(ProductRow)
        .where(ProductRow.launch == launch, col(ProductRow.row).in_({one.row for one in decided}))
        .order_by(col(ProductRow.row), col(ProductRow.image_slot))
    )
    return {(row.row, row.image_slot): row for row in session.exec(query.with_for_update())}


def _is_over(row: ProductRow | IntentRow, at: Instant) -> bool:
    """Its window has closed: it waits until it is placed anew."""
    return row.not_after is not None and row.not_after <= at


def _register_row(session: Session, row: ProductRow, intent: IntentRow, wish: _Wish) -> bool:
    """Whether a pin is open because of it; one that is live already ends the row at once."""
    wanted = wish.wanted
    reused = _reused(intent, wanted) if intent.given else None
    if reused is not None:
        _end_row(row, refused_outcome(reused))
        note_row_ended(session, row, wish.at)
        return False
    is_news = _want(session, intent, wish)
    row.intent_key, row.board_id, row.state = intent.key, intent.board_id, RowState.REGISTERED
    if is_news:
        note_queued(session, intent, wish.at)
    known = outcome_of(intent)
    if known is not None:
        _end_row(row, already_live(known, changed=intent.fingerprint != wanted.fingerprint))
    return known is None


def pins_of_rows(session: Session, launch: LaunchId, state: RowState) -> Sequence[PinRequest]:
    """Pins of the launch's rows in `state`: registered and perhaps not running, or admitted and not ended."""
    query = (
        select(IntentRow)
        .where(col(IntentRow.key) == col(ProductRow.intent_key))
        .where(ProductRow.launch == launch, ProductRow.state == state)
        .order_by(col(ProductRow.row))
    )
    return [_request(intent, launch) for intent in session.exec(query)]


def _end_row(row: ProductRow, outcome: PinOutcome) -> None:
    for column, value in row_values(outcome).items():
        setattr(row, column, value)
    row.state = RowState.SETTLED


def _arrived(session: Session, launch: LaunchId, wanted: NewIntent, at: Instant) -> IntentRow:
    """The intent that was not there a moment ago: this one, or another's that came first."""
    keep_first(session, [_new_intent(launch, wanted, at)])
    return session.get_one(IntentRow, wanted.key, with_for_update=True)


def _want(session: Session, intent: IntentRow, wish: _Wish) -> bool:
    """One row more wants the pin. Whether it was wanted by none: it is new, or had ended otherwise than live."""
    is_news = intent.launch == wish.launch and intent.created_at == wish.at
    if intent.state != IntentState.SETTLED:
        _join(intent, wish.wanted, wish.at)
    elif not is_live(intent):
        is_news = True
        _reopen(intent, wish.launch, wish.wanted)
    if intent.pin_id is None:
        intent.pin_id = _seen_before(session, intent)
    return is_news


def _reused(intent: IntentRow, wanted: NewIntent) -> Refused | None:
    """Why the key that a caller gave may not be used: it stands for another pin, whatever became of that."""
    was = Meaning(
        product=Product.model_validate_json(intent.product),
        board_id=intent.board_id,
        image_slot=intent.image_slot,
        wording=wording_of(intent),
        policy=PinPolicy.model_validate_json(intent.policy),
    )
    means = Meaning(
        product=wanted.product,
        board_id=wanted.board_id,
        image_slot=wanted.image_slot,
        wording=wanted.wording,
        policy=wanted.policy,
    )
    differing = differences(was, means)
    if not differing:
        return None
    first = f"product {was.product.key!r} on board {intent.board_name!r} ({intent.board_id})"
    why = f"the key {wanted.product.idempotency_key!r} was given for {first}; {in_words(differing)}"
    return refuse(Reason.KEY_REUSED, why)


def _new_intent(launch: LaunchId, wanted: NewIntent, at: Instant) -> IntentRow:
    return IntentRow(
        key=wanted.key,
        marker=wanted.marker,
        account=wanted.account,
        board_id=wanted.board_id,
        board_name=wanted.board_name,
        product_key=wanted.product.key,
        title=wanted.title or wanted.product.title,
        product=wanted.product.model_dump_json(),
        policy=wanted.policy.model_dump_json(),
        edition=wanted.edition,
        image_slot=wanted.image_slot,
        section_id=wanted.section_id,
        given=wanted.product.idempotency_key is not None,
        wording=wording_json(wanted),
        fingerprint=wanted.fingerprint,
        launch=launch,
        priority=wanted.priority,
        not_before=wanted.not_before,
        not_after=wanted.not_after,
        created_at=at,
    )


def _seen_before(session: Session, intent: IntentRow) -> str | None:
    """The pin that the board had of this intent though the ledger does not know it: it was lost, or put back old.

    An attempt under way is left to its own reading.
    """
    seen = session.get(SeenMarkerRow, (intent.account, intent.board_id, intent.marker))
    if seen is None or has_open_attempt(session, PinKey(intent.key)):
        return None
    return seen.pin_id


def _join(intent: IntentRow, wanted: NewIntent, at: Instant) -> None:
    """Wanted by one row more, whose word is newer than an order about the others: the earliest time counts."""
    intent.held, intent.forbidden = False, False
    intent.priority = higher(Priority(intent.priority), wanted.priority)
    if _is_over(intent, at) or _is_earlier(wanted, intent):
        intent.not_before, intent.not_after = wanted.not_before, wanted.not_after


def _is_earlier(wanted: NewIntent, intent: IntentRow) -> bool:
    if intent.not_before is None or wanted.not_before is None:
        return intent.not_before is not None
    return wanted.not_before < intent.not_before


def _reopen(intent: IntentRow, launch: LaunchId, wanted: NewIntent) -> None:
    """Wanted again after it ended otherwise than live: the catalog's newest word counts, the attempts stay."""
    intent.state, intent.outcome, intent.outcome_json, intent.settled_at = IntentState.OPEN, None, None, None
    # The draft stays: an attempt may be open on it. So does a recall: a workflow that waits for a slot as if
    # nothing had happened must hear of the end, to begin anew.
    intent.forbidden, intent.held, intent.media, intent.ready_at = False, False, None, None
    intent.product, intent.policy = wanted.product.model_dump_json(), wanted.policy.model_dump_json()
    intent.title, intent.fingerprint = wanted.title or wanted.product.title, wanted.fingerprint
    intent.wording, intent.section_id = wording_json(wanted), wanted.section_id
    intent.launch, intent.priority = launch, wanted.priority
    intent.not_before, intent.not_after = wanted.not_before, wanted.not_after


def wording_json(wanted: NewIntent) -> str | None:
    """The templates as the ledger keeps them; None when there are none."""
    return None if wanted.wording == PLAIN else wanted.wording.model_dump_json(exclude_defaults=True)


def _request(intent: IntentRow, launch: LaunchId) -> PinRequest:
    return PinRequest(
        account=AccountKey(intent.account),
        key=PinKey(intent.key),
        board_id=intent.board_id,
        board_name=intent.board_name,
        product=intent.product_key,
        title=intent.title[:TITLE_SHOWN_MAX],
        image_slot=intent.image_slot,
        section_id=intent.section_id,
        launch=launch,
        urgent=intent.priority == Priority.URGENT,
        policy=PinPolicy.model_validate_json(intent.policy),
    )
