"""What is in the ledger that is not as it should be at Pinterest."""

from collections.abc import Sequence

from sqlmodel import col, select

from contracts.findings import Finding
from store.findings import finding_of
from store.tables.pins import FindingRow
from tests.ledger import Ledger


async def findings(ledger: Ledger) -> Sequence[Finding]:
    """All of them, by pin."""
    query = select(FindingRow).order_by(col(FindingRow.pin_id))
    rows = await ledger.database.read(lambda session: session.exec(query).all())
    return [finding_of(row) for row in rows]
