"""Announcing a video, and what becomes of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from simulator.running import RunningSimulator
from tests.simulator.client import MISTAKE, Api, Control, problem, send_file, visit
from tests.simulator.films import brand, film, index, times

POST_MEDIA = {"method": "POST", "path": "/v5/media"}


async def test_an_announced_video_is_answered_with_a_form(api: Api, simulator: RunningSimulator) -> None:
    response = await api.post("/media", {"media_type": "video"})
    assert response.status_code == 201
    registered = response.json()
    assert re.fullmatch(r"\d{18}", registered["media_id"])
    assert registered["media_type"] == "video"
    assert registered["upload_url"] == f"{simulator.url}/upload/"
    assert set(registered["upload_parameters"]) == {
        "x-amz-date",
        "x-amz-signature",
        "x-amz-security-token",
        "x-amz-algorithm",
        "key",
        "policy",
        "x-amz-credential",
        "Content-Type",
    }
    assert (await api.get(f"/media/{registered['media_id']}")).json() == {
        "media_id": registered["media_id"],
        "media_type": "video",
        "status": "registered",
    }


@pytest.mark.parametrize("body", [{}, {"media_type": "image"}, {"media_type": None}, {"media_type": 5}])
async def test_nothing_but_videos_is_uploaded(api: Api, control: Control, body: dict[str, Any]) -> None:
    assert problem(await api.post("/media", body)) == MISTAKE
    assert (await control.read("media"))["media"] == []


async def test_announcing_is_a_write_and_looking_a_read(api: Api, control: Control) -> None:
    await control.set("limits", {"org_write": 1, "org_read": 1})
    registered = await api.registered()
    assert problem(await api.post("/media", {"media_type": "video"})) == (429, 8)
    assert (await api.get(f"/media/{registered['media_id']}")).status_code == 200
    assert problem(await api.get("/media")) == (429, 8)


async def test_an_upload_is_processed_within_two_seconds(api: Api, control: Control) -> None:
    media = await api.uploaded()
    assert await api.status(media) == "processing"
    await control.advance(2)
    assert await api.status(media) == "succeeded"


async def test_processing_takes_its_time_from_the_upload_on(
    api: Api, control: Control, http: httpx.AsyncClient
) -> None:
    """However long ago the upload was announced."""
    await control.fault({"processing_delay": 60}, match=POST_MEDIA)
    registered = await api.registered()
    await control.advance(600)
    assert await api.status(registered["media_id"]) == "registered"
    await send_file(http, registered, film())
    await control.advance(59.9)
    assert await api.status(registered["media_id"]) == "processing"
    await control.advance(0.1)
    assert await api.status(registered["media_id"]) == "succeeded"


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", film()[:-1], brand(b"avif") + index(), film(index(times(seconds=3.9)))],
    ids=["nothing", "no video", "cut off", "a picture's container", "too short"],
)
async def test_bad_bytes_are_taken_and_fail_later_without_a_reason(
    api: Api, control: Control, data: bytes
) -> None:
    media = await api.uploaded(data)
    assert await api.status(media) == "processing"
    await control.advance(2)
    assert (await api.get(f"/media/{media}")).json() == {
        "media_id": media,
        "media_type": "video",
        "status": "failed",
    }


@pytest.mark.parametrize(("effect", "end"), [("fail_processing", "failed"), ("stuck_processing", "processing")])
async def test_good_videos_can_be_made_to_fail_or_stick(api: Api, control: Control, effect: str, end: str) -> None:
    await control.fault({effect: True}, match=POST_MEDIA, times=1)
    media = await api.uploaded()
    assert await api.status(media) == "processing"
    await control.advance(86_400)
    assert await api.status(media) == end
    spared = await api.uploaded()
    await control.advance(2)
    assert await api.status(spared) == "succeeded"


async def test_a_plan_chooses_between_failing_and_sticking(control: Control) -> None:
    rule = {"match": POST_MEDIA, "effect": {"fail_processing": True, "stuck_processing": True}}
    assert "stuck_processing" in await control.refusal("faults", {"rules": [rule]})
    rule["effect"] = {"fail_processing": 1}
    assert "fail_processing" in await control.refusal("faults", {"rules": [rule]})


async def test_anothers_upload_is_not_found(api: Api) -> None:
    registered = await api.registered()
    for caller, media in ((Api(api.http, "stranger"), registered["media_id"]), (api, "5")):
        response = await caller.get(f"/media/{media}")
        assert problem(response) == (404, 404)
        assert response.json()["message"] == "Media upload not found"
    assert problem(await api.get("/media/x")) == MISTAKE


async def test_uploads_are_listed_newest_first_and_by_pages(api: Api, control: Control) -> None:
    made = [(await api.registered())["media_id"] for _ in range(3)]
    await Api(api.http, "stranger").registered()
    first = (await api.get("/media", page_size=2)).json()
    second = (await api.get("/media", page_size=2, bookmark=first["bookmark"])).json()
    assert [item["media_id"] for page in (first, second) for item in page["items"]] == made[::-1]
    assert second["bookmark"] is None
    assert {item["status"] for item in first["items"]} == {"registered"}
    assert problem(await api.get("/media", page_size=0)) == MISTAKE
    assert problem(await api.get("/boards", bookmark=first["bookmark"])) == MISTAKE


async def test_uploads_survive_a_restart(tmp_path: Path) -> None:
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        api, control = Api(http), Control(http)
        await control.freeze()
        await control.fault({"stuck_processing": True}, match=POST_MEDIA, times=1)
        stuck, done, waiting = await api.uploaded(), await api.uploaded(), await api.registered()
        before = await control.read("media")
    for _ in range(2):  # the second time from the shortened diary
        async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
            api, control = Api(http), Control(http)
            assert await control.read("media") == before
    async with RunningSimulator(data=tmp_path) as simulator, visit(simulator.url) as http:
        api, control = Api(http), Control(http)
        here = {**waiting, "upload_url": f"{simulator.url}/upload/"}
        assert (await send_file(http, here, film())).status_code == 204, "its form is still good"
        await control.advance(2)
        statuses = [await api.status(media) for media in (stuck, done, waiting["media_id"])]
        assert statuses == ["processing", "succeeded", "succeeded"]
