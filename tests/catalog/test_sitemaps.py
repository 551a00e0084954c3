"""Sitemaps: every page a product, as far as a sitemap can tell."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.sitemaps import read_sitemap, title_of_address
from catalog.unreadable import CatalogUnreadable
from contracts.product import UnreadableRow
from tests.catalog.builders import SHARED, a_file
from tests.catalog.xml_builders import SITEMAP, page_product, rss, sitemap

needs_shared = pytest.mark.skipif(not (SHARED / "samples").is_dir(), reason="the sample files are not here")
MUG = "<loc>https://a.example/products/blue-mug</loc>"


def picture(address: str, more: str = "") -> str:
    return f"<image:image><image:loc>{address}</image:loc>{more}</image:image>"


def test_a_page_with_pictures_is_a_product(tmp_path: Path) -> None:
    product = page_product(
        tmp_path,
        f"{MUG}<lastmod>2026-11-20</lastmod>" + picture("https://c.example/1.jpg") + picture("/2.jpg"),
    )
    assert (product.key, product.title) == ("products-blue-mug", "Blue Mug")
    assert product.link == "https://a.example/products/blue-mug"
    assert [image.url for image in product.images] == ["https://c.example/1.jpg", "/2.jpg"]
    assert product.extras == {"lastmod": "2026-11-20"}


@pytest.mark.parametrize(
    ("more", "title", "alt"),
    [
        ("<image:title>Mug</image:title><image:caption>Front</image:caption>", "Mug", "Front"),
        ("<image:caption> Front of it </image:caption>", "Front of it", "Front of it"),
        ("<image:title> </image:title>", "Blue Mug", ""),
    ],
)
def test_a_title_is_the_pictures_else_its_caption_else_of_the_address(
    tmp_path: Path, more: str, title: str, alt: str
) -> None:
    product = page_product(tmp_path, MUG + picture("/1.jpg", more))
    assert (product.title, product.images[0].alt) == (title, alt)


def test_a_page_without_pictures_is_a_product_without_pictures(tmp_path: Path) -> None:
    """Drafting refuses it as `image_missing`, so that no page is passed over in silence."""
    product = page_product(tmp_path, MUG + picture(" ") + "<image:image/>")
    assert (product.key, product.images) == ("products-blue-mug", ())


def test_no_more_pictures_are_kept_than_a_product_holds(tmp_path: Path) -> None:
    product = page_product(tmp_path, MUG + "".join(picture(f"/{number}.jpg") for number in range(1_000)))
    assert len(product.images) == 20


def test_pages_that_are_none_or_come_twice_are_reported(tmp_path: Path) -> None:
    path = a_file(tmp_path, sitemap("<loc>https://a.example/</loc>", "<lastmod>2026</lastmod>", MUG, MUG))
    rows = list(read_sitemap(path))
    assert [(row.row, row.kind) for row in rows] == [
        *((2, "unreadable"), (3, "unreadable"), (4, "product"), (5, "unreadable"))
    ]
    assert isinstance(rows[0], UnreadableRow)
    assert rows[0].message == 'The address "https://a.example/" names no page of the shop.'


def test_a_page_cannot_rename_itself(tmp_path: Path) -> None:
    page = f"<title>x</title><link>https://evil.example/</link>{MUG}"
    product = page_product(tmp_path, page)
    assert (product.title, product.link) == ("Blue Mug", "https://a.example/products/blue-mug")


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("https://shop.example.com/products/blue-linen-shirt", "Blue Linen Shirt"),
        ("https://shop.example.com/products/blue-linen-shirt/?ref=x#top", "Blue Linen Shirt"),
        ("https://shop.example.com/blue_linen+shirt.html", "Blue Linen Shirt"),
        ("https://shop.example.com/p/gr%C3%BCner-tee-50g", "Grüner Tee 50g"),
        ("https://shop.example.com/p/iPhone-15-case", "IPhone 15 Case"),
        ("https://shop.example.com/blue-shirt/12345", "Blue Shirt"),
        ("https://shop.example.com/products/12345", "12345"),
        ("https://shop.example.com/", ""),
        ("https://[broken/blue-shirt", ""),
    ],
)
def test_a_title_is_made_of_the_address(address: str, title: str) -> None:
    assert title_of_address(address) == title


@given(st.text())
def test_any_address_gives_a_tidy_title(address: str) -> None:
    title = title_of_address(address)
    assert title == " ".join(title.split())
    assert "/" not in title


def index_of(count: int) -> str:
    named = "".join(f"<sitemap><loc>https://a.example/{number}.xml</loc></sitemap>" for number in range(count))
    return f"<sitemapindex {SITEMAP}>{named}</sitemapindex>"


def test_an_index_says_which_sitemaps_to_download(tmp_path: Path) -> None:
    with pytest.raises(CatalogUnreadable, match="names other sitemaps") as caught:
        read_sitemap(a_file(tmp_path, index_of(2)))
    assert "https://a.example/0.xml, https://a.example/1.xml." in caught.value.remedy


def test_a_long_index_is_not_repeated_whole(tmp_path: Path) -> None:
    with pytest.raises(CatalogUnreadable) as caught:
        read_sitemap(a_file(tmp_path, index_of(500)))
    assert "4.xml and more." in caught.value.remedy
    assert "5.xml" not in caught.value.remedy


@pytest.mark.parametrize(
    ("text", "words"),
    [(sitemap(), "without any pages"), (rss("<title>Mug</title>"), "not a sitemap"), (index_of(0), "names other")],
)
def test_a_file_without_pages_is_refused_at_once(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(CatalogUnreadable, match=words):
        read_sitemap(a_file(tmp_path, text))


@needs_shared
def test_the_sample_sitemap_is_read() -> None:
    first, second = read_sitemap(SHARED / "samples" / "sitemap" / "sitemap_images.xml")
    assert first.kind == second.kind == "product"
    assert (first.product.title, second.product.title) == ("Merino Wool Crew Neck", "Beanie")
    assert [len(row.product.images) for row in (first, second)] == [1, 2]
