"""Requests to models: paths, queries, JSON bodies and forms, refused with the names of the fields."""

import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import HTTPConnection

from intake.api.operation import ApiProblem, Operation, Upload
from intake.api.problems import unreadable

ERRORS_MAX = 50
"""Fields that a refusal names."""
FORM_FIELDS_MAX = 100
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""As JSON writes it. PostgreSQL keeps no text with one."""


@dataclass(frozen=True)
class Read:
    """A body, read."""

    body: BaseModel | None = None
    files: Mapping[str, Upload] = field(default_factory=dict)


def read_query(operation: Operation, request: HTTPConnection) -> BaseModel | None:
    """The query as the operation's model has it. Raises `ApiProblem`."""
    if operation.query is None:
        return None
    pairs = request.query_params.multi_items()
    if any("\x00" in name + text for name, text in pairs):
        raise unreadable({"query": "a NUL character cannot be used"})
    try:
        return operation.query.model_validate(_by_name(operation.query, pairs))
    except ValidationError as error:
        raise unreadable(named_fields(error, "query")) from None


def read_json(operation: Operation, body: bytes) -> BaseModel | None:
    """The body as the operation's model has it. Raises `ApiProblem`."""
    if operation.body is None:
        return None
    if not body.strip() and operation.body_optional:
        return None
    if not body.strip():
        raise unreadable({"body": "it is missing"})
    if _NUL.search(body) or b"\x00" in body:
        raise unreadable({"body": "a NUL character cannot be used"})
    model = listed_body(operation.body) if operation.body_is_list else operation.body
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        if any(one["type"] == "json_invalid" for one in error.errors(include_url=False, include_input=False)):
            raise _no_json() from None
        raise unreadable(named_fields(error)) from None


@asynccontextmanager
async def form_of(
    operation: Operation, chunks: AsyncGenerator[bytes, None], headers: Headers
) -> AsyncGenerator[Read, None]:
    """A form with files, which are there until the block ends. Raises `ApiProblem`, and what `chunks` raises."""
    parser = MultiPartParser(headers, chunks, max_files=len(operation.files), max_fields=FORM_FIELDS_MAX)
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        raise ApiProblem(HTTPStatus.BAD_REQUEST, "invalid_form", "The form cannot be read.") from error
    try:
        files = {name: _upload(name, part) for name, part in form.items() if isinstance(part, UploadFile)}
        fields = [(name, part) for name, part in form.multi_items() if isinstance(part, str)]
        missing = {name: "the file is missing" for name in operation.files if name not in files}
        if missing:
            raise unreadable(missing)
        yield Read(body=_form_model(operation, fields), files=files)
    finally:
        await form.close()


def named_fields(error: ValidationError, before: str = "") -> dict[str, str]:
    """What is wrong with which field, without what was sent: it may be a secret."""
    found = error.errors(include_url=False, include_input=False, include_context=False)[:ERRORS_MAX]
    named: dict[str, str] = {}
    for one in found:
        named.setdefault(".".join(map(str, (*([before] if before else []), *one["loc"]))), one["msg"])
    return named


@cache
def listed_body(model: type[BaseModel]) -> type[BaseModel]:
    """A list of the model, as a model."""
    return RootModel[list[model]]  # type: ignore[valid-type]  # a type that is known when it runs


def _form_model(operation: Operation, fields: Sequence[tuple[str, str]]) -> BaseModel | None:
    if operation.body is None:
        return None
    if any("\x00" in name + text for name, text in fields):
        raise unreadable({"body": "a NUL character cannot be used"})
    try:
        return operation.body.model_validate(_by_name(operation.body, fields))
    except ValidationError as error:
        raise unreadable(named_fields(error)) from None


def _by_name(model: type[BaseModel], pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
    """A text for each name, or several where the model takes a list. Raises `ApiProblem` for one that is twice."""
    several = {info.alias or name for name, info in model.model_fields.items() if _takes_several(info.annotation)}
    found: dict[str, Any] = {}  # Any: one text, or a list of them
    for name, text in pairs:
        if name in several:
            found.setdefault(name, []).append(text)
        elif name in found:
            raise unreadable({name: "it was given twice"})
        else:
            found[name] = text
    return found


def _takes_several(annotation: Any) -> bool:  # Any: whatever a field is annotated with
    origin = get_origin(annotation)
    if origin in {Union, UnionType}:
        return any(_takes_several(one) for one in get_args(annotation))
    return origin in {list, tuple, set, frozenset}


def _upload(name: str, part: UploadFile) -> Upload:
    return Upload(
        name=part.filename or name,
        content_type=part.content_type or "application/octet-stream",
        size_bytes=part.size or 0,
        file=part.file,
    )


def _no_json() -> ApiProblem:
    return ApiProblem(HTTPStatus.BAD_REQUEST, "invalid_json", "The body is no JSON that can be read.")
