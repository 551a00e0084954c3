"""Ports: the usual ones where they are free, the same ones ever after."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import astuple, fields
from pathlib import Path

import pytest

from starter.ports import LOOPBACK, Ports, choose_ports, is_free


@pytest.fixture
def claims() -> Iterator[ExitStack]:
    with ExitStack() as claims:
        yield claims


def free_ports() -> Ports:
    """Ports that are free now, to be preferred in place of the usual ones, which somebody may be using."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in fields(Ports)]
        for one in sockets:
            one.bind((LOOPBACK, 0))
        return Ports(*(one.getsockname()[1] for one in sockets))


def listener(port: int = 0) -> socket.socket:
    return socket.create_server((LOOPBACK, port))


def test_the_preferred_ports_are_taken_where_free(tmp_path: Path, claims: ExitStack) -> None:
    preferred = free_ports()

    assert choose_ports(tmp_path / "ports.json", claims, preferred=preferred) == preferred


def test_a_taken_port_is_replaced_and_the_others_stay(tmp_path: Path, claims: ExitStack) -> None:
    preferred = free_ports()
    with listener(preferred.temporal):
        ports = choose_ports(tmp_path / "ports.json", claims, preferred=preferred)

    assert ports.temporal != preferred.temporal
    assert (ports.web_ui, ports.simulator) == (preferred.web_ui, preferred.simulator)


def test_chosen_ports_are_kept(tmp_path: Path) -> None:
    preferred = free_ports()
    with listener(preferred.simulator), ExitStack() as claims:
        first = choose_ports(tmp_path / "ports.json", claims, preferred=preferred)
    with ExitStack() as claims:
        second = choose_ports(tmp_path / "ports.json", claims, preferred=preferred)

    assert second == first


def test_a_kept_port_that_somebody_took_meanwhile_is_chosen_anew(tmp_path: Path) -> None:
    with ExitStack() as claims:
        first = choose_ports(tmp_path / "ports.json", claims, preferred=free_ports())
    with listener(first.web_ui), ExitStack() as claims:
        second = choose_ports(tmp_path / "ports.json", claims)

    assert second.web_ui != first.web_ui
    assert second.temporal == first.temporal


def test_two_homes_that_choose_at_once_share_no_port(tmp_path: Path, claims: ExitStack) -> None:
    """Neither listens yet: only the claims tell them apart."""
    preferred = free_ports()
    one = choose_ports(tmp_path / "one.json", claims, preferred=preferred)
    two = choose_ports(tmp_path / "two.json", claims, preferred=preferred)

    assert not set(astuple(one)) & set(astuple(two))


def test_an_unreadable_file_is_as_good_as_none(tmp_path: Path, claims: ExitStack) -> None:
    (tmp_path / "ports.json").write_text("{")
    preferred = free_ports()

    assert choose_ports(tmp_path / "ports.json", claims, preferred=preferred) == preferred


def test_a_port_with_a_fading_connection_is_free() -> None:
    """A killed server's connections linger for a minute; its successor must get the same port."""
    with listener() as server:
        port = server.getsockname()[1]
        with socket.create_connection((LOOPBACK, port)), server.accept()[0] as accepted:
            assert not is_free(port)
            accepted.close()  # the server's side closes first, so it is the one that lingers

    assert is_free(port)
