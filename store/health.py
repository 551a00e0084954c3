"""The ledger for those who only look: nothing is written, no ledger is made, and no look lasts long."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import TypeVar

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, exists, func, inspect, or_, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool
from sqlmodel import Session, col, select

from contracts.contract import Instant
from contracts.findings import FindingKind
from contracts.intake import SourceCard
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.pace import Quota
from contracts.sightings import Category
from contracts.trouble import LedgerBusy
from store.account_cards import AccountCard, card_of
from store.database import Database, ledger_file, open_engine
from store.findings import count_open
from store.quotas import blocked_until
from store.schema import alembic_config
from store.sources import card_of as card_of_source
from store.tables.accounts import AccountRow
from store.tables.boards import BoardReadingRow
from store.tables.every import METADATA
from store.tables.launches import LaunchRow
from store.tables.pins import AttemptRow, IntentRow
from store.tables.quota import QuotaRow
from store.tables.sources import SourceRow
from store.tables.states import OPEN_ATTEMPTS, IntentState

LOOK_SECONDS_MAX = 5.0
"""One look at the ledger, the check of its file among them."""
LOOKERS = 4
STEPS_A_GLANCE = 10_000
FAULTS_SEEN_MAX = 5
ACCOUNTS_SEEN_MAX = 100
LAUNCHES_SEEN_MAX = 50
SOURCES_SEEN_MAX = 200

T = TypeVar("T")


@dataclass(frozen=True)
class LookLimits:
    """How long one look lasts at most, and how many of SQLite's steps pass between two glances at the clock."""

    seconds: float = LOOK_SECONDS_MAX
    steps: int = STEPS_A_GLANCE


USUAL_LIMITS = LookLimits()


@dataclass(frozen=True)
class Body:
    """What the ledger is. `place` has no password in it; sizes in bytes, `journal` for SQLite alone."""

    kind: str
    place: str
    size: int
    journal: str | None = None


@dataclass(frozen=True)
class Schema:
    """How far the schema is. `missing` are tables and columns that this version of the program needs."""

    revision: str | None
    head: str | None
    known: bool
    """Whether `revision` is one of ours; a newer program's is not."""
    missing: tuple[str, ...]


@dataclass(frozen=True)
class AccountStanding:
    """An account and what holds it. `quotas` are those learnt; none when Pinterest has said nothing yet."""

    account: AccountKey
    sealed_token: str | None = field(default=None, repr=False)
    parked: str | None = None
    paused: str | None = None
    blocked_until: Instant = 0.0
    quotas: tuple[Quota, ...] = ()
    learnt_at: Instant | None = None
    card: AccountCard | None = None
    """What is known of its tokens, and why it is parked."""


@dataclass(frozen=True)
class Pile:
    """Pins that have not moved for long: how many, and one of them to look at."""

    count: int = 0
    account: AccountKey | None = None
    key: PinKey | None = None


@dataclass(frozen=True)
class UnfinishedLaunch:
    launch: LaunchId
    created: Instant


@dataclass(frozen=True)
class LedgerHealth:
    """Looks at the ledger. Each look raises `LedgerBusy` when it cannot be had within `LOOK_SECONDS_MAX`."""

    database: Database
    limits: LookLimits

    async def body(self) -> Body:
        return await self._look(_body)

    async def schema(self) -> Schema:
        return await self._look(lambda session: _schema(session.connection()))

    async def faults(self) -> tuple[str, ...] | None:
        """What is broken in the file (SQLite); None when it is too large to be read through in time."""
        return await self._look(_faults)

    async def accounts(self) -> tuple[AccountStanding, ...]:
        """The first `ACCOUNTS_SEEN_MAX` by name."""
        return await self._look(_accounts)

    async def idle_pins(self, before: Mapping[IntentState, Instant]) -> Mapping[IntentState, Pile]:
        """Pins that came into their state before the moment given for it, and that no person holds back."""
        return await self._look(lambda session: {state: _idle(session, state, at) for state, at in before.items()})

    async def open_attempts(self, deadline_before: Instant) -> Pile:
        """Attempts whose end is not known although their deadline was before the moment."""
        return await self._look(lambda session: _open_attempts(session, deadline_before))

    async def open_findings(self) -> Mapping[FindingKind, int]:
        """How much of each kind the patrol found that somebody may have to act on."""
        return await self._look(count_open)

    async def rounds(self) -> Mapping[AccountKey, Instant | None]:
        """When the patrol last read a board of each account that has pins to look after; None: not yet."""
        return await self._look(_rounds)

    async def sources(self) -> tuple[SourceCard, ...]:
        """The first `SOURCES_SEEN_MAX` by name."""
        return await self._look(_sources)

    async def unfinished_launches(self) -> tuple[UnfinishedLaunch, ...]:
        """The oldest `LAUNCHES_SEEN_MAX` that have not ended."""
        return await self._look(_unfinished)

    async def _look(self, work: Callable[[Session], T]) -> T:
        try:
            return await self.database.read(lambda session: work(_bounded(session, self.limits)))
        except DatabaseError as error:  # a file that is no database, or a broken one
            raise LedgerBusy(f"the ledger cannot be read: {error.orig}") from error


@contextmanager
def open_health(url: str, *, limits: LookLimits = USUAL_LIMITS) -> Iterator[LedgerHealth]:
    """The ledger, to be looked at. A look that still lasts when this ends is left to its own limit."""
    file = ledger_file(url)
    engine = open_engine(url) if file is None else _reading_engine(file, limits)
    lookers = ThreadPoolExecutor(LOOKERS, thread_name_prefix="ledger-look")
    try:
        yield LedgerHealth(Database(engine=engine, readers=lookers, writers=lookers), limits)
    finally:
        lookers.shutdown(wait=False, cancel_futures=True)
        engine.dispose()


def _reading_engine(file: Path, limits: LookLimits) -> Engine:
    """Every look has a connection of its own, which ends itself when its time is over."""

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True, timeout=limits.seconds)
        deadline = monotonic() + limits.seconds
        connection.set_progress_handler(lambda: monotonic() > deadline, limits.steps)
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=NullPool)


def _bounded(session: Session, limits: LookLimits) -> Session:
    """A database server is told the limit, and that we only read."""
    if _is_postgresql(session):
        session.execute(text("SET TRANSACTION READ ONLY"))
        session.execute(text(f"SET LOCAL statement_timeout = {limits.seconds * 1_000:.0f}"))
    return session


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _body(session: Session) -> Body:
    if _is_postgresql(session):
        url = session.connection().engine.url
        size = session.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        return Body(kind="PostgreSQL", place=f"{url.host or 'this machine'}/{url.database}", size=size)
    pages, page_bytes, journal = (_pragma(session, name) for name in ("page_count", "page_size", "journal_mode"))
    file = next(path for _, name, path in session.execute(text("PRAGMA database_list")) if name == "main")
    return Body(kind="SQLite", place=file, size=int(pages) * int(page_bytes), journal=journal)


def _pragma(session: Session, name: str) -> str:
    return str(session.execute(text(f"PRAGMA {name}")).scalar_one())


def _schema(connection: Connection) -> Schema:
    revision = MigrationContext.configure(connection).get_current_revision()
    versions = ScriptDirectory.from_config(alembic_config(connection))
    return Schema(
        revision=revision,
        head=versions.get_current_head(),
        known=revision in {version.revision for version in versions.walk_revisions()},
        missing=tuple(_missing(connection)),
    )


def _missing(connection: Connection) -> Iterator[str]:
    found = inspect(connection)
    tables = set(found.get_table_names())
    for table in METADATA.sorted_tables:
        if table.name not in tables:
            yield table.name
            continue
        columns = {column["name"] for column in found.get_columns(table.name)}
        yield from (f"{table.name}.{column.name}" for column in table.columns if column.name not in columns)


def _faults(session: Session) -> tuple[str, ...] | None:
    if _is_postgresql(session):  # the server keeps watch over its own files
        return ()
    try:
        told = session.execute(text(f"PRAGMA quick_check({FAULTS_SEEN_MAX})")).scalars().all()
    except DatabaseError as error:
        code = getattr(error.orig, "sqlite_errorcode", None)
        if code == sqlite3.SQLITE_INTERRUPT:
            return None
        if code == sqlite3.SQLITE_CORRUPT:  # so damaged that not even the check comes through
            return (str(error.orig),)
        raise
    return tuple(str(line) for line in told if line != "ok")


def _accounts(session: Session) -> tuple[AccountStanding, ...]:
    query = select(AccountRow).order_by(col(AccountRow.key)).limit(ACCOUNTS_SEEN_MAX)
    return tuple(_standing(session, row) for row in session.exec(query).all())


def _sources(session: Session) -> tuple[SourceCard, ...]:
    kept = select(SourceRow).where(col(SourceRow.removed_at).is_(None)).order_by(col(SourceRow.key))
    return tuple(map(card_of_source, session.exec(kept.limit(SOURCES_SEEN_MAX)).all()))


def _standing(session: Session, row: AccountRow) -> AccountStanding:
    account = AccountKey(row.key)
    query = select(QuotaRow).where(QuotaRow.account == row.key, QuotaRow.category == Category.ORG_WRITE)
    learnt = session.exec(query.order_by(col(QuotaRow.window_seconds))).all()
    return AccountStanding(
        account=account,
        sealed_token=row.sealed_token,
        parked=row.parked,
        paused=row.paused,
        blocked_until=blocked_until(session, account, Category.ORG_WRITE),
        quotas=tuple(
            Quota(limit=found.request_limit, window_seconds=found.window_seconds, name=found.name)
            for found in learnt
        ),
        learnt_at=max((found.seen_at for found in learnt), default=None),
        card=card_of(session, row),
    )


def _rounds(session: Session) -> Mapping[AccountKey, Instant | None]:
    pinned = select(IntentRow.account).distinct().order_by(col(IntentRow.account)).limit(ACCOUNTS_SEEN_MAX)
    read = select(BoardReadingRow.account, func.max(BoardReadingRow.patrolled_at)).group_by(
        col(BoardReadingRow.account)
    )
    last = dict(session.exec(read).all())
    return {AccountKey(account): last.get(account) for account in session.exec(pinned)}


def _idle(session: Session, state: IntentState, before: Instant) -> Pile:
    """Wanted again by a newer launch, sent since, or to leave later: such a pin has moved."""
    newer_launch = exists().where(col(LaunchRow.id) == col(IntentRow.launch), col(LaunchRow.created_at) >= before)
    sent_since = exists().where(col(AttemptRow.key) == col(IntentRow.key), col(AttemptRow.claimed_at) >= before)
    query = select(func.count(), func.min(IntentRow.key)).where(
        col(IntentRow.state) == state,
        col(IntentRow.held).is_(False),
        col(IntentRow.created_at) < before,
        *(
            or_(col(moment).is_(None), col(moment) < before)
            for moment in (IntentRow.ready_at, IntentRow.not_before)
        ),
        ~newer_launch,
        ~sent_since,
    )
    count, key = session.exec(query).one()
    return _pile(session, count, key)


def _open_attempts(session: Session, deadline_before: Instant) -> Pile:
    query = select(func.count(), func.min(AttemptRow.key)).where(
        col(AttemptRow.state).in_(OPEN_ATTEMPTS), col(AttemptRow.deadline) < deadline_before
    )
    count, key = session.exec(query).one()
    return _pile(session, count, key)


def _pile(session: Session, count: int, key: str | None) -> Pile:
    intent = session.get(IntentRow, key) if key is not None else None
    if intent is None:
        return Pile(count)
    return Pile(count, AccountKey(intent.account), PinKey(intent.key))


def _unfinished(session: Session) -> tuple[UnfinishedLaunch, ...]:
    query = (
        select(LaunchRow.id, LaunchRow.created_at)
        .where(col(LaunchRow.finished_at).is_(None))
        .order_by(col(LaunchRow.created_at))
        .limit(LAUNCHES_SEEN_MAX)
    )
    return tuple(UnfinishedLaunch(LaunchId(launch), created) for launch, created in session.exec(query))
