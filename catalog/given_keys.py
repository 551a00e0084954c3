"""The key that a caller gives a pin: taken as it stands, or refused, and never cut, for it is an identity."""

from dataclasses import dataclass

from contracts.product import GIVEN_KEY_MAX

_LONG = f"Give a key of at most {GIVEN_KEY_MAX} characters, or leave the column empty."
_ONE_LINE = "Write it in one line of letters, digits and signs, or leave the column empty."


@dataclass(frozen=True)
class BadKey:
    """A key that cannot be one, and what to do."""

    why: str
    remedy: str


def read_given_key(cell: str) -> str | BadKey | None:
    """The cell without blanks around it; None when there is nothing in it."""
    key = cell.strip()
    if not key:
        return None
    if len(key) > GIVEN_KEY_MAX:
        return BadKey(f"The idempotency key has {len(key):,} characters; at most {GIVEN_KEY_MAX} are read.", _LONG)
    if not key.isprintable():
        return BadKey("The idempotency key has a line break, or a sign that cannot be printed.", _ONE_LINE)
    return key
