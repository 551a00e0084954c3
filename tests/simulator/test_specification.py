"""A whole conversation through the checker that knows Pinterest's own specification, and nothing of us."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from simulator.running import RunningSimulator
from tests.simulator.apps import App
from tests.simulator.builders import base64_source, carousel_source, picture, pin, url_source, video_source
from tests.simulator.client import Api, Control, problem, visit

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
SPECIFICATION = SHARED / "pinterest" / "openapi-5.23.json"

needs_shared = pytest.mark.skipif(
    not SPECIFICATION.exists(), reason="needs ../shared with Pinterest's specification"
)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def amended_specification(folder: Path) -> Path:
    """The specification without its known errors, cut to what a publisher uses."""
    target = folder / "core.json"
    tool = SHARED / "tools" / "spec_overlay.py"
    process = await asyncio.create_subprocess_exec(
        sys.executable, tool, SPECIFICATION, target, "--core", stdout=asyncio.subprocess.DEVNULL
    )
    assert await process.wait() == 0
    return target


@asynccontextmanager
async def checker(upstream: str, folder: Path) -> AsyncIterator[str]:
    """The validating proxy before `upstream`; ended by its pid."""
    specification, port = await amended_specification(folder), free_port()
    tool, log = SHARED / "tools" / "oas_proxy.py", folder / "violations.jsonl"
    process = await asyncio.create_subprocess_exec(
        sys.executable, tool, str(port), upstream, specification, log, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            assert b"listening" in await process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]  # asyncio leaves the pipes to the collector


async def converse(api: Api, control: Control, simulator: RunningSimulator) -> None:
    """Everything that a publisher says, with refusals that a valid request can get."""
    await api.get("/user_account")
    board = await api.board("Spring", description="Fresh", privacy="PUBLIC")
    ads = await api.board("Ads", is_ads_only=True)
    await api.get(f"/boards/{board}")
    await api.get("/boards", page_size=1, privacy="ALL")
    made = [await api.pin(board, media_source=base64_source(picture(700, 900))) for _ in range(3)]
    await api.pin(board, media_source=base64_source(picture(700, 900, "PNG"), "image/png"), title=None)
    await api.pin(ads, media_source=url_source(f"{simulator.shop_url}/mug_200x300.jpg"))
    await api.get(f"/pins/{made[0]}")
    await control.advance(5)
    await api.get(f"/pins/{made[0]}", pin_metrics="true")
    await api.post(f"/pins/{made[0]}/save", {"board_id": board})
    page = (await api.get(f"/boards/{board}/pins", page_size=2)).json()
    await api.get(f"/boards/{board}/pins", page_size=2, bookmark=page["bookmark"])
    await api.get("/pins", include_protected_pins="true", pin_filter="exclude_repins", creative_types="REGULAR")
    await api.send("PATCH", f"/boards/{board}", json={"name": "Summer", "privacy": "SECRET"})
    await converse_about_sections(api, control, board)
    await converse_about_videos(api, control, board)
    await refusals(api, board)
    await converse_about_access(api, control, simulator, board)
    await api.send("DELETE", f"/pins/{made[0]}")
    await api.send("DELETE", f"/boards/{ads}")


async def converse_about_sections(api: Api, control: Control, board: str) -> None:
    section, other = await api.section(board, "Mugs"), await api.section(board, "Lamps")
    path = f"/boards/{board}/sections"
    page = (await api.get(path, page_size=1)).json()
    await api.get(path, page_size=1, bookmark=page["bookmark"])
    made = await api.pin(board, board_section_id=section)
    await control.advance(5)
    await api.get(f"{path}/{section}/pins", page_size=1)
    await api.send("PATCH", f"{path}/{section}", json={"name": "Cups"})
    await control.set("accounts", {"account": "demo", "patch": True})
    changed = {"title": "New", "description": None, "alt_text": "Seen", "link": "https://shop.example.com/new"}
    await api.send("PATCH", f"/pins/{made}", json={**changed, "board_id": board, "board_section_id": other})
    await api.send("DELETE", f"{path}/{other}")
    refused = [
        await api.post(path, {"name": "cups"}),
        await api.send("PATCH", f"{path}/5", json={"name": "Bowls"}),
        await api.send("DELETE", f"{path}/5"),
        await api.get(f"{path}/5/pins"),
        await api.get("/boards/1/sections"),
    ]
    assert [answer.status_code for answer in refused] == [409, 404, 404, 404, 404]


async def converse_about_videos(api: Api, control: Control, board: str) -> None:
    """Also about carousels, for they too are more than a picture."""
    media = await api.uploaded()
    assert await api.status(media) == "processing"
    await control.advance(5)
    assert await api.status(media) == "succeeded"
    await api.registered()
    page = (await api.get("/media", page_size=1)).json()
    await api.get("/media", page_size=1, bookmark=page["bookmark"])
    made = [
        await api.pin(board, media_source=video_source(media)),
        await api.pin(board, media_source=carousel_source(index=1)),
    ]
    for _ in range(2):  # before it is processed, and after
        for pin_id in made:
            await api.get(f"/pins/{pin_id}")
        await control.advance(5)
    await api.send("PATCH", f"/pins/{made[1]}", json={"carousel_slots": [{"title": "Front"}]})
    await api.get(f"/boards/{board}/pins", creative_types=["VIDEO", "CAROUSEL"])
    assert (await api.get("/media/5")).status_code == 404


async def converse_about_access(api: Api, control: Control, simulator: RunningSimulator, board: str) -> None:
    """Tokens through the checker; the consent page is no part of the API. Codes 9 and 29 are blocks and trials."""
    app = App(api.http)
    async with visit(simulator.url) as outside:
        codes = [await App(outside).code(scope="boards:read,pins:read") for _ in range(2)]
    pair = (await app.exchange(codes[0], continuous_refresh="true")).json()
    await app.refresh(pair["refresh_token"], scope="boards:read")
    own = await app.ask(grant_type="client_credentials", scope="boards:read")
    scoped, blocked, tried = Api(api.http, token=pair["access_token"]), Api(api.http), Api(api.http, "tried")
    await control.set("accounts", {"account": "tried", "tier": "trial"})
    await control.set("accounts", {"account": "demo", "spam_blocked": True})
    refused = [
        await app.exchange(codes[0]),
        await app.refresh(pair["refresh_token"]),
        await App(api.http, secret="wrong").exchange(codes[1]),
        await scoped.post("/pins", pin(board)),
        await blocked.post("/pins", pin(board)),
        await tried.post("/pins", pin(board)),
    ]
    await control.set("accounts", {"account": "demo", "spam_blocked": False})
    assert own.status_code == 200
    assert [problem(answer) for answer in refused] == [
        (401, 283),
        (401, 283),
        (401, 2),
        (401, 3),
        (429, 9),
        (403, 29),
    ]


async def refusals(api: Api, board: str) -> None:
    refused = [
        await api.post("/pins", pin("1")),
        await api.post("/pins", pin(board, board_section_id="5")),
        await api.post("/pins", pin(board, link="nowhere")),
        await api.post("/pins", pin(board, media_source=base64_source(picture(20, 20)))),
        await api.post("/pins", pin(board, media_source=base64_source(b"broken"))),
        await api.post("/pins", pin(board, media_source={"source_type": "video_id", "media_id": "1"})),
        await api.post("/boards", {"name": "summer"}),
        await api.get("/boards/1"),
        await api.get("/boards/1/pins"),
        await api.get("/pins/1"),
        await api.send("PATCH", "/pins/1", json={"title": "x"}),
        await api.send("DELETE", "/pins/1"),
        await api.http.get("/v5/boards", headers={"Authorization": "Bearer stale"}),
        await api.get("/boards", bookmark="stale"),
    ]
    assert all(answer.status_code >= 400 for answer in refused)


@needs_shared
async def test_a_whole_conversation_breaks_the_specification_nowhere(
    simulator: RunningSimulator, control: Control, tmp_path: Path
) -> None:
    async with (
        checker(simulator.api_url, tmp_path) as proxy,
        visit(proxy) as http,
    ):
        api = Api(http)
        await converse(api, control, simulator)
        await control.set("limits", {"org_write": 0, "org_read": 0})
        assert (await api.post("/boards", {"name": "A"})).status_code == 429
        assert (await api.get("/pins")).status_code == 429
        assert (await http.get("/__violations")).json() == []


@needs_shared
async def test_the_checker_does_check(simulator: RunningSimulator, control: Control, tmp_path: Path) -> None:
    """Else the test above would prove nothing."""
    await control.fault({"status": 200, "body": {"no": "id"}}, match={"path": "/v5/pins/5"})
    async with (
        checker(simulator.api_url, tmp_path) as proxy,
        visit(proxy) as http,
    ):
        await Api(http).get("/pins/5")
        await Api(http).post("/pins", {"title": "x" * 101})
        sides = [found["violations"][0]["side"] for found in (await http.get("/__violations")).json()]
        assert sides == ["response", "request"]
