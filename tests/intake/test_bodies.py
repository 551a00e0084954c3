"""Bodies that are too large, too slow or broken off: refused with little read of them, and nothing held."""

import asyncio
import json
from contextlib import suppress

from intake.bodies import Room
from intake.limits import Limits
from tests.intake.house import SHOP, Doors, House, shopify_headers

SMALL = Limits(body_bytes_max=10_000, bodies_bytes_max=15_000)
HASTY = Limits(body_seconds_max=0.05, headers_seconds_max=0.05)
A_BREAK_SECONDS = 0.5
"""Between two requests of one who goes on, on a busy machine too."""
PATIENCE_SECONDS = 20.0


async def told(doors: Doors, *sent: bytes, end: bool = False) -> bytes:
    """Send raw bytes, and nothing more; the answer up to its connection's end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", doors.port)
    for piece in sent:
        writer.write(piece)
    if end:
        writer.write_eof()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await reader.read()
    finally:
        writer.close()


def asking(*headers: str) -> bytes:
    return "\r\n".join((f"POST /hooks/{SHOP} HTTP/1.1", "Host: 127.0.0.1", *headers, "", "")).encode()


async def test_a_body_that_says_it_is_too_large_is_refused_unread(house: House) -> None:
    async with house.open(limits=SMALL) as doors:
        answer = await told(doors, asking("Content-Length: 10001"), end=True)

    assert b" 413 " in answer.splitlines()[0]
    assert b"application/problem+json" in answer


async def test_a_body_without_an_end_is_refused_once_it_is_too_large(house: House) -> None:
    chunk = b"fa0\r\n" + b"x" * 4_000 + b"\r\n"
    async with house.open(limits=SMALL) as doors:
        answer = await told(doors, asking("Transfer-Encoding: chunked"), *[chunk] * 3)

    assert b" 413 " in answer.splitlines()[0]


async def test_a_body_of_exactly_the_limit_is_taken(house: House) -> None:
    body = json.dumps({"id": 1, "x": ""}).encode()
    body = body.replace(b'""', b'"' + b"x" * (SMALL.body_bytes_max - len(body)) + b'"')
    async with house.open(limits=SMALL) as doors:
        assert (await doors.shopify(body)).status_code == 200
        assert (await doors.shopify(body + b" ")).status_code == 413


async def test_a_slow_body_is_given_up(house: House) -> None:
    async with house.open(limits=HASTY) as doors:
        answer = await told(doors, asking("Content-Length: 100"), b"{")

    assert b" 408 " in answer.splitlines()[0]


async def test_a_connection_that_asks_for_nothing_is_closed(house: House) -> None:
    async with house.open(limits=HASTY) as doors:
        assert await told(doors, b"POST /hooks/sp") == b""


async def test_a_second_request_that_never_ends_its_headers_is_given_up_as_well(house: House) -> None:
    async with house.open(limits=HASTY) as doors:
        reader, writer = await asyncio.open_connection("127.0.0.1", doors.port)
        writer.write(asking("Content-Length: 12") + b"webhook_id=1")
        await reader.readuntil(b"}")
        writer.write(b"POST /hooks/sp")
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await reader.read() == b""
        writer.close()


async def test_who_asks_again_and_again_may_stay(house: House) -> None:
    """The limit is for headers, and not for the connection."""
    loop = asyncio.get_running_loop()
    async with house.open(limits=Limits(headers_seconds_max=A_BREAK_SECONDS)) as doors:
        reader, writer = await asyncio.open_connection("127.0.0.1", doors.port)
        end = loop.time() + 3 * A_BREAK_SECONDS
        while loop.time() < end:
            writer.write(asking("Content-Length: 12") + b"webhook_id=1")
            assert b" 200 " in await reader.readline()
            await reader.readuntil(b"}")
        writer.close()
        await writer.wait_closed()


async def test_a_sender_that_goes_away_leaves_nothing(house: House) -> None:
    async with house.open(limits=SMALL) as doors:
        await told(doors, asking("Content-Length: 9000"), b"x" * 8_000, end=True)
        answers = [await doors.shopify(b'"' + b"x" * 9_000 + b'"', number) for number in (1, 2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert len(await house.kept()) == 2


async def test_more_bodies_than_there_is_room_for_are_told_to_come_again(house: House) -> None:
    """One is held by a sender who does not go on; the room is free again once he is gone."""
    async with house.open(limits=SMALL) as doors:
        reader, writer = await asyncio.open_connection("127.0.0.1", doors.port)
        writer.write(asking("Content-Length: 9000", "Expect: 100-continue"))
        assert b"100" in await reader.readline()
        writer.write(b"x" * 8_000)
        await writer.drain()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while (answer := await doors.shopify(b'"' + b"x" * 9_000 + b'"')).status_code == 200:
                pass  # until the server has read what was sent
            writer.close()
            await writer.wait_closed()
            while (later := await doors.shopify(b'"' + b"y" * 9_000 + b'"', 2)).status_code == 503:
                pass

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert later.status_code == 200


async def test_a_length_that_is_nonsense_does_not_get_past_the_server(house: House) -> None:
    async with house.open(limits=SMALL) as doors:
        for stated in ("-1", "1e9", "9" * 400, "ten"):
            answer = await told(doors, asking(f"Content-Length: {stated}"), end=True)
            assert answer.split()[1] in {b"400", b"413"}


async def test_headers_without_end_are_refused(house: House) -> None:
    answer = b""
    async with house.open() as doors:
        with suppress(ConnectionResetError):  # it does not read all of them before it hangs up
            answer = await told(doors, asking("X-Long: " + "x" * 200_000), end=True)

    assert answer.split()[1:2] in ([], [b"400"], [b"431"])


def test_room_that_was_shared_is_given_back_whatever_happened() -> None:
    room = Room(10)
    with suppress(KeyError), room.share() as share:
        assert share.grow(8)
        assert not share.grow(3)
        raise KeyError
    with room.share() as share:
        assert share.grow(10)


async def test_a_compressed_body_is_what_was_signed_and_no_json(house: House) -> None:
    """No shop compresses: so no small body grows large here."""
    body = b"\x1f\x8b\x08\x00 not unpacked"
    async with house.open() as doors:
        answer = await doors.http.post(
            f"/hooks/{SHOP}", content=body, headers={**shopify_headers(body), "Content-Encoding": "gzip"}
        )

    assert answer.status_code == 400
