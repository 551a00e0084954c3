"""How a product ends, and for every other end than `live`: why, what to do, and who must do it."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from contracts.contract import Address, Contract, Instant, Line, Text


class Outcome(StrEnum):
    """The four ends of a product; a row without one is still waiting."""

    LIVE = "live"
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"


class Actor(StrEnum):
    """Who must act before the product can be a pin."""

    MERCHANT = "merchant"
    """Whoever keeps the catalog and the shop."""
    OPERATOR = "operator"
    """Whoever runs Pinflow and its accounts."""
    PINTEREST = "pinterest"
    """Only Pinterest can; ask its support."""
    NOBODY = "nobody"
    """Nothing to do: Pinflow goes on by itself."""


ACTOR_WORDS: Mapping[Actor, str] = MappingProxyType(
    {
        Actor.MERCHANT: "The merchant must act",
        Actor.OPERATOR: "Whoever runs Pinflow must act",
        Actor.PINTEREST: "Only Pinterest can act",
        Actor.NOBODY: "Nobody needs to act",
    }
)
"""How people are told who."""


class Reason(StrEnum):
    """Stable codes of why a product is not live. Each stands in `docs/reasons.md`, and a test holds it there."""

    ROW_UNREADABLE = "row_unreadable"
    TITLE_MISSING = "title_missing"
    PRODUCT_NOT_PUBLISHED = "product_not_published"
    PRODUCT_OUT_OF_STOCK = "product_out_of_stock"
    BOARD_MISSING = "board_missing"
    BOARD_INVALID = "board_invalid"
    BOARD_UNMATCHED = "board_unmatched"
    BOARD_AMBIGUOUS = "board_ambiguous"
    BOARD_LIMIT = "board_limit"
    LINK_MISSING = "link_missing"
    LINK_INVALID = "link_invalid"
    LINK_TOO_LONG = "link_too_long"
    LINK_DEAD = "link_dead"
    LINK_UNREACHABLE = "link_unreachable"
    LINK_OUT_OF_STOCK = "link_out_of_stock"
    IMAGE_MISSING = "image_missing"
    IMAGE_ADDRESS_INVALID = "image_address_invalid"
    IMAGE_NOT_FOUND = "image_not_found"
    IMAGE_FORBIDDEN = "image_forbidden"
    IMAGE_UNREACHABLE = "image_unreachable"
    IMAGE_NOT_A_PICTURE = "image_not_a_picture"
    IMAGE_FORMAT = "image_format"
    IMAGE_TOO_SMALL = "image_too_small"
    IMAGE_TOO_LARGE = "image_too_large"
    IMAGE_BROKEN = "image_broken"
    IMAGE_SHAPE = "image_shape"
    VIDEO_ADDRESS_INVALID = "video_address_invalid"
    VIDEO_NOT_FOUND = "video_not_found"
    VIDEO_FORBIDDEN = "video_forbidden"
    VIDEO_UNREACHABLE = "video_unreachable"
    VIDEO_TOO_LARGE = "video_too_large"
    VIDEO_FORMAT = "video_format"
    VIDEO_LENGTH = "video_length"
    VIDEO_SHAPE = "video_shape"
    MEDIA_NOT_PUBLIC = "media_not_public"
    MEDIA_FAILED = "media_failed"
    PINTEREST_REFUSED = "pinterest_refused"
    PINTEREST_REFUSED_IMAGE = "pinterest_refused_image"
    PINTEREST_BOARD_GONE = "pinterest_board_gone"
    PINTEREST_TRIAL_APP = "pinterest_trial_app"
    PIN_REMOVED = "pin_removed"
    PIN_DIFFERS = "pin_differs"
    PIN_NOT_READY = "pin_not_ready"
    ANSWER_LOST = "answer_lost"
    PIN_NOT_MADE = "pin_not_made"
    KEY_REUSED = "key_reused"
    WINDOW_NEVER_OPENS = "window_never_opens"
    GAVE_UP = "gave_up"
    CANCELLED = "cancelled"
    CANCELLED_TOO_LATE = "cancelled_too_late"
    """The one that a live pin may have: somebody believes it withdrawn."""


class Refused(Contract):
    """A product that will not be a pin as it stands: an expected end, not a failure of the program.

    `message` says what is wrong with this product, with figures; `remedy` what to do; `actor` who must.
    """

    kind: Literal["refused"] = "refused"
    reason: Reason
    message: Text
    remedy: Text
    actor: Actor


FOUND = "found"
"""Evidence of a pin that the board had before this ledger knew of it."""


class Evidence(Contract):
    """One thing that was seen, and when: `posted`, `adopted`, `found`, `read_back`, `board`, `section`, `link`,
    `images`, `video`, `gone`.
    """

    what: Line
    value: Address = ""
    """What was seen; an address at most."""
    at: Instant


class PinOutcome(Contract):
    """The end of one intent, as the ledger keeps it and the workflow returns it."""

    kind: Literal["outcome"] = "outcome"
    outcome: Outcome
    already: bool = False
    """It was live before this launch asked for it."""
    changed: bool = False
    """The catalog's copy, price or picture differ from what the live pin was made of."""
    board_id: str | None = None
    pin_id: str | None = None
    reason: Reason | None = None
    message: Text | None = None
    remedy: Text | None = None
    actor: Actor | None = None
    evidence: tuple[Evidence, ...] = ()
    owner_only: bool = False
    """Live, and seen by its owner alone (Pinterest's sandbox, a trial app)."""


def refused_outcome(refused: Refused, *, board_id: str | None = None) -> PinOutcome:
    """The outcome that a refusal ends in."""
    return PinOutcome(
        outcome=Outcome.REFUSED,
        board_id=board_id,
        reason=refused.reason,
        message=refused.message,
        remedy=refused.remedy,
        actor=refused.actor,
    )
