"""The folder of finished pictures as files; `tests/ports` holds what every asset store promises."""

import asyncio
import hashlib
from pathlib import Path

import pytest

from store.assets import FolderAssets

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
