"""Finished pictures and videos in a folder, each under its digest: the same one is kept once."""

import asyncio
import hashlib
import os
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from contracts.asset_addresses import PICTURE_SUFFIX, AssetPlace
from contracts.contract import Digest
from contracts.studio import VideoKind
from contracts.trouble import AssetDamaged, AssetMissing
from store.drafts import Drafts

PIECE_BYTES = 1_048_576
"""Of a video that is read piece by piece."""


@dataclass(frozen=True)
class FolderAssets:
    """Keeps the port `Assets`. `public` is the address under which somebody serves the folder, if anybody does."""

    folder: Path
    public: str | None = None

    async def keep(self, data: bytes) -> Digest:
        digest = hashlib.sha256(data).hexdigest()
        await asyncio.to_thread(_write_whole, self._path(digest, PICTURE_SUFFIX), data)
        return digest

    async def read(self, digest: Digest) -> bytes:
        try:
            data = await asyncio.to_thread(self._path(digest, PICTURE_SUFFIX).read_bytes)
        except FileNotFoundError:
            raise missing("picture", digest) from None
        if hashlib.sha256(data).hexdigest() != digest:
            raise damaged("picture", digest)
        return data

    async def has(self, digest: Digest) -> bool:
        return await asyncio.to_thread(self._path(digest, PICTURE_SUFFIX).is_file)

    def public_address(self, digest: Digest) -> str | None:
        return None if self.public is None else f"{self.public}/{digest[:2]}/{digest}{PICTURE_SUFFIX}"

    def draft(self) -> AbstractAsyncContextManager[Path]:
        return Drafts(self.folder / "drafts").one()

    async def keep_file(self, file: Path, kind: VideoKind) -> Digest:
        digest = await asyncio.to_thread(digest_of, file)
        await asyncio.to_thread(_move_whole, file, self._path(digest, kind.suffix), digest)
        return digest

    @asynccontextmanager
    async def lend(self, digest: Digest, kind: VideoKind) -> AsyncIterator[Path]:
        path = self._path(digest, kind.suffix)
        try:
            found = await asyncio.to_thread(digest_of, path)
        except FileNotFoundError:
            raise missing("video", digest) from None
        if found != digest:
            raise damaged("video", digest)
        yield path

    async def pieces(self, digest: Digest, kind: VideoKind, size_bytes: int) -> AsyncGenerator[bytes, None]:  # noqa: ARG002
        """A video as it was kept. `size_bytes` is for stores that are asked for each piece."""
        async with aclosing(whole(_pieces_of(self._path(digest, kind.suffix), digest), digest)) as pieces:
            async for piece in pieces:
                yield piece

    async def remove(self, place: AssetPlace) -> None:
        """Forget a file; what is not there is forgotten."""
        suffix = place.kind.suffix if place.kind else PICTURE_SUFFIX
        await asyncio.to_thread(self._path(place.digest, suffix).unlink, missing_ok=True)

    def _path(self, digest: Digest, suffix: str) -> Path:
        return self.folder / digest[:2] / f"{digest}{suffix}"


def missing(what: str, digest: Digest) -> AssetMissing:
    """`what` is a picture or a video."""
    return AssetMissing(f"{what} {digest[:12]} is not in the asset store any more")


def damaged(what: str, digest: Digest) -> AssetDamaged:
    """`what` is a picture or a video."""
    return AssetDamaged(f"{what} {digest[:12]} is damaged in the asset store: prepare it again")


async def whole(pieces: AsyncGenerator[bytes, None], digest: Digest) -> AsyncGenerator[bytes, None]:
    """The same pieces; the last one only if all of them together have this digest. Raises AssetDamaged."""
    found, held = hashlib.sha256(), b""
    async with aclosing(pieces):
        async for piece in pieces:
            if held:
                yield held
            found.update(piece)
            held = piece
    if found.hexdigest() != digest:
        raise damaged("video", digest)
    yield held


async def _pieces_of(path: Path, digest: Digest) -> AsyncGenerator[bytes, None]:
    try:
        file = await asyncio.to_thread(path.open, "rb")
    except FileNotFoundError:
        raise missing("video", digest) from None
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            yield piece


def digest_of(file: Path) -> Digest:
    """The file's digest; however large it is, little of it is in memory at once."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write_whole(path: Path, data: bytes) -> None:
    """Never half a file under its final name, whoever writes at the same time."""
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{uuid4().hex}.part")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _move_whole(file: Path, path: Path, digest: Digest) -> None:
    """As above, for what is a file already."""
    if path.is_file() and digest_of(path) == digest:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{uuid4().hex}.part")
    try:
        shutil.move(file, draft)
        with draft.open("rb") as content:
            os.fsync(content.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
