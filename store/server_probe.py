"""Whether a PostgreSQL server can be used, asked once and briefly: a person waits for the answer."""

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from store.postgresql import sqlstate, words_of
from store.server_address import ServerAddress, is_postgresql, read_address

ANSWER_SECONDS_MAX = 4.0
"""For each of the addresses that its name has."""

NOT_LET_IN, NO_DATABASE = "28", "3D"
"""SQLSTATE classes (PostgreSQL's manual, appendix A)."""


def server_trouble(address: str, *, seconds: float = ANSWER_SECONDS_MAX) -> str | None:
    """Why the server of this ledger cannot be used now; None when it can, or when the ledger is a file.

    No secret is in it. Blocks. Raises `LedgerAddressWrong`.
    """
    if not is_postgresql(address):
        return None
    server = read_address(address)
    engine = create_engine(
        server.url, connect_args={**server.options, "timeout": seconds}, hide_parameters=True, poolclass=NullPool
    )
    try:
        engine.connect().close()
    except (DBAPIError, OSError) as error:
        return f"the ledger's database {place_of(server)} {_why(server, error, seconds)}"
    finally:
        engine.dispose()
    return None


def place_of(server: ServerAddress) -> str:
    """`shop at db.example.com:5432`; of a socket, its path."""
    url = server.url
    where = server.options.get("unix_sock") or f"{url.host}:{url.port}"
    return f"{url.database} at {where}"


def _why(server: ServerAddress, error: DBAPIError | OSError, seconds: float) -> str:
    told = error.orig if isinstance(error, DBAPIError) else error
    state = sqlstate(told) or ""
    if state.startswith(NOT_LET_IN):
        return f"does not let {server.url.username} in: user and password do not fit, or the server forbids it"
    if state.startswith(NO_DATABASE):
        return "is not there: the server answers, and has no database of that name"
    if state:
        return f"cannot be used: the server says {words_of(told)}"
    return _unreached(told, seconds)


def _unreached(error: BaseException | None, seconds: float) -> str:
    """The driver hides what happened to the connection behind an error of its own."""
    cause = error if isinstance(error, OSError) or error is None else error.__cause__ or error.__context__
    if isinstance(cause, TimeoutError):
        return f"gave no answer within {seconds:g} s"
    if isinstance(cause, OSError):
        return f"cannot be reached: {(cause.strerror or type(cause).__name__).lower()}"
    return "closed the connection: it may be no PostgreSQL server"
