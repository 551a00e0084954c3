"""Videos come to disk, never whole into memory, and no more of them than we take."""

import asyncio
from pathlib import Path

import pytest

from contracts.trouble import AddressRefused, BadStatus, FetchTrouble, TooLarge, Unreachable
from fetching.client import Fetcher
from tests.fakes.loop_time import let_pass
from tests.fetching.conftest import SMALL
from tests.fetching.internet import Server, answer, redirect

VIDEO = "http://shop.example/a.mp4"
LARGE = bytes(range(256)) * 8_000
"""2 MB: more than one chunk."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "video"


async def fetch(fetcher: Fetcher, into: Path, url: str = VIDEO) -> None:
    await fetcher.fetch_video(url, into, stand_in_shop=None)


@pytest.mark.parametrize("content", [b"", b"a video", LARGE], ids=["empty", "small", "large"])
async def test_a_video_comes_as_the_server_sent_it(
    fetcher: Fetcher, server: Server, file: Path, content: bytes
) -> None:
    server.replies["/a.mp4"] = answer(body=content)
    await fetch(fetcher, file)
    assert file.read_bytes() == content


async def test_the_request_asks_for_videos_uncompressed(fetcher: Fetcher, server: Server, file: Path) -> None:
    server.replies["/a.mp4"] = answer(body=b"x")
    await fetch(fetcher, file)
    assert server.asked[0].headers["accept"].startswith("video/mp4")
    assert server.asked[0].headers["accept-encoding"] == "identity"


async def test_redirects_are_followed_and_what_they_say_is_not_the_video(
    fetcher: Fetcher, server: Server, file: Path
) -> None:
    server.replies["/a.mp4"] = redirect("http://cdn.example/b.mp4")
    server.replies["/b.mp4"] = answer(body=b"a video")
    await fetch(fetcher, file)
    assert file.read_bytes() == b"a video"


@pytest.mark.parametrize("status", [301, 403, 404, 503])
async def test_a_video_answered_otherwise_is_a_bad_status(
    fetcher: Fetcher, server: Server, file: Path, status: int
) -> None:
    server.replies["/a.mp4"] = answer(status, b"not the video")
    with pytest.raises(BadStatus) as caught:
        await fetch(fetcher, file)
    assert (caught.value.status, caught.value.url) == (status, VIDEO)
    assert not file.exists()


@pytest.mark.parametrize("address", ["ftp://shop.example/a", "http://127.0.0.1/a", "http://169.254.169.254/a"])
async def test_wrong_addresses_are_refused_without_asking(
    fetcher: Fetcher, server: Server, file: Path, address: str
) -> None:
    with pytest.raises(AddressRefused):
        await fetch(fetcher, file, address)
    assert server.asked == []


async def test_a_video_announced_as_too_large_is_not_begun(fetcher: Fetcher, server: Server, file: Path) -> None:
    server.replies["/a.mp4"] = answer(content_length=str(SMALL.video_bytes + 1))
    with pytest.raises(TooLarge):
        await fetch(fetcher, file)
    assert not file.exists()


async def test_a_video_that_turns_out_too_large_is_not_taken_to_its_end(
    fetcher: Fetcher, server: Server, file: Path
) -> None:
    """No length is announced, and it never ends."""

    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 Fine\r\nconnection: close\r\n\r\n")
        while True:
            writer.write(bytes(65_536))
            await writer.drain()

    server.replies["/a.mp4"] = endless
    with pytest.raises(TooLarge) as caught:
        await fetch(fetcher, file)
    assert caught.value.limit_bytes == SMALL.video_bytes
    assert file.stat().st_size <= SMALL.video_bytes


async def test_a_video_that_came_compressed_is_not_taken(fetcher: Fetcher, server: Server, file: Path) -> None:
    """A bomb would fill the disk, and nobody compresses a video."""
    server.replies["/a.mp4"] = answer(body=b"x", content_encoding="gzip")
    with pytest.raises(Unreachable, match="gzip"):
        await fetch(fetcher, file)


async def test_a_video_that_stops_half_way_is_no_video(fetcher: Fetcher, server: Server, file: Path) -> None:
    server.replies["/a.mp4"] = answer(body=LARGE, content_length=str(len(LARGE) + 1))
    with pytest.raises(FetchTrouble) as caught:
        await fetch(fetcher, file)
    assert type(caught.value) is Unreachable


async def test_a_video_that_does_not_come_in_time_is_unreachable(
    fetcher: Fetcher, server: Server, file: Path
) -> None:
    async def silence(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 Fine\r\ncontent-length: 10\r\n\r\nhalf")
        await writer.drain()
        let_pass(SMALL.video_seconds)
        await asyncio.Event().wait()

    server.replies["/a.mp4"] = silence
    with pytest.raises(Unreachable, match="in time"):
        await fetch(fetcher, file)
