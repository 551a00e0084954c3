"""What every asset store promises."""

import asyncio
import hashlib
from pathlib import Path
from uuid import uuid4

import pytest

from activities.ports import Assets
from contracts.studio import VideoKind
from contracts.trouble import AssetMissing
from store.assets import PIECE_BYTES, FolderAssets
from store.object_assets import ObjectAssets
from tests.fakes.studio import FakeAssets
from tests.store.seaweed import ObjectStore

PICTURE = b"\xff\xd8 a picture \x00"
UNKNOWN = "ab" * 32
PUBLIC = "https://pictures.example.com/finished"
LARGE = 20_000_000
"""Bytes; a video that goes to an object store in parts."""

Uploads = FolderAssets | ObjectAssets


@pytest.fixture(params=["fake", "folder", "objects"])
def assets(request: pytest.FixtureRequest, tmp_path: Path) -> Assets:
    match request.param:
        case "fake":
            return FakeAssets(public=PUBLIC)
        case "folder":
            return FolderAssets(tmp_path / "assets", PUBLIC)
        case _:
            bucket: ObjectStore = request.getfixturevalue("bucket")
            return ObjectAssets.at(bucket.place(uuid4().hex), scratch=tmp_path / "scratch", public=PUBLIC)


@pytest.fixture(params=["folder", "objects"])
def uploads(request: pytest.FixtureRequest, tmp_path: Path) -> Uploads:
    """Those that the API may read from."""
    if request.param == "folder":
        return FolderAssets(tmp_path / "assets", PUBLIC)
    bucket: ObjectStore = request.getfixturevalue("bucket")
    return ObjectAssets.at(bucket.place(uuid4().hex), scratch=tmp_path / "scratch", public=PUBLIC)


@pytest.mark.parametrize("data", [PICTURE, b"", bytes(1_000_000)], ids=["small", "empty", "large"])
async def test_what_is_kept_is_read_as_it_was(assets: Assets, data: bytes) -> None:
    digest = await assets.keep(data)
    assert await assets.has(digest)
    assert await assets.read(digest) == data


async def test_a_picture_s_name_is_its_digest(assets: Assets) -> None:
    assert await assets.keep(PICTURE) == hashlib.sha256(PICTURE).hexdigest()


async def test_the_same_picture_kept_again_is_the_same(assets: Assets) -> None:
    digests = await asyncio.gather(*(assets.keep(PICTURE) for _ in range(10)))
    assert len(set(digests)) == 1
    assert await assets.read(digests[0]) == PICTURE


async def test_different_pictures_do_not_meet(assets: Assets) -> None:
    first, second = await assets.keep(PICTURE), await assets.keep(PICTURE + b"!")
    assert (await assets.read(first), await assets.read(second)) == (PICTURE, PICTURE + b"!")


async def test_what_was_never_kept_is_missing(assets: Assets) -> None:
    await assets.keep(PICTURE)
    assert not await assets.has(UNKNOWN)
    with pytest.raises(AssetMissing):
        await assets.read(UNKNOWN)


async def test_a_picture_s_public_address_ends_with_its_name(assets: Assets) -> None:
    digest = await assets.keep(PICTURE)
    address = assets.public_address(digest) or ""
    assert address.startswith(f"{PUBLIC}/")
    assert address.endswith(f"{digest}.jpg")


@pytest.mark.parametrize("kind", VideoKind)
@pytest.mark.parametrize("content", [b"a video", bytes(LARGE)], ids=["small", "large"])
async def test_a_video_is_lent_as_it_was_kept(assets: Assets, kind: VideoKind, content: bytes) -> None:
    digest = await kept(assets, content, kind)
    assert digest == hashlib.sha256(content).hexdigest()
    async with assets.lend(digest, kind) as file:
        assert await asyncio.to_thread(file.read_bytes) == content


@pytest.mark.parametrize("content", [b"a video", bytes(LARGE)], ids=["small", "large"])
async def test_a_video_is_read_piece_by_piece(uploads: Uploads, content: bytes) -> None:
    digest = await kept(uploads, content)
    pieces = [piece async for piece in uploads.pieces(digest, VideoKind.MP4, len(content))]
    assert b"".join(pieces) == content
    assert max(map(len, pieces)) <= PIECE_BYTES


async def test_of_a_video_that_was_never_kept_there_is_no_piece(uploads: Uploads) -> None:
    with pytest.raises(AssetMissing):
        await anext(uploads.pieces(UNKNOWN, VideoKind.MP4, 10))


async def test_the_same_video_kept_again_is_the_same(assets: Assets) -> None:
    digests = await asyncio.gather(*(kept(assets, b"a video") for _ in range(5)))
    assert len(set(digests)) == 1
    async with assets.lend(digests[0], VideoKind.MP4) as file:
        assert await asyncio.to_thread(file.read_bytes) == b"a video"


async def test_a_video_may_be_lent_to_many(assets: Assets) -> None:
    digest = await kept(assets, b"a video")
    async with assets.lend(digest, VideoKind.MP4) as first, assets.lend(digest, VideoKind.MP4) as second:
        assert await asyncio.to_thread(first.read_bytes) == await asyncio.to_thread(second.read_bytes)
    async with assets.lend(digest, VideoKind.MP4) as again:
        assert await asyncio.to_thread(again.read_bytes) == b"a video"


async def test_a_video_that_was_never_kept_is_missing(assets: Assets) -> None:
    await kept(assets, b"a video")
    with pytest.raises(AssetMissing):
        async with assets.lend(UNKNOWN, VideoKind.MP4):
            pass


async def test_a_draft_is_gone_after_its_block_whether_it_was_filled_or_not(assets: Assets) -> None:
    async with assets.draft() as filled, assets.draft() as empty:
        assert filled != empty
        await asyncio.to_thread(filled.write_bytes, b"half a video")
    assert not filled.exists()
    assert not empty.exists()


async def kept(assets: Assets, content: bytes, kind: VideoKind = VideoKind.MP4) -> str:
    """Keep a video as the activity does."""
    async with assets.draft() as file:
        await asyncio.to_thread(file.write_bytes, content)
        return await assets.keep_file(file, kind)
