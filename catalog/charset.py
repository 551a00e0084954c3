"""Which character set a file is written in: its mark says so, else UTF-8 if it fits, else Windows' cp1252.

cp1252 fits any bytes at all. Text of another alphabet would come out of it as rows of accented letters, and go to
Pinterest so; it is refused.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from catalog.opening import open_bytes
from catalog.unreadable import CatalogUnreadable

CHUNK_BYTES = 1 << 16
LETTERS_A_STRAY = 20
"""Letters of UTF-8 for each byte that is none: so a text stays UTF-8 into which something else was pasted."""
STRANGE_WORDS_MAX = 4
"""Different words that cp1252 cannot mean, before a file is taken for one of another character set."""

# Four accented letters in a row, or bytes that cp1252 leaves free: Cyrillic, Greek, Japanese and others.
_STRANGE = re.compile(rb"[\xc0-\xff]{4,60}|[\x81\x8d\x8f\x90\x9d][^\x00-\x20]")

_UNREAD = "\ufffd"

_AS_UTF8 = "Save it as CSV UTF-8 (in Excel: Save as, CSV UTF-8), or export it again in UTF-8."

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # UTF-32's mark begins with UTF-16's.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect_charset(path: Path) -> str:
    """The codec's name. Reads the whole file once or twice, in small pieces, when it carries no mark.

    Text that is UTF-8 but for a few stray bytes is UTF-8. Raises `CatalogUnreadable` when it is no known one.
    """
    with open_bytes(path) as file:
        head = file.read(4)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if marked:
        return marked
    letters, strays = _as_utf8(path)
    if strays * LETTERS_A_STRAY <= letters:
        return "utf-8"
    _refuse_other_alphabets(path)
    return "cp1252"


def is_utf8(path: Path) -> bool:
    """Whether the whole file is UTF-8, with a mark or without."""
    _, strays = _as_utf8(path)
    return strays == 0


def _as_utf8(path: Path) -> tuple[int, int]:
    """How many characters beyond ASCII the file has as UTF-8, and how many bytes that are none."""
    # The end is not checked: a file cut within its last character is UTF-8 all the same.
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    letters = strays = 0
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        unread = text.count(_UNREAD)
        strays += unread
        letters += len(text) - len(text.encode("ascii", "ignore")) - unread
    return letters, strays


def _refuse_other_alphabets(path: Path) -> None:
    strange: set[bytes] = set()
    for chunk in _chunks(path):
        strange |= set(_STRANGE.findall(chunk))
        if len(strange) > STRANGE_WORDS_MAX:
            why = f"{path} is not written in UTF-8, and in which other character set cannot be told."
            raise CatalogUnreadable(why, _AS_UTF8)


def _chunks(path: Path) -> Iterator[bytes]:
    with open_bytes(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
