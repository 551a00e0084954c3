"""Sections over real HTTP."""

from collections.abc import Mapping

import pytest

from contracts.sightings import SeenSection
from contracts.trouble import AnswerLost, BoardGone, RateLimited, Rejected, SectionGone, Unavailable
from pinterest_api.boards import PinterestBoards
from pinterest_api.pins import PinterestPins
from pinterest_api.sections import SECTIONS_MAX
from tests.pinterest_api.doubles import ACCOUNT, client_of
from tests.pinterest_api.scripted_server import Act, answers, scripted

BOARD = "549755885175"
HOSTILE = "../../oauth/token?"


def page(ids: range, bookmark: object) -> Act:
    items: list[Mapping[str, object]] = [{"id": number, "name": f"Section {number}"} for number in ids]
    return answers(200, {"items": items, "bookmark": bookmark})


async def test_all_pages_of_a_board_s_sections_are_read() -> None:
    async with (
        scripted(page(range(250), "b=1"), page(range(250, 260), None)) as server,
        client_of(server.url) as client,
    ):
        sections = await PinterestBoards(client).list_sections(ACCOUNT, BOARD)
    assert [section.id for section in sections] == [str(number) for number in range(260)]
    assert sections[0] == SeenSection(id="0", name="Section 0")
    assert [heard.line for heard in server.heard] == [
        f"GET /v5/boards/{BOARD}/sections?page_size=250 HTTP/1.1",
        f"GET /v5/boards/{BOARD}/sections?page_size=250&bookmark=b%3D1 HTTP/1.1",
    ]


async def test_a_section_that_moves_between_pages_is_listed_once() -> None:
    async with scripted(page(range(3), "b1"), page(range(2, 4), None)) as server, client_of(server.url) as client:
        sections = await PinterestBoards(client).list_sections(ACCOUNT, BOARD)
    assert [section.id for section in sections] == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    "acts",
    [
        [page(range(1), "b1"), page(range(1), "b1")],
        [page(range(1), ["odd"])],
        [answers(200, {"items": [{"name": "without an id"}], "bookmark": None})],
        [page(range(start, start + 250), f"b{start}") for start in range(0, SECTIONS_MAX + 500, 250)],
    ],
    ids=["the same bookmark", "a bookmark that is none", "a section without an id", "sections without end"],
)
async def test_a_listing_that_cannot_be_read_to_its_end_is_unavailable(acts: list[Act]) -> None:
    """Half a list would have sections made twice."""
    async with scripted(*acts) as server, client_of(server.url) as client:
        with pytest.raises(Unavailable):
            await PinterestBoards(client).list_sections(ACCOUNT, BOARD)


@pytest.mark.parametrize("name", ["Teapots", None])
async def test_a_section_is_made_on_its_board(name: str | None) -> None:
    async with scripted(answers(201, {"id": 7, "name": name})) as server, client_of(server.url) as client:
        made = await PinterestBoards(client).create_section(ACCOUNT, BOARD, "Teapots")
    assert made == SeenSection(id="7", name="Teapots")
    assert server.heard[0].line == f"POST /v5/boards/{BOARD}/sections HTTP/1.1"
    assert server.heard[0].json == {"name": "Teapots"}


@pytest.mark.parametrize(
    "message",
    ["Could not get exclusive access to the board to create a new section.", "Board section conflict."],
)
async def test_a_conflict_is_told_apart_from_a_quota(message: str) -> None:
    async with (
        scripted(answers(409, {"code": 409, "message": message})) as server,
        client_of(server.url) as client,
    ):
        with pytest.raises(RateLimited) as caught:
            await PinterestBoards(client).create_section(ACCOUNT, BOARD, "Teapots")
    assert (caught.value.status, str(caught.value)) == (409, message)


async def test_a_section_whose_id_cannot_be_read_may_be_there() -> None:
    async with scripted(answers(201, {"name": "Teapots"})) as server, client_of(server.url) as client:
        with pytest.raises(AnswerLost):
            await PinterestBoards(client).create_section(ACCOUNT, BOARD, "Teapots")


async def test_pins_of_a_section_are_listed_page_by_page() -> None:
    items = [{"id": "801", "board_id": BOARD, "board_section_id": "7"}]
    async with (
        scripted(answers(200, {"items": items, "bookmark": "b"}), answers(200, {"items": []})) as server,
        client_of(server.url) as client,
    ):
        first = await PinterestPins(client).on_section(ACCOUNT, BOARD, "7", bookmark=None)
        last = await PinterestPins(client).on_section(ACCOUNT, BOARD, "7", bookmark=first.bookmark)
    assert [(pin.id, pin.section_id) for pin in first.pins] == [("801", "7")]
    assert (last.pins, last.bookmark) == ((), None)
    assert [heard.line for heard in server.heard] == [
        f"GET /v5/boards/{BOARD}/sections/7/pins?page_size=250 HTTP/1.1",
        f"GET /v5/boards/{BOARD}/sections/7/pins?page_size=250&bookmark=b HTTP/1.1",
    ]


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        (2031, "Sorry! We couldn't find this board section.", SectionGone),
        (404, "Board section not found.", SectionGone),
        (40, "Board not found.", BoardGone),
        (404, "Board not found.", BoardGone),
        (30, "User not found.", Rejected),
    ],
)
async def test_a_section_that_is_gone_is_told_from_a_board_that_is(
    code: int, message: str, expected: type[Exception]
) -> None:
    async with (
        scripted(answers(404, {"code": code, "message": message})) as server,
        client_of(server.url) as client,
    ):
        with pytest.raises(expected) as caught:
            await PinterestPins(client).on_section(ACCOUNT, BOARD, "7", bookmark=None)
    assert type(caught.value) is expected


@pytest.mark.parametrize(("board", "section"), [(HOSTILE, "7"), (BOARD, HOSTILE), (BOARD, ""), ("..", "7")])
async def test_what_cannot_be_an_id_is_not_asked_for(board: str, section: str) -> None:
    async with scripted() as server, client_of(server.url) as client:
        with pytest.raises(Rejected):
            await PinterestPins(client).on_section(ACCOUNT, board, section, bookmark=None)
    assert server.heard == []
