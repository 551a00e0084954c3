"""Plans: which rows need a moment, what has one already, and the moments that rows are given."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, literal, not_, or_, select
from sqlmodel import Session, col

from contracts.contract import Instant
from contracts.ledger import RowRefused
from contracts.names import AccountKey, LaunchId
from contracts.product import Product
from contracts.sightings import Category
from contracts.windows import WindowRule
from drafting.planning import Moment, Rules, order_of, shown_by
from drafting.replanning import Timed
from drafting.spread import Pinned
from store import moments, publish_rules
from store.database import Database
from store.quotas import buckets_of
from store.tables.accounts import AccountRow
from store.tables.launches import LaunchRow, ProductRow
from store.tables.pins import AttemptRow, IntentRow
from store.tables.states import AttemptState, TimedBy

PACE_WINDOW_SECONDS_MAX = 3_600.0
"""A quota of a longer window may be used up at once: a queue that waits is not held to its average."""

PAGE = 500
"""Rows that are held in memory whole while the others are read."""


@dataclass(frozen=True)
class SqlPlans:
    """Keeps the port `Plans`, and the doors' side of publish windows."""

    database: Database

    async def rules_of(self, account: AccountKey) -> tuple[WindowRule | None, Mapping[str, WindowRule]]:
        """The account's own rule, and those of its boards by their folded names."""
        return await self.database.read(lambda session: publish_rules.rules_of(session, account))

    async def set_rule(self, account: AccountKey, board: str | None, rule: WindowRule | None) -> None:
        """Keep the rule of the board, or without one the account's own; None: there is none any more."""
        await self.database.write(lambda session: publish_rules.set_rule(session, account, board, rule))

    async def placed(
        self, account: AccountKey, since: Instant, *, besides: LaunchId | None = None, shared: bool = True
    ) -> Sequence[Pinned]:
        """The account's pins that were made since then, or have a moment that is not earlier.

        `besides`: without those of this launch that may still be moved. `shared`: with links and pictures.
        """

        def work(session: Session) -> Sequence[Pinned]:
            return [
                *_made(session, account, since, shared=shared),
                *_ahead(session, account, since, besides, shared=shared),
            ]

        return await self.database.read(work)

    async def take_turn(self, launch: LaunchId, now: Instant, seconds: float) -> bool:
        def work(session: Session) -> bool:
            row = _account_of(session, launch)
            if row.planning_for not in {None, launch} and row.planning_until > now:
                return False
            row.planning_for, row.planning_until = launch, now + seconds
            return True

        return await self.database.write(work)

    async def end_turn(self, launch: LaunchId) -> None:
        def work(session: Session) -> None:
            row = _account_of(session, launch)
            if row.planning_for == launch:
                row.planning_for, row.planning_until = None, 0.0

        await self.database.write(work)

    async def rules(self, launch: LaunchId) -> Rules:
        return await self.database.read(
            lambda session: publish_rules.rules_for(session, session.get_one(LaunchRow, launch))
        )

    async def gap_seconds(self, account: AccountKey, now: Instant) -> float:
        buckets = await self.database.read(lambda session: buckets_of(session, account, Category.ORG_WRITE, now))
        return max(bucket.window_seconds / bucket.limit for bucket in buckets)

    async def pace_seconds(self, account: AccountKey, now: Instant) -> float:
        buckets = await self.database.read(lambda session: buckets_of(session, account, Category.ORG_WRITE, now))
        short = [bucket for bucket in buckets if bucket.window_seconds <= PACE_WINDOW_SECONDS_MAX]
        return max((bucket.window_seconds / bucket.limit for bucket in short), default=0.0)

    async def timed_rows(self, launch: LaunchId, *, shared: bool) -> Sequence[Timed]:
        return await self.database.read(lambda session: list(_timed_rows(session, launch, shared=shared)))

    async def keep(self, launch: LaunchId, some: Sequence[Moment]) -> None:
        await self.database.write(lambda session: moments.keep(session, launch, some))

    async def free(self, launch: LaunchId, orders: Sequence[int]) -> None:
        await self.database.write(lambda session: moments.free(session, launch, orders))

    async def refuse(self, launch: LaunchId, refusals: Sequence[RowRefused], at: Instant) -> None:
        await self.database.write(lambda session: moments.refuse(session, launch, refusals, at))


def _account_of(session: Session, launch: LaunchId) -> AccountRow:
    account = session.get_one(LaunchRow, launch).account
    return session.get_one(AccountRow, account, with_for_update=True)


def _timed_rows(session: Session, launch: LaunchId, *, shared: bool) -> Iterator[Timed]:
    """Rows of the launch that may be given a moment, in the file's order, as far as placing needs them."""
    query = (
        select(
            col(ProductRow.row),
            col(ProductRow.image_slot),
            col(ProductRow.board_name),
            _not_before(),
            func.coalesce(col(IntentRow.not_after), col(ProductRow.not_after)),
            col(ProductRow.wished),
            col(ProductRow.timed_by),
            _product(shared=shared),
        )
        .join(IntentRow, col(IntentRow.key) == col(ProductRow.intent_key), isouter=True)
        .where(col(ProductRow.launch) == launch, moments.movable())
        .order_by(col(ProductRow.row), col(ProductRow.image_slot))
        .execution_options(yield_per=PAGE)
    )
    for row, slot, board, at, until, wished, timed_by, product in session.connection().execute(query):
        placed = timed_by == TimedBy.WINDOW
        link, image = _shown(slot, product)
        timed = Timed(order_of(row, slot), board, link, image, wished if placed else at)
        yield timed if not placed or at is None else timed._replace(placed=True, at=at, until=until)


def _ahead(
    session: Session, account: AccountKey, since: Instant, besides: LaunchId | None, *, shared: bool
) -> Iterator[Pinned]:
    """Pins that are still to be made; one that two launches want is one."""
    when = _not_before()
    query = (
        select(
            col(ProductRow.image_slot),
            col(ProductRow.board_name),
            col(ProductRow.intent_key),
            when,
            _product(shared=shared),
        )
        .join(LaunchRow, col(LaunchRow.id) == col(ProductRow.launch))
        .join(IntentRow, col(IntentRow.key) == col(ProductRow.intent_key), isouter=True)
        .where(col(LaunchRow.account) == account, col(LaunchRow.finished_at).is_(None))
        .where(col(ProductRow.outcome).is_(None), col(ProductRow.held).is_(False), when >= since, not_(_is_made()))
        .where(col(ProductRow.timed_by).in_((TimedBy.WINDOW, TimedBy.PERSON)))
        .execution_options(yield_per=PAGE)
    )
    if besides is not None:
        query = query.where(not_(and_(col(ProductRow.launch) == besides, moments.movable())))
    seen = set[str]()
    for slot, board, key, at, product in session.connection().execute(query):
        if at is not None and key not in seen:
            yield Pinned(at, board, *_shown(slot, product))
        if key is not None:
            seen.add(key)


def _made(session: Session, account: AccountKey, since: Instant, *, shared: bool) -> Iterator[Pinned]:
    """Pins that Pinterest has, since they were answered or, when a reading found them, asked for."""
    answered, claimed = col(AttemptRow.answered_at), col(AttemptRow.claimed_at)
    query = (
        select(
            func.coalesce(answered, claimed),
            col(IntentRow.board_name),
            col(IntentRow.image_slot),
            case((literal(shared), col(IntentRow.product))),
        )
        .join(IntentRow, col(IntentRow.key) == col(AttemptRow.key))
        .where(col(AttemptRow.account) == account, col(AttemptRow.state) == AttemptState.MADE)
        .where(or_(answered >= since, and_(answered.is_(None), claimed >= since)))
        .execution_options(yield_per=PAGE)
    )
    for at, board, slot, product in session.connection().execute(query):
        yield Pinned(at, board, *_shown(slot, product))


def _not_before() -> ColumnElement[Instant | None]:
    """Of an admitted row its intent's."""
    return func.coalesce(col(IntentRow.not_before), col(ProductRow.not_before))


def _is_made() -> ColumnElement[bool]:
    """The row's pin was made, and is looked at now."""
    mine = (col(AttemptRow.key) == col(ProductRow.intent_key), col(AttemptRow.state) == AttemptState.MADE)
    return select(col(AttemptRow.key)).where(*mine).exists()


def _product(*, shared: bool) -> ColumnElement[str | None]:
    """The product as JSON, read only where links and pictures matter: it is most of a row."""
    return case((literal(shared), col(ProductRow.product)))


def _shown(slot: int, product: str | None) -> tuple[str, str]:
    return shown_by(Product.model_validate_json(product), slot) if product else ("", "")
