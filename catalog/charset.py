"""Which character set a file is written in: its mark says so, else UTF-8 if it fits, else Windows' cp1252."""

import codecs
from pathlib import Path

from catalog.opening import open_bytes

CHUNK_BYTES = 1 << 16

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # UTF-32's mark begins with UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect_charset(path: Path) -> str:
    """The codec's name. Reads the whole file once, in small pieces, when it carries no mark."""
    with open_bytes(path) as file:
        head = file.read(4)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    return marked or ("utf-8" if _is_utf8(path) else "cp1252")


def _is_utf8(path: Path) -> bool:
    # The end is not checked: a file cut within its last character is UTF-8 all the same.
    decoder = codecs.getincrementaldecoder("utf-8")()
    with open_bytes(path) as file:
        try:
            while chunk := file.read(CHUNK_BYTES):
                decoder.decode(chunk)
        except UnicodeDecodeError:
            return False
    return True
