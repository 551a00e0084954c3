"""Refusals on the wire: RFC 9457, in a form that PinBridge's SDK reads as well.

The SDK takes `detail` for the whole message when it is a string, and then sees no code. RFC 9457 lets `detail` be
left out, so what it would say stands in `message`, beside the stable `code`.
"""

from collections.abc import Mapping
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from intake.answers import PROBLEM_TYPE
from intake.api.operation import ApiProblem


class FieldProblem(BaseModel):
    """What is wrong with one field of the request."""

    model_config = ConfigDict(frozen=True)

    field: str = Field(description="Where: `title`, `rows.3.link`, `query.limit`.")
    message: str


class Problem(BaseModel):
    """A problem as RFC 9457 has it."""

    model_config = ConfigDict(frozen=True, title="Problem")

    type: str = Field(default="about:blank", description="The code says which problem it is.")
    title: str = Field(description="The status in words.")
    status: int
    code: str = Field(description="Stable: for programs to decide by.")
    message: str = Field(description="What is wrong, and what to do.")
    instance: str = Field(description="The path that was asked for.")
    request_id: str = Field(description="As in the header X-Request-Id.")
    errors: list[FieldProblem] | None = Field(default=None, description="Field by field, where that is known.")
    details: dict[str, object] | None = Field(default=None, description="What else a program may want to know.")


def problem_response(problem: ApiProblem, *, instance: str, request_id: str) -> Response:
    body = Problem(
        title=problem.status.phrase,
        status=problem.status.value,
        code=problem.code,
        message=problem.message,
        instance=instance,
        request_id=request_id,
        errors=[FieldProblem(field=name, message=said) for name, said in problem.fields.items()] or None,
        details=problem.details or None,
    )
    told = body.model_dump_json(exclude_none=True)
    return Response(told, problem.status.value, _headers(problem.headers), PROBLEM_TYPE)


def _headers(given: Mapping[str, str]) -> dict[str, str]:
    return {**given, "Cache-Control": "no-store"}


def unreadable(fields: Mapping[str, str]) -> ApiProblem:
    """What was sent does not have the shape that is asked for."""
    first = next(iter(fields.items()), ("", "it cannot be read"))
    return ApiProblem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "validation_error",
        f"{first[0]}: {first[1]}" if first[0] else first[1],
        fields=fields,
    )


def store_away(seconds: int) -> ApiProblem:
    """Nothing was done, or nobody knows yet that it was."""
    return ApiProblem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "store_unavailable",
        "It cannot be done at this moment: send it again later, with the same idempotency key.",
        headers={"Retry-After": str(seconds)},
    )


def too_busy(seconds: int) -> ApiProblem:
    """More requests are under way than the API bears."""
    return ApiProblem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "too_busy",
        "Too many requests are under way: send it again later.",
        headers={"Retry-After": str(seconds)},
    )


def no_disk(seconds: int) -> ApiProblem:
    """A file that came in could not be put down."""
    return ApiProblem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "store_away",
        "There is no room for the file at this moment: send it again later.",
        headers={"Retry-After": str(seconds)},
    )


def mistake() -> ApiProblem:
    """Something that nobody expected."""
    return ApiProblem(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal_error",
        "It could not be done, by a mistake of ours. The log has it under the request id.",
    )


def no_such_path() -> ApiProblem:
    """Nothing is there."""
    message = "The API has no such path. See /v1/openapi.json for those it has."
    return ApiProblem(HTTPStatus.NOT_FOUND, "path_not_found", message)


def wrong_method(allowed: str) -> ApiProblem:
    """The path is there, for other methods."""
    message = f"This path takes: {allowed}."
    return ApiProblem(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", message, headers={"Allow": allowed})
