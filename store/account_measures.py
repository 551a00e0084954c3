"""All accounts in numbers at once, in one question for each kind of number."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, case, col, func, or_, select

from contracts.contract import Instant
from contracts.measures import AccountMeasures, QuotaUse
from contracts.names import AccountKey
from contracts.pin import PostponeCause
from store.tables.accounts import AccountRow
from store.tables.launches import LaunchRow, ProductRow
from store.tables.pins import AttemptRow, IntentRow
from store.tables.quota import QuotaRow, WriteRow
from store.tables.states import AttemptState, IntentState

ACCOUNTS_MAX = 1_000
"""Accounts that are told of, the first by their names."""
OPEN = "open"

Counts = Mapping[str, Mapping[str, int]]


def accounts_in_numbers(session: Session, now: Instant) -> Sequence[AccountMeasures]:
    """Each account, by its name. Intents that ended are counted, never loaded."""
    rows = session.exec(select(AccountRow).order_by(col(AccountRow.key)).limit(ACCOUNTS_MAX)).all()
    pins, waiting = _pins(session), _waiting(session, now)
    lost, limited = _attempts(session, col(AttemptRow.state) == AttemptState.LOST), _limited(session)
    reasons, quotas = _reasons(session), _quotas(session, now)
    return [
        AccountMeasures(
            account=AccountKey(row.key),
            pins=dict(pins.get(row.key, {})),
            waiting=dict(waiting.get(row.key, {})),
            reasons=dict(reasons.get(row.key, {})),
            uncertain=lost.get(row.key, 0),
            limited=limited.get(row.key, 0),
            parked=row.park_cause or (OPEN if row.parked else None),
            is_paused=row.paused is not None,
            access_expires_at=row.access_expires_at,
            refresh_expires_at=row.refresh_expires_at,
            quotas=tuple(quotas.get(row.key, ())),
        )
        for row in rows
    ]


def _pins(session: Session) -> Counts:
    outcome = func.coalesce(IntentRow.outcome, OPEN)
    return _grouped(session, outcome, col(IntentRow.key).is_not(None))


def _waiting(session: Session, now: Instant) -> Counts:
    """By what they wait for; a person's word goes before everything else."""
    why = case(
        (col(IntentRow.held), "person"),
        (col(IntentRow.state) == IntentState.SENT, "answer"),
        (or_(col(IntentRow.not_before) > now, col(IntentRow.not_after) <= now), "time"),
        (col(IntentRow.state) == IntentState.READY, "slot"),
        else_="media",
    )
    return _grouped(session, why, col(IntentRow.outcome).is_(None))


def _reasons(session: Session) -> Counts:
    account, reason = col(LaunchRow.account), col(ProductRow.reason)
    query = (
        select(account, reason, func.count())
        .join(ProductRow, col(ProductRow.launch) == LaunchRow.id)
        .where(reason.is_not(None))
        .group_by(account, reason)
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, told, count in session.exec(query):
        found[key][told or ""] = count
    return found


def _grouped(session: Session, what: ColumnElement[str], among: ColumnElement[bool]) -> Counts:
    named = select(col(IntentRow.account).label("account"), what.label("what")).where(among).subquery()
    account, name = named.c.account, named.c.what
    query = select(account, name, func.count()).group_by(account, name)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for key, told, count in session.exec(query):
        found[key][told] = count
    return found


def _limited(session: Session) -> Mapping[str, int]:
    return _attempts(session, col(AttemptRow.cause) == PostponeCause.BRAKED)


def _attempts(session: Session, among: ColumnElement[bool]) -> Mapping[str, int]:
    query = select(AttemptRow.account, func.count()).where(among).group_by(col(AttemptRow.account))
    return dict(session.exec(query).all())


def _quotas(session: Session, now: Instant) -> Mapping[str, Sequence[QuotaUse]]:
    """The buckets that Pinterest's headers told of; our own log says what the last window of each took."""
    used = (
        select(func.count())
        .where(
            WriteRow.account == QuotaRow.account,
            WriteRow.category == QuotaRow.category,
            col(WriteRow.at) > now - col(QuotaRow.window_seconds),
            col(WriteRow.at) <= now,
        )
        .correlate(QuotaRow)
        .scalar_subquery()
    )
    found: dict[str, list[QuotaUse]] = defaultdict(list)
    for row, count in session.exec(select(QuotaRow, used).order_by(col(QuotaRow.window_seconds))):
        use = QuotaUse(
            category=row.category, window_seconds=row.window_seconds, limit=row.request_limit, used=count or 0
        )
        found[row.account].append(use)
    return found
