"""Where a PostgreSQL server is: the address as libpq's users write it, in the driver's words."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

DRIVER = "postgresql+pg8000"
SCHEMES = frozenset({"postgresql", "postgres", DRIVER})
PORT = 5432

_PARAMETERS = frozenset({"application_name", "host", "port", "sslmode", "sslrootcert"})
_UNVERIFIED: Mapping[str, bool | None] = MappingProxyType(
    {"disable": False, "allow": None, "prefer": None, "require": True}
)
"""What the driver is told: no TLS; TLS if the server has it; TLS or nothing."""
_VERIFIED = frozenset({"verify-ca", "verify-full"})


class LedgerAddressWrong(Exception):
    """The database's address cannot be used. The message never quotes it: a password may be in it."""

    exit_code = 2


@dataclass(frozen=True)
class ServerAddress:
    """Where the server is, as SQLAlchemy wants it, and what only the driver is told."""

    url: URL
    options: Mapping[str, object]


def is_postgresql(address: str) -> bool:
    return address.partition("://")[0] in SCHEMES


def read_address(address: str) -> ServerAddress:
    """`postgresql://user:password@host:port/name`, as libpq's users write it, parameters included.

    `host=/folder` means the socket in that folder. Raises `LedgerAddressWrong`.
    """
    url = _parsed(address)
    given = _parameters(url)
    host, port = given.get("host", url.host or ""), int(given.get("port", url.port or PORT))
    options = dict[str, object]()
    if "application_name" in given:
        options["application_name"] = given["application_name"]
    if host.startswith("/"):
        options |= {"unix_sock": f"{host}/.s.PGSQL.{port}", "ssl_context": False}
    else:
        options["ssl_context"] = _tls(given.get("sslmode", "prefer"), given.get("sslrootcert"))
    plain = URL.create(
        DRIVER,
        username=url.username,
        password=url.password,
        host=None if host.startswith("/") else host or "localhost",
        port=None if host.startswith("/") else port,
        database=url.database,
    )
    return ServerAddress(plain, options)


def _parsed(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # `from None`: the cause quotes the address
        raise _wrong("cannot be read") from None
    if "@" in (url.host or ""):
        raise _wrong("has an @ in its password: write it as %40")
    if not url.username:
        raise _wrong("names no user")
    if not url.database:
        raise _wrong("names no database")
    return url


def _parameters(url: URL) -> Mapping[str, str]:
    unknown = sorted(set(url.query) - _PARAMETERS)
    if unknown:
        raise _wrong(f"has the parameter {unknown[0]!r}, and only {', '.join(sorted(_PARAMETERS))} are known")
    given = {name: value for name, value in url.query.items() if isinstance(value, str)}
    if len(given) < len(url.query) or "," in given.get("host", url.host or ""):
        raise _wrong("names more than one server: give the one that takes writes")
    if not given.get("port", "0").isdecimal():
        raise _wrong("has a port that is no number")
    return given


def _tls(mode: str, root: str | None) -> ssl.SSLContext | bool | None:
    """As libpq means it: `require` with a root certificate verifies the server's."""
    if mode in _UNVERIFIED and not (mode == "require" and root):
        return _UNVERIFIED[mode]
    if mode not in _VERIFIED | {"require"}:
        raise _wrong(f"has an sslmode that is none of {', '.join((*_UNVERIFIED, *sorted(_VERIFIED)))}")
    try:
        context = ssl.create_default_context(cafile=root)
    except OSError as error:
        raise _wrong("names an sslrootcert that cannot be read") from error
    context.check_hostname = mode == "verify-full"
    return context


def _wrong(why: str) -> LedgerAddressWrong:
    return LedgerAddressWrong(f"PINFLOW_DATABASE_URL {why}: postgresql://user:password@host:5432/name.")
