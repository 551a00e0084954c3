"""What operations have in common in the document: headers, the problem, and how a key is sent."""

from typing import Any

from intake.api.idempotency import REPLAYED
from intake.api.openapi_parameters import HEADER_PARAMETERS, WHEN_CHANGED
from intake.api.wire import TOTAL_HEADER

Json = dict[str, Any]  # Any: a JSON document that is being made

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


def components(schemas: Json) -> Json:
    """With these schemas, the problem's among them."""
    return {
        "schemas": schemas,
        "parameters": dict(HEADER_PARAMETERS),
        "headers": _headers(),
        "responses": {"Problem": _problem()},
        "securitySchemes": {
            "ApiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            "Bearer": {"type": "http", "scheme": "bearer"},
        },
    }


def named_headers(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _headers() -> Json:
    return {
        "X-Request-Id": {"description": "Names the request in the log.", "schema": {"type": "string"}},
        "ETag": {"description": f"For {WHEN_CHANGED}.", "schema": {"type": "string"}},
        REPLAYED: {"description": "true: it was answered before.", "schema": {"type": "string", "enum": ["true"]}},
        TOTAL_HEADER: {"description": "How many there are in all.", "schema": {"type": "integer", "minimum": 0}},
    }


def _problem() -> Json:
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {"usual": {"value": A_PROBLEM}}}
    return {
        "description": "A problem as RFC 9457 has it. `message` says what its `detail` would.",
        "headers": named_headers("X-Request-Id"),
        "content": {"application/problem+json": content},
    }
