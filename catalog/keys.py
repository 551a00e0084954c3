"""A product's key in its catalog: part of its pin's identity, so the same file must give the same key for ever."""

import hashlib
import re
import unicodedata
from urllib.parse import unquote, urlsplit

KEY_MAX = 200
_DIGEST_DIGITS = 16
_TRACKING = re.compile(r"(?:utm_\w+|pf)=[^&]*&?", re.IGNORECASE)


def settled_key(text: str) -> str:
    """`text` as a key: NFC, single spaces; one of more than 200 characters ends in a digest of the whole."""
    key = " ".join(unicodedata.normalize("NFC", text).split())
    if len(key) <= KEY_MAX:
        return key
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_DIGITS]
    return f"{key[: KEY_MAX - _DIGEST_DIGITS - 1]}-{digest}"


def slug(text: str) -> str:
    """`text` as Shopify makes a handle of a title: lower case, words joined by "-"; empty without any word."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "-".join("".join(char if _in_word(char) else " " for char in folded).split())


def _in_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")


def link_slug(link: str) -> str:
    """The slug of a link's path and query, without host and campaign tags; empty when it has neither."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return slug(link)
    return slug(unquote(f"{parts.path} {_TRACKING.sub('', parts.query)}"))
