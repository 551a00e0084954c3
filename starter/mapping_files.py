"""A mapping of JSON's names as somebody wrote it down: a flat table in a TOML or JSON file."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from catalog.json_mapping import MappingBroken, read_mapping
from contracts.intake import SETTINGS_MAX
from starter.failures import CommandFailed, ExitCode
from starter.small_files import FileUnfit, read_text

JSON_BEGINS = "{"


def read_mapping_file(file: Path) -> Mapping[str, str]:
    """The mapping, which has been tried: `items`, `id`, and what of a product is where. Raises `CommandFailed`."""
    stated = _parsed(file, _text(file))
    if not isinstance(stated, dict) or not all(isinstance(path, str) for path in stated.values()):
        raise _broken(file, 'it is no table of names and paths, such as title = "name.en"')
    try:
        read_mapping(stated)
    except MappingBroken as broken:
        raise _broken(file, str(broken)) from broken
    return stated


def _text(file: Path) -> str:
    try:
        return read_text(file, bytes_max=SETTINGS_MAX)
    except FileUnfit as unfit:
        raise _broken(file, str(unfit)) from unfit


def _parsed(file: Path, text: str) -> object:
    try:
        return json.loads(text) if text.lstrip().startswith(JSON_BEGINS) else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _broken(file, f"it is neither TOML nor JSON: {error}") from error


def _broken(file: Path, why: str) -> CommandFailed:
    return CommandFailed(f"The mapping of {file.name} cannot be used: {why.rstrip('.')}.", ExitCode.USAGE)
