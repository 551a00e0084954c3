"""The fields of datasets that are no reports: entities as they are listed, organic metrics, words of metrics.

The list is data (`fields.csv`, by API 5.23's schemas). Reading it opens a file, so it is asked by commands and
activities, never by a workflow.
"""

import csv
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from contracts.ads import AdsSourceSpec, DatasetKey, ValueType

NEAR_MISSES_MAX = 3
"""Fields proposed in place of an unknown one."""
NEAR_MISS_LIKENESS_MIN = 0.4
MICRO = "micro"
"""Whole millionths of a unit of the ad account's currency."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a dataset: Pinterest's own name, in capitals."""

    name: str
    type: ValueType
    micro: bool
    usual: bool
    """Whether it is there when a source names no columns; metrics of videos are not."""


@cache
def fields(key: DatasetKey) -> Mapping[str, Field]:
    """The dataset's fields in the order of their columns; none of a dataset that has columns of reports."""
    text = resources.files("ads").joinpath("fields.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["dataset"] == key]
    return MappingProxyType({row["name"]: _row_to_field(row) for row in rows})


def wanted_fields(spec: AdsSourceSpec) -> tuple[Field, ...]:
    """The fields of the source's columns; without columns, the usual ones."""
    known = fields(spec.dataset)
    if not spec.columns:
        return tuple(field for field in known.values() if field.usual)
    return tuple(known[name] for name in spec.columns if name in known)


def near_fields(key: DatasetKey, name: str) -> tuple[str, ...]:
    """The fields whose names are most like this one, the likest first."""
    known = tuple(fields(key))
    near = difflib.get_close_matches(name.upper(), known, NEAR_MISSES_MAX, NEAR_MISS_LIKENESS_MIN)
    return tuple(near or known[:NEAR_MISSES_MAX])


def _row_to_field(row: Mapping[str, str]) -> Field:
    micro = row["type"] == MICRO
    kind = ValueType.INTEGER if micro else ValueType(row["type"])
    return Field(row["name"], kind, micro, usual=row["usual"] == "yes")
