"""Several addresses in one cell."""

import re

# A comma may stand within an address; it parts two only where the next one begins.
_NEXT_ADDRESS = re.compile(r"[\s,;|]+(?=https?://|/)", re.IGNORECASE)


def part_addresses(cell: str) -> list[str]:
    """The addresses in a cell, parted by commas, semicolons, bars or white space."""
    return [address for part in _NEXT_ADDRESS.split(cell) if (address := part.strip(" ,;|"))]
