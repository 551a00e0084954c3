"""One request at a time through its operation: who calls, how often, what is asked, once, and what is answered."""

import asyncio
import random
import re
import traceback
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from http import HTTPStatus

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from contracts.api_keys import ApiGrant
from contracts.trouble import LedgerBusy
from intake.answers import BROKEN_OFF, TOO_LARGE, TOO_SLOW, Refusal
from intake.api.authentication import Authentication
from intake.api.idempotency import HEADER, Idempotency, fingerprint_of, key_stated, request_key
from intake.api.limits import REQUEST_ID_MAX, ApiLimits
from intake.api.operation import ApiProblem, Call, Operation
from intake.api.problems import (
    mistake,
    no_disk,
    no_such_path,
    problem_response,
    store_away,
    too_busy,
    wrong_method,
)
from intake.api.rate import Rates
from intake.api.reading import Read, form_of, read_json, read_query
from intake.api.rendering import Told, opened, tell, told_to_response, with_etag
from intake.bodies import BodyRefused, Incoming, Room, body_chunks, let_pass, receive_body
from intake.limits import Limits
from intake.ports import Clock
from intake.syntax import Syntax

REQUEST_ID = "X-Request-Id"
FORM = "multipart/form-data"
_REQUEST_ID = re.compile(rf"[A-Za-z0-9._:/+=-]{{1,{REQUEST_ID_MAX}}}")
_JSON = re.compile(r"application/(?:[\w.+-]+\+)?json", re.IGNORECASE)

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(frozen=True)
class Desk:
    """What every operation is carried out with."""

    authentication: Authentication
    rates: Rates
    uploads: "Turnstile"
    idempotency: Idempotency
    room: Room
    syntax: Syntax
    clock: Clock
    limits: Limits
    api_limits: ApiLimits


class Turnstile:
    """How many requests are under way."""

    def __init__(self, requests_max: int, retry_after_seconds: int) -> None:
        self._left = requests_max
        self._retry_after_seconds = retry_after_seconds

    def __enter__(self) -> None:
        if self._left <= 0:
            raise too_busy(self._retry_after_seconds)
        self._left -= 1

    def __exit__(self, *_: object) -> None:
        self._left += 1


class Place:
    """A path of the API with its operations, as an ASGI application."""

    def __init__(self, operations: Sequence[Operation], desk: Desk, turnstile: Turnstile) -> None:
        self._operations = {operation.method: operation for operation in operations}
        self._limits = {operation.method: _limits(operation, desk) for operation in operations}
        self._answer_seconds = {operation.method: _answer_seconds(operation, desk) for operation in operations}
        self._desk = desk
        self._turnstile = turnstile

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        incoming = Incoming(receive)
        request = Request(scope, incoming)
        request_id = request_id_of(request.headers)
        response = await self._answer(request, incoming, request_id)
        response.headers[REQUEST_ID] = request_id
        await response(scope, receive, send)

    async def _answer(self, request: Request, incoming: Incoming, request_id: str) -> Response:
        try:
            with self._turnstile:
                return told_to_response(await self._carried_out(request, request_id))
        except ApiProblem as problem:
            refused = problem
        except (LedgerBusy, TimeoutError):
            refused = store_away(self._desk.limits.retry_after_seconds)
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets an answer and the log the rest
            _log_mistake(error, request_id)
            refused = mistake()
        if not incoming.is_whole:
            # Nobody waits for a place meanwhile: this request has none any more.
            seconds = refused.let_pass_seconds
            await let_pass(request, self._desk.limits.stranger_seconds_max if seconds is None else seconds)
        return problem_response(refused, instance=request.url.path, request_id=request_id)

    async def _carried_out(self, request: Request, request_id: str) -> Told:
        operation = self._operation(request)
        grant = await self._admitted(operation, request)
        try:
            if operation.files:
                return await self._with_files(operation, request, grant, request_id)
            return await self._with_body(operation, request, grant, request_id)
        except ApiProblem as problem:
            if problem.let_pass_seconds is None:
                problem.let_pass_seconds = self._desk.limits.refused_seconds_max
            raise

    async def _with_body(self, operation: Operation, request: Request, grant: ApiGrant, request_id: str) -> Told:
        with self._desk.room.share() as share:
            raw = await receive_body(request, share, self._limits[operation.method])
            if isinstance(raw, Refusal):
                raise refusal_to_problem(raw)
            read = await self._read(operation, request, raw)
            return await self._answered(operation, request, grant, read, request_id)

    async def _admitted(self, operation: Operation, request: Request) -> ApiGrant:
        grant = await self._desk.authentication.caller(request.headers, operation)
        # Whoever has no key is counted by the address it comes from.
        self._desk.rates.take(grant.id or f"from {request.client and request.client.host}", self._desk.clock())
        return grant

    async def _with_files(self, operation: Operation, request: Request, grant: ApiGrant, request_id: str) -> Told:
        limits = self._limits[operation.method]
        if _kind_of(request) != FORM:
            raise wrong_type(FORM)
        with self._desk.uploads:
            async with AsyncExitStack() as stack:
                read = await _form_in_time(operation, request, limits, stack)
                return await self._answered(operation, request, grant, read, request_id)

    async def _answered(
        self, operation: Operation, request: Request, grant: ApiGrant, read: Read, request_id: str
    ) -> Told:
        call = self._call(operation, request, grant, read, request_id)
        async with asyncio.timeout(self._answer_seconds[operation.method]):
            return await self._once(operation, request, call, read)

    async def _once(self, operation: Operation, request: Request, call: Call, read: Read) -> Told:
        async def carry_out() -> Told:
            return tell(await operation.handle(call))

        if operation.method == "GET":
            return await opened(with_etag(await carry_out(), request.headers.get("if-none-match", "")))
        if not call.idempotency_key:
            return await carry_out()
        print_ = fingerprint_of(operation.method, request.url.path, request.url.query, read)
        key = request_key(call.grant.id, call.idempotency_key)
        return await self._desk.idempotency.once(key, print_, carry_out)

    def _operation(self, request: Request) -> Operation:
        method = "GET" if request.method == "HEAD" else request.method
        if any("\x00" in str(text) for text in request.path_params.values()):
            raise no_such_path()
        operation = self._operations.get(method)
        if operation is None:
            raise wrong_method(", ".join(sorted(self._operations)))
        return operation

    async def _read(self, operation: Operation, request: Request, raw: bytes) -> Read:
        kind = _kind_of(request)
        if operation.body is not None and raw.strip() and kind and not _JSON.fullmatch(kind):
            raise wrong_type("application/json")
        return Read(await self._desk.syntax.read(lambda body: read_json(operation, body), raw))

    def _call(self, operation: Operation, request: Request, grant: ApiGrant, read: Read, request_id: str) -> Call:
        return Call(
            grant=grant,
            path={name: str(text) for name, text in request.path_params.items()},
            query=read_query(operation, request),
            body=read.body,
            now=self._desk.clock(),
            request_id=request_id,
            files=read.files,
            origin=request,
            idempotency_key=key_stated(request.headers.get(HEADER)) if operation.idempotent else "",
        )


async def _form_in_time(operation: Operation, request: Request, limits: Limits, stack: AsyncExitStack) -> Read:
    """The form, whose files are there until the stack is closed. Raises `ApiProblem`."""
    form = form_of(operation, body_chunks(request, limits), request.headers)
    try:
        async with asyncio.timeout(limits.body_seconds_max):
            return await stack.enter_async_context(form)
    except BodyRefused as refused:
        raise refusal_to_problem(refused.refusal) from None
    except TimeoutError:
        raise refusal_to_problem(TOO_SLOW) from None
    except OSError as trouble:
        raise no_disk(limits.retry_after_seconds) from trouble


def _kind_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def request_id_of(headers: Mapping[str, str]) -> str:
    """The caller's, if it can be used; else a new one."""
    stated = headers.get(REQUEST_ID.lower(), "")
    return stated if _REQUEST_ID.fullmatch(stated) else f"{random.getrandbits(128):032x}"


def _limits(operation: Operation, desk: Desk) -> Limits:
    size = operation.body_bytes_max
    seconds = max(desk.limits.body_seconds_max, size / desk.api_limits.body_bytes_a_second_min)
    return replace(desk.limits, body_bytes_max=size, body_seconds_max=seconds)


def _answer_seconds(operation: Operation, desk: Desk) -> float:
    """A large file is copied, looked at and sent on, which takes its time."""
    more = operation.body_bytes_max / desk.api_limits.file_bytes_a_second_min if operation.files else 0.0
    return desk.api_limits.answer_seconds_max + more


def refusal_to_problem(refusal: Refusal) -> ApiProblem:
    """A body that could not be taken in. The rest of it is not waited for."""
    codes = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "body_too_large", HTTPStatus.REQUEST_TIMEOUT: "body_too_slow"}
    code = codes.get(refusal.status, "body_incomplete")
    if refusal.status is HTTPStatus.SERVICE_UNAVAILABLE:
        code = "too_busy"
    message = "The body is larger than this operation takes." if refusal is TOO_LARGE else refusal.detail
    problem = ApiProblem(refusal.status, code, message, headers={**refusal.headers, "Connection": "close"})
    if refusal in (TOO_SLOW, BROKEN_OFF):  # who was too slow has had its time
        problem.let_pass_seconds = 0.0
    return problem


def wrong_type(wanted: str) -> ApiProblem:
    """The body is of a kind that is not read here."""
    message = f"Send the body as {wanted}, and say so in Content-Type."
    return ApiProblem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message)


def _log_mistake(error: Exception, request_id: str) -> None:
    """Where it happened, without its words: what was sent may stand in them."""
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("api.mistake", error=type(error).__name__, request_id=request_id, where=where)
