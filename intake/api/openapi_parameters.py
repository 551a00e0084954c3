"""The parameters of operations, as the document has them: in the path, in the query, and in headers."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from intake.api.limits import IDEMPOTENCY_KEY_PATTERN
from intake.api.operation import Operation

WHEN_CHANGED = "If-None-Match"
_IN_PATH = re.compile(r"{(\w+)}")
NOT_OF_A_PARAMETER = ("default", "description", "title", "examples")
"""Words of a schema that stand beside it, or say nothing here."""

Json = dict[str, Any]  # Any: a JSON document that is being made


def _header(name: str, description: str, schema: Json) -> Json:
    return {"name": name, "in": "header", "required": False, "description": description, "schema": schema}


HEADER_PARAMETERS: Mapping[str, Json] = MappingProxyType(
    {
        "IdempotencyKey": _header(
            "Idempotency-Key",
            "The same key and body again: the first answer again. It may stand in quotes.",
            {"type": "string", "pattern": IDEMPOTENCY_KEY_PATTERN},
        ),
        "RequestId": _header(
            "X-Request-Id",
            "The caller's own name for the request; it is answered, and stands in the log.",
            {"type": "string"},
        ),
        "WhenChanged": _header(WHEN_CHANGED, "An ETag: 304 while it is the same.", {"type": "string"}),
    }
)


def parameters_of(operation: Operation, query: Mapping[str, Any] | None) -> list[Json]:
    """`query`: the schema of its model."""
    headers = ["RequestId"]
    headers += ["WhenChanged"] if operation.method == "GET" else []
    headers += ["IdempotencyKey"] if operation.idempotent else []
    return [
        *(
            {"name": name, "in": "path", "required": True, "schema": _IN_A_PATH}
            for name in _IN_PATH.findall(operation.path)
        ),
        *([] if query is None else _query_parameters(query)),
        *({"$ref": f"#/components/parameters/{name}"} for name in headers),
    ]


_IN_A_PATH: Json = {"type": "string", "minLength": 1, "maxLength": 300}


def _query_parameters(query: Mapping[str, Any]) -> list[Json]:
    required = query.get("required", ())
    return [
        _query_parameter(name, schema, required=name in required) for name, schema in query["properties"].items()
    ]


def _query_parameter(name: str, schema: Json, *, required: bool) -> Json:
    shown = _without_null({key: said for key, said in schema.items() if key not in NOT_OF_A_PARAMETER})
    if schema.get("default") is not None:
        shown = {**shown, "default": schema["default"]}
    described = {"description": schema["description"]} if "description" in schema else {}
    return {"name": name, "in": "query", "required": required, **described, "schema": shown}


def _without_null(schema: Json) -> Json:
    """A query has no null: what is not wanted is left out of it."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    if not choices:
        return schema
    others = {key: said for key, said in schema.items() if key != "anyOf"}
    return {**others, **choices[0]} if len(choices) == 1 else {**others, "anyOf": choices}
