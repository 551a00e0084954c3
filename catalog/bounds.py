"""Fits what a file says into what a contract holds: texts are cut, addresses never are."""

import re
from collections.abc import Iterable

LINE_MAX = 300
TEXT_MAX = 2_000
ADDRESS_MAX = 4_096
TAGS_MAX = 250
"""As `contracts.contract` and `contracts.product` have them."""

# WooCommerce writes a comma within a tag as "\\,".
_PARTED = re.compile(r"(?<!\\),")


def line(text: str) -> str | None:
    """The text within 300 characters; None when it is blank."""
    return text[:LINE_MAX].strip() or None


def paragraph(text: str) -> str:
    """The text within 2,000 characters."""
    return text[:TEXT_MAX]


def tags(text: str) -> tuple[str, ...]:
    """A comma list as tags, each once."""
    found = (line(part.replace("\\,", ",")) for part in _PARTED.split(text))
    return tuple(dict.fromkeys(tag for tag in found if tag))[:TAGS_MAX]


def oversize(*, handle: str, addresses: Iterable[str]) -> str | None:
    """What is too long to be kept and may not be cut, as a sentence; None when all fits."""
    if len(handle) > LINE_MAX:
        return f"The handle has {len(handle):,} characters; at most {LINE_MAX} are read."
    long = next((address for address in addresses if len(address) > ADDRESS_MAX), None)
    if long is None:
        return None
    return f'The address "{long[:60]}…" has {len(long):,} characters; at most {ADDRESS_MAX:,} are read.'
