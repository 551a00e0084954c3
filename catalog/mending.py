"""The products in trouble as the file they came from, with the reasons beside them: mend it, and launch it again.

What the merchant wrote stays as it is, in the same order and under the same names, so that the mended file gives
the same keys. Only feeds and sitemaps become tables.
"""

import codecs
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from catalog.ailments import Ailment
from catalog.charset import detect_charset
from catalog.file_kind import FileKind, detect_kind
from catalog.json_records import JsonShape, open_json
from catalog.mended_feeds import mended_feed
from catalog.mended_json import mended_json
from catalog.mended_tables import mended_table
from catalog.mended_workbooks import write_workbook
from catalog.text_tables import open_table
from catalog.unreadable import CatalogUnreadable
from catalog.workbooks import open_workbook

_WITH_MARK = "utf-8-sig"
_UNKNOWN = "\ufffd"
_CP1252_UNKNOWN = b"\x81"


def write_mendable(source: Path, ailments: Mapping[int, Ailment], out: Path) -> int:
    """Writes the records of `source` that `ailments` names, by the rows `read_catalog` gives; how many it found.

    `out` is there as a whole or, after any error, as it was before. Raises `CatalogUnreadable` when `source` can
    no longer be read, `OSError` when `out` cannot be written, `ValueError` when both are one file.
    """
    if out.exists() and out.samefile(source):
        raise ValueError(f"{out} is the catalog itself; name another file for what is to be mended.")
    with _replacing(out) as part:
        return _WRITERS[detect_kind(source)](source, ailments, part)


def mendable_suffix(source: Path) -> str:
    """How the name of a file written from `source` should end: `.csv`, `.tsv`, `.xlsx`, `.json` or `.jsonl`."""
    return _SUFFIXES[detect_kind(source)](source)


@contextmanager
def _replacing(out: Path) -> Iterator[Path]:
    """A new file beside `out`, which takes its place at the end; nothing of it stays when that is not reached."""
    part = out.with_name(f".{uuid4().hex}.part")
    try:
        yield part
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _write_table(source: Path, ailments: Mapping[int, Ailment], part: Path) -> int:
    sheet = open_table(source)
    count = _write(part, mended_table(sheet, ailments), charset=sheet.charset)
    if _is_read_as(sheet.charset, part):
        return count
    # A few lines of cp1252 may happen to be UTF-8, or look like another set: the mark tells.
    return _write(part, mended_table(sheet, ailments), charset=_WITH_MARK)


def _is_read_as(charset: str, part: Path) -> bool:
    try:
        return detect_charset(part) == charset
    except CatalogUnreadable:
        return False


def _write_workbook(source: Path, ailments: Mapping[int, Ailment], part: Path) -> int:
    return write_workbook(open_workbook(source), ailments, part)


def _write_json(source: Path, ailments: Mapping[int, Ailment], part: Path) -> int:
    return _write(part, mended_json(open_json(source), ailments), charset="utf-8")


def _write_feed(source: Path, ailments: Mapping[int, Ailment], part: Path) -> int:
    return _write(part, mended_feed(source, ailments), charset=_WITH_MARK)


def _write(part: Path, pieces: Iterable[tuple[int, str]], *, charset: str) -> int:
    """Writes the pieces; of how many rows they were."""
    encoder = codecs.getincrementalencoder(charset)("replace")
    rows: set[int] = set()
    with part.open("wb") as file:
        for row, text in pieces:
            rows.add(row)
            file.write(_encoded(encoder, text, charset))
    return len(rows - {0})


def _encoded(encoder: codecs.IncrementalEncoder, text: str, charset: str) -> bytes:
    if charset != "cp1252":
        return encoder.encode(text)
    # A byte that means nothing in cp1252 was read as U+FFFD, and becomes such a byte again.
    return _CP1252_UNKNOWN.join(map(encoder.encode, text.split(_UNKNOWN)))


_WRITERS: Mapping[FileKind, Callable[[Path, Mapping[int, Ailment], Path], int]] = MappingProxyType(
    {
        FileKind.TABLE: _write_table,
        FileKind.WORKBOOK: _write_workbook,
        FileKind.JSON: _write_json,
        FileKind.XML: _write_feed,
    }
)


def _table_suffix(source: Path) -> str:
    return ".tsv" if open_table(source).delimiter == "\t" else ".csv"


def _json_suffix(source: Path) -> str:
    return ".jsonl" if open_json(source).shape is JsonShape.LINES else ".json"


_SUFFIXES: Mapping[FileKind, Callable[[Path], str]] = MappingProxyType(
    {
        FileKind.TABLE: _table_suffix,
        FileKind.WORKBOOK: lambda _: ".xlsx",
        FileKind.JSON: _json_suffix,
        FileKind.XML: lambda _: ".csv",
    }
)
