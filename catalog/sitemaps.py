"""Sitemaps with pictures (`image:image`): every page as a product, as far as a sitemap can tell.

It has no prices, and titles only of pictures; a title that is nowhere is made of the page's address. A page
without pictures is a product without pictures: it is refused later for that, so that nothing is passed over.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from catalog.keys import link_slug
from catalog.merchant_xml import ALWAYS
from catalog.named_records import NamedRecords
from catalog.unreadable import CatalogEmpty, CatalogUnreadable, unreadable_row
from catalog.xml_kind import XmlKind, xml_kind
from catalog.xml_stream import local_name, read_entries
from contracts.product import IMAGES_MAX, CatalogRow, UnreadableRow

SITEMAPS_SHOWN_MAX = 5

_PAGES = frozenset({"url"})
_SITEMAPS = frozenset({"sitemap"})
_SHELVES = frozenset({"p", "dp", "item", "items", "product", "products", "shop"})
"""Parts of an address that name no product."""
_JOINTS = str.maketrans(dict.fromkeys("-_+.", " "))
_ENDINGS = (".html", ".htm", ".php", ".aspx")

_EXPORT = "Give the shop's sitemap of products, a Merchant feed, or a CSV export."
_NO_PAGE = "Leave it, or take it out of the sitemap: only a page of its own can be a product."


def read_sitemap(path: Path) -> Iterator[CatalogRow | UnreadableRow]:
    """The sitemap's pages as products; the row of a page is its ordinal plus one.

    Raises `CatalogUnreadable`: at once when the file is no sitemap, names other sitemaps, or has no pages; later
    with line and column where it is broken.
    """
    kind = xml_kind(path)
    if kind is XmlKind.SITEMAP_INDEX:
        raise _index(path)
    if kind is not XmlKind.SITEMAP:
        raise CatalogUnreadable(f"{path} is not a sitemap.", _EXPORT)
    if next(read_entries(path, _PAGES), None) is None:
        raise CatalogEmpty(f"{path} is a sitemap without any pages.", _EXPORT)
    return _read(path)


def sitemap_records(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each page's row and what is said of it, by the names that a table would have as its header."""
    for entry in read_entries(path, _PAGES):
        yield entry.number + 1, _cells(entry.element)


def _read(path: Path) -> Iterator[CatalogRow | UnreadableRow]:
    records = NamedRecords()
    for row, cells in sitemap_records(path):
        link = cells.get("link", "")
        if link_slug(link):
            yield records.read(row, cells)
        else:
            yield unreadable_row(row, f'The address "{link[:60]}" names no page of the shop.', _NO_PAGE)


def _cells(page: Element) -> dict[str, str]:
    pictures = [child for child in page if local_name(child.tag) == "image" and _child(child, "loc")]
    first, *others = [_child(picture, "loc") for picture in pictures[:IMAGES_MAX]] or [""]
    link = _child(page, "loc")
    cells = {
        "title": _title(link, pictures),
        "link": link,
        "image_link": first,
        "additional_image_link": ",".join(others),
        "alt_text": _child(pictures[0], "caption") if pictures else "",
    }
    return {**ALWAYS, **{name: text for name, text in (_rest(page) | cells).items() if text}}


def _title(link: str, pictures: Sequence[Element]) -> str:
    """The pictures' title or caption, else one made of the address; empty for what is no page of a product."""
    if not link_slug(link):
        return ""
    return _first(pictures, "title") or _first(pictures, "caption") or title_of_address(link)


def _rest(page: Element) -> dict[str, str]:
    """`lastmod` and whatever else stands beside the address."""
    plain = (child for child in page if not len(child) and local_name(child.tag) != "loc")
    return {local_name(child.tag): (child.text or "").strip() for child in plain}


def _first(pictures: Sequence[Element], name: str) -> str:
    return next((text for picture in pictures if (text := _child(picture, name))), "")


def _child(element: Element, name: str) -> str:
    """The text of the first child of this name, in whatever namespace; empty when there is none."""
    return next(((child.text or "").strip() for child in element if local_name(child.tag) == name), "")


def title_of_address(link: str) -> str:
    """`Blue Linen Shirt` of `https://shop.example.com/products/blue-linen-shirt`; empty when it has no words."""
    parts = [part for part in _path(link).split("/") if part.strip()]
    worded = [part for part in parts if any(map(str.isalpha, part)) and part.lower() not in _SHELVES]
    chosen = (worded or parts or [""])[-1]
    for ending in _ENDINGS:
        chosen = chosen.removesuffix(ending)
    return " ".join(_capital(word) for word in chosen.translate(_JOINTS).split())


def _path(link: str) -> str:
    try:
        return unquote(urlsplit(link).path)
    except ValueError:
        return ""


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def _index(path: Path) -> CatalogUnreadable:
    """What to do with a file that only names sitemaps: nothing is fetched here."""
    entries = islice(read_entries(path, _SITEMAPS), SITEMAPS_SHOWN_MAX + 1)
    named = [_child(entry.element, "loc") for entry in entries]
    shown = ", ".join(address[:300] for address in named[:SITEMAPS_SHOWN_MAX] if address) or "none"
    more = " and more" if len(named) > SITEMAPS_SHOWN_MAX else ""
    remedy = f"Download the sitemaps it names, and launch each: {shown}{more}."
    return CatalogUnreadable(f"{path} names other sitemaps and has no pages itself.", remedy)
