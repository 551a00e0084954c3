"""The parts of a workbook (Office Open XML): its sheets, its texts, and which of its numbers are dates."""

import posixpath
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, cast
from xml.etree.ElementTree import Element
from zipfile import ZipFile

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

from catalog.unreadable import CatalogUnreadable
from catalog.workbook_cells import Reader, rich_text
from catalog.xml_stream import local_name, read_entries

STRINGS_MAX = 5_000_000
STRINGS_BYTES_MAX = 200_000_000
"""Of the texts that a workbook keeps beside its sheets, at one to four a character: they alone must be in memory
as a whole."""
STYLES_MAX = 65_536
"""Excel's own limit is 65,490 formats of cells."""
SHEETS_MAX = 1_000
ROW_ELEMENTS_MAX = 70_000
"""A row has 16,384 cells at most, each with a value, a formula and an inline text."""

# The styles of cells stand alone in their list; those within the list before it belong to named styles.
_STYLE_ELEMENTS = frozenset({"numFmts", "cellStyleXfs", "xf"})
_ZEROS = re.compile(r"0{2,30}")
_CSV = "Save it as CSV (UTF-8), or split it into several files."
_AGAIN = "Save it again in a spreadsheet program, or save it as CSV (UTF-8)."


@dataclass(frozen=True)
class SheetPart:
    """A sheet that people can see, and where it is kept."""

    name: str
    part: str


@dataclass(frozen=True)
class Book:
    """What is known of a workbook before its sheets are read."""

    sheets: tuple[SheetPart, ...]
    reader: Reader


def read_book(path: Path, archive: ZipFile) -> Book:
    """The visible sheets in their order, and what is needed to read their cells."""
    main = _main_part(path, archive)
    related = _related(path, archive, main)
    formats = _formats(path, archive, _of_type(related, "styles"))
    reader = Reader(
        strings=_strings(path, archive, _of_type(related, "sharedStrings")),
        date_styles=frozenset(at for at, code in enumerate(formats) if _is_date(code)),
        widths={at: len(code) for at, code in enumerate(formats) if _ZEROS.fullmatch(code)},
        since_1904=_since_1904(path, archive, main),
    )
    return Book(sheets=_sheets(path, archive, main, related), reader=reader)


def part_entries(
    path: Path, archive: ZipFile, part: str, names: frozenset[str], *, elements_max: int
) -> Iterator[Element]:
    """The elements of these names in one part, streaming; in messages the part stands behind the file's name."""
    # What an archive opens is a binary file in all but its declared type.
    content = cast("BinaryIO", archive.open(part))
    try:
        for entry in read_entries(path / part, names, part=content, elements_max=elements_max):
            yield entry.element
    except CatalogUnreadable as error:
        # Nobody mends the parts of a workbook by hand.
        raise CatalogUnreadable(error.message, _AGAIN) from error


@dataclass(frozen=True)
class _Related:
    kind: str
    part: str


def _related(path: Path, archive: ZipFile, part: str) -> Mapping[str, _Related]:
    """The parts that `part` relates to, by their ids; what lies outside the file is left out."""
    folder, name = posixpath.split(part)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, _Related] = {}
    for each in part_entries(path, archive, relations, frozenset({"Relationship"}), elements_max=1):
        if each.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))
            found[each.get("Id", "")] = _Related(posixpath.basename(each.get("Type", "")), target.lstrip("/"))
        if len(found) > SHEETS_MAX:
            raise CatalogUnreadable(f"{path} has more than {SHEETS_MAX:,} sheets.", _CSV)
    return found


def _of_type(related: Mapping[str, _Related], kind: str) -> str | None:
    return next((each.part for each in related.values() if each.kind == kind), None)


def _main_part(path: Path, archive: ZipFile) -> str:
    main = _of_type(_related(path, archive, ""), "officeDocument")
    if main is None:
        raise CatalogUnreadable(f"{path} is no Excel workbook (XLSX).", _AGAIN)
    return main


def _sheets(path: Path, archive: ZipFile, main: str, related: Mapping[str, _Related]) -> tuple[SheetPart, ...]:
    found: list[SheetPart] = []
    for each in part_entries(path, archive, main, frozenset({"sheet"}), elements_max=1):
        sheet = related.get(next((text for name, text in each.items() if local_name(name) == "id"), ""))
        if sheet and sheet.kind == "worksheet" and each.get("state", "visible") == "visible":
            found.append(SheetPart(name=each.get("name", ""), part=sheet.part))
        if len(found) > SHEETS_MAX:
            raise CatalogUnreadable(f"{path} has more than {SHEETS_MAX:,} sheets.", _CSV)
    return tuple(found)


def _since_1904(path: Path, archive: ZipFile, main: str) -> bool:
    found = part_entries(path, archive, main, frozenset({"workbookPr"}), elements_max=10)
    return any(each.get("date1904", "").lower() in {"1", "true"} for each in found)


def _strings(path: Path, archive: ZipFile, part: str | None) -> list[str]:
    strings: list[str] = []
    size = 0
    if part is None:
        return strings
    for each in part_entries(path, archive, part, frozenset({"si"}), elements_max=ROW_ELEMENTS_MAX):
        strings.append(rich_text(each))
        size += held_bytes(strings[-1])
        if size > STRINGS_BYTES_MAX or len(strings) > STRINGS_MAX:
            why = f"{path} has texts of more than {STRINGS_BYTES_MAX:,} bytes, or more than"
            raise CatalogUnreadable(f"{why} {STRINGS_MAX:,} of them.", _CSV)
    return strings


def held_bytes(text: str) -> int:
    """What the text's characters take in memory: a single one beyond ASCII may widen all of them to four bytes."""
    return sys.getsizeof(text) - sys.getsizeof("")


def _formats(path: Path, archive: ZipFile, part: str | None) -> list[str]:
    """The number format of each style that a cell may have, by the style's number."""
    codes: dict[int, str] = dict(BUILTIN_FORMATS)
    formats: list[str] = []
    if part is None:
        return formats
    for each in part_entries(path, archive, part, _STYLE_ELEMENTS, elements_max=STYLES_MAX):
        if local_name(each.tag) == "numFmts":
            codes |= {_id_of(code): code.get("formatCode", "") for code in each}
        elif local_name(each.tag) == "xf":
            formats.append(codes.get(_id_of(each), "General"))
        if len(formats) > STYLES_MAX:
            raise CatalogUnreadable(f"{path} has more than {STYLES_MAX:,} styles.", _CSV)
    return formats


def _id_of(element: Element) -> int:
    stated = element.get("numFmtId", "0")
    return int(stated) if stated.isdecimal() else 0


@lru_cache(maxsize=1_000)
def _is_date(code: str) -> bool:
    return bool(is_date_format(code)) and not is_timedelta_format(code)
