"""What a written source lacks, said as the pre-flight says it: field, rule, and nearest choice."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ads.objections import Objection
from contracts.ads import AdsSourceSpec
from contracts.contract import Contract

NEAR_CHOICES_MAX = 3
GIVEN_SHOWN_MAX = 60
_LIKENESS_MIN = 0.4


def written_trouble(error: ValidationError) -> tuple[Objection, ...]:
    """An objection for each thing that does not fit the shape of a source."""
    return tuple(_objection(detail) for detail in error.errors(include_url=False))


def unknown_fields(written: Mapping[str, object]) -> Iterator[Objection]:
    """Fields that no source has: a misspelt one would be overlooked without a word."""
    for table, model in tables().items():
        part = written.get(table, {}) if table else written
        if isinstance(part, Mapping):
            yield from _unknown(table, set(map(str, part)), tuple(model.model_fields))


def _unknown(table: str, given: set[str], fields: tuple[str, ...]) -> Iterator[Objection]:
    for name in sorted(given - set(fields)):
        near = difflib.get_close_matches(name, fields, NEAR_CHOICES_MAX, _LIKENESS_MIN)
        field = f"{table}.{name}" if table else name
        yield Objection(field, "unknown_field", f"a source has no field {field}", tuple(near))


def _objection(detail: ErrorDetails) -> Objection:
    field = ".".join(str(part) for part in detail["loc"] if not isinstance(part, int)) or "source"
    if detail["type"] == "missing":
        return Objection(field, "missing_field", f"{field} is missing", _near(field, ""))
    return Objection(field, "unfit_value", _words(detail), _bound(detail) or _near(field, str(detail["input"])))


def _words(detail: ErrorDetails) -> str:
    given = str(detail["input"])[:GIVEN_SHOWN_MAX]
    if detail["type"] == "enum":
        return f"there is no {given!r}"
    if detail["type"] == "string_type":
        return f"{given} must stand in quotes: an id is text, so that no digit is lost"
    return f"{given!r} does not fit: {detail['msg']}"


def _bound(detail: ErrorDetails) -> tuple[str, ...]:
    """What is nearest to a number beyond its bounds, to a list that is too long, and to an id without quotes."""
    limits = detail.get("ctx", {})
    if detail["type"] == "string_type" and isinstance(detail["input"], int):
        return (f'"{detail["input"]}"',)
    if "max_length" in limits and not isinstance(detail["input"], str):
        return (f"{limits['max_length']} of them",)
    return tuple(str(limits[name]) for name in ("le", "ge") if name in limits)


def _near(field: str, given: str) -> tuple[str, ...]:
    choices = _choices().get(field, ())
    if not choices:
        return ()
    cased = given.upper() if choices[0].isupper() else given.lower()
    near = difflib.get_close_matches(cased, choices, NEAR_CHOICES_MAX, _LIKENESS_MIN)
    return tuple(near or choices[:NEAR_CHOICES_MAX])


@cache
def tables() -> Mapping[str, type[Contract]]:
    """The tables of a source's file, by their names: the file itself has none."""
    fields = AdsSourceSpec.model_fields.items()
    inner = ((name, each) for name, field in fields for each in classes_in(field.annotation))
    return {"": AdsSourceSpec, **{name: each for name, each in inner if issubclass(each, Contract)}}


@cache
def _choices() -> Mapping[str, Sequence[str]]:
    """The words that fields take, by the fields' places, where there is a list of them."""
    places = (
        (f"{table}.{name}".lstrip("."), each)
        for table, model in tables().items()
        for name, field in model.model_fields.items()
        for each in classes_in(field.annotation)
    )
    return {place: [word.value for word in each] for place, each in places if issubclass(each, StrEnum)}


def classes_in(annotation: object) -> Iterator[type]:
    """`Route | None` is of Route and of None, `tuple[Breakdown, ...]` of Breakdown."""
    if get_args(annotation):
        for inner in get_args(annotation):
            yield from classes_in(inner)
    elif isinstance(annotation, type):
        yield annotation
