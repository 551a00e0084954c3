"""What a shop promises the activities, by the fake in memory and by the fetcher in the simulator's demo shop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from activities.ports import Pages, Pictures, Videos
from contracts.sightings import PageLook
from contracts.trouble import BadStatus
from fetching.client import Fetcher
from simulator.running import RunningSimulator
from tests.fakes.shop import FakeShop

PAGE = "https://shop.example.com/products/blue-mug"
SOLD_OUT = "https://shop.example.com/products/bad-soldout-mug"
CLOSED = "https://shop.example.com/products/bad-403-mug"
PICTURE = "https://cdn.example.com/blue-mug_640x640.jpg"
CLOSED_PICTURE = "https://cdn.example.com/bad-403-mug.jpg"


class PagesAndPictures(Pages, Pictures, Videos, Protocol):
    """One shop has them all."""


@dataclass(frozen=True)
class Shop:
    """A shop, and the demo shop that stands in for it, if one does."""

    door: PagesAndPictures
    stand_in: str | None

    async def look(self, url: str) -> PageLook:
        return await self.door.look(url, stand_in_shop=self.stand_in)

    async def picture(self, url: str) -> bytes:
        return await self.door.fetch_picture(url, stand_in_shop=self.stand_in)

    async def video(self, url: str, into: Path) -> None:
        await self.door.fetch_video(url, into, stand_in_shop=self.stand_in)


@pytest.fixture(params=["fake", "demo shop"])
async def shop(request: pytest.FixtureRequest) -> AsyncIterator[Shop]:
    async with in_memory() if request.param == "fake" else demo_shop() as opened:
        yield opened


async def test_a_product_s_page_is_there_and_says_that_it_is_in_stock(shop: Shop) -> None:
    assert await shop.look(PAGE) == PageLook(url=PAGE, status=200, in_stock=True)


async def test_a_campaign_s_tags_change_nothing(shop: Shop) -> None:
    tagged = f"{PAGE}?utm_source=pinterest&pf=0123456789abcdef"
    assert await shop.look(tagged) == PageLook(url=tagged, status=200, in_stock=True)


async def test_a_page_may_say_that_the_product_is_sold_out(shop: Shop) -> None:
    assert (await shop.look(SOLD_OUT)).in_stock is False


async def test_a_page_that_says_no_is_a_look_like_any_other(shop: Shop) -> None:
    assert (await shop.look(CLOSED)).status == 403


async def test_a_picture_is_bytes_and_the_same_each_time(shop: Shop) -> None:
    data = await shop.picture(PICTURE)
    assert data
    assert await shop.picture(PICTURE) == data


async def test_a_picture_that_is_kept_from_us_is_told_with_its_status_and_address(shop: Shop) -> None:
    with pytest.raises(BadStatus) as caught:
        await shop.picture(CLOSED_PICTURE)
    assert (caught.value.status, caught.value.url) == (403, CLOSED_PICTURE)


@pytest.mark.parametrize("address", [PICTURE, f"{PAGE}.mp4"])
async def test_a_video_is_written_to_a_file_whatever_it_is(shop: Shop, tmp_path: Path, address: str) -> None:
    """Whether it is a video is not the shop's to say."""
    file = tmp_path / "video"
    await shop.video(address, file)
    assert file.stat().st_size > 0


async def test_a_video_that_is_kept_from_us_is_told_with_its_status_and_address(
    shop: Shop, tmp_path: Path
) -> None:
    with pytest.raises(BadStatus) as caught:
        await shop.video(CLOSED_PICTURE, tmp_path / "video")
    assert (caught.value.status, caught.value.url) == (403, CLOSED_PICTURE)


@asynccontextmanager
async def in_memory() -> AsyncIterator[Shop]:
    fake = FakeShop()
    fake.looks[SOLD_OUT] = PageLook(url=SOLD_OUT, status=200, in_stock=False)
    fake.looks[CLOSED] = PageLook(url=CLOSED, status=403)
    fake.pictures[CLOSED_PICTURE] = BadStatus("answers 403", url=CLOSED_PICTURE, status=403)
    fake.videos[CLOSED_PICTURE] = BadStatus("answers 403", url=CLOSED_PICTURE, status=403)
    yield Shop(fake, None)


@asynccontextmanager
async def demo_shop() -> AsyncIterator[Shop]:
    async with (
        RunningSimulator() as simulator,
        Fetcher.open(demo_shop=simulator.shop_url) as fetcher,
    ):
        yield Shop(fetcher, simulator.shop_url)
