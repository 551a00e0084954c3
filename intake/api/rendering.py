"""Answers of operations to bytes, with an ETag where something was read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from pydantic import BaseModel
from starlette.responses import Response

from intake.api.operation import Answer

ETAG_CHARACTERS = 32


@dataclass(frozen=True)
class Told:
    """An answer as it goes out."""

    status: int
    body: bytes = field(repr=False)
    media_type: str | None
    headers: Mapping[str, str]


def tell(answer: Answer) -> Told:
    body = _bytes(answer.content)
    media_type = None if answer.content is None else answer.media_type
    return Told(answer.status.value, body, media_type, dict(answer.headers))


def with_etag(told: Told, if_none_match: str) -> Told:
    """With the ETag of its body; 304 without a body when the caller has that already."""
    if told.status != HTTPStatus.OK:
        return told
    etag = f'"{hashlib.sha256(told.body).hexdigest()[:ETAG_CHARACTERS]}"'
    tagged = replace(told, headers={"Cache-Control": "private, no-cache", **told.headers, "ETag": etag})
    if not _matches(etag, if_none_match):
        return tagged
    return replace(tagged, status=HTTPStatus.NOT_MODIFIED.value, body=b"", media_type=None)


def told_to_response(told: Told) -> Response:
    return Response(told.body, told.status, dict(told.headers), told.media_type)


def _bytes(content: BaseModel | list[BaseModel] | bytes | None) -> bytes:
    if content is None:
        return b""
    if isinstance(content, bytes):
        return content
    if isinstance(content, BaseModel):
        return _json(content)
    return b"[" + b",".join(map(_json, content)) + b"]"


def _json(model: BaseModel) -> bytes:
    return model.model_dump_json(by_alias=True).encode()


def _matches(etag: str, stated: str) -> bool:
    """The weak comparison, as RFC 9110 has it for reads."""
    known = [one.strip().removeprefix("W/") for one in stated.split(",")]
    return "*" in known or etag in known
