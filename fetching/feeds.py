"""Feeds at an address: asked whether they changed, and taken to disk only if they did."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from contracts.feeds import FeedMarks, Fetched, NotModified
from contracts.trouble import AccessDenied, AddressGone, AskedTooOften, BadStatus
from fetching.client import Answer, Fetcher
from fetching.errand import Errand, feed_errand, page_errand
from fetching.feed_download import FeedFile, download_feed
from fetching.secrets import FeedSecret

MARK_MAX = 300
"""Characters of an ETag or a date that is sent back; what is longer is forgotten."""
RETRY_SECONDS_MAX = 86_400.0
"""What `Retry-After` may ask for; more is no wish but a mistake."""

NOT_MODIFIED = 304
TAKEN = frozenset({200, 203})
"""Answers that are the feed. 204 has none, and nobody asked for the part that 206 is."""
DENIED = frozenset({401, 403})
GONE = frozenset({404, 410})
LATER = frozenset({429, 503})

_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
_SECONDS = re.compile(r"[0-9]{1,9}")
NO_MARKS = FeedMarks()


@dataclass(frozen=True)
class FeedAsk:
    """One poll: where, what we have of it already, and what proves who asks."""

    address: str
    marks: FeedMarks = NO_MARKS
    secret: FeedSecret | None = None


@dataclass(frozen=True)
class FeedFetcher:
    """Asks for feeds, and for the pages that sitemaps name, through the one guarded client."""

    fetcher: Fetcher

    async def fetch_feed(
        self, ask: FeedAsk, into: Path, *, stand_in_shop: str | None = None
    ) -> Fetched | NotModified:
        """Write what is at the address into a file, unless it is as it was. Only after `Fetched` there is a file.

        Raises AddressRefused, Unreachable, TooLarge, and BadStatus with its kinds.
        """
        try:
            outcome = await self._fetched(ask, into, stand_in_shop)
        except BaseException:
            _forget(into)
            raise
        if isinstance(outcome, NotModified):
            _forget(into)
        return outcome

    async def fetch_page(self, url: str, *, stand_in_shop: str | None = None) -> bytes:
        """The page at `url`, or as much of it as a page may have. Raises as `fetch_feed` does."""
        answer = await self.fetcher.answer(page_errand(url, self.fetcher.limits), stand_in_shop)
        _refuse_status(url, answer)
        return answer.body

    async def _fetched(self, ask: FeedAsk, into: Path, stand_in_shop: str | None) -> Fetched | NotModified:
        taken: list[FeedFile] = []

        async def to_disk(response: httpx.Response, errand: Errand, deadline: float) -> bytes:
            async with asyncio.timeout_at(deadline):
                unpacked_max = self.fetcher.limits.feed_unpacked_bytes
                taken.append(await download_feed(response, errand, into, unpacked_max))
            return b""

        errand = _errand(ask, self.fetcher)
        answer = await self.fetcher.answer(errand, stand_in_shop, to_disk)
        if answer.status == NOT_MODIFIED and errand.conditions:
            return NotModified(marks=_confirmed(ask.marks, answer.headers), answered=True)
        _refuse_status(ask.address, answer)
        return _compared(ask.marks, answer, taken[-1], into)


def _errand(ask: FeedAsk, fetcher: Fetcher) -> Errand:
    secrets = {} if ask.secret is None else {ask.secret.name: ask.secret.value}
    return feed_errand(ask.address, fetcher.limits, conditions=_conditions(ask.marks), secrets=secrets)


def _conditions(marks: FeedMarks) -> dict[str, str]:
    """Without the digest of what we have, "as it was" would be as what we never read: then all is asked for."""
    if marks.content is None:
        return {}
    given = {"if-none-match": marks.etag, "if-modified-since": marks.last_modified}
    return {name: text for name, text in given.items() if text}


def _compared(before: FeedMarks, answer: Answer, feed: FeedFile, path: Path) -> Fetched | NotModified:
    marks = FeedMarks(
        etag=_etag(answer.headers), last_modified=_last_modified(answer.headers), content=feed.digest
    )
    if before.content == feed.digest:
        return NotModified(marks=marks, answered=False)
    content_type = answer.headers.get("content-type", "")[:MARK_MAX]
    return Fetched(path=path, marks=marks, content_type=content_type, bytes=feed.bytes)


def _confirmed(marks: FeedMarks, headers: httpx.Headers) -> FeedMarks:
    """The marks that hold from now on; a 304 may name what stays the same anew."""
    return FeedMarks(
        etag=_etag(headers) or marks.etag,
        last_modified=_last_modified(headers) or marks.last_modified,
        content=marks.content,
    )


def _etag(headers: httpx.Headers) -> str | None:
    text = headers.get("etag", "").strip()
    return text if len(text) <= MARK_MAX and _ETAG.fullmatch(text) else None


def _last_modified(headers: httpx.Headers) -> str | None:
    text = headers.get("last-modified", "").strip()
    return text if len(text) <= MARK_MAX and text.isascii() and _epoch(text) is not None else None


def _refuse_status(url: str, answer: Answer) -> None:
    status, why = answer.status, f"{url} answered {answer.status}"
    if status in TAKEN:
        return
    if status in DENIED:
        raise AccessDenied(f"{why}: it wants a password, or another one", url=url, status=status)
    if status in GONE:
        raise AddressGone(f"{why}: nothing is there", url=url, status=status)
    if status in LATER:
        raise AskedTooOften(why, url=url, status=status, retry_seconds=_retry_seconds(answer.headers))
    raise BadStatus(why, url=url, status=status)


def _retry_seconds(headers: httpx.Headers) -> float | None:
    text = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), RETRY_SECONDS_MAX)
    # A date is compared with the answer's own, so that neither our clock nor its error matters.
    until, now = _epoch(text), _epoch(headers.get("date", ""))
    if until is None or now is None:
        return None
    return min(max(0.0, until - now), RETRY_SECONDS_MAX)


def _epoch(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None


def _forget(path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
