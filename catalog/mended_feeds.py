"""Feeds and sitemaps written again as a table: nobody mends XML by hand, and the table gives the same keys."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from catalog.ailments import COLUMNS, Ailment, our_cells
from catalog.columns import OUR_PREFIX
from catalog.delimited import COLUMNS_MAX
from catalog.mended_tables import line_of
from catalog.merchant_xml import merchant_records
from catalog.sitemaps import sitemap_records
from catalog.xml_kind import XmlKind, xml_kind

Records = Iterator[tuple[int, dict[str, str]]]

FIRST_COLUMNS = ("id", "title", "description", "link", "image_link", "additional_image_link")
"""Where a person looks first; they are there in any case."""

DELIMITER = ","
LINE_END = "\r\n"


def mended_feed(path: Path, ailments: Mapping[int, Ailment]) -> Iterator[tuple[int, str]]:
    """A table of the wanted records: its text in pieces, each with its row in the feed; 0 for the header.

    The feed is read twice, because only its end tells which columns there are.
    """
    read = merchant_records if xml_kind(path) is XmlKind.MERCHANT else sitemap_records
    names = _names(_wanted(read, path, ailments))
    yield 0, line_of([*names, *COLUMNS], DELIMITER) + LINE_END
    for row, cells in _wanted(read, path, ailments):
        line = [*(cells.get(name, "") for name in names), *our_cells(ailments[row])]
        yield row, line_of(line, DELIMITER) + LINE_END


def _wanted(read: Callable[[Path], Records], path: Path, ailments: Mapping[int, Ailment]) -> Records:
    return ((row, cells) for row, cells in read(path) if row in ailments)


def _names(records: Records) -> tuple[str, ...]:
    names = dict.fromkeys(FIRST_COLUMNS)
    for _, cells in records:
        names.update(dict.fromkeys(cells))
    theirs = [name for name in names if not name.casefold().startswith(OUR_PREFIX)]
    return tuple(theirs[: COLUMNS_MAX - len(COLUMNS)])
