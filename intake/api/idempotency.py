"""`Idempotency-Key`: the same request again is given the first answer again, and nothing is done twice.

A request is held for its key while it is carried out. Whoever dies holding one lets go of it when its lease ends.
"""

import hashlib
import json
import math
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Protocol

from contracts.api_requests import (
    Admission,
    Begun,
    KeptAnswer,
    OtherRequest,
    RequestKey,
    StillRunning,
)
from contracts.contract import Instant
from intake.api.limits import IDEMPOTENCY_KEY_MAX, IDEMPOTENCY_KEY_PATTERN, ApiLimits
from intake.api.operation import ApiProblem
from intake.api.reading import Read
from intake.api.rendering import Told
from intake.ports import Clock

HEADER = "idempotency-key"
REPLAYED = "Idempotent-Replayed"
_KEY = re.compile(IDEMPOTENCY_KEY_PATTERN)


class KeptAnswers(Protocol):
    """Keeps what requests with a key were answered, as long as the ledger. All of it raises `LedgerBusy`."""

    async def begin(self, key: RequestKey, fingerprint: str, now: Instant, until: Instant) -> Admission: ...

    async def finish(self, key: RequestKey, token: str, answer: KeptAnswer) -> None:
        """Keep the answer, unless somebody else has taken the request up meanwhile."""

    async def abandon(self, key: RequestKey, token: str) -> None:
        """Nothing was done: the key is free again."""


class Idempotency:
    """Around what carries a request out."""

    def __init__(self, kept: KeptAnswers, clock: Clock, limits: ApiLimits) -> None:
        self._kept = kept
        self._clock = clock
        self._limits = limits

    async def once(self, key: RequestKey, fingerprint: str, carry_out: Callable[[], Awaitable[Told]]) -> Told:
        """The answer: the first one, if there was one. Raises `ApiProblem`, and what `carry_out` raises."""
        now = self._clock()
        admission = await self._kept.begin(key, fingerprint, now, now + self._limits.lease_seconds)
        if isinstance(admission, KeptAnswer):
            return _again(admission)
        if isinstance(admission, StillRunning):
            raise _running(admission.until - now)
        if isinstance(admission, OtherRequest):
            raise _other()
        return await self._first(key, admission, carry_out)

    async def _first(self, key: RequestKey, begun: Begun, carry_out: Callable[[], Awaitable[Told]]) -> Told:
        try:
            told = await carry_out()
        except ApiProblem:
            # It was refused, so nothing was done. After anything else nobody knows, and the lease must end first.
            await self._kept.abandon(key, begun.token)
            raise
        await self._kept.finish(key, begun.token, _to_keep(told))
        return told


def key_stated(header: str | None) -> str:
    """The key, without the quotes it may stand in; blank for none. Raises `ApiProblem`."""
    if header is None:
        return ""
    stated = header.strip()
    key = stated[1:-1] if len(stated) > 1 and stated[0] == stated[-1] == '"' else stated
    if not _KEY.fullmatch(key):
        message = f"Idempotency-Key takes 1 to {IDEMPOTENCY_KEY_MAX} characters of ASCII that can be seen."
        raise ApiProblem(HTTPStatus.BAD_REQUEST, "invalid_idempotency_key", message)
    return key


def request_key(grant: str, key: str) -> RequestKey:
    return RequestKey(grant=grant, digest=hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest())


def fingerprint_of(method: str, path: str, query: str, read: Read) -> str:
    """A digest of what is asked for. Blanks and the order of fields in a body make no difference."""
    files = [
        (name, upload.name, upload.content_type, upload.digest()) for name, upload in sorted(read.files.items())
    ]
    # Only what was sent: a field that a later version adds must not make it another request.
    body = None if read.body is None else read.body.model_dump_json(exclude_unset=True)
    return hashlib.sha256(json.dumps([method, path, query, body, files]).encode()).hexdigest()


def _to_keep(told: Told) -> KeptAnswer:
    return KeptAnswer(
        status=told.status, media_type=told.media_type, headers=told.headers, body=told.body.decode("utf-8")
    )


def _again(kept: KeptAnswer) -> Told:
    return Told(kept.status, kept.body.encode(), kept.media_type, {**kept.headers, REPLAYED: "true"})


def _running(seconds: float) -> ApiProblem:
    return ApiProblem(
        HTTPStatus.CONFLICT,
        "idempotency_key_in_use",
        "The first request with this Idempotency-Key has not been answered yet: ask again later.",
        headers={"Retry-After": str(max(1, math.ceil(seconds)))},
    )


def _other() -> ApiProblem:
    return ApiProblem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "idempotency_key_reused",
        "This Idempotency-Key was used for another request: take a new key for a new request.",
    )
