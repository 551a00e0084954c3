"""Answers of operations to bytes, with an ETag where something was read."""

import hashlib
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from pydantic import BaseModel
from starlette.responses import Response, StreamingResponse

from intake.api.operation import Answer, Stream

ETAG_CHARACTERS = 32


@dataclass(frozen=True)
class Told:
    """An answer as it goes out."""

    status: int
    body: bytes = field(repr=False)
    media_type: str | None
    headers: Mapping[str, str]
    stream: Stream | None = field(default=None, repr=False)
    """In place of the body."""


def tell(answer: Answer) -> Told:
    if isinstance(answer.content, Stream):
        return Told(answer.status.value, b"", answer.media_type, dict(answer.headers), answer.content)
    body = _bytes(answer.content)
    media_type = None if answer.content is None else answer.media_type
    return Told(answer.status.value, body, media_type, dict(answer.headers))


def with_etag(told: Told, if_none_match: str) -> Told:
    """With the ETag of its body; 304 without a body when the caller has that already."""
    if told.status != HTTPStatus.OK:
        return told
    digest = told.stream.tag if told.stream else hashlib.sha256(told.body).hexdigest()
    etag = f'"{digest[:ETAG_CHARACTERS]}"'
    tagged = replace(told, headers={"Cache-Control": "private, no-cache", **told.headers, "ETag": etag})
    if not _matches(etag, if_none_match):
        return tagged
    return replace(tagged, status=HTTPStatus.NOT_MODIFIED.value, body=b"", media_type=None, stream=None)


async def opened(told: Told) -> Told:
    """With the first piece of a stream in hand: what is not there is said before the answer begins."""
    if told.stream is None:
        return told
    first = await anext(told.stream.chunks, b"")
    return replace(told, stream=replace(told.stream, chunks=_with_first(first, told.stream.chunks)))


async def _with_first(first: bytes, others: AsyncGenerator[bytes, None]) -> AsyncGenerator[bytes, None]:
    async with aclosing(others):
        yield first
        async for chunk in others:
            yield chunk


def told_to_response(told: Told) -> Response:
    if told.stream is None:
        return Response(told.body, told.status, dict(told.headers), told.media_type)
    headers = {**told.headers, "Content-Length": str(told.stream.size_bytes)}
    return StreamingResponse(told.stream.chunks, told.status, headers, told.media_type)


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
