"""The outbox of those who do not ask Temporal: noted with what they wrote, told by the worker, then deleted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, delete, select

from contracts.launch import LaunchRequest
from contracts.names import AccountKey, LaunchId
from contracts.wakes import Wake
from store.arrivals import put_in
from store.database import Database
from store.tables.launches import WakeRow


@dataclass(frozen=True)
class SqlWakes:
    """Keeps the port `Wakes`."""

    database: Database

    async def pending(self, limit: int) -> Sequence[Wake]:
        """Whom the oldest `limit` rows name, each once."""
        return await self.database.read(lambda session: _pending(session, limit))

    async def told(self, ids: Collection[int]) -> None:
        """Rows that were written meanwhile stay: they tell of something newer."""
        await self.database.write(lambda session: session.exec(delete(WakeRow).where(col(WakeRow.id).in_(ids))))


def note_wakes(session: Session, accounts: Collection[AccountKey], launches: Collection[LaunchRequest]) -> None:
    """In the transaction of what they must look at."""
    named = [(account, "", "") for account in accounts]
    named += [(launch.account, launch.launch, launch.source) for launch in launches]
    put_in(
        session,
        WakeRow,
        [{"account": account, "launch": launch, "source": source} for account, launch, source in named],
    )


def _pending(session: Session, limit: int) -> Sequence[Wake]:
    ids: dict[tuple[str, str, str], list[int]] = {}
    for row in session.exec(select(WakeRow).order_by(col(WakeRow.id)).limit(limit)):
        ids.setdefault((row.account, row.launch, row.source), []).append(row.id or 0)
    return [
        Wake(
            ids=tuple(found),
            account=AccountKey(account),
            launch=LaunchId(launch) if launch else None,
            source=source,
        )
        for (account, launch, source), found in ids.items()
    ]
