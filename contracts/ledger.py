"""What the ledger keeps of an intent and its attempts, as the activities see it."""

from typing import Literal

from contracts.contract import Address, Contract, Instant, Line, Text
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import PinOutcome, Refused
from contracts.pace import Priority
from contracts.pin import Media, PinDraft, PinPolicy, PostponeCause
from contracts.product import Product
from contracts.wording import PLAIN, Wording


class NewIntent(Contract):
    """An intent as a door registers it: what to pin, where, by what rules."""

    key: PinKey
    marker: Line
    account: AccountKey
    board_id: str
    board_name: Line
    product: Product
    title: Line = ""
    """As people shall see it: drafted, not as the catalog wrote it."""
    fingerprint: Line
    edition: Line = ""
    image_slot: int = 0
    section_id: str | None = None
    wording: Wording = PLAIN
    not_before: Instant | None = None
    not_after: Instant | None = None
    """When its window closes."""
    priority: Priority = Priority.NORMAL
    policy: PinPolicy = PinPolicy()


class Intent(Contract):
    """An intent as the ledger has it."""

    key: PinKey
    marker: Line
    account: AccountKey
    board_id: str
    board_name: Line = ""
    product: Product
    image_slot: int = 0
    section_id: str | None = None
    wording: Wording = PLAIN
    policy: PinPolicy = PinPolicy()
    draft: PinDraft | None = None
    media: Media | None = None
    pin_id: str | None = None
    outcome: PinOutcome | None = None


class WaitingRow(Contract):
    """A row of a launch that is not admitted yet, and whose time has come near."""

    row: int
    image_slot: int = 0
    board_name: Line
    section_name: Line = ""
    not_before: Instant | None = None
    product: Product


class RowIntent(Contract):
    """A row becomes an intent."""

    kind: Literal["intent"] = "intent"
    row: int
    image_slot: int = 0
    intent: NewIntent


class RowRefused(Contract):
    """A row ends before it was an intent."""

    kind: Literal["refused"] = "refused"
    row: int
    image_slot: int = 0
    refused: Refused


class NewRow(Contract):
    """A row as the launch writes it: a product on its way, or refused at once."""

    row: int
    image_slot: int = 0
    product_key: Line
    title: Text = ""
    board_name: Line = ""
    section_name: Line = ""
    not_before: Instant | None = None
    product: Product | None = None
    refused: Refused | None = None


class NewLaunch(Contract):
    """A launch as the command writes it; the rows follow in the same transaction."""

    launch: LaunchId
    account: AccountKey
    source: Line
    policy: str = "{}"
    """A `LaunchPolicy` as JSON, bounded by its own limits."""
    priority: Priority = Priority.NORMAL
    created: Instant


class KnownBoard(Contract):
    """A board by the name rows use for it. Without an id: why not."""

    name: Line
    board_id: str | None = None
    refused: Refused | None = None


class KnownSection(Contract):
    """A section of a board by the name rows use for it. Without an id: why not."""

    name: Line
    section_id: str | None = None
    refused: Refused | None = None


class ClaimOrder(Contract):
    """A wish to send one write for `key` now. `seconds` bound the whole request."""

    account: AccountKey
    key: PinKey
    board_id: str
    owner: Line
    now: Instant
    seconds: float


class Claim(Contract):
    """The right to send one write until `deadline`; the attempt is written down already."""

    kind: Literal["claim"] = "claim"
    attempt: int
    deadline: Instant
    draft: PinDraft
    section_id: str | None = None
    """Where on the board, as the attempt has it."""


class CertainNo(Contract):
    """Why an attempt made no pin, for certain. Not `sent`: it does not count in the quota either."""

    cause: PostponeCause | None = None
    detail: Text = ""
    sent: bool = True
    blocked_until: Instant | None = None
    """Nothing of the account leaves before this."""


class OpenAttempt(Contract):
    """An attempt whose end is not known."""

    key: PinKey
    attempt: int
    marker: Line
    title: Line
    link: Address
    claimed: Instant
    deadline: Instant
    section_id: str | None = None
    """Where on the board its request went."""
    reads: int = 0
    last_read: Instant | None = None
    doubt: Text = ""
    """What the last reading showed that may be its pin, or why it could show nothing."""
    doubt_lasts: bool = False
    """The last reading showed all that it had to: another one will leave the same doubt."""
    board_gone: bool = False
    """Readings that could have proved it absent found no board. It may come back, and the pin with it."""


class Sight(Contract):
    """What one reading of a board showed of one open attempt."""

    key: PinKey
    attempt: int
    pin_id: str | None = None
    """The attempt's pin."""
    others: tuple[str, ...] = ()
    """Further pins with its marker."""
    doubt: Text = ""
    """Which pins may be its, or why the reading shows nothing. While there is doubt, nothing is absent."""
    doubt_lasts: bool = False
    """All was read, so that another reading would leave the same doubt."""
    whole: bool = False
    """All was read of board and section that its pin could lie in."""
    everywhere: bool = False
    """The account's own listing, too, was read so far that it would have shown the pin."""
    gone: bool = False
    """The board is not there any more."""
