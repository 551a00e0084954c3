"""Whether values of a written source are of the kind that is meant: `true` is no 1, and `"5"` is no 5.

TOML has texts, numbers, flags, days and times of its own, so what is of another kind is a slip of the pen, which a
lenient reader would take for something.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from pydantic import TypeAdapter, ValidationError

from ads.objections import Objection
from ads.spec_trouble import GIVEN_SHOWN_MAX, classes_in, tables

KINDS: Mapping[type, tuple[tuple[type, ...], str]] = {
    bool: ((bool,), "true or false"),
    int: ((int, float), "a number"),
    date: ((date, str), "a day"),
}
"""What a file, options or a body have for a value of ours, and how it is called."""


def unfit_kinds(written: Mapping[str, object]) -> Iterator[Objection]:
    """An objection for each value that would be read as one of another kind."""
    for table, model in tables().items():
        part = written.get(table, {}) if table else written
        if isinstance(part, Mapping):
            for name, field in model.model_fields.items():
                kind = next((each for each in classes_in(field.annotation) if each in KINDS), None)
                if kind is not None and part.get(name) is not None:
                    yield from _unfit(f"{table}.{name}".lstrip("."), kind, part[name])


def _unfit(field: str, kind: type, given: object) -> Iterator[Objection]:
    kinds, called = KINDS[kind]
    if isinstance(given, kinds) and (kind is bool or not isinstance(given, bool)):
        return
    meant = _as_read(kind, given)
    if meant is not None:
        message = f"{_toml(given)[:GIVEN_SHOWN_MAX]} is not {called}"
        yield Objection(field, "unfit_value", message, (_toml(meant),))


def _as_read(kind: type, given: object) -> object:
    """What a lenient reader makes of it; None: it does not take it either, and says so itself."""
    try:
        return TypeAdapter[object](kind).validate_python(given)
    except ValidationError:
        return None


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
