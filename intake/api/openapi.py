"""The OpenAPI 3.1 document, composed of the operations and their models: it cannot say what the code does not."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from intake.api.idempotency import REPLAYED
from intake.api.openapi_components import components, named_headers
from intake.api.openapi_examples import example_of
from intake.api.openapi_parameters import parameters_of
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
        "components": components(schemas),
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
        "responses": _responses(operation, models, schemas),
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
        form: Json = {"schema": _form(operation, models, schemas)}
        if operation.file_types:
            form["encoding"] = {name: {"contentType": ", ".join(operation.file_types)} for name in operation.files}
        return {"required": True, "content": {"multipart/form-data": form}}
    assert operation.body is not None  # noqa: S101 - the caller asked; for the type checker
    schema = models[operation.body, "validation"]
    content: Json = {"schema": _listed(schema, operation.body_items_max) if operation.body_is_list else schema}
    if operation.example is not None:
        content["examples"] = {"usual": {"value": operation.example}}
    return {"required": not operation.body_optional, "content": {"application/json": content}}


def _listed(schema: Json, items_max: int | None) -> Json:
    most = {} if items_max is None else {"maxItems": items_max}
    return {"type": "array", "items": schema, "minItems": 1, **most}


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


def _responses(operation: Operation, models: Models, schemas: Mapping[str, Json]) -> Json:
    found: Json = {str(operation.status.value): _answer(operation, models, schemas)}
    for status, model in operation.other_statuses.items():
        schema = None if model is None else models[model, "serialization"]
        found[str(status.value)] = _described(status, schema, _example(schema, schemas))
    if operation.method == "GET":
        found["304"] = {"description": "It has not changed.", "headers": named_headers("X-Request-Id", "ETag")}
    for status in sorted({*_problems(operation)} - {HTTPStatus(int(code)) for code in found}):
        found[str(status.value)] = {"$ref": "#/components/responses/Problem"}
    return found


def _problems(operation: Operation) -> Sequence[HTTPStatus]:
    reads = operation.body is not None or bool(operation.files)
    kinds = (HTTPStatus.UNSUPPORTED_MEDIA_TYPE,) if reads else ()
    keyed = WITH_A_KEY if operation.scope is not None else ()
    held = (HTTPStatus.CONFLICT,) if operation.idempotent else ()
    return (*ALWAYS, *ANY_BODY, *kinds, *keyed, *held, *operation.problems)


def _answer(operation: Operation, models: Models, schemas: Mapping[str, Json]) -> Json:
    schema = None if operation.answer is None else models[operation.answer, "serialization"]
    if schema is not None and operation.answer_is_list:
        schema = {"type": "array", "items": schema}
    told = _described(operation.status, schema, operation.answer_example or _example(schema, schemas))
    names = ["X-Request-Id"]
    names += ["ETag"] if operation.method == "GET" else []
    names += [REPLAYED] if operation.idempotent else []
    names += [TOTAL_HEADER] if operation.answer_is_list and operation.method == "GET" else []
    return {**told, "headers": named_headers(*names)}


def _described(status: HTTPStatus, schema: Json | None, example: object) -> Json:
    if schema is None:
        return {"description": status.phrase}
    content = {"schema": schema, "examples": {"usual": {"value": example}}}
    return {"description": status.phrase, "content": {"application/json": content}}


def _example(schema: Json | None, schemas: Mapping[str, Json]) -> object:
    return None if schema is None else example_of(schema, schemas)


def _name(reference: Json) -> str:
    return str(reference["$ref"]).rpartition("/")[2]
