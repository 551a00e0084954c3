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
STRANGE_WORDS_MIN = 2
"""Different words that cp1252 cannot mean, before a file is taken for one of another character set …"""
STRANGE_SHARE = 0.3
"""… and the share that they have, at least, of all different words with other letters than ASCII's."""
WORDS_LOOKED_AT = 10_000
"""Different words after which no more are asked for."""

_WORD = re.compile(r"[A-Za-z\x80-\uffff]{1,60}")
_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŠŒŽšœžŸ"
_STRANGE = re.compile(
    "|".join(
        (
            "(?<!Ã)(?<!â€)\ufffd",  # cp1252 has no use for five bytes; in pasted UTF-8 (`Á`, `”`) they have one
            rf"[{_LETTER}][¹³¿¯¶±¼¾£¢¡¤§ªºƒ„†‡‰“”\u00b8\u201a\u02c6\u02dc][{_LETTER}]",  # cp1250, cp437
            rf"ƒ[A-Za-z]|[{_LETTER}]¿|¯[{_LETTER}]|£[a-zà-ÿ]",
            rf"[a-zß-ÿ][ŠŒŽŸ]|[{_LETTER}][ŠŒŽŸ][a-z]|Ÿ[a-z]",  # MacRoman
            rf"[ìù][a-z]|ø[áíìýù]|(?<![{_LETTER}'\u2019])è[a-z]|[a-zß-ÿ]{{3}}ý(?![{_LETTER}])",  # cp1250's Czech
            rf"ý\w*ý|þ(?![{_LETTER}])|þ[bcdfgklmnpst]|[çü]\w*[ðýþ]|[ðýþ]\w*[çü]",  # cp1254
        )
    )
)
"""What the languages of cp1252 do not write, or hardly ever: signs within words, and letters in odd company."""
# In them, letters beyond ASCII stand alone or in pairs.
_ROW_OF_OTHERS = re.compile(r"[^\x00-\x7f]{4,60}")
_DIFFERENT_MIN = 3
"""Characters of such a row: rulers (`-----`) are none."""
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
    words: set[str] = set()
    strange = 0
    for chunk in _chunks(path):
        text = chunk.decode("cp1252", "replace")
        new = {word for word in _WORD.findall(text) if not word.isascii()} - words
        words |= new
        strange += sum(map(_is_strange, new))
        if len(words) >= WORDS_LOOKED_AT:
            break
    if strange >= max(STRANGE_WORDS_MIN, STRANGE_SHARE * len(words)):
        why = f"{path} is not written in UTF-8, and in which other character set cannot be told."
        raise CatalogUnreadable(why, _AS_UTF8)


def _is_strange(word: str) -> bool:
    rows = _ROW_OF_OTHERS.findall(word)
    return any(len(set(row)) >= _DIFFERENT_MIN for row in rows) or bool(_STRANGE.search(word))


def _chunks(path: Path) -> Iterator[bytes]:
    with open_bytes(path) as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
