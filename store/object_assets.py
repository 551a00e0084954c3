"""Finished pictures and videos in an S3-compatible store, each under its digest."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store
from pydantic import SecretStr

from contracts.asset_addresses import PICTURE_SUFFIX, AssetPlace
from contracts.contract import Digest
from contracts.studio import VideoKind
from contracts.trouble import AssetMissing, AssetTrouble, StoreAway, StoreRefused
from store.assets import PIECE_BYTES, damaged, digest_of, missing, whole
from store.drafts import Drafts

if TYPE_CHECKING:  # obstore's configurations are types for checkers alone
    from obstore.store import ClientConfig, S3Config

REQUEST_SECONDS_MAX = 600.0
"""One request to the store; the longest is the download of a whole video."""
CONNECT_SECONDS_MAX = 5.0
STALL_SECONDS_MAX = 30.0
"""Between two chunks of an answer."""
PART_BYTES = 8_388_608
"""A video is uploaded in parts of this size, ..."""
PARTS_MAX = 3
"""... and so many of them are in memory at once."""
PICTURE_TYPE = "image/jpeg"

Answered = TypeVar("Answered")


@dataclass(frozen=True)
class ObjectPlace:
    """Where the store is, and how it lets us in. Without keys: as AWS's own tools find theirs on this machine."""

    url: str
    """`s3://bucket/prefix`."""
    endpoint: str | None = None
    """The store's address; None: Amazon's own."""
    region: str | None = None
    access_key: SecretStr | None = None
    secret_key: SecretStr | None = None


@dataclass(frozen=True)
class ObjectAssets:
    """Keeps the port `Assets`. Nothing is repeated here: Temporal does."""

    store: S3Store = field(repr=False)
    drafts: Drafts
    public: str | None = None
    """The address under which everyone may read what is below the prefix."""

    @classmethod
    def at(cls, place: ObjectPlace, *, scratch: Path, public: str | None = None) -> Self:
        """The store at `place`; files on their way lie in `scratch`. Nothing is asked yet."""
        parts = urlsplit(place.url)
        store = S3Store(
            parts.netloc,
            prefix=parts.path.strip("/") or None,
            config=_config(place),
            client_options=_client(place),
            retry_config={"max_retries": 0},
        )
        return cls(store=store, drafts=Drafts(scratch), public=public)

    async def keep(self, data: bytes) -> Digest:
        digest = hashlib.sha256(data).hexdigest()
        await self._put(f"{digest}{PICTURE_SUFFIX}", data, PICTURE_TYPE)
        return digest

    async def read(self, digest: Digest) -> bytes:
        name = f"{digest}{PICTURE_SUFFIX}"
        data = await _answer(self._read(name), missing("picture", digest))
        if hashlib.sha256(data).hexdigest() != digest:
            raise damaged("picture", digest)
        return data

    async def has(self, digest: Digest) -> bool:
        return await self._size(f"{digest}{PICTURE_SUFFIX}") is not None

    def public_address(self, digest: Digest) -> str | None:
        return None if self.public is None else f"{self.public}/{digest}{PICTURE_SUFFIX}"

    def draft(self) -> AbstractAsyncContextManager[Path]:
        return self.drafts.one()

    async def keep_file(self, file: Path, kind: VideoKind) -> Digest:
        digest = await asyncio.to_thread(digest_of, file)
        name = f"{digest}{kind.suffix}"
        if await self._size(name) != (await asyncio.to_thread(file.stat)).st_size:
            await self._put(name, file, kind.value)
        return digest

    @asynccontextmanager
    async def lend(self, digest: Digest, kind: VideoKind) -> AsyncIterator[Path]:
        async with self.draft() as file:
            name = f"{digest}{kind.suffix}"
            found = await _answer(self._download(name, file), missing("video", digest))
            if found != digest:
                raise damaged("video", digest)
            yield file

    async def pieces(self, digest: Digest, kind: VideoKind, size_bytes: int) -> AsyncGenerator[bytes, None]:
        """A video as it was kept. Each piece is a request of its own, so that slow readers may take their time."""
        async with aclosing(whole(self._pieces(digest, kind, size_bytes), digest)) as pieces:
            async for piece in pieces:
                yield piece

    async def _pieces(self, digest: Digest, kind: VideoKind, size_bytes: int) -> AsyncGenerator[bytes, None]:
        name = f"{digest}{kind.suffix}"
        for start in range(0, size_bytes, PIECE_BYTES):
            length = min(PIECE_BYTES, size_bytes - start)
            some = obstore.get_range_async(self.store, name, start=start, length=length)
            yield bytes(await _answer(some, missing("video", digest)))

    async def remove(self, place: AssetPlace) -> None:
        """Forget a file; what is not there is forgotten."""
        name = f"{place.digest}{place.kind.suffix if place.kind else PICTURE_SUFFIX}"
        with suppress(AssetMissing):
            await _answer(obstore.delete_async(self.store, name), missing("object", name))

    async def _put(self, name: str, content: bytes | Path, content_type: str) -> None:
        put = obstore.put_async(
            self.store,
            name,
            content,
            attributes={"Content-Type": content_type},
            chunk_size=PART_BYTES,
            max_concurrency=PARTS_MAX,
        )
        await _answer(put, StoreRefused("the asset store has no such bucket"))

    async def _size(self, name: str) -> int | None:
        """The object's size in bytes; None when it is not there."""
        try:
            return (await _answer(obstore.head_async(self.store, name), missing("object", name)))["size"]
        except AssetMissing:
            return None

    async def _read(self, name: str) -> bytes:
        found = await obstore.get_async(self.store, name)
        return bytes(await found.bytes_async())

    async def _download(self, name: str, into: Path) -> Digest:
        """Write the object into the file, and say what digest it has."""
        found, digest = await obstore.get_async(self.store, name), hashlib.sha256()
        with await asyncio.to_thread(into.open, "wb") as file:
            async for chunk in found.stream(min_chunk_size=PART_BYTES):
                digest.update(chunk)
                await asyncio.to_thread(file.write, chunk)
        return digest.hexdigest()


async def _answer(call: Awaitable[Answered], absent: AssetTrouble) -> Answered:
    """What the store answers. Raises `absent`, StoreRefused, StoreAway."""
    trouble: AssetTrouble
    try:
        return await call
    except FileNotFoundError:
        trouble = absent
    except (PermissionDeniedError, UnauthenticatedError):
        trouble = StoreRefused("the asset store does not let us in: see to its keys and what they may do")
    except BaseError:
        trouble = StoreAway("the asset store does not answer, or answers with an error")
    # Not while the store's own error is handled: its words, keys and signatures among them, would hang on ours.
    raise trouble


def _config(place: ObjectPlace) -> "S3Config":
    config: S3Config = {}
    if place.endpoint is not None:
        config["endpoint"] = place.endpoint
    if place.region is not None:
        config["region"] = place.region
    if place.access_key is not None:
        config["access_key_id"] = place.access_key.get_secret_value()
    if place.secret_key is not None:
        config["secret_access_key"] = place.secret_key.get_secret_value()
    return config


def _client(place: ObjectPlace) -> "ClientConfig":
    return {
        "allow_http": (place.endpoint or "").startswith("http://"),
        "connect_timeout": timedelta(seconds=CONNECT_SECONDS_MAX),
        "read_timeout": timedelta(seconds=STALL_SECONDS_MAX),
        "timeout": timedelta(seconds=REQUEST_SECONDS_MAX),
    }
