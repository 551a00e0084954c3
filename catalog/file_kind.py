"""What sort of file it is, by its first bytes and not by its name, before anyone tries to read it."""

from enum import StrEnum, auto
from pathlib import Path

from catalog.opening import GZIP_MARK, open_bytes
from catalog.unreadable import CatalogEmpty, CatalogUnreadable

HEAD_BYTES = 65_536
"""How much of the file is looked at."""
CONTROLS_FORGIVEN = 8
CONTROL_SHARE_MAX = 0.05
"""With more control bytes than these it is no text; a stray NUL is forgiven."""

_SAVE_AS_CSV = "Open it in a spreadsheet program and save it as CSV (UTF-8), without a password."
_UNPACK = "Unpack it and give the file inside."
_EXPORT = "Export the products as CSV and give that file."

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", _EXPORT),
    (GZIP_MARK, "a gzip archive within another", _UNPACK),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (XLS), or one with a password", _SAVE_AS_CSV),
    (b"7z\xbc\xaf", "a 7-Zip archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"\x89PNG", "a PNG picture", _EXPORT),
    (b"\xff\xd8\xff", "a JPEG picture", _EXPORT),
    (b"SQLite format 3", "an SQLite database", _EXPORT),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ODF = b"application/vnd.oasis.opendocument"
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BLANKS = b" \t\r\n\xef\xbb\xbf"
_TEXT_CONTROLS = b"\t\n\r\x0b\x0c\x1a\x1b"


class FileKind(StrEnum):
    """What can be read."""

    TABLE = auto()
    """Text with delimiters."""
    WORKBOOK = auto()
    JSON = auto()
    XML = auto()


def detect_kind(path: Path) -> FileKind:
    """The sort of file at `path`. Raises `CatalogUnreadable` when there is none, or none that holds a catalog."""
    head = _head(path)
    if not head.strip(_BLANKS + b"\x00"):
        raise CatalogEmpty(f"{path} is empty.", _EXPORT)
    known = _archive(head) or _markup(head)
    if known is not None:
        return known
    for kind, remedy in _strangers(head):
        raise CatalogUnreadable(f"{path} is {kind}, not a file of products.", remedy)
    return FileKind.TABLE


def refuse_what_is_no_text(path: Path) -> None:
    """Raises `CatalogUnreadable` when the file at `path` is no text in which a table could stand."""
    kind = detect_kind(path)
    if kind is not FileKind.TABLE:
        raise CatalogUnreadable(f"{path} is a file of the sort {kind}, not a CSV file.", _EXPORT)


def _head(path: Path) -> bytes:
    try:
        with open_bytes(path) as file:
            return file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise CatalogUnreadable(f"There is no file {path}.", "Check the name and the folder.") from error
    except IsADirectoryError as error:
        raise CatalogUnreadable(f"{path} is a folder, not a file.", "Name the file inside it.") from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CatalogUnreadable(f"{path} cannot be opened: {why}.", "Check that you may read it.") from error


def _archive(head: bytes) -> FileKind | None:
    workbook = head.startswith(_ZIP) and (b"xl/" in head or b"[Content_Types]" in head)
    return FileKind.WORKBOOK if workbook else None


def _markup(head: bytes) -> FileKind | None:
    # Every second byte of UTF-16 is NUL in all that matters here.
    start = head.removeprefix(_WIDE_MARKS[0]).removeprefix(_WIDE_MARKS[1]).replace(b"\x00", b"").lstrip(_BLANKS)
    if start.startswith(b"<"):
        return FileKind.XML
    return FileKind.JSON if start.startswith((b"{", b"[")) else None


def _strangers(head: bytes) -> list[tuple[str, str]]:
    """What the file is if no products can be in it, and what to do; empty when it may be a table."""
    if head.startswith(_ZIP):
        return [("an OpenDocument table", _SAVE_AS_CSV)] if _ODF in head else [("a ZIP archive", _UNPACK)]
    known = [(kind, remedy) for mark, kind, remedy in _SIGNATURES if head.startswith(mark)]
    return known or _binary(head)


def _binary(head: bytes) -> list[tuple[str, str]]:
    if head.startswith(_WIDE_MARKS):
        return []  # every second byte of UTF-16 may be NUL
    controls = sum(byte < ord(" ") and byte not in _TEXT_CONTROLS for byte in head)
    return [("binary", _EXPORT)] if controls > CONTROLS_FORGIVEN + len(head) * CONTROL_SHARE_MAX else []
