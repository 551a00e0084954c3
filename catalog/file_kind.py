"""Tells a text file from one that no table of text can be read from, before anyone tries."""

from pathlib import Path

from catalog.unreadable import CatalogUnreadable

HEAD_BYTES = 65_536
"""How much of the file is looked at."""
CONTROLS_FORGIVEN = 8
CONTROL_SHARE_MAX = 0.05
"""With more control bytes than these it is no text; a stray NUL is forgiven."""

_SAVE_AS_CSV = "Open it in a spreadsheet program and save it as CSV (UTF-8)."
_UNPACK = "Unpack it and give the CSV file inside."
_EXPORT = "Export the products as CSV and give that file."

_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF", _EXPORT),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (XLS)", _SAVE_AS_CSV),
    (b"7z\xbc\xaf", "a 7-Zip archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"\x89PNG", "a PNG picture", _EXPORT),
    (b"\xff\xd8\xff", "a JPEG picture", _EXPORT),
    (b"SQLite format 3", "an SQLite database", _EXPORT),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_BLANKS = b" \t\r\n\xef\xbb\xbf"
_TEXT_CONTROLS = b"\t\n\r\x0b\x0c\x1a\x1b"


def refuse_what_is_no_text(path: Path) -> None:
    """Raises `CatalogUnreadable` when there is no file at `path`, or it is empty, binary, or markup."""
    head = _head(path)
    if not head.strip(_BLANKS + b"\x00"):
        raise CatalogUnreadable(f"{path} is empty.", _EXPORT)
    for kind, remedy in _kinds(head):
        raise CatalogUnreadable(f"{path} is {kind}, not a CSV file.", remedy)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise CatalogUnreadable(f"There is no file {path}.", "Check the name and the folder.") from error
    except IsADirectoryError as error:
        raise CatalogUnreadable(f"{path} is a folder, not a file.", "Name the CSV file inside it.") from error
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CatalogUnreadable(f"{path} cannot be opened: {why}.", "Check that you may read it.") from error


def _kinds(head: bytes) -> list[tuple[str, str]]:
    """What the file is if it is no table of text, and what to do; empty when it may be one."""
    if head.startswith(_ZIP):
        workbook = b"xl/" in head or b"[Content_Types]" in head
        return [("an Excel workbook (XLSX)", _SAVE_AS_CSV)] if workbook else [("a ZIP archive", _UNPACK)]
    known = [(kind, remedy) for mark, kind, remedy in _SIGNATURES if head.startswith(mark)]
    return known or _markup(head) or _binary(head)


def _markup(head: bytes) -> list[tuple[str, str]]:
    start = head.lstrip(_BLANKS)[:100].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return [("a web page", "Download the file itself: you may have to log in first.")]
    if start.startswith(b"<"):
        return [("XML", _EXPORT)]
    return [("JSON", _EXPORT)] if start.startswith((b"{", b"[")) else []


def _binary(head: bytes) -> list[tuple[str, str]]:
    if head.startswith(_WIDE_MARKS):
        return []  # every second byte of UTF-16 may be NUL
    controls = sum(byte < ord(" ") and byte not in _TEXT_CONTROLS for byte in head)
    return [("binary", _EXPORT)] if controls > CONTROLS_FORGIVEN + len(head) * CONTROL_SHARE_MAX else []
