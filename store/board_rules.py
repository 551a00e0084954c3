"""The board rules that an account keeps: the text as somebody wrote it, comments and all."""

from dataclasses import dataclass

from sqlmodel import col, delete, select

from contracts.contract import Instant
from contracts.names import AccountKey
from store.arrivals import keep_last
from store.database import Database
from store.tables.boards import BoardRulesRow


@dataclass(frozen=True)
class SqlBoardRules:
    """Keeps one text an account. Whether it can be read is the door's business."""

    database: Database

    async def of(self, account: AccountKey) -> str | None:
        """The account's rules, or None when it has none."""
        query = select(BoardRulesRow.rules).where(BoardRulesRow.account == account)
        return await self.database.read(lambda session: session.exec(query).one_or_none())

    async def keep(self, account: AccountKey, rules: str, at: Instant) -> None:
        """In place of those that were there. What was launched keeps its boards."""
        row = BoardRulesRow(account=account, rules=rules, set_at=at)
        await self.database.write(lambda session: keep_last(session, [row]))

    async def clear(self, account: AccountKey) -> bool:
        """Whether there were any."""
        statement = delete(BoardRulesRow).where(col(BoardRulesRow.account) == account)
        gone = await self.database.write(lambda session: session.exec(statement).rowcount)
        return gone > 0
