"""The ledger for the patrol: which boards are next, whose pins these are, and what was found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, exists
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, or_, select

from contracts.contract import Instant
from contracts.findings import Finding, FindingKind
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Outcome
from contracts.patrol import Amendment, KnownIntent, LivePin, OverdueBoard, Standing, ToldFinding
from contracts.pin import PinDraft, PinPolicy
from store.amending import amend_end, conclude_absence, give_pin
from store.boards import reading_row
from store.database import Database
from store.findings import (
    count_open,
    count_open_of,
    count_since,
    note_finding,
    open_findings,
    settle_finding,
    settle_outlived,
    told_findings,
    unmet_findings,
)
from store.tables.boards import BoardReadingRow
from store.tables.pins import AttemptRow, IntentRow
from store.tables.states import OPEN_ATTEMPTS, IntentState

OVERDUE_SECONDS = 300.0
"""After deadline and grace an attempt is its workflow's for this long; then the patrol sees to it."""

OVERDUE_MAX = 1_000
UNCONFIRMED_MAX = 5_000
"""Attempts, and intents, that one question answers."""


@dataclass(frozen=True)
class SqlPatrol:
    """Keeps the port `PatrolBook`."""

    database: Database

    async def boards(self, account: AccountKey) -> Sequence[str]:
        return await self.database.read(lambda session: _boards(session, account))

    async def patrolled(self, account: AccountKey, board_id: str, at: Instant) -> None:
        def work(session: Session) -> None:
            reading_row(session, account, board_id).patrolled_at = at

        await self.database.write(work)

    async def overdue(self, account: AccountKey, now: Instant) -> Sequence[OverdueBoard]:
        return await self.database.read(lambda session: _overdue(session, account, now))

    async def known(self, markers: Collection[str], pin_ids: Collection[str]) -> Sequence[KnownIntent]:
        meant = or_(col(IntentRow.marker).in_(markers), col(IntentRow.pin_id).in_(pin_ids))
        return await self.database.read(lambda session: _known(session, meant))

    async def live_on(self, account: AccountKey, board_id: str, before: Instant) -> Sequence[LivePin]:
        return await self.database.read(lambda session: _live_on(session, account, board_id, before))

    async def unconfirmed(self, account: AccountKey) -> Sequence[KnownIntent]:
        mine = and_(
            col(IntentRow.account) == account,
            col(IntentRow.state) == IntentState.SETTLED,
            col(IntentRow.outcome) == Outcome.UNCONFIRMED,
        )
        return await self.database.read(lambda session: _known(session, mine, limit=UNCONFIRMED_MAX))

    async def give_pin(self, key: PinKey, pin_id: str, at: Instant) -> bool:
        return await self.database.write(lambda session: give_pin(session, key, pin_id, at))

    async def amend(self, change: Amendment, at: Instant) -> bool:
        return await self.database.write(lambda session: amend_end(session, change, at))

    async def conclude_absence(self, key: PinKey, at: Instant) -> Outcome | None:
        return await self.database.write(lambda session: conclude_absence(session, key, at))

    async def note(self, found: Finding) -> bool:
        return await self.database.write(lambda session: note_finding(session, found))

    async def settle(self, found: Finding, words: str, at: Instant) -> bool:
        return await self.database.write(lambda session: settle_finding(session, found, words, at))

    async def settle_outlived(self, account: AccountKey, at: Instant) -> int:
        return await self.database.write(lambda session: settle_outlived(session, account, at))

    async def unmet(self, account: AccountKey, before: Instant, limit: int) -> Sequence[Finding]:
        return await self.database.read(lambda session: unmet_findings(session, account, before, limit))

    async def open(self, account: AccountKey, limit: int) -> Sequence[Finding]:
        return await self.database.read(lambda session: open_findings(session, account, limit))

    async def told(self, account: AccountKey, since: Instant, limit: int) -> Sequence[ToldFinding]:
        """Open findings and those settled since, for people."""
        return await self.database.read(lambda session: told_findings(session, account, since, limit))

    async def count_open(self) -> Mapping[FindingKind, int]:
        """How many of each kind somebody may have to act on, over all accounts."""
        return await self.database.read(count_open)

    async def count_open_of(self, launch: LaunchId) -> Mapping[FindingKind, int]:
        """How many of each kind about pins that the launch asked for."""
        return await self.database.read(lambda session: count_open_of(session, launch))

    async def count_since(self, account: AccountKey, since: Instant) -> Mapping[FindingKind, int]:
        return await self.database.read(lambda session: count_since(session, account, since))


def _boards(session: Session, account: AccountKey) -> Sequence[str]:
    """The longest unread first, those never read before them."""
    mine = select(IntentRow.board_id).where(IntentRow.account == account).distinct().subquery()
    reading = and_(col(BoardReadingRow.board_id) == mine.c.board_id, col(BoardReadingRow.account) == account)
    read_at = func.coalesce(col(BoardReadingRow.patrolled_at), 0.0)
    query = select(mine.c.board_id).outerjoin(BoardReadingRow, reading).order_by(read_at, mine.c.board_id)
    return session.exec(query).all()


def _overdue(session: Session, account: AccountKey, now: Instant) -> Sequence[OverdueBoard]:
    query = (
        select(AttemptRow.board_id, AttemptRow.deadline, IntentRow.state, IntentRow.policy)
        .where(AttemptRow.account == account, col(AttemptRow.state).in_(OPEN_ATTEMPTS))
        .where(col(AttemptRow.key) == col(IntentRow.key))
        .order_by(col(AttemptRow.claimed_at))
        .limit(OVERDUE_MAX)
    )
    graces: dict[str, float] = {}
    for board_id, deadline, state, policy in session.exec(query):
        grace = PinPolicy.model_validate_json(policy).grace_seconds
        if state == IntentState.SETTLED or deadline + grace + OVERDUE_SECONDS < now:
            graces[board_id] = max(grace, graces.get(board_id, 0.0))
    return [OverdueBoard(board_id=board_id, grace_seconds=grace) for board_id, grace in graces.items()]


def _known(session: Session, meant: ColumnElement[bool], *, limit: int | None = None) -> Sequence[KnownIntent]:
    """Only the columns that are needed: an intent's product is much longer."""
    mine = col(AttemptRow.key) == col(IntentRow.key)
    attempted = exists().where(mine, col(AttemptRow.state).in_(OPEN_ATTEMPTS)).label("open_attempt")
    query = select_columns(*_KNOWN, attempted).where(meant).order_by(col(IntentRow.key)).limit(limit)
    return [_known_intent(row) for row in session.execute(query)]


_KNOWN = tuple(
    col(column)
    for column in (
        IntentRow.key,
        IntentRow.marker,
        IntentRow.account,
        IntentRow.board_id,
        IntentRow.section_id,
        IntentRow.pin_id,
        IntentRow.state,
        IntentRow.outcome,
        IntentRow.draft,
    )
)


def _known_intent(row: Row[Any]) -> KnownIntent:  # Any: a row of columns chosen at run time
    return KnownIntent(
        key=PinKey(row.key),
        marker=row.marker,
        account=AccountKey(row.account),
        board_id=row.board_id,
        section_id=row.section_id,
        link=PinDraft.model_validate_json(row.draft).link if row.draft else "",
        pin_id=row.pin_id,
        standing=_standing(row.state, row.outcome),
        open_attempt=row.open_attempt,
    )


def _standing(state: str, outcome: str | None) -> Standing:
    if state != IntentState.SETTLED:
        return Standing.UNDER_WAY
    return _ENDS.get(Outcome(outcome), Standing.OVER) if outcome else Standing.UNDER_WAY


_ENDS = MappingProxyType({Outcome.LIVE: Standing.LIVE, Outcome.UNCONFIRMED: Standing.UNCONFIRMED})


def _live_on(session: Session, account: AccountKey, board_id: str, before: Instant) -> Sequence[LivePin]:
    query = (
        select(IntentRow.key, IntentRow.pin_id)
        .where(IntentRow.account == account, IntentRow.board_id == board_id)
        .where(col(IntentRow.state) == IntentState.SETTLED, col(IntentRow.outcome) == Outcome.LIVE)
        .where(col(IntentRow.settled_at) < before)
        .order_by(col(IntentRow.key))
    )
    return [LivePin(key=PinKey(key), pin_id=pin_id) for key, pin_id in session.exec(query) if pin_id]
