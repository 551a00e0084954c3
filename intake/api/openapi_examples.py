"""Examples of answers, made of their schemas where an operation brings none of its own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

DEPTH_MAX = 8
"""Of models in models; below it lists and objects are left empty."""
FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "uuid": "5b0f1c7e-6f0a-5d3e-9a44-0c9d2e6f7a10",
        "date-time": "2026-11-22T18:00:00Z",
        "date": "2026-11-22",
        "uri": "https://shop.example.com/products/blue-mug",
        "email": "key@pinflow.invalid",
    }
)
PLAIN: Mapping[str, object] = MappingProxyType(
    {"string": "text", "number": 1.0, "integer": 1, "boolean": True, "null": None}
)

Json = Mapping[str, Any]  # Any: a JSON schema


def example_of(schema: Json, schemas: Mapping[str, Json], depth: int = 0) -> object:
    """A value that the schema allows; `schemas` are those that it may refer to, by name."""
    if "$ref" in schema:
        return example_of(schemas[str(schema["$ref"]).rpartition("/")[2]], schemas, depth + 1)
    for word in ("const", "default"):
        if schema.get(word) is not None:
            return schema[word]
    for word in ("examples", "enum"):
        if schema.get(word):
            return schema[word][0]
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0], schemas, depth)
    return _of_type(schema, schemas, depth)


def _of_type(schema: Json, schemas: Mapping[str, Json], depth: int) -> object:
    kind = schema.get("type")
    if kind == "object":
        named = schema.get("properties", {}) if depth < DEPTH_MAX else {}
        return {name: example_of(its, schemas, depth) for name, its in named.items()}
    if kind == "array":
        return [example_of(schema["items"], schemas, depth)] if schema.get("items") and depth < DEPTH_MAX else []
    if kind in {"integer", "number"} and "minimum" in schema:
        return schema["minimum"]
    return FORMATS.get(schema.get("format", ""), PLAIN.get(str(kind)))
