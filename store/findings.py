"""Findings: what is on a board, or is not, against what the ledger says."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from contracts.contract import Instant
from contracts.findings import Finding, FindingKind
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Outcome, Reason
from contracts.patrol import ToldFinding
from store.settling import outcome_of
from store.tables.launches import ProductRow
from store.tables.pins import FindingRow, IntentRow
from store.tables.states import IntentState

AT_PINTEREST = (FindingKind.DUPLICATE, FindingKind.UNEXPECTED, FindingKind.STRANGER)
"""Pins that should not be there: whether they still are, only Pinterest can tell."""

TOLD_SECONDS_MAX = 30 * 86_400.0
"""How long a finding about a product's end is told if nobody does anything about it; its launch tells it too."""

ENDED_WITHOUT = (Outcome.WITHDRAWN, Outcome.REFUSED)
"""Ends of an intent of which there should be no pin."""

STANDS = {
    FindingKind.REMOVED: (Outcome.REFUSED, Reason.PIN_REMOVED),
    FindingKind.CHANGED: (Outcome.UNCONFIRMED, Reason.PIN_DIFFERS),
    FindingKind.ABSENT: (Outcome.REFUSED, Reason.PIN_NOT_MADE),
}
"""The end that an intent has as long as the finding about it holds."""


def note_finding(session: Session, found: Finding) -> bool:
    """Keep it, in the caller's transaction; seen again it keeps its first time. Whether it is news."""
    row = session.get(FindingRow, (found.account, found.kind, found.pin_id), with_for_update=True)
    if row is not None and row.settled_at == found.settled_at:
        row.detail, row.other_pin_id, row.checked_at = found.detail, found.other_pin_id, found.seen_at
        row.made_at, row.other_made_at = found.made_at, found.other_made_at
        return False
    is_news = row is None or row.settled_at is not None
    session.merge(FindingRow(**found.model_dump(), checked_at=found.seen_at))
    return is_news


def settle_finding(session: Session, found: Finding, words: str, at: Instant) -> bool:
    """Nothing is to be done about it any more. False: it was settled before."""
    row = session.get(FindingRow, (found.account, found.kind, found.pin_id), with_for_update=True)
    if row is None or row.settled_at is not None:
        return False
    row.settled_at, row.settlement = at, words[:300]
    return True


def open_findings(session: Session, account: AccountKey, limit: int) -> Sequence[Finding]:
    """What somebody may have to act on, by kind, the oldest first."""
    query = (
        select(FindingRow)
        .where(*_open(account))
        .order_by(col(FindingRow.kind), col(FindingRow.seen_at), col(FindingRow.pin_id))
        .limit(limit)
    )
    return [finding_of(row) for row in session.exec(query)]


def unmet_findings(session: Session, account: AccountKey, before: Instant, limit: int) -> Sequence[Finding]:
    """Pins that should not be there and that nobody has seen since, the longest unseen first."""
    query = (
        select(FindingRow)
        .where(*_open(account), col(FindingRow.kind).in_(AT_PINTEREST), col(FindingRow.checked_at) < before)
        .order_by(col(FindingRow.checked_at), col(FindingRow.pin_id))
        .limit(limit)
    )
    return [finding_of(row) for row in session.exec(query)]


def told_findings(session: Session, account: AccountKey, since: Instant, limit: int) -> Sequence[ToldFinding]:
    """What is open, and what was seen since and is settled already, with their products; the open ones first."""
    settled = col(FindingRow.settled_at).is_not(None)
    query = (
        select(FindingRow, IntentRow.product_key, IntentRow.title)
        .outerjoin(IntentRow, col(IntentRow.key) == col(FindingRow.key))
        .where(FindingRow.account == account, ~settled | (col(FindingRow.checked_at) >= since))
        .order_by(settled, col(FindingRow.kind), col(FindingRow.seen_at), col(FindingRow.pin_id))
        .limit(limit)
    )
    found = session.exec(query).all()
    return [
        ToldFinding(finding=finding_of(row), product=product or "", title=(title or "")[:2_000])
        for row, product, title in found
    ]


def count_since(session: Session, account: AccountKey, since: Instant) -> Mapping[FindingKind, int]:
    """How many of each kind were seen since."""
    seen = (col(FindingRow.account) == account, col(FindingRow.checked_at) >= since)
    return _counts(session, *seen)


def count_open(session: Session, account: AccountKey | None = None) -> Mapping[FindingKind, int]:
    """How many of each kind somebody may have to act on."""
    return _counts(session, *_open(account))


def count_open_of(session: Session, launch: LaunchId) -> Mapping[FindingKind, int]:
    """How many of each kind about pins that the launch asked for."""
    keys = select(ProductRow.intent_key).where(
        ProductRow.launch == launch, ProductRow.intent_key == FindingRow.key
    )
    return _counts(session, *_open(None), keys.exists())


def _counts(session: Session, *where: ColumnElement[bool]) -> Mapping[FindingKind, int]:
    query = select(FindingRow.kind, func.count()).where(*where).group_by(col(FindingRow.kind))
    found = {FindingKind(kind): count for kind, count in session.exec(query)}
    return {kind: found[kind] for kind in FindingKind if kind in found}


def _open(account: AccountKey | None) -> tuple[ColumnElement[bool], ...]:
    still_open = col(FindingRow.settled_at).is_(None)
    return (still_open,) if account is None else (still_open, col(FindingRow.account) == account)


def settle_outlived(session: Session, account: AccountKey, at: Instant) -> int:
    """Settle findings about ends that intents do not have any more, and those that were told for long enough."""
    settled = 0
    for kind, (outcome, reason) in STANDS.items():
        rows = session.exec(select(FindingRow).where(*_open(account), FindingRow.kind == kind))
        for row in rows:
            words = _outlived(session, row, outcome, reason, at)
            if words:
                row.settled_at, row.settlement = at, words
                settled += 1
    return settled + _settle_strangers_known(session, account, at)


def _outlived(session: Session, row: FindingRow, outcome: Outcome, reason: Reason, at: Instant) -> str:
    intent = session.get(IntentRow, row.key) if row.key else None
    if intent is not None and intent.state != IntentState.SETTLED:
        return "launched again"
    if intent is not None and not _has_end(intent, outcome, reason):
        return f"{intent.outcome} now"
    return "told long enough" if at - row.seen_at > TOLD_SECONDS_MAX else ""


def _has_end(intent: IntentRow, outcome: Outcome, reason: Reason) -> bool:
    end = outcome_of(intent)
    return end is not None and (end.outcome, end.reason) == (outcome, reason)


def _settle_strangers_known(session: Session, account: AccountKey, at: Instant) -> int:
    """A pin that was nobody's is an intent's now: adopted, or found by a launch.

    That of an intent that ended without one is its own too, lest another is made: it stays unexpected.
    """
    wanted = col(IntentRow.outcome).is_(None) | col(IntentRow.outcome).not_in(ENDED_WITHOUT)
    known = select(IntentRow.pin_id).where(col(IntentRow.pin_id).is_not(None), wanted)
    query = (
        select(FindingRow)
        .where(*_open(account), col(FindingRow.kind).in_(AT_PINTEREST))
        .where(col(FindingRow.pin_id).in_(known))
    )
    rows = session.exec(query).all()
    for row in rows:
        row.settled_at, row.settlement = at, "it is an intent's own pin now"
    return len(rows)


def finding_of(row: FindingRow) -> Finding:
    """A row as the others see it."""
    return Finding(
        account=AccountKey(row.account),
        kind=FindingKind(row.kind),
        pin_id=row.pin_id,
        board_id=row.board_id,
        key=PinKey(row.key) if row.key else None,
        other_pin_id=row.other_pin_id,
        made_at=row.made_at,
        other_made_at=row.other_made_at,
        detail=row.detail,
        seen_at=row.seen_at,
        settled_at=row.settled_at,
        settlement=row.settlement,
    )
