"""What we say to Pinterest and hear from it, in our words. Never a Temporal payload: `NewPin` has bytes."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field

from contracts.contract import Address, Contract, Instant, Line, Text
from contracts.pace import Quota


class Category(StrEnum):
    """Pinterest's rate-limit categories (`x-ratelimit-category` in its specification)."""

    ORG_READ = "org_read"
    ORG_WRITE = "org_write"
    ADS_READ = "ads_read"
    ADS_ANALYTICS = "ads_analytics"
    ORG_ANALYTICS = "org_analytics"


class RateReading(Contract):
    """What one answer's headers said of the quota. `buckets` are empty when they said nothing readable."""

    category: Category
    buckets: tuple[Quota, ...] = ()
    remaining: int | None = None
    reset_seconds: float | None = None
    limited: bool = False
    """The answer was a 429."""


class PictureBytes(Contract):
    """A picture in the request itself."""

    kind: Literal["picture"] = "picture"
    data: bytes = Field(repr=False)
    content_type: str = "image/jpeg"


class PictureAddress(Contract):
    """A picture that Pinterest fetches, once."""

    kind: Literal["address"] = "address"
    url: Address


class UploadedVideo(Contract):
    """A video that was uploaded and processed beforehand."""

    kind: Literal["video"] = "video"
    media_id: str
    cover: PictureBytes | None = None
    """None: the video's first frame."""


NewMedia = PictureBytes | PictureAddress | UploadedVideo
"""What a new pin shows, by the way it reaches Pinterest."""


class NewPin(Contract):
    """A pin to be made. Without a `section_id` it lies on the board itself."""

    board_id: str
    title: str
    description: str
    alt_text: str
    link: str
    section_id: str | None = None
    dominant_color: str | None = None
    """As `#6E7874`."""
    media: NewMedia = Field(discriminator="kind")


class PinUpdate(Contract):
    """Words of a pin that are to change. None: stays as it is; empty: is taken away."""

    title: str | None = None
    description: str | None = None
    alt_text: str | None = None
    link: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to change."""
        return self == PinUpdate()


class MediaStatus(StrEnum):
    """How far Pinterest is with an upload. It never says why one failed."""

    REGISTERED = "registered"
    """Nothing of it has arrived."""
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Registration(Contract):
    """The permission to upload one file: where to, and the fields that prove it. A secret as long as it lasts."""

    media_id: str
    upload_url: Address
    parameters: Mapping[str, str] = Field(repr=False)


class SeenPin(Contract):
    """A pin as Pinterest shows it to its owner."""

    id: str
    board_id: str | None = None
    section_id: str | None = None
    title: str = ""
    link: str | None = None
    parent_pin_id: str | None = None
    """The pin that this one was saved from, by a person: we make pins, we never save them."""
    created: Instant | None = None
    """None when Pinterest's `created_at` is missing or unreadable; one without a zone is UTC."""
    images: int = 0
    """How many sizes of the picture are there; 0 while it is processing."""
    original: tuple[int, int] | None = None
    """Width and height in pixels of the picture as Pinterest keeps it, when the answer tells."""
    media_type: Line = ""
    """`image`, `video`, `multiple_images`, or what Pinterest invents. A fresh video pin may still say `image`."""
    creative_type: Line = ""
    """`REGULAR`, `VIDEO`, ...: REGULAR, too, until a video was processed."""
    duration_seconds: float | None = None
    """A video's; None until it was processed."""


class PinPage(Contract):
    """One page of a listing; no bookmark means that it is the last."""

    pins: tuple[SeenPin, ...]
    bookmark: str | None = None
    answered: Instant | None = None
    """When Pinterest answered, by its own clock (the header `Date`): what `created` is measured by."""


class SeenBoard(Contract):
    """A board as Pinterest lists it."""

    id: str
    name: str
    pin_count: int | None = None
    privacy: Line = ""
    """`PUBLIC`, `PROTECTED`, `SECRET`, or what Pinterest invents."""
    description: Text = ""


class BoardChange(Contract):
    """What becomes another about a board. None: it stays as it is."""

    name: Line | None = None
    description: Text | None = None
    secret: bool | None = None


class SeenSection(Contract):
    """A section of a board as Pinterest lists it."""

    id: str
    name: str


class SeenAccount(Contract):
    """`GET /user_account`."""

    username: Line
    id: str | None = None
    """Stays when the account is renamed."""
    account_type: Line = ""


class PageLook(Contract):
    """What a product page looked like. `availability` is schema.org's or og:'s, lower case, without prefix."""

    url: Address
    """Where the redirects ended."""
    status: int
    in_stock: bool | None = None
    """None when the page says nothing."""
    redirects: int = 0
