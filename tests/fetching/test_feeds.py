"""Feeds come to disk unpacked, only when they changed, and prove who asks to nobody but their own host."""

import asyncio
import gzip
import hashlib
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from contracts.feeds import FeedMarks, Fetched, NotModified
from contracts.trouble import (
    AccessDenied,
    AddressGone,
    AddressRefused,
    AskedTooOften,
    BadStatus,
    FetchTrouble,
    TooLarge,
    Unreachable,
)
from fetching.client import Fetcher
from fetching.feeds import RETRY_SECONDS_MAX, FeedAsk, FeedFetcher
from fetching.route import Route
from fetching.secrets import SecretUnfit, basic_secret, header_secret
from tests.fakes.loop_time import let_pass
from tests.fetching.internet import Server, answer, redirect

URL = "http://shop.example/feed"
FEED = b"id,title\n1,Mug\n" * 1_000
DIGEST = hashlib.sha256(FEED).hexdigest()
KNOWN = FeedMarks(etag='W/"7"', last_modified="Sun, 22 Nov 2026 10:00:00 GMT", content=DIGEST)
SECRET = basic_secret("shop", "open sesame")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "feed"


@pytest.fixture
def feeds(fetcher: Fetcher) -> FeedFetcher:
    limits = replace(fetcher.limits, feed_bytes=100_000, feed_unpacked_bytes=1_000_000)
    return FeedFetcher(replace(fetcher, limits=limits))


async def fetch(
    feeds: FeedFetcher, file: Path, marks: FeedMarks | None = None, *, url: str = URL
) -> Fetched | NotModified:
    return await feeds.fetch_feed(FeedAsk(url, marks or FeedMarks(), SECRET), file)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (FEED, {}),
        (gzip.compress(FEED), {}),
        (gzip.compress(FEED), {"content_encoding": "gzip"}),
        (gzip.compress(gzip.compress(FEED)), {"content_encoding": "gzip"}),
        (gzip.compress(FEED[:99]) + gzip.compress(FEED[99:]) + bytes(512), {}),
    ],
    ids=["plain", "a .gz", "encoded", "an encoded .gz", "of several members, padded"],
)
async def test_a_feed_comes_unpacked(
    feeds: FeedFetcher, server: Server, file: Path, body: bytes, headers: dict[str, str]
) -> None:
    """So its digest is of what it says, however it was packed this time."""
    server.replies["/feed"] = answer(200, body, etag='"8"', content_type="text/csv", **headers)
    marks = FeedMarks(etag='"8"', content=DIGEST)
    assert await fetch(feeds, file) == Fetched(path=file, marks=marks, content_type="text/csv", bytes=len(FEED))
    assert file.read_bytes() == FEED


async def test_an_unchanged_feed_costs_one_conditional_request(
    feeds: FeedFetcher, server: Server, file: Path
) -> None:
    server.replies["/feed"] = answer(304, etag='"9"')
    marks = KNOWN.model_copy(update={"etag": '"9"'})
    assert await fetch(feeds, file, KNOWN) == NotModified(marks=marks, answered=True)
    (asked,) = server.asked
    assert asked.headers["if-none-match"] == 'w/"7"'  # the server lowers what it notes
    assert asked.headers["if-modified-since"] == "sun, 22 nov 2026 10:00:00 gmt"
    assert not file.exists()


async def test_a_server_that_ignores_conditions_is_seen_through_by_the_digest(
    feeds: FeedFetcher, server: Server, file: Path
) -> None:
    server.replies["/feed"] = answer(body=gzip.compress(FEED), etag='"new"')
    outcome = await fetch(feeds, file, KNOWN)
    assert outcome == NotModified(marks=FeedMarks(etag='"new"', content=DIGEST), answered=False)
    assert not file.exists()


async def test_marks_without_a_digest_ask_for_everything(feeds: FeedFetcher, server: Server, file: Path) -> None:
    server.replies["/feed"] = answer(304)
    with pytest.raises(BadStatus):
        await fetch(feeds, file, FeedMarks(etag='"7"'))
    assert "if-none-match" not in server.asked[0].headers


@pytest.mark.parametrize("etag", ["no quotes", '"' + "x" * 400 + '"', '"a"b"'])
async def test_marks_that_cannot_be_sent_back_are_forgotten(
    feeds: FeedFetcher, server: Server, file: Path, etag: str
) -> None:
    server.replies["/feed"] = answer(body=FEED, etag=etag, last_modified="yesterday")
    assert (await fetch(feeds, file)).marks == FeedMarks(content=DIGEST)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((401, AccessDenied), (403, AccessDenied), (404, AddressGone), (410, AddressGone)),
        *((429, AskedTooOften), (503, AskedTooOften), (500, BadStatus), (206, BadStatus), (204, BadStatus)),
    ],
)
async def test_other_answers_are_troubles_of_their_own(
    feeds: FeedFetcher, server: Server, file: Path, status: int, kind: type[BadStatus]
) -> None:
    server.replies["/feed"] = answer(status, b"" if status == 204 else b"no feed")
    with pytest.raises(BadStatus) as caught:
        await fetch(feeds, file)
    assert (type(caught.value), caught.value.status, caught.value.url) == (kind, status, URL)
    assert not file.exists()


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("120", 120.0),
        ("999999999", RETRY_SECONDS_MAX),
        ("Sun, 22 Nov 2026 10:05:00 GMT", 300.0),
        ("Sun, 22 Nov 2026 09:00:00 GMT", 0.0),
        ("soon", None),
    ],
)
async def test_a_server_may_say_when_to_come_again(
    feeds: FeedFetcher, server: Server, file: Path, wish: str, seconds: float | None
) -> None:
    server.replies["/feed"] = answer(429, retry_after=wish, date="Sun, 22 Nov 2026 10:00:00 GMT")
    with pytest.raises(AskedTooOften) as caught:
        await fetch(feeds, file)
    assert caught.value.retry_seconds == seconds


@pytest.mark.parametrize("headers", [{}, {"content_encoding": "gzip"}], ids=["a .gz", "encoded"])
async def test_a_bomb_is_refused_before_it_fills_the_disk(
    feeds: FeedFetcher, server: Server, file: Path, headers: dict[str, str]
) -> None:
    server.replies["/feed"] = answer(200, gzip.compress(bytes(20_000_000)), **headers)
    with pytest.raises(TooLarge) as caught:
        await fetch(feeds, file)
    assert caught.value.limit_bytes == 1_000_000
    assert not file.exists()


@pytest.mark.parametrize("head", [b"content-length: 100001", b"connection: close"], ids=["announced", "silent"])
async def test_more_bytes_than_we_take_are_refused(
    feeds: FeedFetcher, server: Server, file: Path, head: bytes
) -> None:
    server.replies["/feed"] = b"HTTP/1.1 200 Fine\r\n" + head + b"\r\n\r\n" + bytes(100_001)
    with pytest.raises(TooLarge):
        await fetch(feeds, file)
    assert not file.exists()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gzip.compress(FEED)[:-9], {}),
        (gzip.compress(FEED)[:-9], {"content_encoding": "gzip"}),
        (FEED, {"content_encoding": "gzip"}),
        (gzip.compress(FEED) + b"rubbish", {}),
        (FEED, {"content_encoding": "br"}),
        (FEED, {"content_length": str(len(FEED) + 1)}),
    ],
    ids=["half a .gz", "half encoded", "not encoded", "rubbish behind", "another encoding", "half sent"],
)
async def test_a_damaged_feed_is_no_feed(
    feeds: FeedFetcher, server: Server, file: Path, body: bytes, headers: dict[str, str]
) -> None:
    server.replies["/feed"] = answer(200, body, **headers)
    with pytest.raises(FetchTrouble) as caught:
        await fetch(feeds, file)
    assert type(caught.value) is Unreachable
    assert not file.exists()


async def test_a_feed_that_drips_is_given_up_in_the_end(feeds: FeedFetcher, server: Server, file: Path) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 Fine\r\ncontent-length: 1000\r\n\r\n")
        for _ in range(20):
            writer.write(b"x")
            await writer.drain()
            let_pass(feeds.fetcher.limits.feed_seconds / 10)
            await asyncio.sleep(0)
        await asyncio.Event().wait()

    server.replies["/feed"] = drip
    with pytest.raises(Unreachable, match="in time"):
        await fetch(feeds, file)
    assert not file.exists()


async def test_a_secret_goes_to_the_feeds_own_host_alone(feeds: FeedFetcher, server: Server, file: Path) -> None:
    server.replies["/feed"] = redirect("http://shop.example/here")
    server.replies["/here"] = redirect("http://cdn.example/there")
    server.replies["/there"] = answer(body=FEED)
    await fetch(feeds, file)
    told = ["authorization" in asked.headers for asked in server.asked]
    assert told == [True, True, False]


@pytest.mark.parametrize(
    ("start", "url", "home"),
    [
        ("https://shop.example/a", "https://shop.example/b", True),
        ("http://shop.example/a", "https://shop.example/a", True),
        ("https://shop.example/a", "http://shop.example/a", False),
        ("https://shop.example/a", "https://www.shop.example/a", False),
        ("https://shop.example/a", "https://shop.example:8443/a", False),
        ("http://shop.example:81/a", "https://shop.example/a", False),
    ],
)
def test_home_is_the_same_place_or_the_same_made_secure(*, start: str, url: str, home: bool) -> None:
    assert Route(start=httpx.URL(start), shop=None).is_home(httpx.URL(url)) is home


def test_a_secret_is_in_no_text_of_it() -> None:
    assert "c2hvc" not in repr(FeedAsk(URL, secret=SECRET))


@pytest.mark.parametrize(
    ("name", "value"),
    [("X Key", "a"), ("Host", "a"), ("X-Key", "a\r\nb"), ("X-Key", ""), ("X-Key", "é"), ("X-Key", "a" * 4_001)],
)
def test_a_secret_that_is_no_header_is_refused_without_quoting_it(name: str, value: str) -> None:
    with pytest.raises(SecretUnfit) as caught:
        header_secret(name, value)
    assert len(value) < 2 or value not in str(caught.value)


async def test_a_private_address_is_never_asked(feeds: FeedFetcher, server: Server, file: Path) -> None:
    with pytest.raises(AddressRefused):
        await fetch(feeds, file, url="http://169.254.169.254/feed")
    assert server.asked == []


async def test_a_page_is_taken_as_far_as_pages_go(feeds: FeedFetcher, server: Server) -> None:
    server.replies["/page"] = answer(body=b"x" * 10_000)
    body = await feeds.fetch_page("http://shop.example/page")
    assert len(body) == feeds.fetcher.limits.page_bytes
    with pytest.raises(AddressGone):
        await feeds.fetch_page("http://shop.example/other")
