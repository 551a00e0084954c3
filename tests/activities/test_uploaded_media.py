"""Uploaded files are read from where they were put; every other address is fetched as ever."""

from pathlib import Path
from uuid import UUID

import pytest

from activities.uploaded_media import UploadedMedia
from contracts.asset_addresses import AssetPlace, read_asset_address
from contracts.studio import VideoKind
from contracts.trouble import AddressRefused
from drafting.addresses import BadAddress
from drafting.pictures import media_address
from store.assets import FolderAssets
from tests.fakes.shop import PICTURE, FakeShop

ID = UUID("0b6f4e0e-6f1c-4b7d-9a39-0f5cb0f5a0d1")
URL = "https://cdn.example.com/mug.jpg"


@pytest.fixture
def uploads(tmp_path: Path) -> FolderAssets:
    return FolderAssets(tmp_path / "uploads")


@pytest.fixture
def media(uploads: FolderAssets) -> UploadedMedia:
    return UploadedMedia(uploads, FakeShop(), FakeShop())


async def video_at(uploads: FolderAssets, tmp_path: Path) -> str:
    file = tmp_path / "film"
    file.write_bytes(b"a film")
    return AssetPlace(ID, await uploads.keep_file(file, VideoKind.MOV), VideoKind.MOV).address


async def test_an_uploaded_picture_is_read_from_the_store(media: UploadedMedia, uploads: FolderAssets) -> None:
    address = AssetPlace(ID, await uploads.keep(b"uploaded")).address
    assert await media.fetch_picture(address, stand_in_shop="http://127.0.0.1:1/shop") == b"uploaded"
    assert await media.fetch_picture(URL, stand_in_shop=None) == PICTURE


async def test_an_uploaded_video_is_copied(media: UploadedMedia, uploads: FolderAssets, tmp_path: Path) -> None:
    await media.fetch_video(await video_at(uploads, tmp_path), tmp_path / "copy", stand_in_shop=None)
    assert (tmp_path / "copy").read_bytes() == b"a film"


async def test_what_was_deleted_is_an_address_that_leads_nowhere(media: UploadedMedia, tmp_path: Path) -> None:
    with pytest.raises(AddressRefused, match="was deleted"):
        await media.fetch_picture(AssetPlace(ID, "0" * 64).address, stand_in_shop=None)
    with pytest.raises(AddressRefused, match="was deleted"):
        await media.fetch_video(
            AssetPlace(ID, "0" * 64, VideoKind.MP4).address, tmp_path / "copy", stand_in_shop=None
        )


async def test_a_video_is_no_picture(media: UploadedMedia, uploads: FolderAssets, tmp_path: Path) -> None:
    with pytest.raises(AddressRefused, match="a video"):
        await media.fetch_picture(await video_at(uploads, tmp_path), stand_in_shop=None)
    with pytest.raises(AddressRefused, match="a picture"):
        await media.fetch_video(AssetPlace(ID, "0" * 64).address, tmp_path / "copy", stand_in_shop=None)


@pytest.mark.parametrize("kind", [None, *VideoKind])
def test_an_address_reads_back_as_what_it_was_made_of(kind: VideoKind | None) -> None:
    place = AssetPlace(ID, "a" * 64, kind)
    assert read_asset_address(place.address) == place
    assert media_address(place.address, None) == place.address


@pytest.mark.parametrize(
    "address",
    [
        "asset:", f"asset:{ID}", f"asset:{ID}/../../etc/passwd", f"asset:{ID}/{'a' * 64}.exe",
        f"asset:{'a' * 64}.jpg", f"asset:{ID}/{'A' * 64}.jpg", f"asset:{ID}/{'a' * 64}.jpg\n",
        f"ASSET:{ID}/{'a' * 64}.jpg",
    ],
)  # fmt: skip
def test_nothing_else_passes_for_one(address: str) -> None:
    assert read_asset_address(address) is None
    assert isinstance(media_address(address, None), BadAddress)
