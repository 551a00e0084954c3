"""Where a shop's PostgreSQL is: the address as libpq's users write it, in the words of the driver."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from contracts.slots import SlotTrouble

SCHEMES = frozenset({"postgresql", "postgres"})
PORT = 5432
PORT_MAX = 65_535
FORM = "Write postgresql://user:password@host:5432/database, with signs such as @ in the password as %40."

_PARAMETERS = frozenset({"host", "port", "sslmode", "sslrootcert"})
_UNVERIFIED: Mapping[str, bool | None] = MappingProxyType(
    {"disable": False, "allow": None, "prefer": None, "require": True}
)
"""What the driver is told: no TLS; TLS if the server has it; TLS or nothing."""
_VERIFIED = frozenset({"require", "verify-ca", "verify-full"})


@dataclass(frozen=True)
class PostgresAddress:
    """A database, and as whom it is asked."""

    user: str
    password: str | None = field(repr=False)
    host: str
    """A folder: the socket in it."""
    port: int
    database: str
    tls: ssl.SSLContext | bool | None

    @property
    def place(self) -> str:
        """What may be shown of it: `shop at db.example.com:5432`."""
        return f"{self.database} at {self.host}:{self.port}"

    def options(self) -> Mapping[str, object]:
        """The same, as arguments of the driver's connection."""
        known = {"user": self.user, "password": self.password, "database": self.database}
        if self.host.startswith("/"):
            return known | {"unix_sock": f"{self.host}/.s.PGSQL.{self.port}", "ssl_context": False}
        return known | {"host": self.host, "port": self.port, "ssl_context": self.tls}


def read_address(text: str) -> PostgresAddress:
    """`postgresql://user:password@host:port/database?sslmode=…`. Raises `SlotTrouble`, which quotes none of it."""
    parts = _parts(text.strip())
    given = _parameters(parts)
    user, database = unquote(parts.username or ""), unquote(parts.path.removeprefix("/"))
    if not user or not database:
        raise _wrong("names no user" if not user else "names no database")
    return PostgresAddress(
        user=user,
        password=None if parts.password is None else unquote(parts.password),
        host=given.get("host") or unquote(parts.hostname or "") or "localhost",
        port=_port(given.get("port") or str(parts.port or PORT)),
        database=database,
        tls=_tls(given.get("sslmode", "prefer"), given.get("sslrootcert")),
    )


def _parts(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # read for its check: a port that is no number is found only here
    except ValueError:  # `from None`: the cause quotes the address
        raise _wrong("cannot be read") from None
    if parts.scheme not in SCHEMES:
        raise _wrong("does not begin with postgresql://")
    return parts


def _parameters(parts: SplitResult) -> Mapping[str, str]:
    given = dict(parse_qsl(parts.query))
    if unknown := sorted(given.keys() - _PARAMETERS):
        raise _wrong(f'has the parameter "{unknown[0][:60]}"; known are {", ".join(sorted(_PARAMETERS))}')
    return given


def _port(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < int(text[:6]) <= PORT_MAX:
        raise _wrong("has a port that is none")
    return int(text)


def _tls(mode: str, root: str | None) -> ssl.SSLContext | bool | None:
    """As libpq means it: `require` with a root certificate verifies the server's."""
    if mode in _UNVERIFIED and not (mode == "require" and root):
        return _UNVERIFIED[mode]
    if mode not in _VERIFIED:
        raise _wrong(f"has an sslmode that is none of {', '.join(sorted(_VERIFIED | _UNVERIFIED.keys()))}")
    try:
        context = ssl.create_default_context(cafile=root)
    except OSError:
        raise _wrong("names an sslrootcert that cannot be read") from None
    context.check_hostname = mode == "verify-full"
    return context


def _wrong(why: str) -> SlotTrouble:
    return SlotTrouble(f"The database's address {why}", remedy=FORM)
