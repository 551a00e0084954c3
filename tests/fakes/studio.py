"""A studio that draws nothing, a screening that watches nothing, and an asset store in memory."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from contracts.contract import Digest
from contracts.outcome import Reason, Refused
from contracts.refusals import refuse
from contracts.studio import Canvas, Footage, VideoKind
from contracts.trouble import AssetMissing

BROKEN = b"broken"
SMALL = b"small"
SHORT = b"short"
"""A video of a second."""


@dataclass
class FakeStudio:
    """Keeps the port `Studio`: what it is given tells it what to say."""

    async def letterbox(self, source: bytes, *, background: str | None) -> Canvas | Refused:
        if source == SMALL:
            return refuse(Reason.IMAGE_TOO_SMALL, "the picture is 300 x 300 px")
        if source == BROKEN:
            return refuse(Reason.IMAGE_BROKEN, "the picture ends too early")
        return Canvas(data=b"canvas of " + source, width=1_000, height=1_500)


class FakeScreening:
    """Keeps the port `Screening`: the file's content tells it what to say."""

    async def examine(self, file: Path) -> Footage | Refused:
        content = await asyncio.to_thread(file.read_bytes)
        if content == SHORT:
            return refuse(Reason.VIDEO_LENGTH, "the video is 1.0 s long")
        return Footage(kind=VideoKind.MP4, size_bytes=len(content), width=1_080, height=1_920, seconds=12.5)


@dataclass
class FakeAssets:
    """Keeps the port `Assets`. Pictures and videos lie together: their digests tell them apart."""

    kept: dict[Digest, bytes] = field(default_factory=dict)
    public: str | None = None
    forgetful: bool = False
    """It keeps nothing of what it is given."""

    async def keep(self, data: bytes) -> Digest:
        digest = hashlib.sha256(data).hexdigest()
        if not self.forgetful:
            self.kept[digest] = data
        return digest

    async def read(self, digest: Digest) -> bytes:
        if digest not in self.kept:
            raise AssetMissing(f"picture {digest[:12]} is not there")
        return self.kept[digest]

    async def has(self, digest: Digest) -> bool:
        return digest in self.kept

    def public_address(self, digest: Digest) -> str | None:
        return None if self.public is None else f"{self.public}/{digest}.jpg"

    @asynccontextmanager
    async def draft(self) -> AsyncIterator[Path]:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder) / "draft"

    async def keep_file(self, file: Path, kind: VideoKind) -> Digest:
        return await self.keep(await asyncio.to_thread(file.read_bytes))

    @asynccontextmanager
    async def lend(self, digest: Digest, kind: VideoKind) -> AsyncIterator[Path]:
        content = await self.read(digest)
        async with self.draft() as file:
            await asyncio.to_thread(file.write_bytes, content)
            yield file
