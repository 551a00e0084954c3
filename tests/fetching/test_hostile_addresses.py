"""Every door that takes an address, and every hostile spelling: none gets out, and nobody is dialled."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from contracts.trouble import AddressRefused, FetchTrouble
from drafting.addresses import BadAddress, whole_address
from fetching.client import Fetcher
from fetching.feeds import FeedAsk, FeedFetcher
from tests.fetching.hostile import HIDDEN, HOSTILE
from tests.fetching.internet import PUBLIC, Names, Server, Wires, answer, redirect

Door = Callable[[Fetcher, str, Path], Awaitable[object]]


async def picture(fetcher: Fetcher, address: str, _: Path) -> object:
    return await fetcher.fetch_picture(address, stand_in_shop=None)


async def page(fetcher: Fetcher, address: str, _: Path) -> object:
    return await fetcher.look(address, stand_in_shop=None)


async def video(fetcher: Fetcher, address: str, folder: Path) -> object:
    await fetcher.fetch_video(address, folder / "video", stand_in_shop=None)
    return None


async def feed(fetcher: Fetcher, address: str, folder: Path) -> object:
    return await FeedFetcher(fetcher).fetch_feed(FeedAsk(address), folder / "feed")


async def sitemap_page(fetcher: Fetcher, address: str, _: Path) -> object:
    return await FeedFetcher(fetcher).fetch_page(address)


DOORS: tuple[Door, ...] = (picture, page, video, feed, sitemap_page)
Knock = Callable[[Door, str], Awaitable[object]]
every_door = pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)


@pytest.fixture
def knock(fetcher: Fetcher, tmp_path: Path) -> Knock:
    """Take an address to a door."""
    return lambda door, address: door(fetcher, address, tmp_path)


@every_door
@pytest.mark.parametrize("address", HOSTILE, ids=ascii)
async def test_a_hostile_address_is_refused_without_asking_anybody(
    knock: Knock, names: Names, wires: Wires, door: Door, address: str
) -> None:
    """Not even a name server is asked: the spelling tells."""
    with pytest.raises(AddressRefused):
        await knock(door, address)
    assert not names.asked
    assert not wires.dialled


@every_door
@pytest.mark.parametrize("number", HIDDEN)
async def test_a_name_for_a_hostile_address_is_refused(
    knock: Knock, names: Names, wires: Wires, door: Door, number: str
) -> None:
    names.give("trick.example", [PUBLIC, number])
    with pytest.raises(AddressRefused):
        await knock(door, "http://trick.example/a")
    assert not wires.dialled


@every_door
@pytest.mark.parametrize("number", HIDDEN)
async def test_a_name_that_changes_between_check_and_connection_changes_nothing(
    knock: Knock, names: Names, wires: Wires, server: Server, door: Door, number: str
) -> None:
    """The one answer that was checked is the one that is dialled; a second request is checked anew."""
    names.give("rebind.example", [PUBLIC], [number])
    server.replies["/a"] = answer(body=b"x")
    await knock(door, "http://rebind.example/a")
    assert wires.dialled == [PUBLIC]
    with pytest.raises(AddressRefused):
        await knock(door, "http://rebind.example/a")
    assert wires.dialled == [PUBLIC]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@every_door
async def test_a_redirect_leads_to_no_hostile_address(
    knock: Knock, wires: Wires, server: Server, door: Door, status: int
) -> None:
    tried = [address for address in HOSTILE if address.isascii() and address.startswith("http://")]
    for address in tried:
        server.replies["/a"] = redirect(address, status)
        with suppress(FetchTrouble):  # `http:///x` is a path at the shop itself
            await knock(door, "http://shop.example/a")
    assert set(wires.dialled) == {PUBLIC}
    assert {asked.headers["host"] for asked in server.asked} == {"shop.example"}


@every_door
@pytest.mark.parametrize("number", HIDDEN)
async def test_a_redirect_to_a_name_for_a_hostile_address_is_refused(
    knock: Knock, names: Names, wires: Wires, server: Server, door: Door, number: str
) -> None:
    names.give("trick.example", [number])
    server.replies["/a"] = redirect("http://trick.example/b")
    with pytest.raises(AddressRefused):
        await knock(door, "http://shop.example/a")
    assert wires.dialled == [PUBLIC]


@pytest.mark.parametrize("address", HOSTILE, ids=ascii)
def test_what_is_only_written_down_is_refused_as_well(address: str) -> None:
    """Links of pins, addresses of sources and of the API's bodies; none of these is asked while it is checked."""
    found = whole_address(address, None)
    assert isinstance(found, BadAddress), found


@pytest.mark.parametrize(
    "host", ["shop.example.com", "1.1.1.1", "[2606:4700::1111]", "bücher.example", "shop.example.com."]
)
def test_what_everybody_reaches_is_taken(host: str) -> None:
    assert not isinstance(whole_address(f"https://{host}/a", None), BadAddress)
