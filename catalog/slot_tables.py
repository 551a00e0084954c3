"""The tables that a publication tells of, as they are now: a slot does not tell what was there before it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.database_rows import TableMapping
from catalog.event_bodies import digest_of
from catalog.event_times import credible
from catalog.postgres_sessions import PostgresSession, named, quoted
from catalog.postgres_values import plain_value
from catalog.row_changes import Place, RowChange, TableName, product_events
from contracts.changes import ChangeKind
from contracts.contract import Instant
from contracts.slots import SlotPage

PAGE_ROWS = 250
VALUE_BYTES_MAX = 1024 * 1024
"""Of one value; of a longer one nothing is read."""
BACK_SECONDS = 5.0
"""How much older than now a row is taken to be: a change that was committing while the tables were read has a time
from before, and must not seem older than they are. What is told twice for that is the same."""


@dataclass(frozen=True)
class Reading:
    """How tables are read: as what, from which position of the log on, and when it is by our clock."""

    kind: ChangeKind
    since: int
    received: Instant


@dataclass(frozen=True)
class _Table:
    name: TableName
    columns: tuple[tuple[str, str], ...]
    """Each with its type's name."""
    row_filter: str | None

    @property
    def query(self) -> str:
        texts = (f"{named(column)}::text" for column, _ in self.columns)
        short = (f"CASE WHEN octet_length({text}) <= {VALUE_BYTES_MAX} THEN {text} END" for text in texts)
        rows = f" WHERE {self.row_filter}" if self.row_filter else ""
        # The names are quoted; the filter is the publication's own, as the server tells it.
        return f"SELECT {', '.join(short)} FROM {named(self.name.schema, self.name.name)}{rows}"  # noqa: S608


def read_tables(
    session: PostgresSession, publication: str, mapping: TableMapping, reading: Reading
) -> Iterator[SlotPage]:
    """All rows of all watched tables of one moment, in pages. Blocks. Raises `SlotTrouble`."""
    with session.transaction("ISOLATION LEVEL REPEATABLE READ, READ ONLY"):
        at = credible(_now(session), reading.received) - BACK_SECONDS
        for table in _tables(session, publication):
            if table.columns and mapping.watches(*table.name.spellings):
                yield from _pages(session, table, mapping, reading, at)


def _pages(
    session: PostgresSession, table: _Table, mapping: TableMapping, reading: Reading, at: Instant
) -> Iterator[SlotPage]:
    session.ask(f"DECLARE rows NO SCROLL CURSOR FOR {table.query}")
    while rows := session.ask(f"FETCH {PAGE_ROWS} FROM rows"):
        events = [
            event
            for row in rows
            for event in product_events(_change(table, row), _place(row, reading, at), mapping, reading.kind)
        ]
        yield SlotPage(events=events, rows=len(rows))
    session.ask("CLOSE rows")


def _change(table: _Table, row: Sequence[str | None]) -> RowChange:
    told = zip(table.columns, row, strict=True)
    values = {column: None if text is None else plain_value(text, kind) for (column, kind), text in told}
    return RowChange(table.name, after=values)


def _place(row: Sequence[str | None], reading: Reading, at: Instant) -> Place:
    """Of the same reading the same row is the same, should it break off and begin again."""
    content = digest_of(*("" if text is None else f"={text}" for text in row))
    return Place(at=at, commit=reading.since, position=0, names=("table", content))


def _now(session: PostgresSession) -> Instant:
    return float(session.ask("SELECT extract(epoch FROM clock_timestamp())::float8")[0][0])


def _tables(session: PostgresSession, publication: str) -> Sequence[_Table]:
    # As JSON, since versions before 15 have neither columns' names nor filters there.
    rows = session.ask(
        "SELECT schemaname, tablename, to_jsonb(p) -> 'attnames', to_jsonb(p) ->> 'rowfilter' "  # noqa: S608 - quoted
        f"FROM pg_publication_tables p WHERE pubname = {quoted(publication)} ORDER BY 1, 2"
    )
    return [
        _Table(TableName(schema, table), _columns(session, schema, table, names), row_filter)
        for schema, table, names, row_filter in rows
    ]


def _columns(
    session: PostgresSession, schema: str, table: str, names: Sequence[str] | None
) -> tuple[tuple[str, str], ...]:
    rows = session.ask(
        "SELECT a.attname, coalesce(b.typname, t.typname) FROM pg_attribute a "  # noqa: S608 - quoted
        "JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_type b ON b.oid = nullif(t.typbasetype, 0) "
        f"WHERE a.attrelid = {quoted(named(schema, table))}::regclass "
        "AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum"
    )
    return tuple((str(name), str(kind)) for name, kind in rows if names is None or name in names)
