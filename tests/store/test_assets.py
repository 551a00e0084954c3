"""The folder of finished pictures as files; `tests/ports` holds what every asset store promises."""

import asyncio
import hashlib
import os
import time
from pathlib import Path

import pytest

from contracts.studio import VideoKind
from contracts.trouble import AssetDamaged
from store.assets import FolderAssets
from store.drafts import DRAFT_SECONDS_MAX

PICTURE = b"a picture" * 10_000
DIGEST = hashlib.sha256(PICTURE).hexdigest()


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


async def test_a_picture_is_a_file_under_its_digest(tmp_path: Path) -> None:
    await FolderAssets(tmp_path).keep(PICTURE)
    assert files_in(tmp_path) == [f"{DIGEST}.jpg"]


async def test_the_same_picture_is_kept_once_however_many_bring_it(tmp_path: Path) -> None:
    hands = [FolderAssets(tmp_path / "assets") for _ in range(20)]
    digests = await asyncio.gather(*(hand.keep(PICTURE) for hand in hands))
    assert set(digests) == {DIGEST}
    assert files_in(tmp_path) == [f"{DIGEST}.jpg"]
    assert await hands[0].read(DIGEST) == PICTURE


async def test_a_picture_that_cannot_be_written_leaves_no_half_file(tmp_path: Path) -> None:
    """Something else stands in its place: the last step of writing fails."""
    in_the_way = tmp_path / DIGEST[:2] / f"{DIGEST}.jpg"
    in_the_way.mkdir(parents=True)
    with pytest.raises(IsADirectoryError):
        await FolderAssets(tmp_path).keep(PICTURE)
    assert files_in(tmp_path) == []
    assert not await FolderAssets(tmp_path).has(DIGEST)


async def test_an_unfinished_file_of_a_killed_process_is_no_picture(tmp_path: Path) -> None:
    folder = tmp_path / DIGEST[:2]
    folder.mkdir()
    (folder / ".0123.part").write_bytes(PICTURE[:100])
    assets = FolderAssets(tmp_path)
    assert not await assets.has(DIGEST)
    await assets.keep(PICTURE)
    assert await assets.read(DIGEST) == PICTURE


async def test_a_picture_that_was_damaged_is_told_and_mended_by_keeping_it_again(tmp_path: Path) -> None:
    assets = FolderAssets(tmp_path)
    await assets.keep(PICTURE)
    (tmp_path / DIGEST[:2] / f"{DIGEST}.jpg").write_bytes(bytes(len(PICTURE)))
    with pytest.raises(AssetDamaged):
        await assets.read(DIGEST)
    await assets.keep(PICTURE)
    assert await assets.read(DIGEST) == PICTURE


async def test_a_video_that_was_damaged_is_not_lent_and_mended_by_keeping_it_again(tmp_path: Path) -> None:
    assets = FolderAssets(tmp_path)
    await keep_video(assets)
    (tmp_path / DIGEST[:2] / f"{DIGEST}.mov").write_bytes(PICTURE[:-1])
    with pytest.raises(AssetDamaged):
        async with assets.lend(DIGEST, VideoKind.MOV):
            pass
    with pytest.raises(AssetDamaged):
        await anext(assets.pieces(DIGEST, VideoKind.MOV, len(PICTURE)))
    await keep_video(assets)
    async with assets.lend(DIGEST, VideoKind.MOV) as file:
        assert file.read_bytes() == PICTURE


async def test_a_kept_video_leaves_no_draft_behind(tmp_path: Path) -> None:
    await keep_video(FolderAssets(tmp_path))
    await keep_video(FolderAssets(tmp_path))
    assert files_in(tmp_path) == [f"{DIGEST}.mov"]


async def test_what_a_killed_process_left_is_swept_away_and_nobody_else_s(tmp_path: Path) -> None:
    assets = FolderAssets(tmp_path)
    async with assets.draft() as fresh:
        fresh.write_bytes(b"being filled")
        left = fresh.with_name("left.part")
        left.write_bytes(b"a part of a video")
        long_ago = time.time() - DRAFT_SECONDS_MAX - 60
        os.utime(left, (long_ago, long_ago))
        async with assets.draft():
            assert files_in(tmp_path) == [fresh.name]


def test_where_nobody_serves_the_folder_there_is_no_public_address(tmp_path: Path) -> None:
    assert FolderAssets(tmp_path).public_address(DIGEST) is None


def test_a_public_address_follows_the_folder_s_own_order(tmp_path: Path) -> None:
    """Whoever serves the folder as it is need rewrite nothing."""
    address = FolderAssets(tmp_path, "https://shop.example/pins").public_address(DIGEST)
    assert address == f"https://shop.example/pins/{DIGEST[:2]}/{DIGEST}.jpg"


async def keep_video(assets: FolderAssets) -> None:
    async with assets.draft() as file:
        file.write_bytes(PICTURE)
        assert await assets.keep_file(file, VideoKind.MOV) == DIGEST
