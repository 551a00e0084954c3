"""Launches: from the file's rows to their outcomes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session, case, col, func, select, update

from contracts.contract import Instant
from contracts.launch import (
    ENDS_SEEN_MAX,
    ConcernCount,
    LaunchPolicy,
    LaunchSummary,
    Outlook,
    ProductResult,
    Queueing,
    Tally,
)
from contracts.ledger import NewLaunch, NewRow, RowIntent, RowRefused, WaitingRow
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Outcome
from contracts.pin import PinRequest
from store import rows
from store.admitting import pins_of_rows, register_rows
from store.database import Database
from store.extending import extend_launch
from store.locks import lock_accounts, lock_intents
from store.pin_events import note_launch, note_rows_ended, rows_to_tell
from store.places import preparing_of, room_of
from store.publish_rules import is_windowed
from store.spool import spooled
from store.tables.launches import LaunchRow, ProductRow
from store.tables.pins import IntentRow
from store.tables.states import RowState


@dataclass(frozen=True)
class SqlLaunches:
    """Keeps the port `Launches`, and the doors' side of launches."""

    database: Database

    async def begin(self, launch: NewLaunch, new: Iterable[NewRow]) -> int:
        """Write a launch and all its rows in one transaction; how many rows there are.

        The rows are streamed, and taken from their source before the transaction begins.
        """
        with spooled(rows.row_columns(launch.launch, row) for row in new) as values:
            return await self.database.write(lambda session: _begin(session, launch, values))

    async def extend(self, launch: NewLaunch, new: Sequence[NewRow]) -> int:
        """Add rows to a launch that goes on, in one transaction; how many were not there, by their numbers.

        It is made if it is not there, and opened again if it has ended: whoever adds wakes it.
        """
        return await self.database.write(lambda session: extend_launch(session, launch, new))

    async def policy(self, launch: LaunchId) -> LaunchPolicy:
        query = select(LaunchRow.policy).where(LaunchRow.id == launch)
        found = await self.database.read(lambda session: session.exec(query).one())
        return LaunchPolicy.model_validate_json(found)

    async def board_names(self, launch: LaunchId) -> Sequence[str]:
        query = (
            select(ProductRow.board_name)
            .where(ProductRow.launch == launch, ProductRow.state == RowState.WAITING)
            .distinct()
            .order_by(col(ProductRow.board_name))
        )
        return await self.database.read(lambda session: session.exec(query).all())

    async def section_names(self, launch: LaunchId) -> Sequence[tuple[str, str]]:
        query = (
            select(ProductRow.board_name, ProductRow.section_name)
            .where(ProductRow.launch == launch, ProductRow.state == RowState.WAITING)
            .where(ProductRow.section_name != "")
            .distinct()
            .order_by(col(ProductRow.board_name), col(ProductRow.section_name))
        )
        return [(board, section) for board, section in await self.database.read(lambda s: s.exec(query).all())]

    async def room(self, launch: LaunchId, now: Instant) -> int:
        return await self.database.read(lambda session: room_of(session, launch, now))

    async def preparing(self, launch: LaunchId) -> int:
        return await self.database.read(lambda session: preparing_of(session, launch))

    async def waiting_rows(self, launch: LaunchId, limit: int, now: Instant) -> Sequence[WaitingRow]:
        return await self.database.read(lambda session: rows.waiting_rows(session, launch, now, limit=limit))

    async def unjudged_rows(self, launch: LaunchId, limit: int) -> Sequence[WaitingRow]:
        def work(session: Session) -> Sequence[WaitingRow]:
            judged = session.get_one(LaunchRow, launch).judged_row
            return rows.rows_after(session, launch, judged, limit)

        return await self.database.read(work)

    async def judge(self, launch: LaunchId, refusals: Sequence[RowRefused], upto: int, at: Instant) -> None:
        def work(session: Session) -> None:
            its = session.get_one(LaunchRow, launch)
            lock_accounts(session, [AccountKey(its.account)])
            told = rows_to_tell(session, launch, {one.row for one in refusals})
            rows.refuse_rows(session, launch, refusals)
            note_rows_ended(session, launch, at, told)
            its.judged_row = upto

        await self.database.write(work)

    async def register(
        self, launch: LaunchId, decided: Sequence[RowIntent | RowRefused], at: Instant
    ) -> Sequence[PinRequest]:
        def work(session: Session) -> Sequence[PinRequest]:
            # The account's row is locked: two launches that count its places at once would both take the last.
            account = AccountKey(session.get_one(LaunchRow, launch).account)
            lock_accounts(session, [account])
            register_rows(session, launch, decided, at, room=room_of(session, launch, at))
            session.flush()
            return pins_of_rows(session, launch, RowState.REGISTERED)

        return await self.database.write(work)

    async def open_pins(self, launch: LaunchId) -> Sequence[PinRequest]:
        return await self.database.read(lambda session: pins_of_rows(session, launch, RowState.ADMITTED))

    async def started(self, launch: LaunchId, keys: Collection[PinKey]) -> None:
        statement = (
            update(ProductRow)
            .where(col(ProductRow.launch) == launch, col(ProductRow.intent_key).in_(keys))
            .where(col(ProductRow.state) == RowState.REGISTERED)
            .values(state=RowState.ADMITTED)
        )

        def work(session: Session) -> None:
            lock_intents(session, keys)
            session.exec(statement)

        await self.database.write(work)

    async def outlook(self, launch: LaunchId, now: Instant) -> Outlook:
        return await self.database.read(lambda session: _outlook(session, launch, now))

    async def tally(self, launch: LaunchId) -> Tally:
        return await self.database.read(lambda session: rows.tally(session, launch))

    async def finish(self, launch: LaunchId, at: Instant) -> bool:
        return await self.database.write(lambda session: _finish(session, launch, at))

    async def results(
        self, launch: LaunchId, *, after: tuple[int, int] = (0, 0), limit: int = 1_000, troubled: bool = False
    ) -> Sequence[ProductResult]:
        """A page of the launch's pins in the file's order, after a row and its image; `troubled`: not the live."""
        return await self.database.read(
            lambda session: rows.page_of(session, launch, after=after, limit=limit, troubled=troubled)
        )

    async def queueing(self, launch: LaunchId, since: Instant) -> Queueing:
        """What waits, and the account's newest ends after `since`."""
        return await self.database.read(lambda session: _queueing(session, launch, since))

    async def live_keys(self, keys: Collection[PinKey]) -> frozenset[PinKey]:
        """Which of these intents are live."""
        query = select(IntentRow.key).where(
            col(IntentRow.key).in_(keys), col(IntentRow.outcome) == Outcome.LIVE.value
        )
        return frozenset(
            PinKey(key) for key in await self.database.read(lambda session: session.exec(query).all())
        )

    async def concerns(self, launch: LaunchId) -> Sequence[ConcernCount]:
        """Why pins of the launch are not live, counted, with the first few of each."""
        return await self.database.read(lambda session: rows.concerns(session, launch))

    async def summary(self, launch: LaunchId) -> LaunchSummary | None:
        """One launch, or None if the ledger does not know it."""
        return await self.database.read(lambda session: summary_of(session, session.get(LaunchRow, launch)))

    async def unfinished(self) -> Sequence[LaunchSummary]:
        """Launches that have not ended, oldest first."""

        def work(session: Session) -> Sequence[LaunchSummary]:
            query = (
                select(LaunchRow).where(col(LaunchRow.finished_at).is_(None)).order_by(col(LaunchRow.created_at))
            )
            return [found for row in session.exec(query) if (found := summary_of(session, row))]

        return await self.database.read(work)

    async def latest(self, limit: int = 20) -> Sequence[LaunchSummary]:
        """The newest launches, newest first."""

        def work(session: Session) -> Sequence[LaunchSummary]:
            query = select(LaunchRow).order_by(col(LaunchRow.created_at).desc()).limit(limit)
            return [found for row in session.exec(query) if (found := summary_of(session, row))]

        return await self.database.read(work)


def _begin(session: Session, launch: NewLaunch, values: Iterable[dict[str, object]]) -> int:
    session.add(
        LaunchRow(
            id=launch.launch,
            account=launch.account,
            source=launch.source,
            policy=launch.policy,
            priority=launch.priority,
            created_at=launch.created,
        )
    )
    session.flush()
    count = rows.insert_rows(session, iter(values))
    note_rows_ended(session, launch.launch, launch.created)
    return count


def _outlook(session: Session, launch: LaunchId, now: Instant) -> Outlook:
    windowed = is_windowed(session, session.get_one(LaunchRow, launch))
    return rows.outlook(session, launch, now).model_copy(update={"windowed": windowed})


def _queueing(session: Session, launch: LaunchId, since: Instant) -> Queueing:
    row = session.get_one(LaunchRow, launch)
    counts = select(
        func.count(),
        func.sum(case((col(ProductRow.held), 1), else_=0)),
        func.max(case((col(ProductRow.held).is_(False), ProductRow.not_before))),
    ).where(ProductRow.launch == launch, col(ProductRow.outcome).is_(None))
    count, held, last_due = session.exec(counts).one()
    ends = (
        select(IntentRow.settled_at)
        .where(IntentRow.account == row.account, col(IntentRow.settled_at) > since)
        .order_by(col(IntentRow.settled_at).desc())
        .limit(ENDS_SEEN_MAX)
    )
    return Queueing(
        count=count,
        held=int(held or 0),
        last_due=last_due,
        ends=tuple(at for at in session.exec(ends) if at is not None),
    )


def _finish(session: Session, launch: LaunchId, at: Instant) -> bool:
    """A row that a person put back meanwhile keeps the launch going."""
    row = session.exec(select(LaunchRow).where(LaunchRow.id == launch).with_for_update()).one()
    tally = rows.tally(session, launch)
    if tally.waiting:
        return False
    if row.finished_at is None:
        row.finished_at = at
        note_launch(session, row, tally, at)
    return True


def summary_of(session: Session, row: LaunchRow | None) -> LaunchSummary | None:
    """A launch as the ledger lists it; None for none."""
    if row is None:
        return None
    launch = LaunchId(row.id)
    return LaunchSummary(
        launch=launch,
        account=AccountKey(row.account),
        source=row.source,
        created=row.created_at,
        finished=row.finished_at,
        policy=LaunchPolicy.model_validate_json(row.policy),
        tally=rows.tally(session, launch),
    )
