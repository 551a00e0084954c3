"""What goes in and out of the five steps of a pin."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.contract import Address, Contract, Digest, Instant, Line, Text
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import Evidence, PinOutcome, Refused
from contracts.studio import VideoKind

TITLE_MAX = 100
DESCRIPTION_MAX = 800
ALT_TEXT_MAX = 500
LINK_MAX = 2_048
"""Pinterest's limits of a pin, in characters (API v5, PinCreate)."""

GRACE_SECONDS_PINTEREST = 15 * 60.0
GRACE_SECONDS_SIMULATOR = 20.0
"""How long after an attempt's deadline its pin may still turn up on the board."""


class MediaStrategy(StrEnum):
    """How a pin's media reaches Pinterest. API v5 has no image upload through `/media`."""

    IMAGE_BASE64 = "image_base64"
    """In the pin's own request: no hosting needed."""
    IMAGE_URL = "image_url"
    """From a public asset store, which Pinterest fetches once."""
    VIDEO = "video_id"
    """Registered, uploaded and processed beforehand."""


class PinPolicy(Contract):
    """The rules a pin is made by, decided once by whoever starts it and carried in its input."""

    shop_url: Address | None = None
    """Where product pages live when the source has no links: `https://shop.example.com`."""
    stand_in_shop: Address | None = None
    """Origin and path of the demo shop that answers for the products' hosts; None: they answer themselves."""
    campaign: Line = "pinflow"
    """`utm_campaign` of the pin's link."""
    background: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    """Colour beside the picture; None: the picture's own edge colour."""
    grace_seconds: float = GRACE_SECONDS_PINTEREST
    owner_only: bool = False
    """The account's pins are seen by their owner alone (Pinterest's sandbox, a trial app)."""
    strategy: MediaStrategy = MediaStrategy.IMAGE_BASE64
    """How pictures travel; a video has one way only."""
    look_again_seconds: Annotated[float, Field(gt=0)] | None = None
    """A live pin is looked at once more after this; None: the first look is enough."""


class PinRequest(Contract):
    """The input of `ProductPinWorkflow`: which intent, for whom, by what rules. The product is in the ledger."""

    account: AccountKey
    key: PinKey
    board_id: str
    board_name: Line = ""
    product: Line = ""
    """The product's key in its catalog."""
    title: Line = ""
    image_slot: int = 0
    """Which of the product's pictures, counted from 0."""
    section_id: str | None = None
    launch: LaunchId | None = None
    urgent: bool = False
    """It knocks at its account's door as soon as it waits for a slot, instead of waiting to be seen."""
    policy: PinPolicy = PinPolicy()


class PinDraft(Contract):
    """A pin as it will be sent, but for its picture."""

    kind: Literal["draft"] = "draft"
    title: Annotated[str, StringConstraints(max_length=TITLE_MAX)]
    description: Annotated[str, StringConstraints(max_length=DESCRIPTION_MAX)]
    alt_text: Annotated[str, StringConstraints(max_length=ALT_TEXT_MAX)]
    link: Annotated[str, StringConstraints(max_length=LINK_MAX)]
    image_url: Address
    """Empty only for a video without a cover."""
    video_url: Address | None = None
    dominant_color: Line | None = None


class PreparedImage(Contract):
    """A picture ready for Pinterest, in the asset store under its digest. Width and height in pixels."""

    kind: Literal["image"] = "image"
    sha256: Digest
    width: int
    height: int
    size_bytes: int
    content_type: str = "image/jpeg"


class PreparedVideo(Contract):
    """A video fit for Pinterest, in the asset store under its digest. Pixels as they are seen."""

    kind: Literal["video"] = "video"
    sha256: Digest
    content_type: VideoKind
    size_bytes: int
    width: int
    height: int
    seconds: float | None = None
    """None when the file does not tell its length."""
    cover: PreparedImage | None = None
    """None: the video's first frame."""


class Media(Contract):
    """A reference to media that is ready: what publish sends, or tells Pinterest to fetch."""

    kind: Literal["media"] = "media"
    strategy: MediaStrategy = MediaStrategy.IMAGE_BASE64
    asset: Digest
    """The picture in the asset store; of a video its cover, or the video itself when it has none."""
    content_type: str = "image/jpeg"
    url: Address | None = None
    """Where Pinterest finds the picture (`image_url`)."""
    media_id: str | None = None
    """The video at Pinterest (`video_id`)."""
    width: int | None = None
    height: int | None = None
    """Pixels of the picture or video as it was prepared; None: not known any more."""

    @property
    def has_picture(self) -> bool:
        """Whether `asset` is a picture: not so for a video without a cover."""
        return self.content_type.startswith("image/")


class Slot(Contract):
    """A moment at which one write may leave. It expires by itself; nothing is given back."""

    at: Instant
    expires: Instant


class PublishOrder(Contract):
    """One attempt to make the pin, within one slot."""

    account: AccountKey
    key: PinKey
    board_id: str
    media: Media
    slot: Slot


class ReadBackOrder(Contract):
    """Find out what became of the last attempt of `key`."""

    account: AccountKey
    key: PinKey
    board_id: str
    grace_seconds: float


class ConfirmOrder(Contract):
    """Look at the pin until it is seen with board, link and images."""

    account: AccountKey
    key: PinKey
    board_id: str
    pin_id: str
    owner_only: bool = False
    already: bool = False
    """The pin was there before anyone asked this ledger for it."""


class Published(Contract):
    """Pinterest has the pin. Not yet live: its picture may still be processing."""

    kind: Literal["published"] = "published"
    pin_id: str
    evidence: Evidence


class PostponeCause(StrEnum):
    """Why an attempt ended with nothing sent, or nothing made."""

    SLOT_MISSED = "slot_missed"
    BOARD_BUSY = "board_busy"
    QUOTA = "quota"
    BRAKED = "braked"
    PARKED = "parked"
    NOT_SENT = "not_sent"
    TOKEN_EXPIRED = "token_expired"  # noqa: S105 - no token
    """A new access token is on its way: nothing left."""
    NOT_YET_DUE = "not_yet_due"
    HELD = "held"
    ABSENT = "absent"
    BOARD_GONE = "board_gone"
    """The board went while the answer was waited for: another request would have nowhere to go."""


class Postponed(Contract):
    """No pin came of this attempt, for certain: another slot is needed, not before `until`."""

    kind: Literal["postponed"] = "postponed"
    cause: PostponeCause
    until: Instant
    detail: Text = ""


class Uncertain(Contract):
    """The request left and no readable answer came: only the board can tell."""

    kind: Literal["uncertain"] = "uncertain"
    attempt: int
    deadline: Instant
    detail: Text = ""
    claimed: Instant | None = None
    reads: int = 0
    """How often the board was read whole for it."""
    known: Text = ""
    """What is known of it, in words."""


Extracted = Annotated[PinDraft | Refused | PinOutcome | Published | Uncertain, Field(discriminator="kind")]
"""No draft when the ledger knows better: ended, already made, or an earlier run's attempt to settle first."""

ImageResult = Annotated[PreparedImage | Refused, Field(discriminator="kind")]
VideoResult = Annotated[PreparedVideo | Refused, Field(discriminator="kind")]
MediaResult = Annotated[Media | Refused, Field(discriminator="kind")]
PublishResult = Annotated[Published | Refused | PinOutcome | Postponed | Uncertain, Field(discriminator="kind")]
"""`PinOutcome` when the ledger already knows the end: live by another door, or withdrawn."""
