"""Which characters of a merchant's text a reader sees."""

import unicodedata

_JOINERS = "\u200c\u200d"


def visible(text: str) -> str:
    """`text` in NFC without control, zero-width and other invisible characters; its white space is kept."""
    if text.isascii() and text.isprintable():
        return text
    kept = "".join(char for at, char in enumerate(text) if _shows(char) or _joins(text, at))
    return unicodedata.normalize("NFC", kept)


def one_line(text: str) -> str:
    """`text` as one line a person can read: visible characters, single spaces, none at the ends."""
    return " ".join(visible(text).split())


def _shows(char: str) -> bool:
    # Unassigned characters stay: they are mostly emoji newer than this Python.
    return char.isprintable() or char.isspace() or unicodedata.category(char) in {"Cn", "Co"}


def _joins(text: str, at: int) -> bool:
    """A joiner inside an emoji or an Indic or Persian word changes what is seen; elsewhere it is dirt."""
    return text[at] in _JOINERS and 0 < at < len(text) - 1 and _is_letterlike(text[at - 1], text[at + 1])


def _is_letterlike(*chars: str) -> bool:
    return all(_shows(char) and not char.isascii() and not char.isspace() for char in chars)
