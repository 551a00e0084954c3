"""How a replication slot stands: what is set up, what is missing with the SQL that mends it, and what it costs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.postgres_sessions import PostgresSession, named, quoted
from contracts.slots import SlotState

VERSION_MIN = 130_000
"""13 is the first that tells whether a slot is lost."""
UNKEYED_SHOWN_MAX = 5
"""Tables without a key that are named."""

PLUGIN = "pgoutput"
"""It is part of every PostgreSQL; no other is read."""
LOST = "lost"


@dataclass(frozen=True)
class _Slot:
    """A row of `pg_replication_slots`."""

    plugin: str | None
    active: bool
    wal_status: str | None
    safe_wal_size: int | None
    restart: int | None
    confirmed: int | None
    here: bool
    """Whether it is of this database."""

    @property
    def readable(self) -> bool:
        return self.here and self.plugin == PLUGIN and self.wal_status != LOST and self.confirmed is not None


@dataclass(frozen=True)
class _Server:
    version: int
    wal_level: str
    end: int
    """Of the log."""
    segment: int
    """Bytes of one of its files."""
    user: str
    may_replicate: bool
    pubname: str | None


def read_state(session: PostgresSession, slot: str, publication: str | None = None) -> SlotState:
    """As the server tells it now; without a `publication` only the slot. Blocks. Raises `SlotTrouble`."""
    server, found = _server(session, publication), _slot(session, slot)
    tables = _tables(session, publication) if server.pubname is not None else ()
    unkeyed = _unkeyed(session, publication) if tables else ()
    missing = (
        *_server_lacks(server),
        *_publication_lacks(server, publication, tables, unkeyed),
        *_slot_lacks(found, slot),
    )
    return _standing(server, found, tables, missing)


def log_end(session: PostgresSession) -> int:
    """Where the server's log ends now, as far as it is safe on its disk. Blocks. Raises `SlotTrouble`."""
    return int(session.ask(f"SELECT {_END}")[0][0])


_END = (
    "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0' "
    "ELSE pg_current_wal_flush_lsn() - '0/0' END"
)


def _standing(server: _Server, found: _Slot | None, tables: Sequence[str], missing: Sequence[str]) -> SlotState:
    published = server.pubname is not None and bool(tables)
    if found is None:
        return SlotState(exists=False, publication_ok=published, tables=tuple(tables), missing=tuple(missing))
    restart, segment = found.restart, server.segment
    return SlotState(
        exists=True,
        plugin=found.plugin,
        active=found.active,
        lag_bytes=None if restart is None else max(0, server.end - restart),
        retained_bytes=None if restart is None else (server.end // segment - restart // segment + 1) * segment,
        unread_bytes=None if found.confirmed is None else max(0, server.end - found.confirmed),
        confirmed=found.confirmed,
        wal_status=found.wal_status,
        safe_wal_size=found.safe_wal_size,
        publication_ok=published,
        tables=tuple(tables),
        readable=published and found.readable,
        missing=tuple(missing),
    )


def _server(session: PostgresSession, publication: str | None) -> _Server:
    role = "SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user"
    its = f"SELECT pubname FROM pg_publication WHERE pubname = {quoted(publication or '')}"  # noqa: S608 - quoted
    facts = (
        "current_setting('server_version_num')::int",
        "current_setting('wal_level')",
        _END,
        "pg_size_bytes(current_setting('wal_segment_size'))",
        "current_user",
        f"({role})",
        f"({its})",
    )
    version, level, end, segment, user, may, pubname = session.ask(f"SELECT {', '.join(facts)}")[0]
    return _Server(int(version), level, int(end), int(segment), str(user), bool(may), pubname)


def _slot(session: PostgresSession, slot: str) -> _Slot | None:
    rows = session.ask(
        "SELECT plugin, active, wal_status, safe_wal_size, restart_lsn - '0/0', confirmed_flush_lsn - '0/0', "  # noqa: S608 - quoted
        f"database = current_database() FROM pg_replication_slots WHERE slot_name = {quoted(slot)}"
    )
    if not rows:
        return None
    plugin, active, status, safe, restart, confirmed, here = rows[0]
    return _Slot(plugin, bool(active), status, _whole(safe), _whole(restart), _whole(confirmed), bool(here))


def _whole(number: Any) -> int | None:  # Any: the driver gives an int or a Decimal
    return None if number is None else int(number)


def _tables(session: PostgresSession, publication: str | None) -> tuple[str, ...]:
    rows = session.ask(
        "SELECT schemaname || '.' || tablename FROM pg_publication_tables "  # noqa: S608 - quoted
        f"WHERE pubname = {quoted(publication or '')} ORDER BY 1"
    )
    return tuple(str(table) for (table,) in rows)


def _unkeyed(session: PostgresSession, publication: str | None) -> Sequence[tuple[str, str]]:
    """Tables whose rows have no name in the log: since they are published, the shop can change no row of them."""
    rows = session.ask(
        "SELECT p.schemaname, p.tablename FROM pg_publication_tables p "  # noqa: S608 - quoted
        "JOIN pg_namespace n ON n.nspname = p.schemaname "
        "JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename "
        f"WHERE p.pubname = {quoted(publication or '')} AND (c.relreplident = 'n' OR c.relreplident = 'd' "
        "AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)) "
        f"ORDER BY 1, 2 LIMIT {UNKEYED_SHOWN_MAX}"
    )
    return [(str(schema), str(table)) for schema, table in rows]


def _server_lacks(server: _Server) -> Iterator[str]:
    if server.version < VERSION_MIN:
        yield f"The server is PostgreSQL {server.version // 10_000}; 13 or later is read."
    if server.wal_level != "logical":
        yield (
            f"wal_level is {server.wal_level}: ALTER SYSTEM SET wal_level = logical; then restart the server. "
            "(Hosted servers have a setting of their own for it, such as rds.logical_replication.)"
        )
    if not server.may_replicate:
        yield f"The user may not read slots: ALTER ROLE {named(server.user)} REPLICATION;"


def _publication_lacks(
    server: _Server, publication: str | None, tables: Sequence[str], unkeyed: Sequence[tuple[str, str]]
) -> Iterator[str]:
    if publication is None:
        return
    if server.pubname is None:
        yield f"There is no publication: CREATE PUBLICATION {named(publication)} FOR TABLE products;"
    elif not tables:
        yield f"The publication tells of no table: ALTER PUBLICATION {named(publication)} ADD TABLE products;"
    for schema, table in unkeyed:
        yield (
            f"{schema}.{table} has no primary key, and its rows cannot be changed while it is published: "
            f"ALTER TABLE {named(schema, table)} REPLICA IDENTITY FULL;"
        )


def _slot_lacks(found: _Slot | None, slot: str) -> Iterator[str]:
    create = f"SELECT pg_create_logical_replication_slot({quoted(slot)}, {quoted(PLUGIN)});"
    again = f"SELECT pg_drop_replication_slot({quoted(slot)}); {create}"
    if found is None:
        yield f"There is no slot of that name: {create}"
    elif found.plugin is None or not found.here:
        yield f"The slot is another database's, or a standby server's. Name another one: {create}"
    elif found.plugin != PLUGIN:
        yield f"The slot was made with {found.plugin}, and {PLUGIN} is read: {again}"
    elif found.wal_status == LOST:
        yield f"The server has thrown away what the slot had not told yet; all tables are read anew after: {again}"
