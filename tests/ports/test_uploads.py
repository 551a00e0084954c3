"""What uploads promise the activities, by the fake in memory and by the client against the simulator."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from activities.ports import MediaUploads
from contracts.sightings import MediaStatus
from contracts.studio import VideoKind
from contracts.trouble import AnswerLost, MediaGone, TokenDead, UploadRefused
from pinterest_api.client import PinterestClient
from pinterest_api.media import PinterestMedia
from pinterest_api.uploads import Uploads
from simulator.running import RunningSimulator
from tests.builders import ACCOUNT
from tests.fakes.clock import FakeClock
from tests.fakes.media import FakeMedia
from tests.imaging.films import film
from tests.pinterest_api.doubles import FixedToken, MemoryRates

NOWHERE = "888888888888888888"


@dataclass(frozen=True)
class Pinterest:
    """The port, and what a test may make happen behind it."""

    media: MediaUploads
    a_minute_later: Callable[[], Awaitable[None]]
    lose_the_next_answer: Callable[[], Awaitable[None]]
    close_the_door: Callable[[], Awaitable[None]]
    end_the_token: Callable[[], Awaitable[None]]


@pytest.fixture(params=["fake", "simulator"])
async def pinterest(request: pytest.FixtureRequest) -> AsyncIterator[Pinterest]:
    async with in_memory() if request.param == "fake" else simulated() as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(film())
    return path


async def test_a_video_is_registered_and_then_processed(pinterest: Pinterest, file: Path) -> None:
    registration = await pinterest.media.register(ACCOUNT)
    assert await status(pinterest, registration.media_id) is MediaStatus.REGISTERED
    await pinterest.media.upload(registration, file, VideoKind.MP4)
    await pinterest.a_minute_later()
    assert await status(pinterest, registration.media_id) is MediaStatus.SUCCEEDED


async def test_each_registration_is_its_own(pinterest: Pinterest, file: Path) -> None:
    """Announced twice, one of the two stays empty; the other does not mind."""
    empty, filled = [await pinterest.media.register(ACCOUNT) for _ in range(2)]
    await pinterest.media.upload(filled, file, VideoKind.MP4)
    await pinterest.a_minute_later()
    assert await status(pinterest, empty.media_id) is MediaStatus.REGISTERED
    assert await status(pinterest, filled.media_id) is MediaStatus.SUCCEEDED


async def test_a_file_whose_answer_was_lost_has_arrived_all_the_same(pinterest: Pinterest, file: Path) -> None:
    registration = await pinterest.media.register(ACCOUNT)
    await pinterest.lose_the_next_answer()
    with pytest.raises(AnswerLost):
        await pinterest.media.upload(registration, file, VideoKind.MP4)
    await pinterest.a_minute_later()
    assert await status(pinterest, registration.media_id) is MediaStatus.SUCCEEDED


async def test_a_file_that_is_refused_has_not_arrived(pinterest: Pinterest, file: Path) -> None:
    registration = await pinterest.media.register(ACCOUNT)
    await pinterest.close_the_door()
    with pytest.raises(UploadRefused):
        await pinterest.media.upload(registration, file, VideoKind.MP4)
    assert await status(pinterest, registration.media_id) is MediaStatus.REGISTERED


async def test_what_was_never_registered_is_gone(pinterest: Pinterest) -> None:
    with pytest.raises(MediaGone):
        await status(pinterest, NOWHERE)


async def test_a_dead_token_registers_nothing(pinterest: Pinterest) -> None:
    await pinterest.end_the_token()
    with pytest.raises(TokenDead):
        await pinterest.media.register(ACCOUNT)


async def status(pinterest: Pinterest, media_id: str) -> MediaStatus:
    return await pinterest.media.status(ACCOUNT, media_id)


@asynccontextmanager
async def in_memory() -> AsyncIterator[Pinterest]:
    clock = FakeClock()
    fake = FakeMedia(clock, processing_seconds=2)

    async def lose() -> None:
        fake.upload_troubles.append(AnswerLost("the connection was closed"))

    async def close() -> None:
        fake.upload_troubles.append(UploadRefused("403 (AccessDenied)", status=403))

    async def end() -> None:
        fake.troubles.append(TokenDead("401"))

    yield Pinterest(fake, lambda: clock.advance(60), lose, close, end)


@asynccontextmanager
async def simulated() -> AsyncIterator[Pinterest]:
    token = FixedToken("sim_demo")
    async with (
        RunningSimulator() as simulator,
        httpx.AsyncClient(trust_env=False, base_url=f"{simulator.url}/_simulator/") as control,
        PinterestClient.open(simulator.api_url, token, MemoryRates()) as client,
        Uploads.open(simulator.api_url) as uploads,
    ):

        async def tell(door: str, order: object) -> None:
            (await control.post(door, content=json.dumps(order))).raise_for_status()

        async def end() -> None:
            token.token = "pina_nobody"

        yield Pinterest(
            PinterestMedia(client, uploads),
            lambda: tell("clock", {"advance": 60}),
            lambda: tell("faults", at_the_door({"drop_after": True})),
            lambda: tell("faults", at_the_door({"status": 403, "body": {}})),
            end,
        )


def at_the_door(effect: dict[str, object]) -> dict[str, object]:
    """What happens to the next file that is uploaded."""
    return {"seed": 1, "rules": [{"match": {"method": "POST", "path": "/upload*"}, "times": 1, "effect": effect}]}
