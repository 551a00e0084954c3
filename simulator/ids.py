"""Ids as Pinterest's look: 18 digits, unique, too long for a double, and no hint of their order."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

DIGITS = 17
STRIDE = 61_803_398_874_989_483  # odd and not a multiple of five: steps through all 17-digit numbers


def new_salt() -> int:
    """Where a world's ids begin. Drawn afresh, so that ids from before a reset never come back."""
    return secrets.randbelow(10**DIGITS)


@dataclass
class Ids:
    """Numbers things in the order of their making. Its two numbers are the whole of its state."""

    salt: int = field(default_factory=new_salt)
    last: int = 0

    def next(self, kind: int) -> tuple[int, str]:
        """The next sequence number and its id, which begins with the digit `kind`."""
        self.last += 1
        return self.last, f"{kind}{(self.salt + self.last * STRIDE) % 10**DIGITS:0{DIGITS}d}"
