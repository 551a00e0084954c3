"""Who is a program on this machine, and who only comes through it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.addresses import door_address, is_loopback_host
from intake.nearness import FROM_ELSEWHERE, is_from_here

HERE = "127.0.0.1"


@pytest.mark.parametrize(
    ("host", "peer"),
    [("127.0.0.1:8100", HERE), ("localhost:8100", HERE), ("LOCALHOST", HERE), ("[::1]:8100", "::1"), (HERE, HERE)],
)
def test_a_program_here_is_near(host: str, peer: str) -> None:
    assert is_from_here({"host": host, "user-agent": "curl"}, peer)


@pytest.mark.parametrize("name", FROM_ELSEWHERE)
def test_what_a_browser_or_a_proxy_adds_makes_it_far(name: str) -> None:
    """Even where it says nothing, or says that it is near."""
    assert not is_from_here({"host": "localhost", name: ""}, HERE)
    assert not is_from_here({"host": "localhost", name.title(): "http://localhost"}, HERE)


@pytest.mark.parametrize(
    "host", ["shop.example.com", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::1"]
)
def test_a_name_that_somebody_gave_this_machine_is_far(host: str) -> None:
    """A page whose name was made to resolve to loopback sends its own name as the host."""
    assert not is_from_here({"host": host}, HERE)


@pytest.mark.parametrize("peer", [None, "", "192.168.1.7", "203.0.113.9", "testclient"])
def test_another_machine_is_far(peer: str | None) -> None:
    assert not is_from_here({"host": "localhost"}, peer)


@given(host=st.text(max_size=80), peer=st.text(max_size=40))
def test_nonsense_is_far_and_breaks_nothing(host: str, peer: str) -> None:
    assert not is_from_here({"host": host}, peer) or is_loopback_host(peer)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8100"),
        ("0.0.0.0", "http://127.0.0.1:8100"),  # noqa: S104 - nothing is bound
        ("::", "http://[::1]:8100"),
        ("::1", "http://[::1]:8100"),
        ("10.0.0.7", "http://10.0.0.7:8100"),
    ],
)
def test_what_listens_everywhere_is_reached_here(host: str, address: str) -> None:
    assert door_address(host, 8100) == address
