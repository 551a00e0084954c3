"""Redirect addresses: which lead to this machine, and which lead nowhere."""

import pytest

from starter.doors import Door, door_of
from starter.redirects import DEFAULT_REDIRECT_URI, address_trouble


@pytest.mark.parametrize(
    ("uri", "door"),
    [
        (DEFAULT_REDIRECT_URI, Door(8085, "/")),
        ("http://127.0.0.1:9000/callback", Door(9000, "/callback")),
        ("http://[::1]:9000/callback", Door(9000, "/callback")),
        ("http://localhost:9000", Door(9000, "/")),
        ("http://localhost/back", Door(80, "/back")),
    ],
)
def test_an_address_on_this_machine_has_a_door(uri: str, door: Door) -> None:
    assert door_of(uri) == door


@pytest.mark.parametrize(
    "uri",
    [
        "https://agency.example/pinterest",
        "http://192.168.1.7:8085/",
        "https://localhost:8085/",  # a certificate that browsers trust is not ours to make
        "http://localhost.agency.example:8085/",
    ],
)
def test_any_other_has_none(uri: str) -> None:
    assert door_of(uri) is None


@pytest.mark.parametrize("uri", [DEFAULT_REDIRECT_URI, "https://agency.example/pinterest?client=7"])
def test_what_pinterest_registers_is_taken(uri: str) -> None:
    assert address_trouble(uri) is None


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "localhost:8085",
        "ftp://localhost/",
        "http://",
        "http://localhost:eight/",
        "http://[::1/",
        "http://localhost:8085/#here",
        "http://me:secret@localhost:8085/",
        "http://localhost:8085/\n",
        "http://localhost/" + "x" * 500,
    ],
)
def test_what_no_browser_can_be_sent_to_is_refused(uri: str) -> None:
    assert address_trouble(uri) is not None
