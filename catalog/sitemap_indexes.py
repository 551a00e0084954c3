"""Sitemaps that name other sitemaps: which of them are still to be read, without end or circle."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from catalog.bounds import ADDRESS_MAX
from catalog.unreadable import CatalogUnreadable
from catalog.xml_kind import XmlKind, xml_kind
from catalog.xml_stream import local_name, read_entries

CHILDREN_MAX = 1_000
"""Sitemaps of one source, indexes among them; each may have 50,000 pages."""
DEPTH_MAX = 3
"""Indexes within each other. The protocol knows no index in an index, some shops do."""

_SITEMAPS = frozenset({"sitemap"})

_SPLIT = "Add a source for each of the shop's sitemaps of products."
_NO_INDEX = "Give the address of a sitemap."


@dataclass(frozen=True)
class ChildSitemap:
    """One sitemap that an index names. `lastmod` as it stands there, empty when it does not."""

    address: str
    lastmod: str = ""


def is_sitemap_index(path: Path) -> bool:
    """Whether the file names other sitemaps. Raises `CatalogUnreadable` when it is no XML of ours at all."""
    return xml_kind(path) is XmlKind.SITEMAP_INDEX


def read_sitemap_index(path: Path) -> tuple[ChildSitemap, ...]:
    """The sitemaps that the file names, each once. Raises `CatalogUnreadable` for no index, or one too long."""
    if not is_sitemap_index(path):
        raise CatalogUnreadable(f"{path} names no other sitemaps.", _NO_INDEX)
    found = list(islice(_children(path), CHILDREN_MAX + 1))
    if len(found) > CHILDREN_MAX:
        raise CatalogUnreadable(f"{path} names more than {CHILDREN_MAX:,} sitemaps.", _SPLIT)
    return tuple({child.address: child for child in found}.values())


class SitemapWalk:
    """The way through a shop's sitemaps, beginning at one address: `next` to fetch, then `found` what it names."""

    def __init__(self, start: str) -> None:
        self._waiting: deque[tuple[ChildSitemap, int]] = deque([(ChildSitemap(start), 1)])
        self._met = {start}
        self._depths: dict[str, int] = {}

    def next(self) -> ChildSitemap | None:
        """The next sitemap to fetch; None when all were given."""
        if not self._waiting:
            return None
        child, depth = self._waiting.popleft()
        self._depths[child.address] = depth
        return child

    def found(self, index: str, children: tuple[ChildSitemap, ...]) -> None:
        """The sitemap at the address `index` names these; those met before are passed over.

        Raises `CatalogUnreadable` when they are too many, or too deep within each other.
        """
        depth = self._depths[index] + 1
        fresh = [child for child in children if child.address not in self._met]
        if fresh and depth > DEPTH_MAX:
            raise CatalogUnreadable(f"{index} is an index more than {DEPTH_MAX - 1} deep.", _SPLIT)
        if len(self._met) + len(fresh) > CHILDREN_MAX:
            raise CatalogUnreadable(f"{index} makes it more than {CHILDREN_MAX:,} sitemaps.", _SPLIT)
        self._met.update(child.address for child in fresh)
        self._waiting.extend((child, depth) for child in fresh)


def _children(path: Path) -> Iterator[ChildSitemap]:
    for entry in read_entries(path, _SITEMAPS):
        texts = {local_name(child.tag): (child.text or "").strip() for child in entry.element}
        address = texts.get("loc", "")
        if 0 < len(address) <= ADDRESS_MAX:
            yield ChildSitemap(address, texts.get("lastmod", "")[:60])
