"""What we ask of Pinterest: a read, which may be repeated, or a write, which may not."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar
from urllib.parse import quote, urlencode

from contracts.sightings import Category
from contracts.trouble import AnswerLost, PinterestTrouble, Rejected, Unavailable

IDENTIFIER = re.compile(r"[0-9A-Za-z_-]{1,100}")
"""Ids are digits today. Anything that could change the path (`..`, `/`, nothing at all) is none."""


class Subject(StrEnum):
    """What a request is about, and so what a bare "not found" means."""

    ACCOUNT = "account"
    BOARD = "board"
    SECTION = "section"
    PIN = "pin"
    MEDIA = "media"


@dataclass(frozen=True)
class Read:
    """A GET. `path` is the template that logs show; `about` fills its `{id}`, `board` its `{board}`."""

    method: ClassVar[str] = "GET"
    category: ClassVar[Category] = Category.ORG_READ
    lost: ClassVar[type[PinterestTrouble]] = Unavailable
    """What it means when the request left and no readable answer came."""
    body: ClassVar[None] = None

    path: str
    subject: Subject
    about: str | None = None
    board: str | None = None
    query: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Write:
    """A POST, PATCH or DELETE. `body` is JSON."""

    category: ClassVar[Category] = Category.ORG_WRITE
    lost: ClassVar[type[PinterestTrouble]] = AnswerLost
    board: ClassVar[None] = None
    query: ClassVar[tuple[tuple[str, str], ...]] = ()

    method: str
    path: str
    subject: Subject
    about: str | None = None
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class AdsRead(Read):
    """A GET of ad accounts, campaigns and what is below them."""

    category: ClassVar[Category] = Category.ADS_READ


@dataclass(frozen=True)
class AnalyticsRead(Read):
    """A GET of ads numbers, or of a report of them."""

    category: ClassVar[Category] = Category.ADS_ANALYTICS


@dataclass(frozen=True)
class PinNumbersRead(Read):
    """A GET of what people did with pins."""

    category: ClassVar[Category] = Category.ORG_ANALYTICS


@dataclass(frozen=True)
class ReportAsk:
    """A POST that asks for a report. It changes nothing: asked twice, one of the two is never fetched."""

    method: ClassVar[str] = "POST"
    path: ClassVar[str] = "/ad_accounts/{id}/reports"
    subject: ClassVar[Subject] = Subject.ACCOUNT
    category: ClassVar[Category] = Category.ADS_ANALYTICS
    lost: ClassVar[type[PinterestTrouble]] = Unavailable
    board: ClassVar[None] = None
    query: ClassVar[tuple[tuple[str, str], ...]] = ()

    about: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Trade:
    """A POST of `oauth/token`, which spends a code or a refresh token; by `x-ratelimit-category` a read."""

    method: ClassVar[str] = "POST"
    path: ClassVar[str] = "/oauth/token"
    subject: ClassVar[Subject] = Subject.ACCOUNT
    category: ClassVar[Category] = Category.ORG_READ
    lost: ClassVar[type[PinterestTrouble]] = AnswerLost
    about: ClassVar[None] = None
    board: ClassVar[None] = None
    query: ClassVar[tuple[tuple[str, str], ...]] = ()

    form: tuple[tuple[str, str], ...] = field(repr=False)


Errand = Read | Write | ReportAsk
"""What is asked in the name of an account, with its access token."""

Ask = Errand | Trade


def ask_to_target(ask: Errand) -> str:
    """The path and query below the base address. Raises Rejected when what fills it cannot be an id."""
    ids = {"id": ask.about, "board": ask.board}
    path = ask.path.format(**{name: _identifier(about) for name, about in ids.items() if about is not None})
    # A bookmark is base64 with `=` and `|` in it: unquoted, Pinterest's own sample loses its place.
    return f"{path}?{urlencode(ask.query, quote_via=quote)}" if ask.query else path


def _identifier(about: str) -> str:
    if not IDENTIFIER.fullmatch(about):
        raise Rejected(f"{about[:100]!r} cannot be an id at Pinterest")
    return about
