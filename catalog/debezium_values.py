"""A column's value as Debezium puts it into JSON, made plain again: what it means stands in the schema beside it.

Without a schema numbers in base64 and times as plain numbers cannot be told from others and stay as they are;
`decimal.handling.mode=string` avoids the first.
"""

import binascii
from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from types import MappingProxyType

from catalog.event_bodies import parse_json
from catalog.json_values import Json, JsonBroken

UNAVAILABLE = "__debezium_unavailable_value"
"""What stands for a long text that did not change (`unavailable.value.placeholder`)."""
DECIMAL_BYTES_MAX = 64
"""Of one number: 154 digits."""
SCALE_MAX = 60
SCHEMA_FIELDS_MAX = 2_000

Schema = Mapping[str, Mapping[str, Json]]
"""For each column its own schema."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_VARIABLE = frozenset({"scale", "value"})


def columns_schema(schema: Json, side: str) -> Schema:
    """The schema of the row's columns under `before` or `after`; empty where none is told."""
    row = next((each for each in _fields(schema) if each.get("field") == side), None)
    return {name: each for each in _fields(row) if isinstance(name := each.get("field"), str)}


def plain_value(value: Json, schema: Mapping[str, Json] | None) -> Json:
    """The value as a person would write it; one that is not as its schema says stays as it is."""
    if _is_variable_decimal(value):
        return _variable_decimal(value)
    if schema is None or value is None:
        return value
    name, kind = schema.get("name"), schema.get("type")
    if isinstance(name, str) and name in _PLAIN:
        return _PLAIN[name](value, schema)
    # Bytes that are no number are a picture or a key: nothing that is read as text.
    return None if kind == "bytes" else value


def is_unavailable(value: Json, placeholder: str) -> bool:
    """Whether the value is the placeholder, alone or as the only one of a list."""
    return value in (placeholder, [placeholder])


def _fields(schema: Json) -> list[dict[str, Json]]:
    fields = schema.get("fields") if isinstance(schema, dict) else None
    listed = fields[:SCHEMA_FIELDS_MAX] if isinstance(fields, list) else []
    return [each for each in listed if isinstance(each, dict)]


def _is_variable_decimal(value: Json) -> bool:
    return isinstance(value, dict) and value.keys() == _VARIABLE and isinstance(value["value"], str)


def _variable_decimal(value: Json, schema: Mapping[str, Json] | None = None) -> Json:
    del schema
    if not isinstance(value, dict):
        return value
    return _scaled(value.get("value"), value.get("scale"))


def _decimal(value: Json, schema: Mapping[str, Json]) -> Json:
    parameters = schema.get("parameters")
    return _scaled(value, parameters.get("scale") if isinstance(parameters, dict) else None)


def _scaled(value: Json, scale: Json) -> Json:
    """`89.00` of base64 of 8900, big-endian and signed, and the scale 2."""
    places = _whole(scale)
    if places is None or not isinstance(value, str) or len(value) > DECIMAL_BYTES_MAX * 2:
        return value
    try:
        unscaled = int.from_bytes(b64decode(value, validate=True), signed=True)
    except (binascii.Error, ValueError):
        return value
    return Decimal(f"{unscaled}E{-places}")


def _whole(scale: Json) -> int | None:
    """A schema's parameters are texts, a value's own are numbers."""
    digits = str(scale)
    if isinstance(scale, bool) or len(digits) > len("-60") or not digits.removeprefix("-").isdecimal():
        return None
    return int(digits) if abs(int(digits)) <= SCALE_MAX else None


def _json(value: Json, schema: Mapping[str, Json]) -> Json:
    del schema
    found = parse_json(value) if isinstance(value, str) else value
    return value if isinstance(found, JsonBroken) else found


def _timestamp(per_second: int, value: Json, schema: Mapping[str, Json]) -> Json:
    """ISO 8601 without an offset: such columns have no zone."""
    del schema
    return _since_epoch(value, lambda count: timedelta(microseconds=count * 1_000_000 // per_second), value)


def _day(value: Json, schema: Mapping[str, Json]) -> Json:
    del schema
    moment = _since_epoch(value, lambda count: timedelta(days=count), value)
    return moment.partition("T")[0] if isinstance(moment, str) else moment


def _since_epoch(value: Json, length: Callable[[int], timedelta], other: Json) -> Json:
    if not isinstance(value, int) or isinstance(value, bool):
        return other
    try:
        return (_EPOCH + length(value)).replace(tzinfo=None).isoformat()
    except OverflowError:
        return other


_PLAIN: Mapping[str, Callable[[Json, Mapping[str, Json]], Json]] = MappingProxyType(
    {
        "org.apache.kafka.connect.data.Decimal": _decimal,
        "io.debezium.data.VariableScaleDecimal": _variable_decimal,
        "io.debezium.data.Json": _json,
        "io.debezium.time.Timestamp": partial(_timestamp, 1_000),
        "io.debezium.time.MicroTimestamp": partial(_timestamp, 1_000_000),
        "io.debezium.time.NanoTimestamp": partial(_timestamp, 1_000_000_000),
        "org.apache.kafka.connect.data.Timestamp": partial(_timestamp, 1_000),
        "io.debezium.time.Date": _day,
        "org.apache.kafka.connect.data.Date": _day,
    }
)
"""By a schema's name how its values are made plain; those that are not here are plain already."""
