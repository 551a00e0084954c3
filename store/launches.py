"""Launches: their rows, from the file to their outcomes."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import insert
from sqlmodel import Session, case, col, func, select, update

from contracts.contract import Instant
from contracts.launch import OPEN_PINS_MAX, LaunchPolicy, LaunchSummary, ProductResult, Tally
from contracts.ledger import NewLaunch, NewRow, RowIntent, RowRefused, WaitingRow
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Outcome, refused_outcome
from contracts.pin import PinRequest
from contracts.product import Product
from store.admitting import pins_of_rows, register_row
from store.database import Database
from store.settling import row_values
from store.tables import IntentRow, IntentState, LaunchRow, ProductRow, RowState

ROWS_A_FLUSH = 500

NO_OUTCOME: dict[str, object] = {
    **dict.fromkeys(("outcome", "board_id", "pin_id", "reason", "message", "remedy", "actor")),
    **dict.fromkeys(("already", "changed"), False),
}
"""The columns of a row that has not ended."""


@dataclass(frozen=True)
class SqlLaunches:
    """Keeps the port `Launches`, and the doors' side of launches."""

    database: Database

    async def begin(self, launch: NewLaunch, rows: Iterable[NewRow]) -> int:
        """Write a launch and all its rows in one transaction; how many rows there are. The rows are streamed."""
        return await self.database.write(lambda session: _begin(session, launch, rows))

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

    async def room(self, account: AccountKey) -> int:
        query = select(func.count()).where(
            col(IntentRow.account) == account, col(IntentRow.state) != IntentState.SETTLED
        )
        return max(0, OPEN_PINS_MAX - await self.database.read(lambda session: session.exec(query).one()))

    async def waiting_rows(self, launch: LaunchId, limit: int) -> Sequence[WaitingRow]:
        query = (
            select(ProductRow)
            .where(ProductRow.launch == launch, ProductRow.state == RowState.WAITING)
            .order_by(col(ProductRow.row))
            .limit(limit)
        )
        rows = await self.database.read(lambda session: session.exec(query).all())
        return [_waiting_row(row) for row in rows]

    async def register(
        self, launch: LaunchId, rows: Sequence[RowIntent | RowRefused], at: Instant
    ) -> Sequence[PinRequest]:
        def work(session: Session) -> Sequence[PinRequest]:
            for row in rows:
                register_row(session, launch, row, at)
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
        await self.database.write(lambda session: session.exec(statement))

    async def left(self, launch: LaunchId) -> int:
        query = select(func.count()).where(
            col(ProductRow.launch) == launch, col(ProductRow.state).in_((RowState.WAITING, RowState.REGISTERED))
        )
        return await self.database.read(lambda session: session.exec(query).one())

    async def tally(self, launch: LaunchId) -> Tally:
        return await self.database.read(lambda session: _tally(session, launch))

    async def finish(self, launch: LaunchId, at: Instant) -> None:
        statement = (
            update(LaunchRow)
            .where(col(LaunchRow.id) == launch, col(LaunchRow.finished_at).is_(None))
            .values(finished_at=at)
        )
        await self.database.write(lambda session: session.exec(statement))

    async def results(self, launch: LaunchId, *, after: int = 0, limit: int = 1_000) -> Sequence[ProductResult]:
        """A page of the launch's products in the file's order, after row `after`."""
        query = (
            select(ProductRow)
            .where(ProductRow.launch == launch, col(ProductRow.row) > after)
            .order_by(col(ProductRow.row))
            .limit(limit)
        )
        rows = await self.database.read(lambda session: session.exec(query).all())
        return [_result(row) for row in rows]

    async def summary(self, launch: LaunchId) -> LaunchSummary | None:
        """One launch, or None if the ledger does not know it."""
        return await self.database.read(lambda session: _summary(session, session.get(LaunchRow, launch)))

    async def unfinished(self) -> Sequence[LaunchSummary]:
        """Launches that have not ended, oldest first."""

        def work(session: Session) -> Sequence[LaunchSummary]:
            query = (
                select(LaunchRow).where(col(LaunchRow.finished_at).is_(None)).order_by(col(LaunchRow.created_at))
            )
            return [found for row in session.exec(query) if (found := _summary(session, row))]

        return await self.database.read(work)

    async def latest(self, limit: int = 20) -> Sequence[LaunchSummary]:
        """The newest launches, newest first."""

        def work(session: Session) -> Sequence[LaunchSummary]:
            query = select(LaunchRow).order_by(col(LaunchRow.created_at).desc()).limit(limit)
            return [found for row in session.exec(query) if (found := _summary(session, row))]

        return await self.database.read(work)


def _begin(session: Session, launch: NewLaunch, rows: Iterable[NewRow]) -> int:
    session.add(
        LaunchRow(
            id=launch.launch,
            account=launch.account,
            source=launch.source,
            policy=launch.policy,
            created_at=launch.created,
        )
    )
    session.flush()
    count = 0
    for some in _batches(rows, ROWS_A_FLUSH):
        session.execute(insert(ProductRow), [_row_values(launch.launch, row) for row in some])
        count += len(some)
    return count


def _batches(rows: Iterable[NewRow], size: int) -> Iterator[list[NewRow]]:
    remaining = iter(rows)
    while some := list(islice(remaining, size)):
        yield some


def _row_values(launch: LaunchId, row: NewRow) -> dict[str, object]:
    """A row's columns as they go in; every row of a batch has the same ones, so that they go in at once."""
    ended = refused_outcome(row.refused) if row.refused else None
    return {
        "launch": launch,
        "row": row.row,
        "product_key": row.product_key,
        "title": row.title,
        "board_name": row.board_name,
        "product": row.product.model_dump_json(exclude_defaults=True) if row.product else None,
        "state": RowState.SETTLED if ended else RowState.WAITING,
        **(row_values(ended) if ended else NO_OUTCOME),
    }


def _waiting_row(row: ProductRow) -> WaitingRow:
    return WaitingRow(
        row=row.row, board_name=row.board_name, product=Product.model_validate_json(row.product or "")
    )


def _tally(session: Session, launch: LaunchId) -> Tally:
    query = (
        select(ProductRow.outcome, func.count(), func.sum(case((col(ProductRow.already), 1), else_=0)))
        .where(ProductRow.launch == launch)
        .group_by(col(ProductRow.outcome))
    )
    counts = {outcome: (count, int(already or 0)) for outcome, count, already in session.exec(query)}
    return Tally(
        total=sum(count for count, _ in counts.values()),
        live=counts.get(Outcome.LIVE, (0, 0))[0],
        already=counts.get(Outcome.LIVE, (0, 0))[1],
        refused=counts.get(Outcome.REFUSED, (0, 0))[0],
        unconfirmed=counts.get(Outcome.UNCONFIRMED, (0, 0))[0],
        withdrawn=counts.get(Outcome.WITHDRAWN, (0, 0))[0],
        waiting=counts.get(None, (0, 0))[0],
    )


def _result(row: ProductRow) -> ProductResult:
    return ProductResult.model_validate(
        {**row.model_dump(include=set(ProductResult.model_fields)), "product": row.product_key}
    )


def _summary(session: Session, row: LaunchRow | None) -> LaunchSummary | None:
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
        tally=_tally(session, launch),
    )
