"""What exists on this Pinterest: accounts, boards and their sections, pins, pictures, videos."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """Access of the account's app. Trial apps have daily quotas that all their accounts share."""

    STANDARD = "standard"
    TRIAL = "trial"


class TrialPins(StrEnum):
    """What becomes of a pin that a trial app makes: nothing at all, or one that its owner alone sees."""

    REFUSED = "refused"
    OWNER_ONLY = "owner_only"


class Privacy(StrEnum):
    PUBLIC = "PUBLIC"
    PROTECTED = "PROTECTED"
    SECRET = "SECRET"  # noqa: S105  a word for who sees a board


@dataclass(frozen=True)
class Account:
    """Times are epoch seconds, ttls seconds. Without `access_ttl` the token `sim_<name>` never dies, and
    issued ones live as long as Pinterest's. `spam_blocked` refuses all its writes. The tokens of
    a `sandbox` account are good in Pinterest's sandbox only, where nobody else sees its pins.
    """

    name: str
    user_id: str
    app: str
    tier: Tier
    created: float
    renewed: float
    access_ttl: float | None = None
    refresh_ttl: float | None = None
    patch: bool = False  # whether the account's app is in the beta of PATCH /pins/{id}
    trial_pins: TrialPins = TrialPins.REFUSED
    spam_blocked: bool = False
    sandbox: bool = False

    @property
    def token(self) -> str:
        return f"sim_{self.name}"

    def token_is_alive(self, now: float) -> bool:
        return self.access_ttl is None or now < self.renewed + self.access_ttl


@dataclass(frozen=True)
class Board:
    id: str
    sequence: int
    account: str
    name: str
    description: str | None
    privacy: Privacy
    is_ads_only: bool
    created: float


@dataclass(frozen=True)
class Section:
    id: str
    sequence: int
    board_id: str
    name: str


@dataclass(frozen=True)
class Picture:
    """A picture that was decoded: pixels, `jpeg` or `png`, and the digest of its bytes."""

    width: int
    height: int
    format: str
    sha256: str


@dataclass(frozen=True)
class Slide:
    """One picture of a carousel and the texts under it."""

    picture: Picture
    title: str | None
    description: str | None
    link: str | None


@dataclass(frozen=True)
class Film:
    """What a video's container says of it: milliseconds and pixels, None where it says nothing."""

    duration: int | None
    width: int | None
    height: int | None


class Fate(StrEnum):
    """What becomes of an uploaded video whose bytes are good."""

    SUCCEEDS = "succeeds"
    FAILS = "fails"
    STUCK = "stuck"


class UploadStatus(StrEnum):
    REGISTERED = "registered"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True)
class Upload:
    """A video's upload, first announced, then done. `expires` is the epoch second from which its form is
    refused, `processing` the seconds that Pinterest takes over it; the rest is of the bytes that came.
    """

    id: str
    sequence: int
    account: str
    registered: float
    expires: float
    processing: float
    fate: Fate
    uploaded: float | None = None
    size: int = 0
    sha256: str | None = None
    film: Film | None = None  # None: not a video, so far

    def status(self, now: float) -> UploadStatus:
        if self.uploaded is None or now < self.uploaded:
            return UploadStatus.REGISTERED
        if self.fate is Fate.STUCK or now < self.uploaded + self.processing:
            return UploadStatus.PROCESSING
        is_good = self.film is not None and self.fate is Fate.SUCCEEDS
        return UploadStatus.SUCCEEDED if is_good else UploadStatus.FAILED


class MediaType(StrEnum):
    """What a pin shows."""

    IMAGE = "image"
    VIDEO = "video"
    CAROUSEL = "multiple_images"


@dataclass(frozen=True)
class Pin:
    """`listed` and `processed` are the epoch seconds from which the pin stands in listings and has its
    images; `removal` is when it goes or went, None for a pin that stays. `picture` is the cover of a
    video or carousel.
    """

    id: str
    sequence: int
    account: str
    board_id: str
    title: str | None
    description: str | None
    alt_text: str | None
    link: str | None
    dominant_color: str | None
    parent_pin_id: str | None
    is_standard: bool
    picture: Picture
    created: float
    listed: float
    processed: float
    removal: float | None = None
    owner_only: bool = False  # made by a trial app, or in the sandbox
    section_id: str | None = None
    media_type: MediaType = MediaType.IMAGE
    slides: tuple[Slide, ...] = ()
    media_id: str | None = None
    film: Film | None = None

    def exists(self, now: float) -> bool:
        return self.removal is None or now < self.removal

    def is_listed(self, now: float) -> bool:
        return self.listed <= now and self.exists(now)

    def is_processed(self, now: float) -> bool:
        return self.processed <= now
