"""Shortens a text without leaving half a word behind.

Limits are in characters (code points), as Pinterest counts them, never in bytes.
"""

import re
import unicodedata

ELLIPSIS = "…"

SENTENCE_SHARE_MIN = 0.5
"""A cut at a sentence must leave at least this share of the limit; otherwise a word is the better place."""

_DANGLING = " \t\n,;:-\u2013\u2014|/&+("
_SENTENCE_END = re.compile(r"[.!?…][\"')\]\u201d\u2019»]*(?=\s)|[\u3002\uff01\uff1f]|(?<=\S)(?=\n)")


def cut_at_word(text: str, limit: int) -> str:
    """`text`, or its first words and "…" within `limit` characters.

    Only a first word that is longer than the limit itself is cut within.
    """
    if len(text) <= limit:
        return text
    room = limit - len(ELLIPSIS)
    words = _whole_words(text, room).rstrip(_DANGLING)
    return (words or text[: _between_clusters(text, room)]) + ELLIPSIS


def cut_at_sentence(text: str, limit: int) -> str:
    """`text`, or its first sentences within `limit` characters; cut at a word where no sentence ends in time."""
    if len(text) <= limit:
        return text
    ends = [found.end() for found in _SENTENCE_END.finditer(text[: limit + 1]) if found.end() <= limit]
    if ends and ends[-1] >= limit * SENTENCE_SHARE_MIN:
        return text[: ends[-1]].rstrip()
    return cut_at_word(text, limit)


def _whole_words(text: str, room: int) -> str:
    """The words that end within the first `room` characters."""
    head = text[:room]
    if text[room].isspace() or not head or head[-1].isspace():
        return head
    words = head.rsplit(None, 1)
    return words[0] if len(words) > 1 else ""


def _between_clusters(text: str, at: int) -> int:
    """The last place at or before `at` that does not part a letter from its accents or an emoji from its rest."""
    while at > 1 and (_clings(text[at]) or text[at - 1] == "\u200d"):
        at -= 1
    return at


def _clings(char: str) -> bool:
    return char == "\u200d" or unicodedata.category(char).startswith("M")
