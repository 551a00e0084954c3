"""The README's commands are those that are run, and its links lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest

from starter.failures import ExitCode
from tests.docs.pages import PAGES, ROOT, anchors, blocks, prose, section, table

README = ROOT / "README.md"
INSTALL = "python3 -m venv .venv && .venv/bin/pip install -q uv==0.13.9"
FIRST = f"{INSTALL} && .venv/bin/uv run --no-dev pinflow launch examples/spring-collection.csv"
SECOND = f"{INSTALL} && .venv/bin/uv run pytest"
LINK = re.compile(r"\[[^]]+\]\(([^)\s]+)\)")
SCREEN_COLUMNS = 80


def test_each_of_the_two_commands_has_a_block_of_its_own() -> None:
    assert [block.strip() for block in blocks(README, "sh")][:2] == [FIRST, SECOND]


def test_ci_calls_the_second_command() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert SECOND in lines


def test_the_first_command_launches_a_file_that_is_there() -> None:
    assert (ROOT / shlex.split(FIRST)[-1]).is_file()


def test_what_the_readme_shows_fits_a_terminal() -> None:
    screen = next(block for block in blocks(README, "text") if block.startswith("Launch "))
    assert max(map(len, screen.splitlines())) <= SCREEN_COLUMNS


def test_the_exit_codes_are_the_programs() -> None:
    told = [int(number) for number, _ in table(section(README, "For programs"))]
    assert told == [code.value for code in ExitCode]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert [link for link in LINK.findall(prose(page)) if not _resolves(page, link)] == []


def _resolves(page: Path, link: str) -> bool:
    if link.startswith(("https://", "http://")):
        return True
    name, _, anchor = link.partition("#")
    target = (page.parent / name).resolve() if name else page
    return target.exists() and (not anchor or anchor in anchors(target))
