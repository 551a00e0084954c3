"""Feeds and sitemaps for tests, without ceremony."""

from collections.abc import Iterator
from pathlib import Path

from catalog.merchant_xml import read_merchant_xml
from catalog.sitemaps import read_sitemap
from contracts.product import CatalogRow, Product, UnreadableRow
from tests.catalog.builders import a_file

GOOGLE = 'xmlns:g="http://base.google.com/ns/1.0"'
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
PICTURES = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


def rss(*items: str, more: str = "") -> str:
    body = "".join(f"<item>{item}</item>\n" for item in items)
    return f'<rss version="2.0" {GOOGLE} {more}><channel><title>Shop</title>\n{body}</channel></rss>'


def atom(*entries: str) -> str:
    body = "".join(f"<entry>{entry}</entry>\n" for entry in entries)
    return f"<feed {ATOM} {GOOGLE}><title>Shop</title>\n{body}</feed>"


def sitemap(*pages: str) -> str:
    body = "".join(f"<url>{page}</url>\n" for page in pages)
    return f"<urlset {SITEMAP} {PICTURES}>\n{body}</urlset>"


def feed_file(folder: Path, *items: str, more: str = "") -> Path:
    return a_file(folder, rss(*items, more=more), name="feed.xml")


def feed_product(folder: Path, *elements: str, more: str = "") -> Product:
    """The product of a feed whose only item has these elements beside an id and a title."""
    item = "<g:id>7</g:id><title>Mug</title>" + "".join(elements)
    return the_product(read_merchant_xml(feed_file(folder, item, more=more)))


def page_product(folder: Path, page: str) -> Product:
    """The product of a sitemap with one page."""
    return the_product(read_sitemap(a_file(folder, sitemap(page), name="sitemap.xml")))


def the_product(rows: Iterator[CatalogRow | UnreadableRow]) -> Product:
    (row,) = rows
    assert isinstance(row, CatalogRow)
    return row.product
