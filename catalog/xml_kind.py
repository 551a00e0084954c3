"""Which of the XML files that we read a file is, told from its first element."""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from defusedxml.common import DTDForbidden
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from catalog.opening import open_bytes
from catalog.unreadable import CatalogUnreadable
from catalog.xml_stream import TOKEN_BYTES_MAX, local_name, plain_words, without_blanks
from drafting.characters import one_line

PIECE_BYTES = 4_096
ROOT_SHOWN_MAX = 60


class XmlKind(StrEnum):
    """The files of XML that hold products, and the one that names such files."""

    MERCHANT = "merchant"
    """A Google Merchant feed, in RSS 2.0 or 1.0 (also without what stands around it) or Atom."""
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemapindex"


_KINDS: Mapping[str, XmlKind] = MappingProxyType(
    {
        "rss": XmlKind.MERCHANT,
        "feed": XmlKind.MERCHANT,
        "RDF": XmlKind.MERCHANT,
        "channel": XmlKind.MERCHANT,
        "urlset": XmlKind.SITEMAP,
        "sitemapindex": XmlKind.SITEMAP_INDEX,
    }
)

_EXPECTED = ("rss", "feed", "urlset", "sitemapindex")

_EXPORT = "Give a Google Merchant feed (RSS or Atom), a sitemap, or a CSV export of the products."
_SAVE_AS = "Open it in a spreadsheet program and save it as XLSX or CSV."
_DOWNLOAD = "Download the file itself: you may have to log in first."
_STRANGERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "html": ("a web page", _DOWNLOAD),
        "svg": ("a picture (SVG)", _EXPORT),
        "workbook": ("an Excel workbook in XML", _SAVE_AS),
        "document": ("an OpenDocument file in XML", _SAVE_AS),
        "plist": ("a property list of Apple's", _EXPORT),
    }
)

_WEB_PAGE = re.compile(rb"<!doctype html|<html", re.IGNORECASE)


def xml_kind(path: Path) -> XmlKind:
    """What the file at `path` is, by its beginning. Raises `CatalogUnreadable` when it is none of these."""
    root = local_name(_root(path))
    kind = _KINDS.get(root)
    if kind is None:
        raise _stranger(path, root)
    return kind


def _stranger(path: Path, root: str) -> CatalogUnreadable:
    if root.lower() in _STRANGERS:
        what, remedy = _STRANGERS[root.lower()]
        return CatalogUnreadable(f"{path} is {what}, not a product feed.", remedy)
    shown = one_line(root[:ROOT_SHOWN_MAX])
    expected = ", ".join(f"<{name}>" for name in _EXPECTED)
    return CatalogUnreadable(f"{path} begins with <{shown}>; expected is one of {expected}.", _EXPORT)


def _root(path: Path) -> str:
    """The first element's name, however broken the file is behind it."""
    target = _Root()
    parser = DefusedXMLParser(target=target, forbid_dtd=True)
    with open_bytes(path) as file, plain_words(path, parser):
        begun = b""
        for _ in range(TOKEN_BYTES_MAX // PIECE_BYTES):
            piece = file.read(PIECE_BYTES)
            text = piece if begun else without_blanks(piece)
            begun = begun or text[:1]
            if text or not piece:
                _feed(parser, target, text)
            if target.name:
                return target.name
    raise CatalogUnreadable(f"{path} has no element in its first {TOKEN_BYTES_MAX:,} bytes.", _EXPORT)


def _feed(parser: DefusedXMLParser, target: "_Root", piece: bytes) -> None:
    """Reads one more piece; an empty one is the file's end."""
    try:
        parser.feed(piece) if piece else parser.close()
    except DTDForbidden as error:
        # The first element is named by its document type, too; web pages and drawings are told by it.
        if error.name.lower() not in _STRANGERS:
            raise
        target.name = error.name
    except ParseError:
        # What is wrong behind the first element is said when the file is read; and few web pages are XML.
        target.name = target.name or ("html" if _WEB_PAGE.search(piece) else "")
        if not target.name:
            raise


class _Root:
    """Listens for the first element."""

    def __init__(self) -> None:
        self.name = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002  (the parser's signature)
        self.name = self.name or tag
