"""Pins over real HTTP."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.sightings import PinUpdate, SeenPin
from contracts.trouble import BoardGone, PinGone, ScopeMissing
from pinterest_api.answers import Answer
from pinterest_api.pins import PinterestPins
from tests.pinterest_api.doubles import ACCOUNT, PIN, client_of, new_pin
from tests.pinterest_api.scripted_server import answers, scripted


async def test_a_pin_is_made() -> None:
    async with scripted(answers(201, PIN)) as server, client_of(server.url) as client:
        seen = await PinterestPins(client).create(ACCOUNT, new_pin(b"\xff\xd8bytes"))
    assert seen == SeenPin(id=PIN["id"], board_id=PIN["board_id"], title="Mug", link=PIN["link"])
    [heard] = server.heard
    assert heard.line == "POST /v5/pins HTTP/1.1"
    assert heard.headers["content-type"] == "application/json"
    assert heard.json == {
        "board_id": "549755885175",
        "title": "Mug",
        "description": "A mug",
        "link": "https://shop.example.com/mug",
        "media_source": {
            "source_type": "image_base64",
            "content_type": "image/jpeg",
            "data": base64.b64encode(b"\xff\xd8bytes").decode(),
        },
    }


async def test_a_board_is_listed_page_by_page() -> None:
    """The bookmark travels quoted: unquoted, a `=` or `&` in it would end it."""
    pages = [answers(200, {"items": [PIN], "bookmark": "a=&b|+ é"}), answers(200, {"items": [], "bookmark": None})]
    async with scripted(*pages) as server, client_of(server.url) as client:
        pins = PinterestPins(client)
        first = await pins.on_board(ACCOUNT, "7", bookmark=None)
        last = await pins.on_board(ACCOUNT, "7", bookmark=first.bookmark)
    assert (len(first.pins), first.bookmark, last.pins, last.bookmark) == (1, "a=&b|+ é", (), None)
    assert [heard.line for heard in server.heard] == [
        "GET /v5/boards/7/pins?page_size=250 HTTP/1.1",
        "GET /v5/boards/7/pins?page_size=250&bookmark=a%3D%26b%7C%2B%20%C3%A9 HTTP/1.1",
    ]


async def test_a_page_of_250_pins_is_taken() -> None:
    items = [{**PIN, "id": str(number), "description": "d" * 800} for number in range(250)]
    async with (
        scripted(answers(200, {"items": items, "bookmark": "b"})) as server,
        client_of(server.url) as client,
    ):
        page = await PinterestPins(client).on_board(ACCOUNT, "7", bookmark=None)
    assert [pin.id for pin in page.pins] == [str(number) for number in range(250)]


async def test_an_account_is_listed_with_its_protected_boards_and_no_filter() -> None:
    """Without the first, pins of protected boards are missing; with a filter Pinterest runs out of time."""
    pages = [answers(200, {"items": [PIN], "bookmark": "b="}), answers(200, {"items": [], "bookmark": None})]
    async with scripted(*pages) as server, client_of(server.url) as client:
        pins = PinterestPins(client)
        first = await pins.of_account(ACCOUNT, bookmark=None)
        last = await pins.of_account(ACCOUNT, bookmark=first.bookmark)
    assert ([pin.id for pin in first.pins], last.pins, last.bookmark) == ([PIN["id"]], (), None)
    assert [heard.line for heard in server.heard] == [
        "GET /v5/pins?include_protected_pins=true&page_size=250 HTTP/1.1",
        "GET /v5/pins?include_protected_pins=true&page_size=250&bookmark=b%3D HTTP/1.1",
    ]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ({"date": "Tue, 14 Nov 2023 22:13:20 GMT"}, 1_700_000_000.0),
        ({"Date": "Tue, 14 Nov 2023 22:13:20 GMT"}, 1_700_000_000.0),
        ({"date": "Tue, 14 Nov 2023 23:13:20 +0100"}, 1_700_000_000.0),
        ({}, None),
        ({"date": "now"}, None),
        ({"date": "Tue, 14 Nov 2023 22:13:20"}, None),
        ({"date": "Tue, 99 Nov 2023 99:99:99 GMT"}, None),
        ({"date": "Tue, 14 Nov 99999999999999999999 22:13:20 GMT"}, None),
    ],
    ids=["a date", "in capitals", "with a zone", "none", "a word", "no zone", "no date", "no year"],
)
async def test_every_listing_says_when_it_was_given_by_pinterest_s_clock(
    date: dict[str, str], expected: float | None
) -> None:
    acts = [answers(200, {"items": []}, date) for _ in range(3)]
    async with scripted(*acts) as server, client_of(server.url) as client:
        pins = PinterestPins(client)
        pages = [
            await pins.on_board(ACCOUNT, "7", bookmark=None),
            await pins.on_section(ACCOUNT, "7", "8", bookmark=None),
            await pins.of_account(ACCOUNT, bookmark=None),
        ]
    assert [page.answered for page in pages] == [expected] * 3


@given(st.text(max_size=120))
def test_no_header_is_so_odd_that_an_answer_is_lost_for_it(written: str) -> None:
    answered = Answer(200, {"date": written}).answered
    assert answered is None or isinstance(answered, float)


@pytest.mark.parametrize(
    "written", ["1 Jan 1 1:1 GMT", "Mon, 1 Jan 9999 23:59:59 -2359", "1 Jan 10000000000 +0000"]
)
def test_a_date_beyond_all_clocks_is_none_or_a_number(written: str) -> None:
    answered = Answer(200, {"date": written}).answered
    assert answered is None or isinstance(answered, float)


@pytest.mark.parametrize(("status", "body"), [(204, b""), (200, b""), (200, b"{}")])
async def test_a_pin_is_deleted(status: int, body: bytes) -> None:
    async with scripted(answers(status, body)) as server, client_of(server.url) as client:
        await PinterestPins(client).delete(ACCOUNT, "1")
    assert [heard.line for heard in server.heard] == ["DELETE /v5/pins/1 HTTP/1.1"]


async def test_a_pin_s_words_are_changed_and_what_is_not_mentioned_stays() -> None:
    """An empty description is taken away; an empty text would be refused."""
    async with scripted(answers(200, PIN)) as server, client_of(server.url) as client:
        seen = await PinterestPins(client).update(ACCOUNT, "1", PinUpdate(title="Müg", description=""))
    assert seen.id == PIN["id"]
    [heard] = server.heard
    assert heard.line == "PATCH /v5/pins/1 HTTP/1.1"
    assert heard.json == {"title": "Müg", "description": None}


async def test_an_app_that_may_not_change_pins_is_told_apart() -> None:
    refused = answers(403, {"code": 29, "message": "You are not permitted to access that resource."})
    async with scripted(refused) as server, client_of(server.url) as client:
        with pytest.raises(ScopeMissing):
            await PinterestPins(client).update(ACCOUNT, "1", PinUpdate(title="Mug"))


async def test_what_is_gone() -> None:
    gone = [answers(404, {"code": 50, "message": "Pin not found."}) for _ in range(2)]
    no_board = [answers(404, {"code": 404, "message": "Board not found."}) for _ in range(2)]
    async with scripted(*gone, *no_board) as server, client_of(server.url) as client:
        pins = PinterestPins(client)
        with pytest.raises(PinGone):
            await pins.get(ACCOUNT, "1")
        with pytest.raises(PinGone):
            await pins.delete(ACCOUNT, "1")
        with pytest.raises(BoardGone):
            await pins.on_board(ACCOUNT, "7", bookmark=None)
        with pytest.raises(BoardGone):
            await pins.create(ACCOUNT, new_pin())
