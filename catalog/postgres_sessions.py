"""A conversation with a shop's PostgreSQL: bounded in time, closed at its end, its errors without secrets."""

import socket
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pg8000.exceptions import Error  # type: ignore[import-untyped]  # it comes without types
from pg8000.native import Connection, identifier, literal  # type: ignore[import-untyped]  # as above

from catalog.postgres_addresses import PostgresAddress, read_address
from contracts.slots import SlotBusy, SlotTrouble

CONNECT_SECONDS_MAX = 15.0
STATEMENT_SECONDS_MAX = 600
"""Of one statement: after a transaction of hours the server reads all of its log again before it answers."""
SILENCE_SECONDS_MAX = STATEMENT_SECONDS_MAX + 30.0
"""Then the server is taken for gone."""
LOCK_SECONDS_MAX = 10
IDLE_SECONDS_MAX = 300
"""How long the server waits for a transaction's next word: one that is forgotten would hold back its vacuum."""

BUSY = "55006"
"""SQLSTATE `object_in_use` (PostgreSQL's manual, appendix A), as the other ones here."""

_SETTINGS = MappingProxyType(
    {
        "application_name": "pinflow",
        "statement_timeout": f"{STATEMENT_SECONDS_MAX}s",
        "lock_timeout": f"{LOCK_SECONDS_MAX}s",
        "idle_in_transaction_session_timeout": f"{IDLE_SECONDS_MAX}s",
        # In which form values come, whatever the database's own default is.
        "DateStyle": "ISO, YMD",
        "TimeZone": "UTC",
        "extra_float_digits": "1",
    }
)
_REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "28": "Give the address anew, with the right user and password: pinflow sources secret SOURCE.",
        "3D": "Give the address anew, with the database's right name: pinflow sources secret SOURCE.",
        "42501": "Let the user read: ALTER ROLE … REPLICATION; GRANT SELECT ON ALL TABLES IN SCHEMA public TO …; "
        "A publication is made by who owns its tables.",
        "53": "Look after the server: it has no room for another connection, or for its work.",
        "57014": "It took too long. Look what keeps the server busy; it is tried again.",
        "57": "It is tried again when the server is up.",
    }
)
"""By SQLSTATE, or by its class."""
_LOOK = "See how the slot stands: pinflow sources show SOURCE."
_TROUBLES = (Error, OSError, struct.error, LookupError, ValueError)
"""What the driver raises: its own errors, the network's, and those of an answer that is not PostgreSQL's."""

Rows = Sequence[Sequence[Any]]  # Any: whatever type a column has


@dataclass(frozen=True)
class PostgresSession:
    """One connection, for one thread at a time. All of its methods block, and raise `SlotTrouble`."""

    connection: Connection
    place: str

    def ask(self, statement: str) -> Rows:
        """The statement's rows."""
        try:
            return self.connection.run(statement) or ()
        except _TROUBLES as error:
            raise trouble_of(error, self.place) from error

    @contextmanager
    def transaction(self, kind: str = "READ ONLY") -> Iterator[None]:
        """Everything in the block sees one moment with `ISOLATION LEVEL REPEATABLE READ, READ ONLY`."""
        self.ask(f"START TRANSACTION {kind}")
        try:
            yield
        finally:
            with suppress(SlotTrouble):  # it was only reading: what broke the block tells more
                self.ask("ROLLBACK")

    def close(self) -> None:
        with suppress(*_TROUBLES):
            self.connection.close()

    def abort(self) -> None:
        """End whatever it waits for, from another thread."""
        # The driver has no word for it: only its socket can be told.
        with suppress(OSError, AttributeError):
            self.connection._usock.shutdown(socket.SHUT_RDWR)  # noqa: SLF001 - see above


def open_session(address: str) -> PostgresSession:
    """Blocks. Raises `SlotTrouble`."""
    place = read_address(address)
    session = PostgresSession(_connect(place), place.place)
    try:
        calls = (f"set_config({quoted(name)}, {quoted(value)}, false)" for name, value in _SETTINGS.items())
        session.ask(f"SELECT {', '.join(calls)}")
    except BaseException:
        session.close()
        raise
    return session


@contextmanager
def session_at(address: str) -> Iterator[PostgresSession]:
    """One that is closed at the block's end."""
    with closing(open_session(address)) as session:
        yield session


def quoted(text: str) -> str:
    """The text as SQL has it: `'it''s'`."""
    return str(literal(text))


def named(*names: str) -> str:
    """A name as SQL has it, in parts: `"public"."Products"`."""
    return ".".join(str(identifier(name)) for name in names)


def trouble_of(error: BaseException, place: str) -> SlotTrouble:
    """What the driver's error means to a person."""
    told = error.args[0] if error.args else None
    if not isinstance(told, dict):
        why = f"The database {place} cannot be reached: {_unreached(error)}"
        return SlotTrouble(
            why, remedy="Look whether the server is up and its address is right; it is tried again."
        )
    state, words = str(told.get("C", "")), str(told.get("M", ""))[:300]
    kind = SlotBusy if state == BUSY else SlotTrouble
    remedy = _REMEDIES.get(state) or _REMEDIES.get(state[:2]) or _LOOK
    return kind(f"The database {place} says: {words} ({state})", remedy=remedy, state=state)


def _connect(place: PostgresAddress) -> Connection:
    try:
        connection = Connection(**place.options(), timeout=CONNECT_SECONDS_MAX)
    except _TROUBLES as error:
        raise trouble_of(error, place.place) from error
    connection._usock.settimeout(SILENCE_SECONDS_MAX)  # noqa: SLF001 - the driver has one time-out for both
    return connection


def _unreached(error: BaseException) -> str:
    """The driver hides what happened to the connection behind an error of its own."""
    cause = error if isinstance(error, OSError) else error.__cause__ or error.__context__
    if isinstance(cause, TimeoutError):
        return "it gave no answer in time"
    if isinstance(cause, OSError):
        return (cause.strerror or type(cause).__name__).lower()
    return "it closed the connection, or is no PostgreSQL server"
