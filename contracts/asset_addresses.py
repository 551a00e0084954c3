"""Addresses of uploaded files: they stand wherever that of a picture or video stands, and no network has them."""

import re
from dataclasses import dataclass
from uuid import UUID

from contracts.contract import Digest
from contracts.studio import VideoKind

SCHEME = "asset:"
PICTURE_SUFFIX = ".jpg"
"""Of every picture in an asset store, whatever is in it."""

_ADDRESS = re.compile(
    r"asset:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([0-9a-f]{64})(\.jpg|\.mp4|\.mov|\.m4v)"
)
_KINDS = {kind.suffix: kind for kind in VideoKind}


@dataclass(frozen=True)
class AssetPlace:
    """An uploaded file: whose upload, and what is in it. `kind` None: a picture."""

    id: UUID
    digest: Digest
    kind: VideoKind | None = None

    @property
    def address(self) -> str:
        """`asset:<id>/<digest>.mp4`."""
        return f"{SCHEME}{self.id}/{self.digest}{self.kind.suffix if self.kind else PICTURE_SUFFIX}"


def read_asset_address(address: str) -> AssetPlace | None:
    """None for any other address."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        return None
    return AssetPlace(UUID(found[1]), found[2], _KINDS.get(found[3]))
