"""A shop whose pages, pictures and videos a test decides."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from contracts.sightings import PageLook
from contracts.trouble import FetchTrouble

PICTURE = b"a picture"
VIDEO = b"a video"


@dataclass
class FakeShop:
    """Keeps the ports `Pages`, `Pictures` and `Videos`. What a test did not decide is well."""

    looks: dict[str, PageLook | FetchTrouble] = field(default_factory=dict)
    pictures: dict[str, bytes | FetchTrouble] = field(default_factory=dict)
    videos: dict[str, bytes | FetchTrouble] = field(default_factory=dict)

    async def look(self, url: str, *, stand_in_shop: str | None) -> PageLook:
        address = url.partition("?")[0]
        found = self.looks.get(address, PageLook(url=url, status=200, in_stock=True))
        if isinstance(found, FetchTrouble):
            raise found
        return found

    async def fetch_picture(self, url: str, *, stand_in_shop: str | None) -> bytes:
        found = self.pictures.get(url, PICTURE)
        if isinstance(found, FetchTrouble):
            raise found
        return found

    async def fetch_video(self, url: str, into: Path, *, stand_in_shop: str | None) -> None:
        found = self.videos.get(url, VIDEO)
        if isinstance(found, FetchTrouble):
            raise found
        await asyncio.to_thread(into.write_bytes, found)
