import asyncio
import gzip
import re
import zlib

import pytest

from contracts.trouble import AddressRefused, BadStatus, TooLarge, Unreachable
from fetching.client import Fetcher
from tests.fakes.loop_time import let_pass
from tests.fetching.conftest import SMALL
from tests.fetching.internet import PUBLIC, Names, Server, Wires, answer, redirect

PICTURE = "http://shop.example/a.jpg"
PAGE = "http://shop.example/mug"
STOCKED = b'<meta property="product:availability" content="in stock">'
MANY = 50
"""Pictures: two seconds each are more in all than one of them may take."""
NERDY = re.compile(r"[A-Z][a-z]+Error|received \d+ bytes|Errno|Error -\d")


async def fetch(fetcher: Fetcher, url: str = PICTURE) -> bytes:
    return await fetcher.fetch_picture(url, stand_in_shop=None)


async def test_a_picture_comes_as_the_server_sent_it(fetcher: Fetcher, server: Server) -> None:
    server.replies["/a.jpg"] = answer(body=b"\xff\xd8picture")
    assert await fetch(fetcher) == b"\xff\xd8picture"


async def test_the_request_is_honest_and_prefers_what_pinterest_takes(fetcher: Fetcher, server: Server) -> None:
    server.replies["/a.jpg"] = answer(body=b"x", set_cookie="seen=1")
    await fetch(fetcher)
    await fetch(fetcher)
    headers = server.asked[1].headers
    assert headers["user-agent"].startswith("pinflow/")
    assert headers["host"] == "shop.example"
    assert headers["accept-encoding"] == "identity"
    assert headers["accept"].startswith("image/jpeg,image/png")
    assert "cookie" not in headers


@pytest.mark.parametrize("status", [403, 404, 410, 500, 503])
async def test_a_picture_answered_otherwise_is_a_bad_status(fetcher: Fetcher, server: Server, status: int) -> None:
    server.replies["/a.jpg"] = answer(status)
    with pytest.raises(BadStatus) as caught:
        await fetch(fetcher)
    assert caught.value.status == status
    assert caught.value.url == PICTURE


# Where we do not go


@pytest.mark.parametrize(
    "address",
    ["ftp://shop.example/a", "http://me:secret@shop.example/a", "http://127.0.0.1/a", "http://[::1]/a", "a.jpg"],
)
async def test_wrong_addresses_are_refused_without_asking(
    fetcher: Fetcher, names: Names, wires: Wires, address: str
) -> None:
    with pytest.raises(AddressRefused) as caught:
        await fetch(fetcher, address)
    assert caught.value.url == address
    assert "secret" not in str(caught.value)
    assert not names.asked
    assert not wires.dialled


@pytest.mark.parametrize("number", ["127.0.0.1", "10.0.0.5", "169.254.169.254", "::1", "::ffff:192.168.0.1"])
async def test_a_name_with_a_private_address_is_refused(
    fetcher: Fetcher, names: Names, wires: Wires, number: str
) -> None:
    names.give("inside.example", [PUBLIC, number])
    with pytest.raises(AddressRefused, match="not on the public internet"):
        await fetch(fetcher, "http://inside.example/a.jpg")
    assert not wires.dialled


@pytest.mark.parametrize("host", ["0x7f000001", "2130706433", "127.1", "localhost"])
async def test_other_spellings_of_this_machine_are_refused(
    fetcher: Fetcher, names: Names, wires: Wires, host: str
) -> None:
    names.give(host, ["127.0.0.1"])
    with pytest.raises(AddressRefused):
        await fetch(fetcher, f"http://{host}/a.jpg")
    assert not wires.dialled


async def test_a_name_is_resolved_once_and_the_checked_address_is_dialled(
    fetcher: Fetcher, names: Names, wires: Wires, server: Server
) -> None:
    """DNS rebinding: the second answer would be this machine, but nobody asks a second time."""
    names.give("rebind.example", [PUBLIC], ["127.0.0.1"])
    server.replies["/a.jpg"] = answer(body=b"x")
    assert await fetch(fetcher, "http://rebind.example/a.jpg") == b"x"
    assert names.asked == ["rebind.example"]
    assert wires.dialled == [PUBLIC]
    with pytest.raises(AddressRefused):
        await fetch(fetcher, "http://rebind.example/a.jpg")
    assert wires.dialled == [PUBLIC]


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:8099/shop/a.jpg", "http://169.254.169.254/latest/meta-data", "//10.0.0.1/a",
        "http://inside.example/a", "ftp://shop.example/a", "http://me:pw@shop.example/", "http://[bad/",
    ],
)  # fmt: skip
async def test_a_redirect_to_where_we_do_not_go_is_refused(
    fetcher: Fetcher, names: Names, wires: Wires, server: Server, location: str
) -> None:
    names.give("inside.example", ["192.168.0.1"])
    server.replies["/a.jpg"] = redirect(location)
    with pytest.raises(AddressRefused) as caught:
        await fetch(fetcher)
    assert caught.value.url == PICTURE
    assert wires.dialled == [PUBLIC]


async def test_a_dead_address_is_passed_over_for_the_next(
    fetcher: Fetcher, names: Names, wires: Wires, server: Server
) -> None:
    names.give("two.example", ["1.1.1.1", PUBLIC])
    wires.dead.add("1.1.1.1")
    server.replies["/a.jpg"] = answer(body=b"x")
    assert await fetch(fetcher, "http://two.example/a.jpg") == b"x"
    assert wires.dialled == ["1.1.1.1", PUBLIC]


# Redirects


async def test_redirects_are_followed_to_another_host(fetcher: Fetcher, server: Server) -> None:
    server.replies |= {"/a.jpg": redirect("http://cdn.example/b.jpg"), "/b.jpg": redirect("c.jpg", 308)}
    server.replies["/c.jpg"] = answer(body=b"x")
    assert await fetch(fetcher) == b"x"
    assert [one.headers["host"] for one in server.asked] == ["shop.example", "cdn.example", "cdn.example"]


async def test_a_circle_of_redirects_ends(fetcher: Fetcher, server: Server) -> None:
    server.replies["/a.jpg"] = redirect("/a.jpg")
    with pytest.raises(BadStatus) as caught:
        await fetch(fetcher)
    assert caught.value.status == 302
    assert len(server.asked) == SMALL.redirects + 1


# Too much


async def test_an_announced_giant_is_not_read(fetcher: Fetcher, server: Server) -> None:
    server.replies["/a.jpg"] = answer(content_length="25000000")
    with pytest.raises(TooLarge, match=r"25 MB; we take 0\.01 MB") as caught:
        await fetch(fetcher)
    assert caught.value.limit_bytes == SMALL.picture_bytes


async def test_an_unannounced_giant_is_left_at_the_limit(fetcher: Fetcher, server: Server) -> None:
    sent = 0

    async def endless(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(b"x" * 4096)
            await writer.drain()
            sent += 4096

    server.replies["/a.jpg"] = endless
    with pytest.raises(TooLarge):
        await fetch(fetcher)
    assert sent < 64_000_000


async def test_a_picture_of_exactly_the_limit_is_taken(fetcher: Fetcher, server: Server) -> None:
    server.replies["/a.jpg"] = answer(body=b"x" * SMALL.picture_bytes)
    assert len(await fetch(fetcher)) == SMALL.picture_bytes


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_compressed_bomb_is_inflated_no_further_than_the_limit(
    fetcher: Fetcher, server: Server, encoding: str
) -> None:
    pack = gzip.compress if encoding == "gzip" else zlib.compress
    server.replies["/a.jpg"] = answer(body=pack(b"\0" * 5_000_000), content_encoding=encoding)
    with pytest.raises(TooLarge):
        await fetch(fetcher)


async def test_a_compressed_picture_is_still_understood(fetcher: Fetcher, server: Server) -> None:
    server.replies["/a.jpg"] = answer(body=gzip.compress(b"picture") + b"junk", content_encoding="gzip")
    assert await fetch(fetcher) == b"picture"


@pytest.mark.parametrize(
    ("encoding", "body"), [("br", b"x"), ("gzip", b"not gzip"), ("gzip", gzip.compress(b"picture", mtime=0)[:-9])]
)
async def test_an_unreadable_encoding_is_no_picture(
    fetcher: Fetcher, server: Server, encoding: str, body: bytes
) -> None:
    server.replies["/a.jpg"] = answer(body=body, content_encoding=encoding)
    with pytest.raises(Unreachable, match="answer") as caught:
        await fetch(fetcher)
    assert not NERDY.search(str(caught.value))


# Too slow, or not at all


async def silent(writer: asyncio.StreamWriter) -> None:
    let_pass(SMALL.read_seconds)
    await asyncio.Event().wait()


async def dribbling(writer: asyncio.StreamWriter) -> None:
    """Each chunk comes in time; the whole never does."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n" + STOCKED)
    while True:
        await writer.drain()
        await asyncio.sleep(0.001)
        let_pass(1)
        writer.write(b" ")


async def broken(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n" + STOCKED)


@pytest.mark.parametrize("behaviour", [silent, dribbling, broken])
async def test_a_picture_that_does_not_come_whole_is_unreachable(
    fetcher: Fetcher, server: Server, behaviour: object
) -> None:
    server.replies["/a.jpg"] = behaviour  # type: ignore[assignment]  # one of the three above
    with pytest.raises(Unreachable) as caught:
        await fetch(fetcher)
    assert caught.value.url == PICTURE


@pytest.mark.parametrize("reply", [b"", broken, b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n"])
async def test_a_shop_that_hangs_up_is_told_in_plain_words(
    fetcher: Fetcher, server: Server, reply: object
) -> None:
    """The libraries' own words name their exceptions, byte counts or protocols."""
    server.replies["/a.jpg"] = reply  # type: ignore[assignment]  # one of the three above
    with pytest.raises(Unreachable) as caught:
        await fetch(fetcher)
    assert str(caught.value).startswith(f"{PICTURE} could not be reached: the shop closed the connection")
    assert not NERDY.search(str(caught.value))


async def test_a_name_that_does_not_resolve_is_unreachable(fetcher: Fetcher) -> None:
    with pytest.raises(Unreachable, match="does not resolve"):
        await fetch(fetcher, "http://nowhere.example/a.jpg")


async def test_a_refused_connection_is_unreachable(fetcher: Fetcher, wires: Wires) -> None:
    wires.dead.add(PUBLIC)
    with pytest.raises(Unreachable, match="no connection to it could be made"):
        await fetch(fetcher)


async def test_nonsense_instead_of_http_is_unreachable(fetcher: Fetcher, server: Server) -> None:
    server.replies["/a.jpg"] = b"SSH-2.0-OpenSSH_9.2\r\n"
    with pytest.raises(Unreachable, match="did not answer as a web server does"):
        await fetch(fetcher)


async def test_a_host_gets_few_connections_and_waiting_is_not_held_against_it(
    fetcher: Fetcher, server: Server
) -> None:
    async def slowly(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.001)
        let_pass(2)
        writer.write(answer(body=b"x"))

    server.replies["/a.jpg"] = slowly
    pictures = await asyncio.gather(*(fetch(fetcher) for _ in range(MANY)))
    assert pictures == [b"x"] * MANY
    assert server.open_most <= SMALL.connections_per_host


# Pages


async def test_a_page_tells_status_stock_and_where_it_was_found(fetcher: Fetcher, server: Server) -> None:
    server.replies |= {"/mug": redirect("/mug-2"), "/mug-2": answer(body=STOCKED)}
    look = await fetcher.look(PAGE, stand_in_shop=None)
    assert (look.status, look.in_stock, look.redirects) == (200, True, 1)
    assert look.url == "http://shop.example/mug-2"


@pytest.mark.parametrize("status", [403, 404, 410, 500, 503])
async def test_a_page_with_another_status_is_an_answer(fetcher: Fetcher, server: Server, status: int) -> None:
    server.replies["/mug"] = answer(status, body=STOCKED)
    look = await fetcher.look(PAGE, stand_in_shop=None)
    assert (look.status, look.in_stock) == (status, None)


async def test_of_a_long_page_only_the_beginning_is_read(fetcher: Fetcher, server: Server) -> None:
    server.replies["/mug"] = answer(body=b" " * SMALL.page_bytes + STOCKED)
    assert (await fetcher.look(PAGE, stand_in_shop=None)).in_stock is None
    server.replies["/mug"] = answer(body=STOCKED + b" " * SMALL.page_bytes)
    assert (await fetcher.look(PAGE, stand_in_shop=None)).in_stock is True


async def test_a_compressed_page_is_read(fetcher: Fetcher, server: Server) -> None:
    body = gzip.compress(STOCKED + b" " * 5_000_000)
    server.replies["/mug"] = answer(body=body, content_encoding="gzip")
    assert (await fetcher.look(PAGE, stand_in_shop=None)).in_stock is True


@pytest.mark.parametrize("behaviour", [dribbling, broken])
async def test_a_page_that_stops_half_way_has_answered(
    fetcher: Fetcher, server: Server, behaviour: object
) -> None:
    server.replies["/mug"] = behaviour  # type: ignore[assignment]  # one of the two above
    look = await fetcher.look(PAGE, stand_in_shop=None)
    assert (look.status, look.in_stock) == (200, True)


async def test_a_silent_page_is_unreachable(fetcher: Fetcher, server: Server) -> None:
    server.replies["/mug"] = silent
    with pytest.raises(Unreachable, match="in time"):
        await fetcher.look(PAGE, stand_in_shop=None)


# The demo shop


async def test_the_demo_shop_answers_in_the_place_of_the_host(
    fetcher: Fetcher, server: Server, names: Names
) -> None:
    server.replies["/shop/shop.example/mug"] = redirect("/shop/shop.example/mug-2")
    server.replies["/shop/shop.example/mug-2"] = answer(body=STOCKED)
    look = await fetcher.look("https://shop.example/mug?x=1", stand_in_shop=f"{server.origin}/shop")
    assert look.in_stock is True
    assert look.url == "https://shop.example/mug?x=1"
    assert server.asked[0].target == "/shop/shop.example/mug?x=1"
    assert not names.asked


async def test_errors_of_the_demo_shop_name_the_products_own_address(fetcher: Fetcher, server: Server) -> None:
    with pytest.raises(BadStatus, match=r"^https://shop\.example/a\.jpg answered 404") as caught:
        await fetcher.fetch_picture("https://shop.example/a.jpg", stand_in_shop=f"{server.origin}/shop")
    assert caught.value.url == "https://shop.example/a.jpg"


@pytest.mark.parametrize("location", ["/_simulator/pins", "http://shop.example/", "http://127.0.0.1:1/shop/a"])
async def test_a_redirect_out_of_the_demo_shop_is_refused(fetcher: Fetcher, server: Server, location: str) -> None:
    server.replies["/shop/shop.example/a.jpg"] = redirect(location)
    with pytest.raises(AddressRefused):
        await fetcher.fetch_picture("https://shop.example/a.jpg", stand_in_shop=f"{server.origin}/shop")
    assert len(server.asked) == 1


async def test_the_real_fetcher_reaches_the_demo_shop_and_nothing_else_here(server: Server) -> None:
    shop = f"{server.origin}/shop"
    server.replies["/shop/a.jpg"] = answer(body=b"x")
    async with Fetcher.open(demo_shop=shop) as real:
        assert await real.fetch_picture(f"{shop}/a.jpg", stand_in_shop=None) == b"x"
        for address in (f"{server.origin}/a.jpg", f"http://localhost:{server.port}/shop/a.jpg"):
            with pytest.raises(AddressRefused):
                await real.fetch_picture(address, stand_in_shop=None)
    assert len(server.asked) == 1
