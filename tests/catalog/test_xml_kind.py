"""What an XML file is, told from its beginning."""

from pathlib import Path

import pytest

from catalog.unreadable import CatalogUnreadable
from catalog.xml_kind import XmlKind, xml_kind
from catalog.xml_stream import TOKEN_BYTES_MAX
from tests.catalog.builders import raw_file
from tests.catalog.xml_builders import atom, rss, sitemap


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (rss(), XmlKind.MERCHANT),
        (atom(), XmlKind.MERCHANT),
        (sitemap(), XmlKind.SITEMAP),
        ("<sitemapindex/>", XmlKind.SITEMAP_INDEX),
        (
            '<?xml version="1.0"?>\n<?xml-stylesheet href="x.xsl"?>\n<!-- made by us -->\n<urlset/>',
            XmlKind.SITEMAP,
        ),
        ('<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"/>', XmlKind.SITEMAP),
        ("\ufeff<rss/>", XmlKind.MERCHANT),
        ("<channel/>", XmlKind.MERCHANT),
        ('<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>', XmlKind.MERCHANT),
    ],
)
def test_the_first_element_tells_the_kind(tmp_path: Path, text: str, kind: XmlKind) -> None:
    assert xml_kind(raw_file(tmp_path, text.encode())) is kind


@pytest.mark.parametrize("behind", ["<broken", "\x01", "&nbsp;", "x" * 5_000_000, "</wrong>"])
def test_what_is_wrong_behind_it_is_said_later(tmp_path: Path, behind: str) -> None:
    assert xml_kind(raw_file(tmp_path, f"<rss>{behind}".encode())) is XmlKind.MERCHANT


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<!DOCTYPE html><html lang=en>", "a web page"),
        ('<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">', "a web page"),
        ("<!doctype html>\n<html>", "a web page"),
        ("<html><body/></html>", "a web page"),
        ("<!-- x -->\n<HTML LANG=en>", "a web page"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        ('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg/>', "SVG"),
        (
            '<?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office"/>',
            "an Excel workbook in XML",
        ),
        ("<products><product/></products>", "begins with <products>; expected is one of <rss>, <feed>"),
        (f"<{'x' * 500}/>", "begins with <" + "x" * 60 + ">;"),
    ],
)
def test_a_stranger_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(CatalogUnreadable) as caught:
        xml_kind(raw_file(tmp_path, text.encode()))
    assert words in caught.value.message
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>", "document type"),
        (b"<!-- only a comment -->", "ends too early"),
        (b"no markup", "broken XML"),
        (b"", "ends too early"),
        (b'<?xml version="1.0" encoding="klingon"?><rss/>', "encoding"),
        (b"<!--" + b"x" * 3 * TOKEN_BYTES_MAX, "no element in its first"),
    ],
)
def test_without_a_first_element_it_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(CatalogUnreadable, match=words) as caught:
        xml_kind(raw_file(tmp_path, content))
    assert caught.value.remedy
