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

# In the languages of cp1252, letters beyond ASCII stand alone or in pairs; and for five bytes it has no use.
_STRANGE = re.compile(rb"[\xc0-\xff]{4,60}|[\x80-\xff]{6,60}|[\x81\x8d\x8f\x90\x9d][\x40-\xfc]")
_DIFFERENT_MIN = 3
"""Bytes of such a word: rulers (`-----`) are none."""

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
    """The codec's name. Reads the whole file up to three times, in small pieces, when it carries no mark.

    Text that is UTF-8 but for a few stray bytes is UTF-8. Raises `CatalogUnreadable` when it is no known one.
    """
    with open_bytes(path) as file:
        head = file.read(4)
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    if marked:
        return marked
    if is_utf8(path) or _is_nearly_utf8(path):
        return "utf-8"
    _refuse_other_alphabets(path)
    return "cp1252"


def is_utf8(path: Path) -> bool:
    """Whether the whole file is UTF-8, with a mark or without."""
    # The end is not checked: a file cut within its last character is UTF-8 all the same.
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in _chunks(path):
            decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def _is_nearly_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    letters = strays = 0
    for chunk in _chunks(path):
        text = decoder.decode(chunk)
        strays += text.count(_UNREAD)
        letters += len(text) - len(text.encode("ascii", "ignore"))
    return strays * LETTERS_A_STRAY <= letters


def _refuse_other_alphabets(path: Path) -> None:
    strange: set[bytes] = set()
    for chunk in _chunks(path):
        found = _STRANGE.findall(chunk)
        strange |= {word for word in found if len(set(word)) >= min(len(word), _DIFFERENT_MIN)}
        if len(strange) > STRANGE_WORDS_MAX:
            why = f"{path} is not written in UTF-8, and in which other character set cannot be told."
            raise CatalogUnreadable(why, _AS_UTF8)


def _chunks(path: Path) -> Iterator[bytes]:
    with open_bytes(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
