"""Paths into JSON as people write them: `$.data.products[*]`, `name.en`, `images[0].src`, `images[*].src`."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from catalog.json_values import Json

PATH_MAX = 300
STEPS_MAX = 20
FOUND_MAX = 250
"""Values that one path finds in one record, as a product has tags at most."""

_STEP = re.compile(
    r"\.?(?P<name>[^.\[\]'\"$*]+)|\[(?P<number>[0-9]{1,6})\]|\[(?P<every>\*)\]|\['(?P<quoted>[^']+)'\]"
)


class Every(Enum):
    """The step `[*]`: all of a list."""

    ONE = "[*]"


Step = str | int | Every


class PathBroken(ValueError):
    """What was written is no path that we read; the message says what would be."""


@dataclass(frozen=True)
class JsonPath:
    """A path and its steps from the outermost."""

    text: str
    steps: tuple[Step, ...]

    def find(self, value: Json) -> list[Json]:
        """What stands there; nothing where the path leads nowhere."""
        found: list[Json] = [value]
        for step in self.steps:
            found = [below for each in found for below in _below(each, step)][:FOUND_MAX]
        return found


def read_path(text: str) -> JsonPath:
    """The path that `text` writes. Raises `PathBroken`."""
    rest = text.strip().removeprefix("$")
    if len(rest) > PATH_MAX:
        raise PathBroken(f"a path has at most {PATH_MAX} characters")
    steps: list[Step] = []
    at = 0
    while at < len(rest):
        found = _STEP.match(rest, at)
        if found is None or len(steps) == STEPS_MAX:
            raise PathBroken(f'"{text[:60]}" cannot be read from "{rest[at : at + 20]}" on: write $.data.items[*]')
        steps.append(_step(found))
        at = found.end()
    return JsonPath(text=text.strip(), steps=tuple(steps))


def _step(found: re.Match[str]) -> Step:
    if found["every"]:
        return Every.ONE
    if found["number"]:
        return int(found["number"])
    return (found["name"] or found["quoted"]).strip()


def _below(value: Json, step: Step) -> Iterator[Json] | Sequence[Json]:
    if isinstance(value, dict):
        return (value[step],) if isinstance(step, str) and step in value else ()
    if isinstance(value, list):
        if step is Every.ONE:
            return value
        return value[step : step + 1] if isinstance(step, int) else ()
    return ()
