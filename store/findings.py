"""Findings: what is on a board, or is not, against what the ledger says."""

from sqlmodel import Session

from contracts.findings import Finding, FindingKind
from contracts.names import AccountKey, PinKey
from store.tables import FindingRow


def note_finding(session: Session, found: Finding) -> bool:
    """Keep it, in the caller's transaction; seen again it keeps its first time. Whether it is news."""
    row = session.get(FindingRow, (found.account, found.kind, found.pin_id), with_for_update=True)
    if row is not None and row.settled_at == found.settled_at:
        row.detail, row.other_pin_id = found.detail, found.other_pin_id
        return False
    session.merge(FindingRow(**found.model_dump()))
    return row is None or row.settled_at is not None


def finding_of(row: FindingRow) -> Finding:
    """A row as the others see it."""
    return Finding(
        account=AccountKey(row.account),
        kind=FindingKind(row.kind),
        pin_id=row.pin_id,
        board_id=row.board_id,
        key=PinKey(row.key) if row.key else None,
        other_pin_id=row.other_pin_id,
        detail=row.detail,
        seen_at=row.seen_at,
        settled_at=row.settled_at,
        settlement=row.settlement,
    )
