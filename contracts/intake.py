"""What comes in from sources, on its way from a door to what is decided about a product."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from contracts.changes import DELIVERY_MAX, KnownProduct, ProductKey
from contracts.contract import Contract, Digest, Instant, Line, Text
from contracts.names import AccountKey, SourceKey
from contracts.sources import SourceKind

BODY_BYTES_MAX = 5 * 1024 * 1024
"""The largest body that is taken in, as it came."""

NO_NUL = r"^[^\x00]*$"
"""No database keeps that character in a text."""

HEADERS_MAX = 40
HEADER_MAX = 2_000
"""Characters of one header's value."""

SECRETS_MAX = 5
"""Secrets that a source's deliveries may be signed with at once: the old, the new, and room for mistakes."""

SETTINGS_MAX = 20_000
RULES_MAX = 200_000
"""Characters, as with board rules: a text that somebody writes by hand."""


DECISION_TEXT_MAX = 500_000
"""Characters: a line for each of a source's rules, and what they do with all of a product's pictures."""

DecisionText = Annotated[str, StringConstraints(max_length=DECISION_TEXT_MAX)]


class SourceGone(Exception):
    """No such source is kept here, or it is being removed."""


class PollOvertaken(Exception):
    """A later poll of the source has begun: what this one still sees is no news any more."""


class Delivery(Contract):
    """What a door has verified and wants kept before it says yes."""

    source: SourceKey
    topic: Annotated[Line, StringConstraints(pattern=NO_NUL)] = ""
    dedupe: Annotated[str, StringConstraints(min_length=1, max_length=DELIVERY_MAX, pattern=NO_NUL)]
    """The same text is the same delivery, however often this source sends it."""
    body: Annotated[bytes, Field(max_length=BODY_BYTES_MAX, repr=False)]
    headers: dict[str, Annotated[str, StringConstraints(max_length=HEADER_MAX)]] = Field(
        default_factory=dict, max_length=HEADERS_MAX
    )
    """Those that matter for reading the body: never one that holds a signature or a secret."""
    received: Instant


class Arrival(StrEnum):
    """What became of a delivery that a door handed in."""

    NEW = "new"
    DOUBLED = "doubled"
    """It is here already: as good as accepted."""
    UNKNOWN = "unknown"
    """No such source is kept, or it is being removed: nothing was stored."""


class TakenDelivery(Delivery):
    """One to be read, by whoever took it, until its lease ends."""

    id: int
    takes: int
    """How often it was taken, this time too: one that kills its readers is known by it."""


class RefusedDelivery(Contract):
    """One of which something, or all, could not be read."""

    id: int
    topic: Line = ""
    received: Instant
    reason: Line | None = None
    """None: the rest of it was read."""
    message: Text


class PendingProduct(Contract):
    """A product of which something waits: changes, or a decision that nobody has carried out."""

    source: SourceKey
    product_key: ProductKey
    account: AccountKey
    changes: tuple[int, ...] = ()
    """Those that it is told for."""
    decisions: tuple[int, ...] = ()


class NewDecision(Contract):
    """What rules made of a product's changes. The store understands none of it but `actions`' names."""

    happenings: DecisionText
    """JSON."""
    actions: DecisionText
    """JSON."""
    explanation: DecisionText = ""
    counted: tuple[Line, ...] = ()
    """The actions' names, for the counters. Without one nothing is to be done."""


class Folding(Contract):
    """What a product's changes came to, and what is done about it."""

    known: KnownProduct
    decision: NewDecision | None = None


class KeptDecision(NewDecision):
    """A decision that waits until somebody says that it was carried out."""

    id: int
    source: SourceKey
    product_key: ProductKey
    at: Instant


class FoldStep(Contract):
    """One step for a product: first what was decided and not done, then what its next changes come to."""

    decision: KeptDecision | None = None
    """To be carried out, and then to be called done: until then every step gives it again."""
    folded: int = 0
    """Changes that this step took in."""
    more: bool = False
    """Whether changes are left: another step, once the decision is done."""


class PollDoubt(Contract):
    """So many products are missing that nobody believes it yet."""

    absent: int
    polls: int
    """In a row, that one too."""
    why: Text


class PollNote(Contract):
    """What a poll found at the source's address. After a failed one the next asks for the same as before."""

    at: Instant
    error: Text | None = None
    """None: it was read to its end, or is as it was."""
    words: Text | None = None
    """What it came to, in a sentence or two."""
    well_at: Instant | None = None
    """When a poll last went well; None: none did yet."""
    failures: int = 0
    """Polls in a row that did not go well."""
    unreadable: int = 0
    """Rows that could not be read when absences last counted: they are nobody who was here."""
    doubt: PollDoubt | None = None
    alarm: Text | None = None
    """What a person should see to; None: nothing, or not any more."""
    etag: Line | None = None
    last_modified: Line | None = None
    content: Digest | None = None
    """Of the whole answer."""
    sale_turn: Instant | None = None
    """When a sale in it begins or ends: then it is read again, although it is as it was."""


class NewSource(Contract):
    """A source as somebody adds it; its secrets are given apart."""

    key: SourceKey
    kind: SourceKind
    account: AccountKey
    settings: Annotated[str, StringConstraints(max_length=SETTINGS_MAX)] = "{}"
    """JSON: address, mapping, currency, shop's address, intervals, as its kind needs them."""
    rules: Annotated[str, StringConstraints(max_length=RULES_MAX)] | None = None
    """TOML; None: the rules that hold where nobody wrote any."""


class SourceCard(NewSource):
    """A source as it may be shown, and as pollers need it."""

    created: Instant
    paused: Line | None = None
    """What a person said when they stopped it: what it sends is kept and waits, it is not polled."""
    secrets: int = 0
    """How many deliveries may be signed with."""
    poll: int = 0
    """The number of the last poll that began."""
    polled: PollNote | None = None
    """The last one, with the marks of the last that went well."""


class Absentees(Contract):
    """How a complete poll compares with what was known of its source."""

    known: int
    """Products that some poll has seen."""
    absent: int
    """Those among them that this poll has not."""


class Backlog(Contract):
    """What of a source waits."""

    deliveries: int
    """To be read."""
    changes: int
    """For their products to become quiet, and to be folded."""
    decisions: int
    """To be carried out."""
    oldest: Instant | None = None
    """When the first of the deliveries came."""


class IntakeCount(Contract):
    """How often something happened at a source in one day, UTC."""

    source: SourceKey
    day: Line
    """ISO 8601, such as `2026-11-21`."""
    what: Line
    """`received`, `doubled`, `refused:<reason>`, `changes`, `repeated`, `coalesced`, `decided:<action>`."""
    count: int
