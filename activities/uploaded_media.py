"""Pictures and videos by their address, uploaded files among them: those are read from where they were put."""

import shutil
from asyncio import to_thread
from dataclasses import dataclass
from pathlib import Path

from activities.ports import Assets, Pictures, Videos
from contracts.asset_addresses import AssetPlace, read_asset_address
from contracts.trouble import AddressRefused, AssetMissing


@dataclass(frozen=True)
class UploadedMedia:
    """Keeps the ports `Pictures` and `Videos`."""

    uploads: Assets
    pictures: Pictures
    videos: Videos

    async def fetch_picture(self, url: str, *, stand_in_shop: str | None) -> bytes:
        place = read_asset_address(url)
        if place is None:
            return await self.pictures.fetch_picture(url, stand_in_shop=stand_in_shop)
        if place.kind is not None:
            raise AddressRefused("the uploaded file is a video, not a picture", url=url)
        try:
            return await self.uploads.read(place.digest)
        except AssetMissing as missing:
            raise _deleted(url) from missing

    async def fetch_video(self, url: str, into: Path, *, stand_in_shop: str | None) -> None:
        place = read_asset_address(url)
        if place is None:
            await self.videos.fetch_video(url, into, stand_in_shop=stand_in_shop)
        else:
            await self._copy(place, url, into)

    async def _copy(self, place: AssetPlace, url: str, into: Path) -> None:
        if place.kind is None:
            raise AddressRefused("the uploaded file is a picture, not a video", url=url)
        try:
            async with self.uploads.lend(place.digest, place.kind) as file:
                await to_thread(shutil.copyfile, file, into)
        except AssetMissing as missing:
            raise _deleted(url) from missing


def _deleted(url: str) -> AddressRefused:
    return AddressRefused("the uploaded file was deleted", url=url)
