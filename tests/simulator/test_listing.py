from __future__ import annotations

import pytest

from simulator.running import RunningSimulator
from tests.simulator.client import MISTAKE, Api, Control, problem, visit


async def listed_after(api: Api, control: Control, board: str, seconds: float) -> list[str]:
    await control.advance(seconds)
    return await api.listed(board)


async def test_a_pin_is_there_for_its_owner_before_any_listing_shows_it(
    api: Api, board: str, control: Control
) -> None:
    made = await api.pin(board)
    assert (await api.get(f"/pins/{made}")).status_code == 200
    assert await api.listed(board) == []
    assert (await api.get("/pins")).json()["items"] == []
    await control.advance(2)
    assert await api.listed(board) == [made]
    assert [item["id"] for item in (await api.get("/pins")).json()["items"]] == [made]


async def test_images_appear_when_the_pin_is_processed(api: Api, board: str, control: Control) -> None:
    made = await api.pin(board)
    due = (await control.pins())[0]["processed"]
    await control.freeze(due - 0.001)
    assert (await api.get(f"/pins/{made}")).json()["media"]["images"] == {}
    await control.freeze(due)
    assert "600x" in (await api.get(f"/pins/{made}")).json()["media"]["images"]


async def test_delays_are_up_to_two_seconds_and_differ(api: Api, board: str, control: Control) -> None:
    for _ in range(20):
        await api.pin(board)
    made = await control.pins()
    for delays in ([pin[name] - pin["created"] for pin in made] for name in ("listed", "processed")):
        assert all(0 <= delay <= 2 for delay in delays)
        assert len(set(delays)) == 20


async def test_delays_follow_from_seed_and_order_alone(api: Api, board: str, control: Control) -> None:
    for _ in range(5):
        await api.pin(board)
    mine = [(pin["listed"], pin["processed"]) for pin in await control.pins()]
    for seed, is_same in ((7, True), (8, False)):
        async with RunningSimulator(seed=seed) as other, visit(other.url) as http:
            theirs = Control(http)
            await theirs.freeze()
            other_api = Api(http)
            other_board = await other_api.board()
            for _ in range(5):
                await other_api.pin(other_board)
            assert ([(pin["listed"], pin["processed"]) for pin in await theirs.pins()] == mine) is is_same


@pytest.mark.parametrize("size", [1, 2, 7, 25, 250])
async def test_pages_of_any_size_hold_every_pin_once_newest_first(
    api: Api, board: str, control: Control, size: int
) -> None:
    made = [await api.pin(board) for _ in range(26)]
    await control.advance(5)
    seen: list[str] = []
    bookmark: str | None = None
    for _ in range(27):
        more = {"bookmark": bookmark} if bookmark else {}
        page = (await api.get(f"/boards/{board}/pins", page_size=size, **more)).json()
        assert len(page["items"]) <= size
        seen += [item["id"] for item in page["items"]]
        bookmark = page["bookmark"]
        if bookmark is None:
            break
    assert seen == made[::-1]


async def test_a_page_has_25_pins_unless_asked(api: Api, board: str, control: Control) -> None:
    for _ in range(26):
        await api.pin(board)
    await control.advance(5)
    page = (await api.get("/pins")).json()
    assert len(page["items"]) == 25
    assert page["bookmark"]


async def test_a_pin_made_between_two_pages_moves_nothing(api: Api, board: str, control: Control) -> None:
    made = [await api.pin(board) for _ in range(4)]
    await control.advance(5)
    first = (await api.get(f"/boards/{board}/pins", page_size=2)).json()
    await api.pin(board)
    await api.send("DELETE", f"/pins/{made[2]}")
    await control.advance(5)
    second = (await api.get(f"/boards/{board}/pins", page_size=2, bookmark=first["bookmark"])).json()
    assert [item["id"] for item in second["items"]] == [made[1], made[0]]


@pytest.mark.parametrize(
    ("size", "says"),
    [
        ("0", "minimum=1"),
        ("251", "maximum=250"),
        ("-1", "minimum=1"),
        ("3e", "was not numeric (was 3e)"),
        ("", "numeric"),
    ],
)
async def test_page_sizes_are_1_to_250(api: Api, board: str, size: str, says: str) -> None:
    for path in ("/boards", "/pins", f"/boards/{board}/pins"):
        response = await api.get(path, page_size=size)
        assert problem(response) == MISTAKE
        assert says in response.json()["message"]


async def test_a_bookmark_is_of_use_for_its_own_listing_only(api: Api, board: str, control: Control) -> None:
    for _ in range(3):
        await api.pin(board)
    await control.advance(5)
    bookmark = (await api.get(f"/boards/{board}/pins", page_size=1)).json()["bookmark"]
    other = await api.board("Other")
    assert problem(await api.get(f"/boards/{other}/pins", bookmark=bookmark)) == MISTAKE
    assert problem(await api.get("/pins", bookmark=bookmark)) == MISTAKE
    assert problem(await api.get("/pins", bookmark="made up")) == MISTAKE
    assert problem(await api.get("/pins", bookmark="äö")) == MISTAKE


async def test_filters_of_pins(api: Api, control: Control) -> None:
    public, ads = await api.board(), await api.board("Ads", is_ads_only=True)
    shown, protected = await api.pin(public), await api.pin(ads)
    await control.advance(5)

    async def found(**parameters: str) -> list[str]:
        return [item["id"] for item in (await api.get("/pins", **parameters)).json()["items"]]

    assert await found() == [shown]
    assert await found(include_protected_pins="true") == [protected, shown]
    assert await found(pin_filter="exclude_repins", creative_types="REGULAR") == [shown]
    assert await found(pin_filter="exclude_native") == []
    assert await found(creative_types="VIDEO") == []
    assert await found(pin_type="PRIVATE") == []
    assert problem(await api.get("/pins", pin_filter="mine")) == (400, 400)
    assert problem(await api.get("/pins", creative_types="CINEMA")) == MISTAKE
