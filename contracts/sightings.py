"""What we say to Pinterest and hear from it, in our words. Never a Temporal payload: `NewPin` has bytes."""

from enum import StrEnum

from pydantic import Field

from contracts.contract import Address, Contract, Instant, Line
from contracts.pace import Quota


class Category(StrEnum):
    """Pinterest's rate-limit categories (`x-ratelimit-category` in its specification)."""

    ORG_READ = "org_read"
    ORG_WRITE = "org_write"


class RateReading(Contract):
    """What one answer's headers said of the quota. `buckets` are empty when they said nothing readable."""

    category: Category
    buckets: tuple[Quota, ...] = ()
    remaining: int | None = None
    reset_seconds: float | None = None
    limited: bool = False
    """The answer was a 429."""


class NewPin(Contract):
    """A pin to be made, with its picture as bytes."""

    board_id: str
    title: str
    description: str
    alt_text: str
    link: str
    section_id: str | None = None
    image: bytes = Field(repr=False)
    content_type: str = "image/jpeg"


class SeenPin(Contract):
    """A pin as Pinterest shows it to its owner."""

    id: str
    board_id: str | None = None
    section_id: str | None = None
    title: str = ""
    link: str | None = None
    created: Instant | None = None
    """None when Pinterest's `created_at` is missing or unreadable; one without a zone is UTC."""
    images: int = 0
    """How many sizes of the picture are there; 0 while it is processing."""


class PinPage(Contract):
    """One page of a listing; no bookmark means that it is the last."""

    pins: tuple[SeenPin, ...]
    bookmark: str | None = None


class SeenBoard(Contract):
    """A board as Pinterest lists it."""

    id: str
    name: str
    pin_count: int | None = None


class SeenAccount(Contract):
    """`GET /user_account`."""

    username: Line
    account_type: Line = ""


class PageLook(Contract):
    """What a product page looked like. `availability` is schema.org's or og:'s, lower case, without prefix."""

    url: Address
    """Where the redirects ended."""
    status: int
    in_stock: bool | None = None
    """None when the page says nothing."""
    redirects: int = 0
