"""Pins that somebody wants deleted at Pinterest: which are due, and how it went."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select, update

from contracts.api_pins import PinRemoval
from contracts.contract import Instant
from contracts.names import AccountKey, PinKey
from contracts.outcome import Outcome
from store.database import Database
from store.tables.api import ApiPinRow
from store.tables.launches import ProductRow


@dataclass(frozen=True)
class SqlApiRemovals:
    """Keeps the port `Removals`."""

    database: Database

    async def due(self, now: Instant, limit: int) -> Sequence[PinRemoval]:
        """Those whose time has come, the longest waiting first."""
        return await self.database.read(lambda session: _due(session, now, limit))

    async def done(self, removal: UUID, at: Instant | None) -> None:
        """It is gone since `at`; None: there was no pin to delete."""
        values: dict[str, object] = {"remove_at": None, "removed_at": at, "remove_error": None}
        await self._set(removal, values)

    async def put_off(self, removal: UUID, until: Instant, why: str) -> None:
        """It is tried again then."""
        await self._set(removal, {"remove_at": until, "remove_error": why[:2_000]})

    async def _set(self, removal: UUID, values: dict[str, object]) -> None:
        statement = update(ApiPinRow).where(col(ApiPinRow.id) == str(removal)).values(**values)
        await self.database.write(lambda session: session.exec(statement))


def _due(session: Session, now: Instant, limit: int) -> Sequence[PinRemoval]:
    query = (
        select(ApiPinRow, ProductRow)
        .join(ProductRow, col(ProductRow.launch) == col(ApiPinRow.launch))
        .where(ProductRow.row == ApiPinRow.row, ProductRow.image_slot == 0, col(ApiPinRow.remove_at) <= now)
        .order_by(col(ApiPinRow.remove_at))
        .limit(limit)
    )
    return [_removal(pin, row) for pin, row in session.exec(query)]


def _removal(pin: ApiPinRow, row: ProductRow) -> PinRemoval:
    return PinRemoval(
        id=UUID(pin.id),
        account=AccountKey(pin.account),
        key=PinKey(row.intent_key) if row.intent_key else None,
        pin_id=row.pin_id if row.outcome == Outcome.LIVE else None,
        under_way=row.outcome is None or row.outcome == Outcome.UNCONFIRMED,
    )
