"""An index leads to its sitemaps, each once, and never round in a circle."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.sitemap_indexes import (
    CHILDREN_MAX,
    DEPTH_MAX,
    ChildSitemap,
    SitemapWalk,
    is_sitemap_index,
    read_sitemap_index,
)
from catalog.unreadable import CatalogUnreadable
from tests.catalog.builders import a_file, raw_file
from tests.catalog.xml_builders import SITEMAP, sitemap

START = "https://a.example/sitemap.xml"


def index(*children: str) -> str:
    body = "".join(f"<sitemap>{child}</sitemap>" for child in children)
    return f"<sitemapindex {SITEMAP}>{body}</sitemapindex>"


def test_an_index_names_its_sitemaps_each_once(tmp_path: Path) -> None:
    text = index("<loc> /1.xml </loc><lastmod>2026-11-20</lastmod>", "<loc>/2.xml</loc>", "<loc>/2.xml</loc>", "")
    path = raw_file(tmp_path, gzip.compress(text.encode()), name="sitemap.xml.gz")
    assert read_sitemap_index(path) == (ChildSitemap("/1.xml", "2026-11-20"), ChildSitemap("/2.xml"))


def test_a_sitemap_of_pages_is_no_index(tmp_path: Path) -> None:
    path = a_file(tmp_path, sitemap("<loc>https://a.example/mug</loc>"), name="sitemap.xml")
    assert not is_sitemap_index(path)
    with pytest.raises(CatalogUnreadable):
        read_sitemap_index(path)


def test_an_index_that_is_too_long_is_refused(tmp_path: Path) -> None:
    text = index(*(f"<loc>/{number}</loc>" for number in range(CHILDREN_MAX + 1)))
    with pytest.raises(CatalogUnreadable, match="more than 1,000"):
        read_sitemap_index(a_file(tmp_path, text, name="sitemap.xml"))


def test_an_entity_bomb_is_refused(tmp_path: Path) -> None:
    bomb = f'<!DOCTYPE sitemapindex [<!ENTITY a "{"x" * 99}">]>' + index("<loc>&a;</loc>")
    with pytest.raises(CatalogUnreadable, match="document type"):
        read_sitemap_index(a_file(tmp_path, bomb, name="sitemap.xml"))


def test_a_walk_ends_where_sitemaps_name_each_other() -> None:
    walk, asked = SitemapWalk(START), []
    while (child := walk.next()) is not None:
        asked.append(child.address)
        walk.found(child.address, (ChildSitemap(START), ChildSitemap("/b"), ChildSitemap("/a")))
    assert asked == [START, "/b", "/a"]


def test_a_walk_goes_only_so_deep() -> None:
    walk = SitemapWalk(START)
    for number in range(1, DEPTH_MAX):
        here = walk.next()
        assert here is not None
        walk.found(here.address, (ChildSitemap(f"/{number}"),))
    last = walk.next()
    assert last is not None
    with pytest.raises(CatalogUnreadable, match="deep"):
        walk.found(last.address, (ChildSitemap("/too-deep"),))


@given(st.lists(st.integers(1, 700), max_size=5))
def test_a_walk_never_has_more_sitemaps_than_it_may(sizes: list[int]) -> None:
    walk, given_out = SitemapWalk(START), 0
    try:
        for number, size in enumerate(sizes):
            here = walk.next()
            if here is None:
                break
            given_out += 1
            children = tuple(ChildSitemap(f"/{number}/{each}") for each in range(size)) if number < 2 else ()
            walk.found(here.address, children)
    except CatalogUnreadable:
        assert sum(sizes[:2]) >= CHILDREN_MAX
    while walk.next() is not None:
        given_out += 1
    assert given_out <= CHILDREN_MAX
