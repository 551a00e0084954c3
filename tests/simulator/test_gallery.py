from __future__ import annotations

import httpx

from tests.simulator.client import Api, Control


async def test_the_index_shows_boards_and_newest_pins(api: Api, board: str, http: httpx.AsyncClient) -> None:
    first = await api.pin(board, title="First mug")
    second = await api.pin(board, title="<b>Second</b>")
    page = (await http.get("/")).text
    assert "demo · Spring <b>2</b>" in page
    assert page.index(f"/pin/{second}/") < page.index(f"/pin/{first}/")
    assert "&lt;b&gt;Second&lt;/b&gt;" in page
    assert (await http.get(f"/media/600x/{first}.jpg")).headers["content-type"] == "image/jpeg"


async def test_the_index_can_show_one_board(api: Api, board: str, http: httpx.AsyncClient) -> None:
    await api.pin(board, title="Mug")
    other = await api.board("Lamps")
    assert "Nothing published yet" in (await http.get("/", params={"board": other})).text
    assert "Mug" in (await http.get("/", params={"board": board})).text


async def test_each_pin_has_a_page(api: Api, board: str, http: httpx.AsyncClient) -> None:
    made = await api.pin(board)
    response = await http.get(f"/pin/{made}", follow_redirects=True)
    assert response.url.path == f"/pin/{made}/"
    assert "Blue mug" in response.text
    assert 'href="https://shop.example.com/products/blue-mug?utm_content=abc"' in response.text


async def test_a_pin_that_is_gone_has_none(
    api: Api, board: str, http: httpx.AsyncClient, control: Control
) -> None:
    await control.fault({"remove_after": 10})
    made = await api.pin(board)
    await control.advance(10)
    assert (await http.get(f"/pin/{made}/")).status_code == 404
    assert made not in (await http.get("/")).text
    assert (await http.get("/pin/5/")).status_code == 404


async def test_a_boards_sections_can_be_looked_through(api: Api, board: str, http: httpx.AsyncClient) -> None:
    section = await api.section(board, "<Mugs>")
    filed = await api.pin(board, title="Filed", board_section_id=section)
    await api.pin(board, title="Loose")
    whole = (await http.get("/", params={"board": board})).text
    assert f'href="/?board={board}&amp;section={section}"' in whole
    assert "&lt;Mugs&gt; <b>1</b>" in whole
    assert "Loose" in whole
    part = (await http.get("/", params={"board": board, "section": section})).text
    assert "Filed" in part
    assert "Loose" not in part
    assert "<dt>Section</dt><dd>&lt;Mugs&gt;</dd>" in (await http.get(f"/pin/{filed}/")).text
    assert "sections" not in (await http.get("/")).text.partition("<body>")[2]
