"""Whether the store answers, as health tells it."""

from dataclasses import dataclass

from sqlmodel import Session, text

from store.database import Database


@dataclass(frozen=True)
class StoreLook:
    """One question that every store can answer."""

    database: Database

    async def look(self) -> None:
        """Raises `LedgerBusy`."""
        await self.database.read(_look)


def _look(session: Session) -> None:
    session.connection().execute(text("SELECT 1"))
