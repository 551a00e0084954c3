"""The page of commands says what the command takes: no option without its line, no line without its option."""

import re
from collections.abc import Iterator
from typing import Any

import typer

from starter.__main__ import command_line
from tests.docs.pages import PAGES, ROOT, code, text_of

PAGE = ROOT / "docs" / "commands.md"
HEADING = re.compile(r"^## `pinflow ([a-z]+(?: [a-z]+)*)((?: [^`]+)?)`$", re.MULTILINE)
OPTION = re.compile(r"^\| `(--[a-z-]+)` \|", re.MULTILINE)
NAMED = re.compile(r"(?<![\w./-])pinflow ([a-z]+)\b(?: ([a-z]+)\b)?")

Command = Any  # Typer's own copy of Click has no types that we could name


def walked(command: Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Command]]:
    """Each command with the words that lead to it; a group is the way to its own."""
    subcommands = getattr(command, "commands", None)
    if subcommands is None:
        yield path, command
        return
    for name, below in subcommands.items():
        yield from walked(below, (*path, name))


def commands() -> dict[str, tuple[set[str], list[str]]]:
    """Each command with its options and its arguments."""
    found = {}
    for path, command in walked(typer.main.get_command(command_line())):
        options = [param for param in command.params if param.param_type_name == "option"]
        arguments = [param.name for param in command.params if param.param_type_name == "argument"]
        words = {word for option in options for word in (*option.opts, *option.secondary_opts)}
        found[" ".join(path)] = (words, arguments)
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
    paths = {tuple(command.split()) for command in commands()}
    known, groups = {path[0] for path in paths}, {path[0] for path in paths if len(path) > 1}
    below_groups = {path[:2] for path in paths}
    unknown = [
        (page.name, name, below)
        for page in PAGES
        for snippet in code(page)
        for name, below in NAMED.findall(snippet)
        if name not in known or (name in groups and below and (name, below) not in below_groups)
    ]
    assert unknown == []
