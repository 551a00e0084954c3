"""Several addresses in one cell."""

import json
import re
from collections.abc import Iterator, Sequence

# A comma may stand within an address; it parts two only where the next one begins.
# A run of separators is tried from its first one alone: otherwise a cell full of them costs its square.
_NEXT_ADDRESS = re.compile(r"(?<![\s,;|])[\s,;|]+(?=https?://|/)", re.IGNORECASE)
# Names of files have no such beginning: they are a list only when each of them ends as a picture does.
_NEXT_FILE = re.compile(r"[,;|]")
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|heic|bmp|tiff?)\s*$", re.IGNORECASE)
_QUOTES = ("'", '"')
_BETWEEN_QUOTES = re.compile(r"[\"']\s*,\s*[\"']")
# What stands before an address tells whether it is one within words (`mug.jpg (https://…)`, `="https://…"`), or
# the tail of another (`/redirect?to=https://…`).
_BEFORE = re.compile(r"[\s\"'<(\[{]")
_WITHIN = re.compile(r"https?://[^\s\"'<>)\]}]+", re.IGNORECASE)
_NAMES = ("url", "src", "href")
"""Of what a list's objects call their address."""
_WIX_MEDIA = re.compile(r"[0-9a-f]{6}_[0-9a-f]{32}~mv2[\w.]*")

WIX_FOLDER = "https://static.wixstatic.com/media/"
"""Where Wix shows the pictures that its export names without an address."""


def part_addresses(cell: str) -> list[str]:
    """The addresses in a cell, parted by commas, semicolons, bars or white space.

    A list as programs write it (`["https://…", "https://…"]`, `[{"url": "https://…"}]`) is read, too, and of words
    with addresses within them the addresses alone.
    """
    parts = (each for part in _parts(cell) for each in _within(part))
    return [_whole(address) for part in parts if (address := part.strip(" ,;|"))]


def page_address(cell: str) -> str:
    """The address in a cell: the first of those within words, else all of it."""
    return next(iter(_within(cell)), cell)


def _within(text: str) -> list[str]:
    found = _WITHIN.search(text)
    if found is None or not _BEFORE.search(text[: found.start()].lstrip()):
        return [text]
    return _WITHIN.findall(text)


def _parts(cell: str) -> Sequence[str]:
    text = cell.strip()
    if text.startswith(("[", "{")) and (listed := _json_list(text)) is not None:
        return listed
    if text.startswith("[") and text.endswith("]"):
        inner = text[1:-1].strip()
        if not inner or (inner.startswith(_QUOTES) and inner.endswith(_QUOTES)):
            return [part.strip(" \"'\n") for part in _BETWEEN_QUOTES.split(inner)]
    return [part for address in _NEXT_ADDRESS.split(cell) for part in _files(address)]


def _json_list(text: str) -> list[str] | None:
    """The addresses of a list in JSON, or of an object; None for what is neither."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return list(_addresses(found if isinstance(found, list) else [found]))


def _addresses(listed: Sequence[object]) -> Iterator[str]:
    for each in listed:
        stated = [each.get(name) for name in _NAMES] if isinstance(each, dict) else [each]
        yield from [text for text in stated if isinstance(text, str)][:1]


def _files(address: str) -> list[str]:
    pieces = _NEXT_FILE.split(address)
    is_list = "://" not in address and all(map(_PICTURE_FILE.search, pieces))
    return pieces if is_list else [address]


def _whole(address: str) -> str:
    return f"{WIX_FOLDER}{address}" if _WIX_MEDIA.fullmatch(address) else address
