"""What the patrol finds on an account's boards that is not as the ledger has it."""

from enum import StrEnum

from contracts.contract import Contract, Instant, Line, Text
from contracts.names import AccountKey, PinKey


class FindingKind(StrEnum):
    """What is wrong, or was."""

    DUPLICATE = "duplicate"
    """A second pin of an intent, made by us: both are there."""
    UNEXPECTED = "unexpected"
    """A pin of an intent that ended without one: withdrawn, or refused."""
    STRANGER = "stranger"
    """A pin with our marker that no intent of this ledger has."""
    REMOVED = "removed"
    """A live pin that is not there any more."""
    CHANGED = "changed"
    """A live pin that somebody moved or edited."""
    ADOPTED = "adopted"
    """The pin of an unconfirmed intent was found."""
    ABSENT = "absent"
    """There is no pin of an unconfirmed intent, for certain."""


class Finding(Contract):
    """One thing found, once for each pin and kind, with its evidence."""

    account: AccountKey
    kind: FindingKind
    pin_id: Line
    """The pin that is too many, missing, strange or found; the key of the intent when there is none."""
    board_id: Line = ""
    key: PinKey | None = None
    other_pin_id: Line = ""
    """Of a duplicate: the pin that the intent keeps."""
    made_at: Instant | None = None
    other_made_at: Instant | None = None
    """When Pinterest made each of them; None: not read yet, or Pinterest does not say."""
    detail: Text = ""
    """What was seen, in words."""
    seen_at: Instant
    settled_at: Instant | None = None
    settlement: Line = ""
    """What was done about it, in words; empty as long as somebody may have to act."""
