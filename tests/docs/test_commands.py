"""The page of commands says what the command takes: no option without its line, no line without its option."""

import re

import typer

from starter.__main__ import command_line
from tests.docs.pages import PAGES, ROOT, code, text_of

PAGE = ROOT / "docs" / "commands.md"
HEADING = re.compile(r"^## `pinflow ([a-z]+)((?: [^`]+)?)`$", re.MULTILINE)
OPTION = re.compile(r"^\| `(--[a-z-]+)` \|", re.MULTILINE)
NAMED = re.compile(r"(?<![\w./-])pinflow ([a-z]+)\b")


def commands() -> dict[str, tuple[set[str], list[str]]]:
    """Each command with its options and its arguments."""
    found = {}
    for name, command in typer.main.get_command(command_line()).commands.items():  # type: ignore[attr-defined]  # a group
        options = [param for param in command.params if param.param_type_name == "option"]
        arguments = [param.name for param in command.params if param.param_type_name == "argument"]
        found[name] = ({word for option in options for word in (*option.opts, *option.secondary_opts)}, arguments)
    return found


def documented() -> dict[str, tuple[set[str], list[str]]]:
    """The same as the page has it."""
    found = {}
    headings = list(HEADING.finditer(text_of(PAGE)))
    ends = [*(heading.start() for heading in headings[1:]), len(text_of(PAGE))]
    for heading, end in zip(headings, ends, strict=True):
        options = set(OPTION.findall(text_of(PAGE)[heading.end() : end]))
        found[heading[1]] = (options, [word.lower() for word in re.findall(r"[A-Z]+", heading[2])])
    return found


def test_the_page_has_every_command_with_all_its_options_and_no_others() -> None:
    assert documented() == commands()


def test_no_page_names_a_command_that_is_not_there() -> None:
    known = set(commands())
    unknown = [
        (page.name, name)
        for page in PAGES
        for snippet in code(page)
        for name in NAMED.findall(snippet)
        if name not in known
    ]
    assert unknown == []
