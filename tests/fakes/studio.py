"""A studio that draws nothing, and an asset store in memory."""

import hashlib
from dataclasses import dataclass, field

from contracts.contract import Digest
from contracts.outcome import Reason, Refused
from contracts.refusals import refuse
from contracts.studio import Canvas
from contracts.trouble import AssetMissing

BROKEN = b"broken"
SMALL = b"small"


@dataclass
class FakeStudio:
    """Keeps the port `Studio`: what it is given tells it what to say."""

    async def letterbox(self, source: bytes, *, background: str | None) -> Canvas | Refused:
        if source == SMALL:
            return refuse(Reason.IMAGE_TOO_SMALL, "the picture is 300 x 300 px")
        if source == BROKEN:
            return refuse(Reason.IMAGE_BROKEN, "the picture ends too early")
        return Canvas(data=b"canvas of " + source, width=1_000, height=1_500)


@dataclass
class FakeAssets:
    """Keeps the port `Assets`."""

    kept: dict[Digest, bytes] = field(default_factory=dict)
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
