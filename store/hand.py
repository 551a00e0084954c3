"""The operator's hand: rows and pins cancelled, put off, stopped or tried again, each order in one transaction.

Rows that are not admitted are changed as rows. Of those that are, the intent is changed where nothing of it has
left, and marked so that the account's workflow tells the pin's. What is on the wire is settled first; what it may
not do afterwards is written down with the order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, func, or_, select

from contracts.contract import Instant
from contracts.hand import Action, Filter, HandAnswer, HandOrder, HandReach
from contracts.launch import LaunchRequest
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Outcome
from drafting.boards import fold_board_name
from store.database import Database
from store.intents import has_open_attempt, locked_intent, withdraw_intent, withdrawn_outcome
from store.locks import lock_accounts, lock_intents
from store.rows import NO_OUTCOME
from store.settling import row_values
from store.tables.launches import LaunchRow, ProductRow
from store.tables.pins import IntentRow
from store.tables.states import IntentState, RowState, TimedBy

WAITING = "waiting"
LAUNCHES_MAX = 500
"""Launches that one order may set going again."""

Conditions = Sequence[ColumnElement[bool]]
AGAIN = (Outcome.REFUSED, Outcome.UNCONFIRMED, Outcome.WITHDRAWN)


@dataclass(frozen=True)
class SqlHand:
    """Keeps the port `Hand`."""

    database: Database

    async def act(self, order: HandOrder, filter_: Filter, at: Instant) -> HandReach:
        return await self.database.write(lambda session: act_on_rows(session, order, filter_, at))


def act_on_rows(session: Session, order: HandOrder, filter_: Filter, at: Instant) -> HandReach:
    """As `SqlHand.act`, in the caller's transaction."""
    rows = _conditions(session, order, filter_)
    accounts = _lock_accounts(session, order, rows)
    launches = _launches(session, order, rows)
    matched = session.exec(select(func.count()).select_from(ProductRow).where(*rows)).one()
    answer = _ACTIONS[order.action](session, order, rows, at)
    too_late = max(0, matched - answer.changed - answer.settling)
    return HandReach(
        answer=answer.model_copy(update={"matched": matched, "too_late": too_late}),
        accounts=accounts,
        launches=launches,
    )


def _lock_accounts(session: Session, order: HandOrder, rows: Conditions) -> tuple[AccountKey, ...]:
    """The accounts of the rows that the order can change. Admission and claims lock them first, too."""
    query = (
        select(LaunchRow.account)
        .where(col(LaunchRow.id).in_(select(ProductRow.launch).where(*rows, _changeable(order))))
        .distinct()
        .order_by(col(LaunchRow.account))
    )
    accounts = tuple(AccountKey(key) for key in session.exec(query))
    lock_accounts(session, accounts)
    return accounts


def _launches(session: Session, order: HandOrder, rows: Conditions) -> tuple[LaunchRequest, ...]:
    """Whose workflows must look again: launches of rows that the order can change, the newest first."""
    query = (
        select(LaunchRow)
        .where(col(LaunchRow.id).in_(select(ProductRow.launch).where(*rows, _changeable(order))))
        .order_by(col(LaunchRow.created_at).desc())
        .limit(LAUNCHES_MAX)
    )
    return tuple(
        LaunchRequest(account=AccountKey(row.account), launch=LaunchId(row.id), source=row.source)
        for row in session.exec(query)
    )


def _changeable(order: HandOrder) -> ColumnElement[bool]:
    """What has no end may be changed by any order; what ended otherwise than live may be tried again."""
    outcome = col(ProductRow.outcome)
    return outcome.in_(AGAIN) if order.action is Action.RETRY else outcome.is_(None)


# --- which rows


def _conditions(session: Session, order: HandOrder, filter_: Filter) -> Conditions:
    chosen, found = order.selection, list[ColumnElement[bool]]()
    if chosen.launch:
        found.append(col(ProductRow.launch) == chosen.launch)
    if chosen.account:
        mine = select(LaunchRow.id).where(LaunchRow.account == chosen.account)
        found.append(col(ProductRow.launch).in_(mine))
    if chosen.pins:
        named = [name.rpartition("/")[2] for name in chosen.pins]
        by_pin = select(IntentRow.key).where(or_(col(IntentRow.key).in_(named), col(IntentRow.pin_id).in_(named)))
        found.append(col(ProductRow.intent_key).in_(by_pin))
    if order.action is Action.RESUME:
        found.append(col(ProductRow.held).is_(True))  # the others go on anyhow
    return [*found, *_by_filter(session, filter_, found)]


def _by_filter(session: Session, filter_: Filter, so_far: Conditions) -> Conditions:
    found = list[ColumnElement[bool]]()
    if filter_.outcomes:
        ended = [outcome for outcome in filter_.outcomes if outcome != WAITING]
        outcome = col(ProductRow.outcome)
        found.append(
            or_(outcome.in_(ended), outcome.is_(None)) if WAITING in filter_.outcomes else outcome.in_(ended)
        )
    if filter_.reasons:
        found.append(col(ProductRow.reason).in_(filter_.reasons))
    if filter_.products:
        found.append(col(ProductRow.product_key).in_(filter_.products))
    if filter_.rows:
        found.append(or_(*(col(ProductRow.row).between(first, last) for first, last in filter_.rows)))
    if filter_.images:
        found.append(col(ProductRow.image_slot).in_([image - 1 for image in filter_.images]))
    if filter_.held is not None:
        found.append(col(ProductRow.held).is_(filter_.held))
    if filter_.boards:
        found.append(_on_boards(session, filter_.boards, so_far))
    return found


def _on_boards(session: Session, boards: Sequence[str], so_far: Conditions) -> ColumnElement[bool]:
    """By name, as people write it, or by id."""
    wanted = {fold_board_name(board) for board in boards}
    names = session.exec(select(ProductRow.board_name).where(*so_far).distinct()).all()
    meant = [name for name in names if fold_board_name(name) in wanted]
    return or_(col(ProductRow.board_name).in_(meant), col(ProductRow.board_id).in_(boards))


# --- what is done to them


def _cancel(session: Session, order: HandOrder, rows: Conditions, at: Instant) -> HandAnswer:
    withdrawn = row_values(withdrawn_outcome(None, order.why))
    changed = _update(session, [*rows, _is(RowState.WAITING)], {**withdrawn, "state": RowState.SETTLED})
    settling = 0
    for key, count in _intents(session, rows):
        if _wanted_elsewhere(session, key, rows):
            locked_intent(session, key).held = False  # the other launch did not stop it
            mine = [*rows, col(ProductRow.intent_key) == key, col(ProductRow.outcome).is_(None)]
            changed += _update(session, mine, {**withdrawn, "state": RowState.SETTLED})
            continue
        intent = locked_intent(session, key)
        ended = withdraw_intent(session, intent, at, order.why)
        intent.recalled = True
        changed += count if ended is not None else 0
        settling += count if ended is None and intent.pin_id is None else 0
    ended_so = [*rows, col(ProductRow.outcome) == Outcome.WITHDRAWN]
    return HandAnswer(changed=max(changed, _count(session, ended_so)), settling=settling)


def _reschedule(session: Session, order: HandOrder, rows: Conditions, _: Instant) -> HandAnswer:
    """A person's word goes before every window."""
    when = {"not_before": order.to, "not_after": None, "timed_by": TimedBy.PERSON}
    changed = _update(session, [*rows, _is(RowState.WAITING)], when)

    def put_off(intent: IntentRow) -> None:
        intent.not_before, intent.not_after = order.to, None

    return HandAnswer(changed=changed + _change_resting(session, rows, when, put_off))


def _pause(session: Session, _: HandOrder, rows: Conditions, __: Instant) -> HandAnswer:
    return _hold(session, rows, held=True)


def _resume(session: Session, _: HandOrder, rows: Conditions, __: Instant) -> HandAnswer:
    return _hold(session, rows, held=False)


def _hold(session: Session, rows: Conditions, *, held: bool) -> HandAnswer:
    """A pin on the wire is held, too: it ends if it is made, and waits if it is not."""
    changed = _update(session, [*rows, _is(RowState.WAITING)], {"held": held})
    settling = 0
    for key, count in _intents(session, rows):
        intent = locked_intent(session, key)
        if intent.state == IntentState.SETTLED or (held and _wanted_elsewhere(session, key, rows)):
            continue
        intent.held = held
        _update(session, [*rows, col(ProductRow.intent_key) == key], {"held": held})
        on_the_wire = intent.pin_id is not None or has_open_attempt(session, key)
        settling += count if on_the_wire and held else 0
        changed += 0 if on_the_wire and held else count
    return HandAnswer(changed=changed, settling=settling)


def _retry(session: Session, _: HandOrder, rows: Conditions, __: Instant) -> HandAnswer:
    """Rows that ended otherwise than live wait again; a row that could not be read has nothing to try."""
    again = [*rows, col(ProductRow.outcome).in_(AGAIN), col(ProductRow.product).is_not(None)]
    launches = select(ProductRow.launch).where(*again).distinct()
    session.exec(update(LaunchRow).where(col(LaunchRow.id).in_(launches)).values(finished_at=None))
    lock_intents(session, select(col(ProductRow.intent_key)).where(*again))
    fresh = {**NO_OUTCOME, "state": RowState.WAITING, "intent_key": None, "held": False}
    return HandAnswer(changed=_update(session, again, fresh))


_ACTIONS: Mapping[Action, Callable[[Session, HandOrder, Conditions, Instant], HandAnswer]] = MappingProxyType(
    {
        Action.CANCEL: _cancel,
        Action.RESCHEDULE: _reschedule,
        Action.PAUSE: _pause,
        Action.RESUME: _resume,
        Action.RETRY: _retry,
    }
)


def _change_resting(
    session: Session, rows: Conditions, values: Mapping[str, object], change: Callable[[IntentRow], None]
) -> int:
    """Change the pins of which nothing has left; how many rows that were."""
    changed = 0
    for key, count in _intents(session, rows):
        intent = locked_intent(session, key)
        resting = intent.state in {IntentState.OPEN, IntentState.READY} and intent.pin_id is None
        if not resting or has_open_attempt(session, key) or _wanted_elsewhere(session, key, rows):
            continue
        change(intent)
        changed += count
        _update(session, [*rows, col(ProductRow.intent_key) == key], values)
    return changed


def _intents(session: Session, rows: Conditions) -> Sequence[tuple[PinKey, int]]:
    """The open pins of the rows, and how many of the rows each has."""
    query = (
        select(ProductRow.intent_key, func.count())
        .where(*rows, col(ProductRow.outcome).is_(None), col(ProductRow.intent_key).is_not(None))
        .where(col(ProductRow.state).in_((RowState.REGISTERED, RowState.ADMITTED)))
        .group_by(col(ProductRow.intent_key))
        .order_by(col(ProductRow.intent_key))
    )
    return [(PinKey(key), count) for key, count in session.exec(query).all() if key]


def _wanted_elsewhere(session: Session, key: PinKey, rows: Conditions) -> bool:
    """Whether a row that is not meant waits for the same pin: another launch wants it."""
    open_rows = (col(ProductRow.intent_key) == key, col(ProductRow.outcome).is_(None))
    everywhere = session.exec(select(func.count()).select_from(ProductRow).where(*open_rows)).one()
    return everywhere > _count(session, [*rows, *open_rows])


def _is(state: RowState) -> ColumnElement[bool]:
    return col(ProductRow.state) == state


def _count(session: Session, rows: Conditions) -> int:
    return session.exec(select(func.count()).select_from(ProductRow).where(*rows)).one()


def _update(session: Session, rows: Conditions, values: Mapping[str, object]) -> int:
    return session.exec(update(ProductRow).where(*rows).values(**values)).rowcount
