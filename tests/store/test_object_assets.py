"""The asset store over a real S3-compatible server; `tests/ports` holds what every asset store promises."""

import asyncio
import hashlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import obstore
import pytest
from pydantic import SecretStr

from contracts.studio import VideoKind
from contracts.trouble import AssetDamaged, AssetTrouble, StoreAway, StoreRefused
from fetching.client import Fetcher
from store.object_assets import ObjectAssets, ObjectPlace
from tests.store.seaweed import ACCESS_KEY, SECRET_KEY, ObjectStore

PICTURE = b"\xff\xd8 a picture"
DIGEST = hashlib.sha256(PICTURE).hexdigest()
WRONG = "NOBODYSKEY"


@pytest.fixture
def prefix() -> str:
    return uuid4().hex


@pytest.fixture
def assets(bucket: ObjectStore, prefix: str, tmp_path: Path) -> ObjectAssets:
    return ObjectAssets.at(bucket.place(prefix), scratch=tmp_path, public=bucket.public(prefix))


@pytest.fixture
def trouble(request: pytest.FixtureRequest, bucket: ObjectStore, tmp_path: Path) -> ObjectAssets:
    """A store that will not have us, in one way or another."""
    places = {
        "wrong secret": bucket.place("p", secret_key=WRONG),
        "wrong key": bucket.place("p", access_key=WRONG),
        "no bucket": bucket.place("p", bucket="nowhere", access_key=ACCESS_KEY),
    }
    return ObjectAssets.at(places[request.param], scratch=tmp_path)


async def test_everyone_is_given_the_picture_with_its_content_type(assets: ObjectAssets) -> None:
    address = assets.public_address(await assets.keep(PICTURE)) or ""
    async with httpx.AsyncClient(trust_env=False) as stranger:
        answer = await stranger.get(address)
    assert (answer.content, answer.headers["content-type"]) == (PICTURE, "image/jpeg")
    assert address.endswith(f"/{DIGEST}.jpg")


@pytest.mark.parametrize("kind", VideoKind)
async def test_a_video_has_its_own_name_and_content_type(
    assets: ObjectAssets, bucket: ObjectStore, prefix: str, kind: VideoKind
) -> None:
    async with assets.draft() as file:
        await asyncio.to_thread(file.write_bytes, bytes(9_000_000))
        digest = await assets.keep_file(file, kind)
    async with httpx.AsyncClient(trust_env=False) as stranger:
        answer = await stranger.head(f"{bucket.public(prefix)}/{digest}{kind.suffix}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind.value)


async def test_the_guarded_fetcher_sees_the_public_picture_when_the_store_is_its_own(
    assets: ObjectAssets, bucket: ObjectStore, prefix: str
) -> None:
    address = assets.public_address(await assets.keep(PICTURE)) or ""
    async with Fetcher.open(own_assets=bucket.public(prefix)) as fetcher:
        assert await fetcher.fetch_picture(address, stand_in_shop=None) == PICTURE


async def test_a_picture_that_was_changed_in_the_store_is_damaged(assets: ObjectAssets) -> None:
    await assets.keep(PICTURE)
    await obstore.put_async(assets.store, f"{DIGEST}.jpg", b"something else")
    with pytest.raises(AssetDamaged):
        await assets.read(DIGEST)
    await assets.keep(PICTURE)
    assert await assets.read(DIGEST) == PICTURE


async def test_a_video_that_was_changed_in_the_store_is_not_lent(assets: ObjectAssets, tmp_path: Path) -> None:
    await obstore.put_async(assets.store, f"{DIGEST}.mp4", b"something else")
    with pytest.raises(AssetDamaged):
        async with assets.lend(DIGEST, VideoKind.MP4):
            pass
    with pytest.raises(AssetDamaged):
        await anext(assets.pieces(DIGEST, VideoKind.MP4, len(b"something else")))
    assert list(tmp_path.iterdir()) == []


async def test_a_video_of_which_a_part_is_there_is_kept_whole(assets: ObjectAssets) -> None:
    await obstore.put_async(assets.store, f"{DIGEST}.mp4", PICTURE[:4])
    async with assets.draft() as file:
        await asyncio.to_thread(file.write_bytes, PICTURE)
        await assets.keep_file(file, VideoKind.MP4)
    async with assets.lend(DIGEST, VideoKind.MP4) as lent:
        assert await asyncio.to_thread(lent.read_bytes) == PICTURE


@pytest.mark.parametrize("trouble", ["wrong secret", "wrong key", "no bucket"], indirect=True)
async def test_a_store_that_does_not_let_us_in_says_so_and_tells_no_key(trouble: ObjectAssets) -> None:
    with pytest.raises(StoreRefused) as caught:
        await trouble.keep(PICTURE)
    assert_tells_nothing(caught.value)


@pytest.mark.parametrize("trouble", ["wrong secret", "wrong key"], indirect=True)
async def test_nor_may_anything_be_read_or_looked_for(trouble: ObjectAssets) -> None:
    for call in (trouble.read, trouble.has):
        with pytest.raises(StoreRefused) as caught:
            await call(DIGEST)
        assert_tells_nothing(caught.value)


async def test_a_store_that_is_not_there_is_away(tmp_path: Path) -> None:
    with nobody_listens() as endpoint:
        place = ObjectPlace(
            url="s3://pictures",
            endpoint=endpoint,
            region="us-east-1",
            access_key=SecretStr(ACCESS_KEY),
            secret_key=SecretStr(SECRET_KEY),
        )
        assets = ObjectAssets.at(place, scratch=tmp_path)
        for call in (assets.read, assets.has):
            with pytest.raises(StoreAway) as caught:
                await call(DIGEST)
            assert_tells_nothing(caught.value)
        with pytest.raises(StoreAway):
            await assets.keep(PICTURE)


def test_no_representation_shows_a_key(assets: ObjectAssets, bucket: ObjectStore) -> None:
    shown = f"{assets!r} {assets.store!r} {bucket.place('p')!r}"
    assert SECRET_KEY not in shown
    assert ACCESS_KEY not in shown


def assert_tells_nothing(error: AssetTrouble) -> None:
    """Whatever Temporal, a log or a traceback makes of it: no keys, and none of the store's own words."""
    told = f"{error} {error!r} {vars(error)} {error.__cause__!r} {error.__context__!r}"
    for secret in (SECRET_KEY, ACCESS_KEY, WRONG, "Signature", "http"):
        assert secret not in told


@contextmanager
def nobody_listens() -> Iterator[str]:
    """An address whose port is taken and refuses every connection."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
