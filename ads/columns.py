"""Every column that Pinterest's ads reports know: its unit, whether it may be summed, and which route has it.

The list is data (`columns.csv`: 175 columns of the synchronous route, 626 of reports, API 5.23 to 5.28). Reading
it opens a file, so it is asked by commands and activities, never by a workflow.
"""

import csv
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from contracts.ads import Route, ValueType

NEAR_MISSES_MAX = 3
"""Columns proposed in place of an unknown one."""
NEAR_MISS_LIKENESS_MIN = 0.6


class Unit(StrEnum):
    """What a number counts."""

    ID = "id"
    TEXT = "text"
    FLAG = "flag"
    COUNT = "count"
    PEOPLE = "people"
    """Distinct people: two days' people may be the same ones."""
    RATIO = "ratio"
    MONEY = "money"
    """Units of the ad account's currency, whatever the column's name says of dollars."""
    MICRO = "micro"
    """Millionths of a unit of the ad account's currency."""
    DURATION = "duration"
    """As Pinterest gives it: seconds by its names, not checked against live data."""


_TYPES: Mapping[Unit, ValueType] = MappingProxyType(
    {
        Unit.ID: ValueType.TEXT,
        Unit.TEXT: ValueType.TEXT,
        Unit.FLAG: ValueType.BOOLEAN,
        Unit.COUNT: ValueType.INTEGER,
        Unit.PEOPLE: ValueType.INTEGER,
        Unit.RATIO: ValueType.DECIMAL,
        Unit.MONEY: ValueType.DECIMAL,
        Unit.MICRO: ValueType.INTEGER,
        Unit.DURATION: ValueType.DECIMAL,
    },
)
_ROUTES: Mapping[str, frozenset[Route]] = MappingProxyType(
    {
        "both": frozenset(Route),
        "sync": frozenset({Route.SYNC}),
        "async": frozenset({Route.ASYNC}),
    },
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of Pinterest's ads reports."""

    name: str
    label: str
    """A name in words, near Ads Manager's; `metric_dictionary` has Ads Manager's own."""
    unit: Unit
    attribute: bool
    """Says something about the entity at the time of the report, and is no measure of the day."""
    additive: bool
    """May be summed over days and entities. Reach, rates and costs per action may not."""
    conversion: bool
    """Attributed later, so restated; absent from hourly reports."""
    routes: frozenset[Route]

    @property
    def type(self) -> ValueType:
        """How destinations keep it. Millionths are whole, but not as an average."""
        average = self.unit is Unit.MICRO and not self.additive and not self.attribute
        return ValueType.DECIMAL if average else _TYPES[self.unit]


@cache
def columns() -> Mapping[str, Column]:
    """All columns by name, in alphabetical order."""
    text = resources.files("ads").joinpath("columns.csv").read_text(encoding="utf-8")
    return MappingProxyType({row["name"]: _row_to_column(row) for row in csv.DictReader(text.splitlines())})


def near_misses(name: str) -> tuple[str, ...]:
    """The columns whose names are most like this one, the likest first; none when nothing is like it."""
    found = difflib.get_close_matches(name.upper(), columns(), NEAR_MISSES_MAX, NEAR_MISS_LIKENESS_MIN)
    return tuple(found)


def search(words: str) -> tuple[Column, ...]:
    """The columns whose name, label or unit contain every word; those whose label says it shortest first."""
    wanted = words.lower().replace("_", " ").split()
    found = [column for column in columns().values() if all(word in _haystack(column) for word in wanted)]
    return tuple(sorted(found, key=lambda column: (column.attribute, len(column.label), column.name)))


def _haystack(column: Column) -> str:
    return f"{column.name} {column.name.replace('_', ' ')} {column.label} {column.unit}".lower()


def _row_to_column(row: Mapping[str, str]) -> Column:
    return Column(
        name=row["name"],
        label=row["label"],
        unit=Unit(row["unit"]),
        attribute=row["role"] == "attribute",
        additive=row["additive"] == "yes",
        conversion=row["conversion"] == "yes",
        routes=_ROUTES[row["routes"]],
    )
