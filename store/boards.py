"""What the ledger knows of boards and sections: ids by name, pins before our time, and who reads a board now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select, update

from contracts.contract import Instant
from contracts.ledger import KnownBoard, KnownSection
from contracts.names import AccountKey
from contracts.outcome import Refused
from drafting.boards import fold_board_name
from store.arrivals import keep_first, keep_last
from store.database import Database
from store.tables.boards import BoardReadingRow, BoardRow, SectionRow, SeenMarkerRow


@dataclass(frozen=True)
class SqlBoards:
    """Keeps the port `BoardBook`."""

    database: Database

    async def known(self, account: AccountKey, names: Collection[str]) -> Sequence[KnownBoard]:
        folded = {name: fold_board_name(name) for name in names}
        query = select(BoardRow).where(BoardRow.account == account, col(BoardRow.folded).in_(folded.values()))
        rows = await self.database.read(lambda session: session.exec(query).all())
        by_fold = {row.folded: row for row in rows}
        return [_known_board(by_fold[fold], name) for name, fold in folded.items() if fold in by_fold]

    async def names(self, account: AccountKey) -> Sequence[KnownBoard]:
        """Every name that rows have used for a board of the account."""
        query = select(BoardRow).where(BoardRow.account == account).order_by(col(BoardRow.folded))
        rows = await self.database.read(lambda session: session.exec(query).all())
        return [_known_board(row, row.name) for row in rows]

    async def keep(self, account: AccountKey, boards: Sequence[KnownBoard]) -> None:
        rows = [_board_row(account, board) for board in boards]
        await self.database.write(lambda session: keep_last(session, rows))

    async def sections(self, account: AccountKey, board_id: str, names: Collection[str]) -> Sequence[KnownSection]:
        folded = {name: fold_board_name(name) for name in names}
        query = select(SectionRow).where(
            SectionRow.account == account,
            SectionRow.board_id == board_id,
            col(SectionRow.folded).in_(folded.values()),
        )
        rows = await self.database.read(lambda session: session.exec(query).all())
        by_fold = {row.folded: row for row in rows}
        return [_known_section(by_fold[fold], name) for name, fold in folded.items() if fold in by_fold]

    async def keep_sections(self, account: AccountKey, board_id: str, sections: Sequence[KnownSection]) -> None:
        rows = [_section_row(account, board_id, section) for section in sections]
        await self.database.write(lambda session: keep_last(session, rows))

    async def history(self, account: AccountKey, board_ids: Collection[str]) -> Mapping[str, Instant]:
        query = select(BoardReadingRow.board_id, BoardReadingRow.history_at).where(
            BoardReadingRow.account == account, col(BoardReadingRow.board_id).in_(board_ids)
        )
        found = await self.database.read(lambda session: session.exec(query).all())
        return {board_id: at for board_id, at in found if at is not None}

    async def keep_history(
        self, account: AccountKey, board_id: str, markers: Mapping[str, str], at: Instant
    ) -> None:
        seen = [
            SeenMarkerRow(account=account, board_id=board_id, marker=marker, pin_id=pin_id)
            for marker, pin_id in markers.items()
        ]

        def work(session: Session) -> None:
            reading_row(session, account, board_id).history_at = at
            keep_last(session, seen)

        await self.database.write(work)

    async def lease_reading(
        self, account: AccountKey, board_id: str, *, owner: str, now: Instant, until: Instant
    ) -> bool:
        return await self.database.write(lambda session: _lease(session, (account, board_id), owner, now, until))

    async def release_reading(self, account: AccountKey, board_id: str, *, owner: str) -> None:
        mine = (col(BoardReadingRow.account) == account, col(BoardReadingRow.board_id) == board_id)
        statement = (
            update(BoardReadingRow)
            .where(*mine, col(BoardReadingRow.owner) == owner)
            .values(owner=None, leased_until=0.0)
        )
        await self.database.write(lambda session: session.exec(statement))


def _known_board(row: BoardRow, name: str) -> KnownBoard:
    refused = Refused.model_validate_json(row.refused) if row.refused else None
    return KnownBoard(name=name, board_id=row.board_id, refused=refused)


def _known_section(row: SectionRow, name: str) -> KnownSection:
    refused = Refused.model_validate_json(row.refused) if row.refused else None
    return KnownSection(name=name, section_id=row.section_id, refused=refused)


def _section_row(account: AccountKey, board_id: str, section: KnownSection) -> SectionRow:
    return SectionRow(
        account=account,
        board_id=board_id,
        folded=fold_board_name(section.name),
        name=section.name,
        section_id=section.section_id,
        refused=section.refused.model_dump_json() if section.refused else None,
    )


def _board_row(account: AccountKey, board: KnownBoard) -> BoardRow:
    return BoardRow(
        account=account,
        folded=fold_board_name(board.name),
        name=board.name,
        board_id=board.board_id,
        refused=board.refused.model_dump_json() if board.refused else None,
    )


def reading_row(session: Session, account: AccountKey, board_id: str) -> BoardReadingRow:
    """Who reads the board and what is known of it, locked; made when nobody asked before."""
    keep_first(session, [BoardReadingRow(account=account, board_id=board_id)])
    return session.get_one(BoardReadingRow, (account, board_id), with_for_update=True)


def _lease(session: Session, board: tuple[AccountKey, str], owner: str, now: Instant, until: Instant) -> bool:
    account, board_id = board
    reading_row(session, account, board_id)
    free = or_(
        col(BoardReadingRow.owner).is_(None),
        col(BoardReadingRow.owner) == owner,
        col(BoardReadingRow.leased_until) <= now,
    )
    taken = session.exec(
        update(BoardReadingRow)
        .where(col(BoardReadingRow.account) == account, col(BoardReadingRow.board_id) == board_id, free)
        .values(owner=owner, leased_until=until)
    )
    return taken.rowcount == 1
