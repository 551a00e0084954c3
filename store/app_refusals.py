"""What Pinterest does not let an app do: asked once for all accounts that the app has."""

from dataclasses import dataclass

from sqlmodel import Session

from contracts.contract import Instant
from contracts.live_pins import Ability, AppRefusal
from contracts.names import AccountKey
from store.arrivals import keep_last
from store.database import Database
from store.tables.accounts import AccountRow, AppRefusalRow

WHY_MAX = 1_000


@dataclass(frozen=True)
class SqlAppRefusals:
    """Keeps the port `AppRefusals`."""

    database: Database

    async def of(self, account: AccountKey, ability: Ability) -> AppRefusal | None:
        return await self.database.read(lambda session: _of(session, account, ability))

    async def note(self, account: AccountKey, ability: Ability, why: str, at: Instant) -> None:
        refusal = AppRefusal(why=why[:WHY_MAX], at=at)
        await self.database.write(lambda session: _note(session, account, ability, refusal))


def _of(session: Session, account: AccountKey, ability: Ability) -> AppRefusal | None:
    row = session.get(AppRefusalRow, (_app_of(session, account), ability))
    return None if row is None else AppRefusal(why=row.why, at=row.refused_at)


def _note(session: Session, account: AccountKey, ability: Ability, refusal: AppRefusal) -> None:
    app = _app_of(session, account)
    keep_last(session, [AppRefusalRow(app=app, ability=ability, why=refusal.why, refused_at=refusal.at)])


def _app_of(session: Session, account: AccountKey) -> str:
    row = session.get(AccountRow, account)
    return (row.app if row else None) or ""
