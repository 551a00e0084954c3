"""A source of ads data as a file: TOML, read with an objection for all that does not fit, and written."""

import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import tomli_w

from ads.objections import Objection
from ads.written import read_written, written_of
from contracts.ads import AdsSourceSpec
from starter.failures import CommandFailed, ExitCode
from starter.small_files import FileUnfit, read_text
from starter.whole_files import replace_text

SOURCE_BYTES_MAX = 4_000_000
"""Enough for 100,000 ids."""


def read_source(file: Path) -> AdsSourceSpec | tuple[Objection, ...]:
    """The source, or all that is wrong with how it is written. Raises `CommandFailed` for what is no TOML."""
    return read_written(read_toml(file))


def read_toml(file: Path) -> dict[str, object]:
    """What stands in the file. Raises `CommandFailed`."""
    try:
        return tomllib.loads(read_text(file, bytes_max=SOURCE_BYTES_MAX))
    except FileUnfit as unfit:
        raise CommandFailed(f"{file} cannot be read: {unfit}.", ExitCode.USAGE) from unfit
    except (ValueError, RecursionError) as broken:
        raise CommandFailed(f"{file} is not TOML: {broken}.", ExitCode.USAGE) from broken


def source_text(spec: AdsSourceSpec) -> str:
    """The source as its file: what is as usual is left out."""
    return tomli_w.dumps(written_of(spec))


def today_utc() -> date:
    """The day by Pinterest's clock."""
    return datetime.now(UTC).date()


def day_of(moment: datetime | None) -> date | None:
    """The day that an option names."""
    return None if moment is None else moment.date()


def save_trouble(file: Path, *, replace: bool) -> str | None:
    """What keeps a source from being written there, before anything is kept."""
    if file.is_dir() or not file.parent.is_dir():
        return f"{file} cannot be written: there is no folder for it, or it is one."
    if file.exists() and not replace:
        return f"{file} is there already; --replace writes over it."
    return None


def write_source(file: Path, text: str) -> None:
    """Write it whole. Raises `CommandFailed`, which says that the source is kept all the same."""
    try:
        replace_text(file, text)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CommandFailed(
            f"The source is kept, but {file} cannot be written: {why}. See it with: pinflow ads show",
            ExitCode.USAGE,
        ) from error
