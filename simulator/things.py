"""What exists on this Pinterest: accounts, boards, pins and the pictures that were looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """Access of the account's app. Trial apps have daily quotas that all their accounts share."""

    STANDARD = "standard"
    TRIAL = "trial"


class Privacy(StrEnum):
    PUBLIC = "PUBLIC"
    PROTECTED = "PROTECTED"
    SECRET = "SECRET"  # noqa: S105  a word for who sees a board


@dataclass(frozen=True)
class Account:
    """Times are epoch seconds, ttls seconds; without `access_ttl` the token never dies."""

    name: str
    user_id: str
    app: str
    tier: Tier
    created: float
    renewed: float
    access_ttl: float | None = None
    refresh_ttl: float | None = None

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
class Picture:
    """A picture that was decoded: pixels, `jpeg` or `png`, and the digest of its bytes."""

    width: int
    height: int
    format: str
    sha256: str


@dataclass(frozen=True)
class Pin:
    """`listed` and `processed` are the epoch seconds from which the pin stands in listings and has its
    images; `removal` is when it goes or went, None for a pin that stays.
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

    def exists(self, now: float) -> bool:
        return self.removal is None or now < self.removal

    def is_listed(self, now: float) -> bool:
        return self.listed <= now and self.exists(now)

    def is_processed(self, now: float) -> bool:
        return self.processed <= now
