"""The architecture's page says what is there: rooms, the tests of its invariants, its limits, its contracts."""

import importlib
import re
import tomllib
from datetime import timedelta
from functools import reduce
from typing import Any

import pytest

from tests.docs.pages import PAGES, ROOT, code, section, table

PAGE = ROOT / "ARCHITECTURE.md"
ROOMS_WITHOUT_CODE = {"deploy", "docs", "examples"}
FILES_IN_THE_MAP = ("*.py", "*.toml")
TEST = re.compile(r"^(tests/[\w/]+\.py)::(\w+)$")
LIMITS = [tuple(row) for row in table(section(PAGE, "Limits"))]


def places() -> set[str]:
    """Rooms and files at the top level, as the map writes them."""
    rooms = {
        folder.name
        for folder in ROOT.iterdir()
        if folder.is_dir() and not folder.name.startswith((".", "build", "dist")) and _is_room(folder.name)
    }
    files = {file.name for pattern in FILES_IN_THE_MAP for file in ROOT.glob(pattern)}
    return {f"{room}/" for room in rooms} | files


def _is_room(name: str) -> bool:
    return name in ROOMS_WITHOUT_CODE or any((ROOT / name).glob("*.py"))


def test_the_code_map_names_every_room_and_no_unknown_one() -> None:
    assert {row[0].strip("`") for row in table(section(PAGE, "Code map"))} == places()


def test_every_test_that_a_page_names_is_there() -> None:
    named = {found.groups() for page in PAGES for span in code(page) if (found := TEST.match(span))}
    missing = [
        (file, name)
        for file, name in sorted(named)
        if not (ROOT / file).is_file() or f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]
    assert named
    assert missing == []


@pytest.mark.parametrize(("name", "told", "file"), LIMITS, ids=[f"{file}-{name}" for name, _, file in LIMITS])
def test_a_limit_is_what_the_page_says(name: str, told: str, file: str) -> None:
    module = importlib.import_module(file.strip("`").removesuffix(".py").replace("/", "."))
    value = reduce(getattr, name.strip("`").split("."), module)
    assert float(told.split(maxsplit=1)[0].replace(",", "")) == _plain(value)


def _plain(value: Any) -> float:  # Any: an attribute of any module
    return value.total_seconds() if isinstance(value, timedelta) else float(value)


def test_the_import_contracts_are_those_of_the_linter() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    names = [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]
    told = re.findall(r"^- (.+)$", section(PAGE, "Who may import whom"), re.MULTILINE)
    assert told == names
