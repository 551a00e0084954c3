"""A column's value as PostgreSQL writes it as text, made plain by its type."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from catalog.event_bodies import parse_json
from catalog.json_values import Json, JsonBroken

ITEMS_MAX = 2_000
"""Of one list."""

TYPES: Mapping[int, str] = MappingProxyType(
    {
        16: "bool",
        17: "bytea",
        114: "json",
        199: "_json",
        1000: "_bool",
        1001: "_bytea",
        1005: "_int2",
        1007: "_int4",
        1009: "_text",
        1014: "_bpchar",
        1015: "_varchar",
        1016: "_int8",
        1021: "_float4",
        1022: "_float8",
        1114: "timestamp",
        1115: "_timestamp",
        1182: "_date",
        1184: "timestamptz",
        1185: "_timestamptz",
        1231: "_numeric",
        2951: "_uuid",
        3802: "jsonb",
        3807: "_jsonb",
    }
)
"""The numbers of PostgreSQL's own types (`pg_type.dat`) that are not plain text; the same in every version."""

_LIST = re.compile(r'"((?:[^"\\]|\\.)*+)"|([^",{}]++)|[{},]', re.DOTALL)
_BOUNDS = re.compile(r"(?:\[-?[0-9]+:-?[0-9]+\])+=")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def plain_value(text: str, kind: str) -> Json:
    """What `text` means in a column of the type; what is not as its type says stays text, exactly as it is."""
    if kind.startswith("_"):
        items = _items(text)
        return text if items is None else [item and plain_value(item, kind[1:]) for item in items]
    plain = _PLAIN.get(kind)
    return plain(text) if plain else text


def _bool(text: str) -> Json:
    return {"t": True, "true": True, "f": False, "false": False}.get(text, text)


def _bytes(text: str) -> Json:
    """A picture or a key: nothing that is read as text."""
    del text
    return None


def _json(text: str) -> Json:
    found = parse_json(text)
    return text if isinstance(found, JsonBroken) else found


def _moment(text: str) -> Json:
    """ISO 8601, as JSON has it; `infinity` and years before Christ stay."""
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return text


_PLAIN: Mapping[str, Callable[[str], Json]] = MappingProxyType(
    {
        "bool": _bool,
        "bytea": _bytes,
        "json": _json,
        "jsonb": _json,
        "timestamp": _moment,
        "timestamptz": _moment,
    }
)


def _items(text: str) -> list[str | None] | None:
    """The items of `{a,"b, c",NULL}`, those of lists within it among them; None when it is no such list."""
    begin = bounds.end() if (bounds := _BOUNDS.match(text)) else 0
    items: list[str | None] = []
    at = begin
    while at < len(text) and len(items) < ITEMS_MAX:
        token = _LIST.match(text, at)
        if token is None:
            return None
        at = token.end()
        if token[1] is not None:
            items.append(_unescaped(token[1]))
        elif token[2] is not None:
            items.append(None if token[2].upper() == "NULL" else _unescaped(token[2]))
    return items if text[begin : begin + 1] == "{" and text.endswith("}") else None


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)
