"""Which rows a person means, as `--where` says it.

    outcome=refused reason=image_too_small,image_broken board="Spring looks" row=5-20 held=yes

Conditions are parted by spaces and all must hold; of several values, parted by commas, one must. A value with
spaces or commas stands in quotes.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from contracts.hand import Filter
from contracts.outcome import Outcome, Reason
from contracts.product import IMAGES_MAX
from drafting.near_misses import did_you_mean, listed

FILTER_MAX = 2_000
"""Characters of `contracts.contract.Text`, in which a filter travels."""
NAME_MAX = 300
"""Characters of `contracts.contract.Line`."""
WAITING = "waiting"
"""Of a row without an end, where the others have `contracts.outcome.Outcome`."""
SHOWN_MAX = 60

_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s,"'][^\s,"]*)"""
_CONDITION = re.compile(rf"\s*([^\s=,\"']+)\s*=\s*({_VALUE}(?:\s*,\s*{_VALUE})*)(?=\s|$)")
_VALUES = re.compile(_VALUE)
_RANGE = re.compile(r"(\d{1,9})(?:-(\d{1,9}))?", re.ASCII)
_YES_NO: Mapping[str, bool] = MappingProxyType({"yes": True, "no": False, "true": True, "false": False})


class FilterBroken(ValueError):
    """A filter that cannot be read; the message names the word in question and what would be understood."""


def read_filter(text: str) -> Filter:
    """The filter that `text` writes; blank text means every row. Raises `FilterBroken`."""
    if len(text) > FILTER_MAX:
        raise FilterBroken(f"The filter has {len(text)} characters; at most {FILTER_MAX} are taken.")
    found: dict[str, object] = {}
    for field, values in _conditions(text):
        attribute, read = _field(field)
        if attribute in found:
            raise FilterBroken(f'"{field}" stands twice in the filter; part its values by commas: {field}=a,b.')
        found[attribute] = read(field, values)
    return Filter.model_validate(found)


def _conditions(text: str) -> Sequence[tuple[str, Sequence[str]]]:
    conditions, end = [], 0
    while text[end:].strip():
        found = _CONDITION.match(text, end)
        if found is None:
            raise FilterBroken(
                f'"{_shown(text[end:])}" is no condition: write field=value, and a value with spaces in quotes, '
                f'such as board="Spring looks". Fields are: {listed(_FIELDS)}.'
            )
        conditions.append((found[1].casefold(), [_unquoted(value) for value in _VALUES.findall(found[2])]))
        end = found.end()
    return conditions


def _unquoted(value: str) -> str:
    return (value[1:-1] if value[0] in "\"'" else value).strip()


def _field(name: str) -> "tuple[str, _Read]":
    if name not in _FIELDS:
        near = did_you_mean(name, _FIELDS) or "."
        raise FilterBroken(f'There is no field "{_shown(name)}"{near} Fields are: {listed(_FIELDS)}.')
    return _FIELDS[name]


def _outcomes(field: str, values: Sequence[str]) -> tuple[str, ...]:
    return tuple(_one_of(field, value, (*Outcome, WAITING)) for value in values)


def _reasons(field: str, values: Sequence[str]) -> tuple[Reason, ...]:
    return tuple(Reason(_one_of(field, value, tuple(Reason))) for value in values)


def _one_of(field: str, value: str, known: Sequence[str]) -> str:
    name = value.casefold().replace("-", "_").replace(" ", "_")
    if name not in known:
        near = did_you_mean(name, known) or "."
        raise FilterBroken(f'There is no {field} "{_shown(value)}"{near} Known are: {listed(known)}.')
    return str(name)


def _names(field: str, values: Sequence[str]) -> tuple[str, ...]:
    for value in values:
        if not 1 <= len(value) <= NAME_MAX:
            raise FilterBroken(f'"{_shown(value)}" is no {field}: it takes 1 to {NAME_MAX} characters.')
    return tuple(values)


def _rows(field: str, values: Sequence[str]) -> tuple[tuple[int, int], ...]:
    return tuple(_range(field, value) for value in values)


def _range(field: str, value: str) -> tuple[int, int]:
    found = _RANGE.fullmatch(value)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
    if not 1 <= first <= last:
        raise FilterBroken(f'"{_shown(value)}" is no {field}: write a number such as 7, or from and to: 5-20.')
    return first, last


def _images(field: str, values: Sequence[str]) -> tuple[int, ...]:
    for value in values:
        if not (value.isascii() and value.isdigit() and len(value) <= len(str(IMAGES_MAX))) or not (
            1 <= int(value) <= IMAGES_MAX
        ):
            raise FilterBroken(f'"{_shown(value)}" is no {field}: a product\'s pictures are 1 to {IMAGES_MAX}.')
    return tuple(int(value) for value in values)


def _held(field: str, values: Sequence[str]) -> bool:
    said = {_YES_NO.get(value.casefold()) for value in values}
    if said not in ({True}, {False}):
        raise FilterBroken(
            f'"{_shown(",".join(values))}" says nothing of {field}: write {field}=yes or {field}=no.'
        )
    return said == {True}


def _shown(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= SHOWN_MAX else f"{words[:SHOWN_MAX]}…"


_Read = Callable[[str, Sequence[str]], object]

_FIELDS: Mapping[str, tuple[str, _Read]] = MappingProxyType(
    {
        "outcome": ("outcomes", _outcomes),
        "reason": ("reasons", _reasons),
        "board": ("boards", _names),
        "product": ("products", _names),
        "row": ("rows", _rows),
        "image": ("images", _images),
        "held": ("held", _held),
    }
)
"""Each field's place in `Filter`, and how its values are read."""
