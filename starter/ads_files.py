"""A source of ads data as a file: TOML, read with an objection for all that does not fit."""

import difflib
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import available_timezones

from pydantic import ValidationError

from ads.objections import Objection
from ads.restatement import look_back_days
from ads.spec_trouble import unknown_fields, written_trouble
from contracts.ads import AdsSourceSpec
from starter.failures import CommandFailed, ExitCode
from starter.small_files import FileUnfit, read_text

SOURCE_BYTES_MAX = 4_000_000
"""Enough for 100,000 ids."""
ZONES_TOLD_MAX = 3


def read_source(file: Path) -> AdsSourceSpec | tuple[Objection, ...]:
    """The source, or all that is wrong with how it is written. Raises `CommandFailed` for what is no TOML."""
    try:
        written = tomllib.loads(read_text(file, bytes_max=SOURCE_BYTES_MAX))
    except FileUnfit as unfit:
        raise CommandFailed(f"{file} cannot be read: {unfit}.", ExitCode.USAGE) from unfit
    except (ValueError, RecursionError) as broken:
        raise CommandFailed(f"{file} is not TOML: {broken}.", ExitCode.USAGE) from broken
    unknown = tuple(unknown_fields(written))
    try:
        spec = AdsSourceSpec.model_validate(written)
    except ValidationError as error:
        return (*unknown, *written_trouble(error))
    return unknown or tuple(_zone_trouble(spec.snapshot.zone)) or spec


def _zone_trouble(zone: str) -> Iterator[Objection]:
    """A schedule by clocks that nobody has would never be kept."""
    known = available_timezones()
    if zone not in known:
        near = difflib.get_close_matches(zone, known, ZONES_TOLD_MAX)
        yield Objection("snapshot.zone", "unknown_zone", f"there is no time zone {zone}", tuple(near) or ("UTC",))


def today_utc() -> date:
    """The day by Pinterest's clock."""
    return datetime.now(UTC).date()


def wanted_days(
    spec: AdsSourceSpec, first: datetime | None, last: datetime | None, today: date
) -> tuple[date, date]:
    """The days meant: as given, else from the source's own first day, or what the next run would read again."""
    end = last.date() if last else today - timedelta(days=1)
    if first is not None:
        return first.date(), end
    return spec.first_day or end - timedelta(days=max(0, look_back_days(spec) - 1)), end
