"""An address as people write it becomes the driver's; one that cannot be used is refused, and never quoted."""

import ssl
from pathlib import Path

import pytest

from store.server_address import LedgerAddressWrong, is_postgresql, read_address

SECRET = "s3cret"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+pg8000"])
def test_an_address_works_as_people_write_it(scheme: str) -> None:
    address = f"{scheme}://shop:p%40ss%2Fword%3A%25@db.example.com:6543/ledger"
    found = read_address(address)
    assert is_postgresql(address)
    assert found.url.drivername == "postgresql+pg8000"
    assert (found.url.username, found.url.password) == ("shop", "p@ss/word:%")
    assert (found.url.host, found.url.port, found.url.database) == ("db.example.com", 6543, "ledger")


def test_what_is_not_said_is_usual() -> None:
    found = read_address("postgresql://shop@/ledger")
    assert (found.url.host, found.url.port, found.url.password) == ("localhost", 5432, None)
    assert found.options["ssl_context"] is None


def test_a_file_is_no_server() -> None:
    assert not is_postgresql("sqlite:////srv/pins.db")


def test_a_folder_as_the_host_is_a_socket() -> None:
    found = read_address("postgresql://shop@/ledger?host=/run/postgresql&port=6543&application_name=pins")
    assert found.options["unix_sock"] == "/run/postgresql/.s.PGSQL.6543"
    assert found.options["ssl_context"] is False
    assert found.options["application_name"] == "pins"
    assert found.url.host is None


def test_host_and_port_may_be_parameters() -> None:
    found = read_address("postgresql://shop@ignored/ledger?host=db.example.com&port=6543")
    assert (found.url.host, found.url.port, dict(found.url.query)) == ("db.example.com", 6543, {})


def test_an_address_of_ipv6_is_read() -> None:
    found = read_address("postgresql://shop@[::1]:6543/ledger")
    assert (found.url.host, found.url.port) == ("::1", 6543)


@pytest.mark.parametrize(
    ("mode", "told"), [("disable", False), ("allow", None), ("prefer", None), ("require", True)]
)
def test_tls_that_verifies_nobody_is_the_driver_s(mode: str, *, told: bool | None) -> None:
    assert read_address(f"postgresql://shop@db/ledger?sslmode={mode}").options["ssl_context"] is told


@pytest.mark.parametrize(("mode", "names_too"), [("verify-ca", False), ("verify-full", True)])
def test_tls_that_verifies_asks_for_a_certificate(mode: str, *, names_too: bool) -> None:
    context = read_address(f"postgresql://shop@db/ledger?sslmode={mode}").options["ssl_context"]
    assert isinstance(context, ssl.SSLContext)
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, names_too)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (f"postgresql://shop:{SECRET}@x@db/ledger", "write it as %40"),
        (f"postgresql://shop:{SECRET}@db:port/ledger", "cannot be read"),
        (f"postgresql://shop:{SECRET}@db/", "names no database"),
        (f"postgresql://:{SECRET}@db/ledger", "names no user"),
        (f"postgresql://shop:{SECRET}@one,two/ledger", "more than one server"),
        (f"postgresql://shop:{SECRET}@db/ledger?host=a&host=b", "more than one server"),
        (f"postgresql://shop:{SECRET}@db/ledger?port=x", "a port that is no number"),
        (f"postgresql://shop:{SECRET}@db/ledger?sslmode=perhaps", "an sslmode that is none of"),
        (f"postgresql://shop:{SECRET}@db/ledger?sslpassword={SECRET}", "the parameter 'sslpassword'"),
        (f"postgresql://shop:{SECRET}@db/ledger?sslmode=verify-ca&sslrootcert=/none", "cannot be read"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_its_password(address: str, why: str) -> None:
    with pytest.raises(LedgerAddressWrong, match=why) as refused:
        read_address(address)
    assert SECRET not in str(refused.value)
    assert SECRET not in str(refused.value.__cause__)
    assert refused.value.exit_code == 2


def test_a_certificate_that_is_none_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "root.crt"
    root.write_text("no certificate")
    with pytest.raises(LedgerAddressWrong, match="sslrootcert"):
        read_address(f"postgresql://shop@db/ledger?sslmode=require&sslrootcert={root}")
