"""Copies of launched files: kept, found again, and forgotten in time."""

import os
import stat
import time
from pathlib import Path

import pytest

from contracts.names import LaunchId
from starter.home import Home
from starter.sources import SOURCE_DAYS_MAX, SOURCES_MAX, keep_source, source_of

LAUNCH = LaunchId("20261121-221530-spring-7f3a")
DAY = 86_400


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / ".pinflow")
    home.create()
    return home


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "spring.csv"
    file.write_text("title\nMug\n")
    return file


def kept(home: Home) -> list[str]:
    return sorted(path.name for path in home.sources.iterdir())


def an_old_copy(home: Home, name: str, *, days: float) -> Path:
    copy = home.sources / name
    copy.write_text("old")
    then = time.time() - days * DAY
    os.utime(copy, (then, then))
    return copy


def test_a_copy_is_found_again_and_does_not_change_with_the_file(home: Home, file: Path) -> None:
    keep_source(home, LAUNCH, file)
    file.write_text("title\nAnother\n")

    found = source_of(home, LAUNCH)

    assert found is not None
    assert found.read_text() == "title\nMug\n"
    assert kept(home) == [f"{LAUNCH}.csv"]


def test_a_copy_is_its_owner_s_alone(home: Home, file: Path) -> None:
    assert stat.S_IMODE(keep_source(home, LAUNCH, file).stat().st_mode) == 0o600


def test_a_launch_whose_file_is_not_kept_has_none(home: Home, file: Path) -> None:
    keep_source(home, LAUNCH, file)

    assert source_of(home, LaunchId("20261121-221530-autumn-0000")) is None
    assert source_of(home, LaunchId("2026*")) is None
    assert source_of(Home(home.folder / "elsewhere"), LAUNCH) is None


@pytest.mark.parametrize("name", ["catalog", ".hidden", "feed.xml.gz", f"spring.{'x' * 200}"])
def test_any_file_name_will_do(home: Home, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("title\nMug\n")

    assert keep_source(home, LAUNCH, file) == source_of(home, LAUNCH)


def test_copies_that_are_old_are_forgotten(home: Home, file: Path) -> None:
    old = an_old_copy(home, "old.csv", days=SOURCE_DAYS_MAX + 1)
    young = an_old_copy(home, "young.csv", days=SOURCE_DAYS_MAX - 1)

    keep_source(home, LAUNCH, file)

    assert (old.exists(), young.exists()) == (False, True)


def test_only_the_newest_copies_are_kept(home: Home, file: Path) -> None:
    for number in range(SOURCES_MAX + 5):
        an_old_copy(home, f"{number:03}.csv", days=1 + number / DAY)

    keep_source(home, LAUNCH, file)

    assert len(kept(home)) == SOURCES_MAX
    assert f"{LAUNCH}.csv" in kept(home)
    assert "000.csv" in kept(home)


def test_a_copy_that_fails_half_way_leaves_nothing(home: Home, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing"):
        keep_source(home, LAUNCH, tmp_path / "nothing.csv")

    assert kept(home) == []


def test_a_home_of_an_older_version_gets_the_folder(tmp_path: Path, file: Path) -> None:
    home = Home(tmp_path / "old-home")
    home.folder.mkdir()

    keep_source(home, LAUNCH, file)

    assert source_of(home, LAUNCH) is not None
