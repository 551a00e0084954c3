"""What the API can do, one value for each operation: routes, checks and the OpenAPI document are made of these."""

import asyncio
import hashlib
import shutil
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from pydantic import BaseModel
from starlette.requests import HTTPConnection

from contracts.api_keys import ApiGrant, ApiScope
from contracts.contract import Instant
from contracts.names import AccountKey

COPY_BYTES = 1_048_576
"""Of a file that are in memory at a time while it is copied."""


class ApiProblem(Exception):
    """A refusal that the caller can act on. `code` is stable; `message` says what to do next."""

    def __init__(
        self,
        status: HTTPStatus,
        code: str,
        message: str,
        *,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        details: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.fields = dict(fields or {})
        self.headers = dict(headers or {})
        self.details = dict(details or {})
        self.let_pass_seconds: float | None = None
        """So long the rest of the body is taken in and forgotten, once the request holds no place; None: as for
        a stranger."""


def not_found(what: str) -> ApiProblem:
    """`what`: "pin", "schedule". Also for what the key may not see."""
    return ApiProblem(HTTPStatus.NOT_FOUND, f"{what}_not_found", f"There is no such {what}.")


@dataclass(frozen=True)
class Upload:
    """A file of a multipart body within the operation's limit; on disk if it is large, until it is answered."""

    name: str
    content_type: str
    size_bytes: int
    file: BinaryIO = field(repr=False)

    async def read(self) -> bytes:
        """All of it, into memory."""
        return await asyncio.to_thread(self._read)

    async def save(self, path: Path) -> None:
        """Copied, however large it is."""
        await asyncio.to_thread(self._save, path)

    def digest(self) -> str:
        """SHA-256 in hexadecimal."""
        self.file.seek(0)
        return hashlib.file_digest(self.file, "sha256").hexdigest()  # type: ignore[arg-type]  # read in binary

    def _read(self) -> bytes:
        self.file.seek(0)
        return self.file.read()

    def _save(self, path: Path) -> None:
        self.file.seek(0)
        with path.open("wb") as target:
            shutil.copyfileobj(self.file, target, COPY_BYTES)


@dataclass(frozen=True)
class Stream:
    """A large answer, piece by piece. `tag` changes when it does."""

    chunks: AsyncGenerator[bytes, None] = field(repr=False)
    size_bytes: int
    tag: str


@dataclass(frozen=True)
class Call:
    """One request, verified and read. `body` and `query` are of the operation's models, or None."""

    grant: ApiGrant
    path: Mapping[str, str]
    query: BaseModel | None
    body: BaseModel | None
    now: Instant
    request_id: str
    files: Mapping[str, Upload] = field(default_factory=dict)
    origin: HTTPConnection | None = field(default=None, repr=False)
    idempotency_key: str = ""
    """What the header of that name said, if the operation takes it; blank without one."""

    @property
    def address(self) -> str:
        """The base that the caller used, such as `http://127.0.0.1:8080`."""
        return "" if self.origin is None else str(self.origin.base_url).rstrip("/")


@dataclass(frozen=True)
class Answer:
    """`content`: a model, several of them, bytes, bytes piece by piece, or None (no body)."""

    content: BaseModel | list[BaseModel] | bytes | Stream | None = None
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"


Handle = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True)
class Operation:
    """`path` as OpenAPI writes it (`/v1/pins/{pin_id}`). `scope` None: for everybody, without a key."""

    method: str
    path: str
    summary: str
    tag: str
    handle: Handle = field(repr=False)
    scope: ApiScope | None = ApiScope.PINS_READ
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    body_is_list: bool = False
    """The body is a list of `body`; `Call.body` is then a `RootModel` of it."""
    body_items_max: int | None = None
    """Of such a list, which has one at least."""
    body_optional: bool = False
    answer: type[BaseModel] | None = None
    answer_is_list: bool = False
    status: HTTPStatus = HTTPStatus.OK
    other_statuses: Mapping[HTTPStatus, type[BaseModel] | None] = field(default_factory=dict)
    problems: tuple[HTTPStatus, ...] = ()
    """Those beside 400, 401, 403, 404, 406, 413, 415, 422, 429, 500 and 503, which any operation may answer."""
    files: tuple[str, ...] = ()
    """Names of the files of a multipart body."""
    file_types: tuple[str, ...] = ()
    """The media types that a file may be of."""
    body_bytes_max: int = 1_048_576
    idempotent: bool = False
    """It takes an `Idempotency-Key`. Its answer is kept then, so none that shows a secret may be."""
    example: Mapping[str, object] | list[Mapping[str, object]] | None = None
    """Of the body."""
    answer_example: object = None


def account_allowed(call: Call, account: AccountKey) -> bool:
    """Whether the key may touch that account at all."""
    return call.grant.accounts is None or account in call.grant.accounts
