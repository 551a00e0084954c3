"""PostgreSQL as the ledger's database: its connections, and which of its troubles may pass."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, PoolProxiedConnection, create_engine, event
from sqlalchemy.exc import DBAPIError, InterfaceError

from store.server_address import read_address

SILENCE_SECONDS_MAX = 60.0
"""How long the server may take over one statement, or over a connection, before it is taken for gone."""
LOCK_SECONDS_MAX = 30
"""How long a writer waits for another's lock, as with SQLite."""
IDLE_SECONDS_MAX = 60
"""How long the server waits for a transaction's next word: a process that stands still would hold its locks."""

PASSING_CLASSES = frozenset({"08", "28", "3D", "40", "53", "57", "58"})
"""SQLSTATE classes (PostgreSQL's manual, appendix A): connection, password, a database that is not there, deadlock
and serialization, resources, an operator's word, the system. Some pass only when a person has acted."""
PASSING_STATES = frozenset({"23505", "25006", "25P03", "55P03"})
"""Another made the same row at the same moment; a standby; a transaction that idled; a lock that was not had."""
GONE_STATES = frozenset({"25P03", "57P01", "57P02", "57P03", "57P04", "57P05"})
"""With these the server closes the connection."""


def open_server(address: str, *, connections: int) -> Engine:
    """An engine for so many threads. Raises `LedgerAddressWrong`; the server is not asked yet."""
    found = read_address(address)
    engine = create_engine(
        found.url,
        connect_args={**found.options, "timeout": SILENCE_SECONDS_MAX},
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=connections,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", _notice_end)
    return engine


def _prepare(connection: PoolProxiedConnection, _record: Any) -> None:  # Any: SQLAlchemy's pool record
    settings = {
        "lock_timeout": f"{LOCK_SECONDS_MAX}s",
        "idle_in_transaction_session_timeout": f"{IDLE_SECONDS_MAX}s",
        # Whoever had to wait for a lock must see what was done meanwhile, not an older snapshot.
        "default_transaction_isolation": "read committed",
        "synchronous_commit": "on",  # a claim must survive a power cut, whatever the server's default is
    }
    calls = (f"set_config('{name}', '{value}', false)" for name, value in settings.items())
    cursor = connection.cursor()
    cursor.execute(f"SELECT {', '.join(calls)}")
    cursor.close()
    connection.commit()


def _begin(connection: Connection) -> None:
    """A reader sees one moment from its first word to its last, as with SQLite."""
    if not connection.get_execution_options().get("pinflow_writes", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _notice_end(context: ExceptionContext) -> None:
    """The driver reports a server that says good-bye as any other error: such a connection is not used again."""
    if sqlstate(context.original_exception) in GONE_STATES:
        context.is_disconnect = True


def may_pass(error: DBAPIError) -> bool:
    """Whether the same work, done again later, may succeed: for certain only what the server says tells."""
    state = sqlstate(error.orig)
    if state is None:
        return isinstance(error, InterfaceError)  # the network; the server said nothing
    return state[:2] in PASSING_CLASSES or state in PASSING_STATES


def sqlstate(error: BaseException | None) -> str | None:
    """The server's five characters, if it is the server that speaks."""
    return _told(error).get("C")


def words_of(error: BaseException | None) -> str:
    """What the server says, or the driver: no statement, no values."""
    told = _told(error)
    return f"{told.get('M', '')} ({told['C']})" if "C" in told else f"{type(error).__name__}: {error}"


def _told(error: BaseException | None) -> Mapping[str, str]:
    """The fields of the server's message (PostgreSQL, 54.8), which the driver hands over as they come."""
    first = error.args[0] if error is not None and error.args else None
    return first if isinstance(first, dict) else {}
