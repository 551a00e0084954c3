"""The OpenAPI 3.1 document, composed of the operations and their models: it cannot say what the code does not."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from intake.api.idempotency import REPLAYED
from intake.api.openapi_parameters import (
    HEADER_PARAMETERS,
    WHEN_CHANGED,
    parameters_of,
)
from intake.api.operation import Operation
from intake.api.problems import Problem
from intake.api.wire import TOTAL_HEADER

Json = dict[str, Any]  # Any: a JSON document that is being made
Mode = Literal["validation", "serialization"]
Models = Mapping[tuple[type[BaseModel], Mode], Json]

REF = "#/components/schemas/{model}"
SECURITY: list[Json] = [{"ApiKey": []}, {"Bearer": []}]
ALWAYS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.UNPROCESSABLE_ENTITY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
WITH_A_KEY = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
ANY_BODY = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
A_PROBLEM = {
    "type": "about:blank",
    "title": "Unprocessable Entity",
    "status": 422,
    "code": "validation_error",
    "message": "title: String should have at most 100 characters",
    "instance": "/v1/pins",
    "request_id": "0a1b2c3d",
    "errors": [{"field": "title", "message": "String should have at most 100 characters"}],
}


def document(operations: Sequence[Operation], *, version: str) -> Json:
    """Of these operations. A server of its own is not named: it is where the document came from."""
    models, schemas = _schemas(operations)
    paths: dict[str, Json] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, models, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Pinflow", "version": version, "summary": "Products to Pinterest as pins, durably."},
        "servers": [{"url": "/"}],
        "tags": [{"name": tag} for tag in sorted({operation.tag for operation in operations})],
        "security": SECURITY,
        "paths": paths,
        "components": {
            "schemas": schemas,
            "parameters": dict(HEADER_PARAMETERS),
            "headers": _headers(),
            "responses": {"Problem": _problem()},
            "securitySchemes": {
                "ApiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
                "Bearer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def operation_id(operation: Operation) -> str:
    """Such as `post_pins_by_pin_id_retry`."""
    parts = operation.path.removeprefix("/v1").replace("-", "_").replace(".", "_").strip("/").split("/")
    words = [f"by_{part[1:-1]}" if part.startswith("{") else part for part in parts if part]
    return "_".join((operation.method.lower(), *(words or ["root"])))


def _schemas(operations: Sequence[Operation]) -> tuple[Models, dict[str, Json]]:
    wanted: dict[tuple[type[BaseModel], Mode], None] = {(Problem, "serialization"): None}
    for operation in operations:
        for read in (operation.query, operation.body):
            if read is not None:
                wanted[read, "validation"] = None
        for told in (operation.answer, *operation.other_statuses.values()):
            if told is not None:
                wanted[told, "serialization"] = None
    models, whole = models_json_schema(list(wanted), ref_template=REF)
    return {wish: models[wish] for wish in wanted}, whole["$defs"]


def _operation(operation: Operation, models: Models, schemas: Mapping[str, Json]) -> Json:
    query = None if operation.query is None else schemas[_name(models[operation.query, "validation"])]
    made: Json = {
        "operationId": operation_id(operation),
        "summary": operation.summary,
        "tags": [operation.tag],
        "parameters": parameters_of(operation, query),
        "responses": _responses(operation, models),
    }
    if operation.scope is None:
        made["security"] = []
    else:
        made["description"] = f"Takes a key of scope `{operation.scope.value}`."
    if operation.body is not None or operation.files:
        made["requestBody"] = _body(operation, models, schemas)
    return made


def _body(operation: Operation, models: Models, schemas: Mapping[str, Json]) -> Json:
    if operation.files:
        return {
            "required": True,
            "content": {"multipart/form-data": {"schema": _form(operation, models, schemas)}},
        }
    assert operation.body is not None  # noqa: S101 - the caller asked; for the type checker
    schema = models[operation.body, "validation"]
    content: Json = {"schema": {"type": "array", "items": schema} if operation.body_is_list else schema}
    if operation.example is not None:
        content["examples"] = {"usual": {"value": operation.example}}
    return {"required": not operation.body_optional, "content": {"application/json": content}}


def _form(operation: Operation, models: Models, schemas: Mapping[str, Json]) -> Json:
    fields: Json = {}
    if operation.body is not None:
        fields = dict(schemas[_name(models[operation.body, "validation"])])
    files = {name: {"type": "string", "format": "binary"} for name in operation.files}
    return {
        "type": "object",
        "properties": {**fields.get("properties", {}), **files},
        "required": [*fields.get("required", []), *operation.files],
    }


def _responses(operation: Operation, models: Models) -> Json:
    found: Json = {str(operation.status.value): _answer(operation, models)}
    for status, model in operation.other_statuses.items():
        found[str(status.value)] = _described(status, None if model is None else models[model, "serialization"])
    if operation.method == "GET" and operation.scope is not None:
        found["304"] = {"description": "It has not changed.", "headers": _named("X-Request-Id", "ETag")}
    for status in sorted({*_problems(operation)} - {HTTPStatus(int(code)) for code in found}):
        found[str(status.value)] = {"$ref": "#/components/responses/Problem"}
    return found


def _problems(operation: Operation) -> Sequence[HTTPStatus]:
    reads = operation.body is not None or bool(operation.files)
    kinds = (HTTPStatus.UNSUPPORTED_MEDIA_TYPE,) if reads else ()
    keyed = WITH_A_KEY if operation.scope is not None else ()
    held = (HTTPStatus.CONFLICT,) if operation.idempotent else ()
    return (*ALWAYS, *ANY_BODY, *kinds, *keyed, *held, *operation.problems)


def _answer(operation: Operation, models: Models) -> Json:
    schema = None if operation.answer is None else models[operation.answer, "serialization"]
    if schema is not None and operation.answer_is_list:
        schema = {"type": "array", "items": schema}
    told = _described(operation.status, schema)
    if operation.answer_example is not None and schema is not None:
        told["content"]["application/json"]["examples"] = {"usual": {"value": operation.answer_example}}
    names = ["X-Request-Id"]
    names += ["ETag"] if operation.method == "GET" else []
    names += [REPLAYED] if operation.idempotent else []
    names += [TOTAL_HEADER] if operation.answer_is_list and operation.method == "GET" else []
    return {**told, "headers": _named(*names)}


def _described(status: HTTPStatus, schema: Json | None) -> Json:
    told: Json = {"description": status.phrase}
    return told if schema is None else {**told, "content": {"application/json": {"schema": schema}}}


def _named(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _headers() -> Json:
    return {
        "X-Request-Id": {"description": "Names the request in the log.", "schema": {"type": "string"}},
        "ETag": {"description": f"For {WHEN_CHANGED}.", "schema": {"type": "string"}},
        REPLAYED: {"description": "true: it was answered before.", "schema": {"type": "string", "enum": ["true"]}},
        TOTAL_HEADER: {"description": "How many there are in all.", "schema": {"type": "integer", "minimum": 0}},
    }


def _problem() -> Json:
    content = {"schema": {"$ref": REF.format(model="Problem")}, "examples": {"usual": {"value": A_PROBLEM}}}
    return {
        "description": "A problem as RFC 9457 has it. `message` says what its `detail` would.",
        "headers": _named("X-Request-Id"),
        "content": {"application/problem+json": content},
    }


def _name(reference: Json) -> str:
    return str(reference["$ref"]).rpartition("/")[2]
