"""Copies of launched files, so that what failed can be given back as the same file."""

import shutil
import time
from pathlib import Path

from contracts.names import LaunchId
from starter.home import Home

SOURCES_MAX = 200
"""Copies that are kept, the newest ones."""

SOURCE_DAYS_MAX = 90


def keep_source(home: Home, launch: LaunchId, file: Path) -> Path:
    """Copy the file under the launch's name, whole or not at all, and forget copies that are old."""
    home.sources.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = home.sources / f"{launch}{''.join(file.suffixes[-2:])}"
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
    return next((path for path in home.sources.glob(f"{launch}*") if path.is_file()), None)


def _forget(home: Home) -> None:
    newest_first = sorted(home.sources.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    too_old = time.time() - SOURCE_DAYS_MAX * 86_400
    for place, path in enumerate(newest_first):
        if place >= SOURCES_MAX or path.stat().st_mtime < too_old:
            path.unlink(missing_ok=True)
