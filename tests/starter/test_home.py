"""The folder that holds everything."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from starter.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "shop" / ".pinflow")
    home.create()
    return home


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_naming_a_home_makes_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path / ".pinflow")

    assert home.lock.parent == home.folder
    assert not home.folder.exists()


def test_a_home_is_its_owner_s_alone(home: Home) -> None:
    home.secret_key()

    assert mode(home.folder) == 0o700
    assert mode(home.logs) == 0o700
    assert mode(home.folder / "secret.key") == 0o600


def test_a_home_is_hidden_from_git(home: Home) -> None:
    assert (home.folder / ".gitignore").read_text() == "*\n"


def test_the_id_and_the_key_are_made_once(home: Home) -> None:
    """Whoever asks first, at once or later: a second key would make every stored token unreadable."""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: home.secret_key(), range(32)))
        ids = set(pool.map(lambda _: home.id(), range(32)))

    assert len(keys) == len(ids) == 1
    assert not list(home.folder.glob(".secret.key.*"))


def test_two_homes_have_different_ids(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "other")
    other.create()

    assert other.id() != home.id()
