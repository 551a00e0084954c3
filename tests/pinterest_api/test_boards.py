"""Boards over real HTTP."""

from collections.abc import Mapping

import pytest

from contracts.sightings import SeenBoard
from contracts.trouble import AnswerLost, Rejected, Unavailable
from pinterest_api.boards import PinterestBoards
from pinterest_api.listing import PAGES_MAX
from tests.pinterest_api.doubles import ACCOUNT, client_of
from tests.pinterest_api.scripted_server import Act, answers, scripted


def page(ids: range, bookmark: str | None) -> Act:
    items: list[Mapping[str, object]] = [{"id": str(number), "name": f"Board {number}"} for number in ids]
    return answers(200, {"items": items, "bookmark": bookmark})


async def test_all_pages_are_read() -> None:
    async with (
        scripted(page(range(250), "b1"), page(range(250, 260), None)) as server,
        client_of(server.url) as client,
    ):
        boards = await PinterestBoards(client).list_all(ACCOUNT)
    assert [board.id for board in boards] == [str(number) for number in range(260)]
    assert [heard.line for heard in server.heard] == [
        "GET /v5/boards?privacy=ALL&page_size=250 HTTP/1.1",
        "GET /v5/boards?privacy=ALL&page_size=250&bookmark=b1 HTTP/1.1",
    ]


async def test_a_board_that_moves_between_pages_is_listed_once() -> None:
    async with scripted(page(range(3), "b1"), page(range(2, 4), None)) as server, client_of(server.url) as client:
        boards = await PinterestBoards(client).list_all(ACCOUNT)
    assert [board.id for board in boards] == ["0", "1", "2", "3"]


async def test_no_boards_are_a_list_too() -> None:
    async with scripted(page(range(0), None)) as server, client_of(server.url) as client:
        assert await PinterestBoards(client).list_all(ACCOUNT) == ()


@pytest.mark.parametrize(
    ("acts", "pages"),
    [
        ([page(range(1), "b1"), page(range(1), "b1")], 2),
        ([page(range(1), "b1"), page(range(1), "b2"), page(range(1), "b1")], 3),
        ([page(range(0), f"b{number}") for number in range(PAGES_MAX + 5)], PAGES_MAX),
        ([page(range(start, start + 250), f"b{start}") for start in range(0, 3_000, 250)], 9),
    ],
    ids=["the same bookmark", "a ring of bookmarks", "pages without end", "boards without end"],
)
async def test_a_listing_that_does_not_end_is_unavailable(acts: list[Act], pages: int) -> None:
    """Half a list would have boards made twice."""
    async with scripted(*acts) as server, client_of(server.url) as client:
        with pytest.raises(Unavailable):
            await PinterestBoards(client).list_all(ACCOUNT)
    assert len(server.heard) == pages


@pytest.mark.parametrize("name", ["Mugs", None])
async def test_a_board_is_made_public(name: str | None) -> None:
    async with scripted(answers(201, {"id": 7, "name": name})) as server, client_of(server.url) as client:
        assert await PinterestBoards(client).create(ACCOUNT, "Mugs") == SeenBoard(id="7", name="Mugs")
    assert server.heard[0].line == "POST /v5/boards HTTP/1.1"
    assert server.heard[0].json == {"name": "Mugs", "privacy": "PUBLIC"}


async def test_a_taken_name_is_rejected_in_pinterests_words() -> None:
    refusal = {"code": 1, "message": "The board name is invalid or duplicated."}
    async with scripted(answers(400, refusal)) as server, client_of(server.url) as client:
        with pytest.raises(Rejected, match=r"^The board name is invalid or duplicated\.$"):
            await PinterestBoards(client).create(ACCOUNT, "Mugs")


async def test_a_board_whose_id_cannot_be_read_may_be_there() -> None:
    async with scripted(answers(201, {"name": "Mugs"})) as server, client_of(server.url) as client:
        with pytest.raises(AnswerLost):
            await PinterestBoards(client).create(ACCOUNT, "Mugs")
