"""Several addresses in one cell."""

import re

# A comma may stand within an address; it parts two only where the next one begins.
# A run of separators is tried from its first one alone: otherwise a cell full of them costs its square.
_NEXT_ADDRESS = re.compile(r"(?<![\s,;|])[\s,;|]+(?=https?://|/)", re.IGNORECASE)
# Names of files have no such beginning: they are a list only when each of them ends as a picture does.
_NEXT_FILE = re.compile(r"[,;|]")
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|heic|bmp|tiff?)\s*$", re.IGNORECASE)
_QUOTES = ("'", '"')
_BETWEEN_QUOTES = re.compile(r"[\"']\s*,\s*[\"']")
_WIX_MEDIA = re.compile(r"[0-9a-f]{6}_[0-9a-f]{32}~mv2[\w.]*")

WIX_FOLDER = "https://static.wixstatic.com/media/"
"""Where Wix shows the pictures that its export names without an address."""


def part_addresses(cell: str) -> list[str]:
    """The addresses in a cell, parted by commas, semicolons, bars or white space.

    A list as programs write it (`["https://…", "https://…"]`) is read, too.
    """
    return [_whole(address) for part in _parts(cell) if (address := part.strip(" ,;|"))]


def _parts(cell: str) -> list[str]:
    text = cell.strip()
    if text.startswith("[") and text.endswith("]"):
        inner = text[1:-1].strip()
        if not inner or (inner.startswith(_QUOTES) and inner.endswith(_QUOTES)):
            return [part.strip(" \"'\n") for part in _BETWEEN_QUOTES.split(inner)]
    return [part for address in _NEXT_ADDRESS.split(cell) for part in _files(address)]


def _files(address: str) -> list[str]:
    pieces = _NEXT_FILE.split(address)
    is_list = "://" not in address and all(map(_PICTURE_FILE.search, pieces))
    return pieces if is_list else [address]


def _whole(address: str) -> str:
    return f"{WIX_FOLDER}{address}" if _WIX_MEDIA.fullmatch(address) else address
