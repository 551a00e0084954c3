"""What every asset store promises."""

import asyncio
import hashlib
from pathlib import Path

import pytest

from activities.ports import Assets
from contracts.trouble import AssetMissing
from store.assets import FolderAssets
from tests.fakes.studio import FakeAssets

PICTURE = b"\xff\xd8 a picture \x00"
UNKNOWN = "ab" * 32


@pytest.fixture(params=["fake", "folder"])
def assets(request: pytest.FixtureRequest, tmp_path: Path) -> Assets:
    return FakeAssets() if request.param == "fake" else FolderAssets(tmp_path / "assets")


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
