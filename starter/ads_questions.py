"""Questions at the terminal: each answer is checked at once, and asked for again until it will do."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from rich.console import Console
from rich.prompt import Confirm, Prompt
from rich.text import Text

from drafting.near_misses import did_you_mean

T = TypeVar("T")
_RANGE = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


class NotThis(Exception):
    """The answer will not do; the message says why, and what would."""


class Questions:
    """Asks a person. Raises KeyboardInterrupt or EOFError when they leave."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)

    def ask(self, what: str, check: Callable[[str], T], *, default: str = "") -> T:
        """What `check` makes of the answer; it raises `NotThis` for one that will not do."""
        while True:
            prompt = Text(what, style="bold")
            given: str = Prompt.ask(prompt, console=self._console, default=default, show_default=bool(default))
            try:
                return check(given.strip())
            except NotThis as no:
                self._console.print(Text(f"  {no}", style="yellow"))

    def agrees(self, what: str, *, default: bool = True) -> bool:
        """Yes or no."""
        return Confirm.ask(Text(what, style="bold"), console=self._console, default=default)


def one_of(given: str, names: Sequence[str]) -> str:
    """The name that is meant by itself, in either case, or by its number from 1. Raises `NotThis`."""
    if given.isdecimal() and 1 <= int(given) <= len(names):
        return names[int(given) - 1]
    for name in names:
        if given.casefold() == name.casefold():
            return name
    near = did_you_mean(given, list(names)) if given else None
    raise NotThis(f"There is no {given[:60]!r}{near or ': take a number or a name.'}")


def several_of(given: str, names: Sequence[str]) -> tuple[str, ...]:
    """Names, or numbers such as `1 3 5-7`, each once and in their order. Raises `NotThis`."""
    found: list[str] = []
    for word in given.replace(",", " ").split():
        found += numbered(word, names) or [one_of(word, names)]
    return tuple(dict.fromkeys(found))


def numbered(word: str, names: Sequence[str]) -> list[str]:
    """What a number or a range of them means; nothing when it is none, or beyond the list."""
    ends = _RANGE.fullmatch(word)
    if ends is None:
        return []
    first, last = int(ends[1]), int(ends[2] or ends[1])
    return list(names[first - 1 : last]) if 1 <= first <= last <= len(names) else []
