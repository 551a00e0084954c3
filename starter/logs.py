"""The daemons' logs: one file for each, bounded, and quoted when something goes wrong."""

from pathlib import Path
from typing import BinaryIO

LOG_BYTES_MAX = 20_000_000
"""A log above this is put aside when its program starts; one older log is kept."""
TAIL_LINES = 15
TAIL_BYTES_MAX = 8_000


def open_log(path: Path) -> BinaryIO:
    """The log, open for a program to append to."""
    if path.exists() and path.stat().st_size > LOG_BYTES_MAX:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def tail(path: Path) -> str:
    """The last lines of the log, for an error message."""
    if not path.exists():
        return "(nothing was logged)"
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL_BYTES_MAX))
        lines = file.read().decode(errors="replace").splitlines()
    return "\n".join(lines[-TAIL_LINES:]) or "(nothing was logged)"
