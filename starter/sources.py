"""Copies of launched files, so that what failed can be given back as the same file."""

import glob
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from contracts.names import LaunchId
from starter.home import Home

SOURCES_MAX = 200
"""Copies that are kept, the newest ones."""

SOURCE_DAYS_MAX = 90
DAY_SECONDS = 86_400

SUFFIX_MAX = 12
"""So much of the file's own suffix is kept, for people: what is in a file tells what it is."""


def keep_source(home: Home, launch: LaunchId, file: Path) -> Path:
    """Copy the file under the launch's name, whole or not at all, and forget copies that are old."""
    home.sources.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = home.sources / f"{launch}{file.suffix[:SUFFIX_MAX]}"
    beside = place.with_name(f".{place.name}.part")
    try:
        shutil.copyfile(file, beside)
        beside.chmod(0o600)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)
    _forget(home)
    return place


def source_of(home: Home, launch: LaunchId) -> Path | None:
    """The launch's file as it was launched; None when it is not kept any more, or was launched elsewhere."""
    return next((path for path in home.sources.glob(f"{glob.escape(launch)}*") if path.is_file()), None)


def _forget(home: Home) -> None:
    too_old = time.time() - SOURCE_DAYS_MAX * DAY_SECONDS
    newest_first = sorted(_copies(home), reverse=True)
    for place, (copied, path) in enumerate(newest_first):
        if place >= SOURCES_MAX or copied < too_old:
            path.unlink(missing_ok=True)


def _copies(home: Home) -> Iterator[tuple[float, Path]]:
    """When each was made; one that another launch puts in place, or forgets, at this moment is left out."""
    for path in home.sources.iterdir():
        with suppress(FileNotFoundError):
            yield path.stat().st_mtime, path
