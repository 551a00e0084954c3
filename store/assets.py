"""Finished pictures in a folder, each under its digest: the same picture is kept once."""

import asyncio
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from contracts.contract import Digest
from contracts.trouble import AssetMissing


@dataclass(frozen=True)
class FolderAssets:
    """Keeps the port `Assets`."""

    folder: Path

    async def keep(self, data: bytes) -> Digest:
        digest = hashlib.sha256(data).hexdigest()
        await asyncio.to_thread(_write_whole, self._path(digest), data)
        return digest

    async def read(self, digest: Digest) -> bytes:
        try:
            return await asyncio.to_thread(self._path(digest).read_bytes)
        except FileNotFoundError:
            raise AssetMissing(f"picture {digest[:12]} is not in the asset store any more") from None

    async def has(self, digest: Digest) -> bool:
        return await asyncio.to_thread(self._path(digest).is_file)

    def _path(self, digest: Digest) -> Path:
        return self.folder / digest[:2] / f"{digest}.jpg"


def _write_whole(path: Path, data: bytes) -> None:
    """Never half a file under its final name, whoever writes at the same time."""
    if path.is_file():
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
