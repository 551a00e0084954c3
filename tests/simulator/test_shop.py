from __future__ import annotations

import io
import json
import re

import httpx
import pytest
from PIL import Image, ImageStat

from simulator.seeded import dice
from simulator.shop.catalogue import find_article
from simulator.shop.offer import offer


def opened(response: httpx.Response) -> Image.Image:
    image = Image.open(io.BytesIO(response.content))
    image.load()
    return image


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("cdn.example.com/mug.jpg", (1600, 1600)),
        ("cdn.example.com/mug_640x480.jpg", (640, 480)),
        ("cdn.example.com/mug_300x300@2x.jpg", (600, 600)),
        ("cdn.example.com/mug_640x480_crop_center.jpg", (640, 480)),
        ("cdn.example.com/mug_9999x9999.gif", (4096, 4096)),
        ("cdn.example.com/mug_1x1.png", (1, 1)),
        ("cdn.example.com/mug_0x0.png", (1, 1)),
        ("cdn.example.com/mug_2000x20.png", (2000, 20)),
        ("photo-1494438639946-1ebd1d20bf85.jpg", (1600, 1600)),
        ("0x10c.jpg", (1600, 1600)),
    ],
)
async def test_the_name_says_the_size(http: httpx.AsyncClient, path: str, size: tuple[int, int]) -> None:
    assert opened(await http.get(f"/shop/{path}")).size == size


async def test_a_width_alone_gets_a_natural_height(http: httpx.AsyncClient) -> None:
    heights = set()
    for number in range(12):
        width, height = opened(await http.get(f"/shop/a/thing-{number}_120x.jpg")).size
        assert width == 120
        heights.add(height)
    assert heights == {120, 150, 160}


@pytest.mark.parametrize(
    ("ending", "image_format", "content_type"),
    [
        ("jpg", "JPEG", "image/jpeg"),
        ("JPEG", "JPEG", "image/jpeg"),
        ("png", "PNG", "image/png"),
        ("webp", "WEBP", "image/webp"),
        ("gif", "GIF", "image/gif"),
        ("avif", "AVIF", "image/avif"),
    ],
)
async def test_the_ending_says_the_format(
    http: httpx.AsyncClient, ending: str, image_format: str, content_type: str
) -> None:
    response = await http.get(f"/shop/a/mug_200x200.{ending}")
    assert response.headers["content-type"] == content_type
    assert opened(response).format == image_format


def test_the_same_path_is_the_same_picture() -> None:
    assert offer("a/blue-mug_300x300.jpg", "").body == offer("a/blue-mug_300x300.jpg", "").body
    assert offer("a/blue-mug_300x300.jpg", "").body != offer("b/blue-mug_300x300.jpg", "").body


async def test_query_strings_mean_nothing(http: httpx.AsyncClient) -> None:
    plain = await http.get("/shop/a/mug_200x200.jpg")
    assert (await http.get("/shop/a/mug_200x200.jpg?v=1623104890&width=50")).content == plain.content


@pytest.mark.parametrize(
    ("name", "article"),
    [
        ("ocean-blue-shirt", "shirt"),
        ("black-lamp", "lamp"),
        ("cream-sofa", "sofa"),
        ("boho-earrings", "earrings"),
        ("brown-throw-pillows", "cushion"),
        ("white-ceramic-pot", "plant_pot"),
        ("classic-leather-jacket", "jacket"),
    ],
)
def test_words_choose_the_product(name: str, article: str) -> None:
    assert find_article(tuple(name.split("-")), dice()).draw.__name__ == article


@pytest.mark.parametrize(("word", "channel"), [("red", 0), ("green", 1), ("blue", 2)])
def test_words_choose_the_colour(word: str, channel: int) -> None:
    image = Image.open(io.BytesIO(offer(f"a/{word}-shirt_300x300.png", "").body)).crop((120, 150, 150, 220))
    means = ImageStat.Stat(image).mean
    assert max(range(3), key=means.__getitem__) == channel


@pytest.mark.parametrize("name", [f"product-{number}" for number in range(40)])
def test_any_path_is_a_picture_with_a_product_in_it(name: str) -> None:
    """More than a background: its contrast is far above that of empty paper."""
    image = Image.open(io.BytesIO(offer(f"shop/{name}_240x300.png", "").body)).convert("L")
    assert ImageStat.Stat(image).stddev[0] > 9


async def test_names_that_are_meant_to_go_wrong_do(http: httpx.AsyncClient) -> None:
    assert (await http.get("/shop/a/bad-403-mug.jpg")).status_code == 403
    assert (await http.get("/shop/a/bad-404-mug.jpg")).status_code == 404
    page = await http.get("/shop/a/bad-html-mug.jpg")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert opened(await http.get("/shop/a/bad-small-mug_900x900.jpg")).size == (300, 300)
    truncated = await http.get("/shop/a/bad-truncated-mug_300x300.jpg")
    assert int(truncated.headers["content-length"]) == len(truncated.content)
    with pytest.raises(OSError, match="truncated"):
        opened(truncated)


async def test_a_slow_picture_comes_in_drops(http: httpx.AsyncClient) -> None:
    async with http.stream("GET", "/shop/a/bad-slow-mug_300x300.jpg") as response:
        assert response.status_code == 200
        assert int(response.headers["content-length"]) > 1000
        with pytest.raises(httpx.ReadTimeout):
            async with httpx.AsyncClient(timeout=httpx.Timeout(60, read=0.2)) as hasty:
                await hasty.get(str(response.url))


async def test_a_product_page_has_what_machines_look_for(http: httpx.AsyncClient) -> None:
    response = await http.get("/shop/shop.example.com/products/ocean-blue-shirt")
    assert response.headers["content-type"].startswith("text/html")
    page = response.text
    assert "<title>Ocean Blue Shirt</title>" in page
    product = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert product["offers"]["availability"] == "https://schema.org/InStock"
    assert product["offers"]["url"] == "https://shop.example.com/products/ocean-blue-shirt"
    image = re.search(r'property="og:image" content="([^"]+)"', page)
    assert image is not None
    assert opened(await http.get(image[1])).size == (1200, 1500)
    price = re.search(r'property="product:price:amount" content="([0-9.]+)"', page)
    assert price is not None
    assert price[1] == product["offers"]["price"]


async def test_pages_go_wrong_by_the_same_names(http: httpx.AsyncClient) -> None:
    assert (await http.get("/shop/a/products/bad-403-mug")).status_code == 403
    assert (await http.get("/shop/a/products/bad-404-mug")).status_code == 404
    sold_out = (await http.get("/shop/a/products/bad-soldout-mug")).text
    assert "https://schema.org/OutOfStock" in sold_out
    assert "<title>Mug</title>" in sold_out
    async with http.stream("GET", "/shop/a/products/bad-slow-mug") as response:
        assert response.status_code == 200


async def test_a_name_cannot_write_into_the_page(http: httpx.AsyncClient) -> None:
    page = (await http.get("/shop/a/%3C%2Fscript%3E%3Cscript%3Ealert(1)%3C")).text
    assert "<script>alert" not in page.lower()


@pytest.mark.parametrize(
    "path", ["/shop/", "/shop/a", "/shop/a/", "/shop/a//b.jpg", "/shop/.jpg", "/shop/%00.png", "/shop/ü.jpg"]
)
async def test_any_path_answers(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(path)).status_code == 200


async def test_heads_answer_as_link_checks_ask(http: httpx.AsyncClient) -> None:
    response = await http.head("/shop/a/products/mug")
    assert (response.status_code, response.content) == (200, b"")
