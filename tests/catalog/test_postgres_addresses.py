"""A database's address: read as libpq reads it, and never shown."""

import ssl

import pytest

from catalog.postgres_addresses import PORT, read_address
from contracts.slots import SlotAsk, SlotTrouble

SECRET = "hunter2"


def test_all_of_it_is_read() -> None:
    address = read_address("postgresql://us%40er:p%2Fw%3A@db.example.com:6543/my%20shop")
    assert (address.user, address.password, address.port) == ("us@er", "p/w:", 6543)
    assert address.place == "my shop at db.example.com:6543"


def test_what_is_not_said_is_usual() -> None:
    address = read_address("postgres://shop@/shop")
    assert (address.host, address.port, address.password, address.tls) == ("localhost", PORT, None, None)


def test_a_folder_is_the_socket_in_it() -> None:
    options = read_address("postgresql://shop@/shop?host=/run/pg&port=5433").options()
    assert options["unix_sock"] == "/run/pg/.s.PGSQL.5433"
    assert "host" not in options


@pytest.mark.parametrize(("mode", "tls"), [("disable", False), ("prefer", None), ("require", True)])
def test_tls_is_as_it_was_asked_for(mode: str, tls: object) -> None:
    assert read_address(f"postgresql://shop@db/shop?sslmode={mode}").options()["ssl_context"] is tls


def test_a_server_is_verified_where_that_is_asked_for() -> None:
    context = read_address("postgresql://shop@db/shop?sslmode=verify-full").tls
    assert isinstance(context, ssl.SSLContext)
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    "address",
    [
        "",
        f"mysql://shop:{SECRET}@db/shop",
        f"postgresql://shop:{SECRET}@db:port/shop",
        f"postgresql://shop:{SECRET}@db:99999/shop",
        f"postgresql://shop:{SECRET}@db/",
        f"postgresql://:{SECRET}@db/shop",
        f"postgresql://shop:{SECRET}@[db/shop",
        f"postgresql://shop:{SECRET}@db/shop?sslmode=perhaps",
        f"postgresql://shop:{SECRET}@db/shop?port={SECRET}",
        f"postgresql://shop:{SECRET}@db/shop?sslmode=verify-ca&sslrootcert=/nowhere/{SECRET}",
        f"postgresql://shop:{SECRET}@db/shop?passfile=x",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_and_not_quoted(address: str) -> None:
    with pytest.raises(SlotTrouble) as caught:
        read_address(address)
    error = caught.value
    assert SECRET not in f"{error!s}{error!r}{error.__cause__!r}"
    assert "postgresql://user:password@host" in error.remedy


def test_a_password_shows_in_no_representation() -> None:
    address = f"postgresql://shop:{SECRET}@db/shop"
    assert SECRET not in repr(read_address(address))
    assert SECRET not in repr(SlotAsk(address=address, slot="pinflow"))
