"""Pinterest's own clients, and the one that follows its newest specification, talk to the simulator.

They were not written by us and know nothing of it: what they understand, it says rightly.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from simulator.running import RunningSimulator
from tests.sdk.environments import Environment
from tests.sdk.running import HERE, said_by
from tests.simulator.apps import App
from tests.simulator.builders import base64_source, url_source
from tests.simulator.client import Control, visit

pytestmark = pytest.mark.sdk

SCOPES = "boards:read,boards:write,pins:read,pins:write"

Json = dict[str, Any]  # JSON, as the scripts and the simulator tell it


@dataclass(frozen=True)
class Found:
    """What the SDK says happened, and what did."""

    said: Json
    boards: list[Json]
    pins: list[Json]


@dataclass(frozen=True)
class Conversation:
    """A fresh simulator, where pins are listed and processed at once, and tokens of an account."""

    simulator: RunningSimulator
    http: httpx.AsyncClient
    tokens: Json
    environments: Path

    async def with_sdk(self, package: str, script: str) -> Found:
        environment = Environment(HERE / f"{package}.txt", self.environments / package)
        said = await said_by(await environment.ready(), HERE / script, self._order())
        control = Control(self.http)
        return Found(said, (await control.read("boards"))["boards"], await control.pins())

    def _order(self) -> Json:
        return {
            "host": self.simulator.api_url,
            "app_id": App.id,
            "secret": App.secret,
            "access_token": self.tokens["access_token"],
            "refresh_token": self.tokens["refresh_token"],
            "sources": [base64_source(), url_source(f"{self.simulator.shop_url}/mug_200x300.jpg")],
        }


@pytest.fixture
async def conversation(pytestconfig: pytest.Config) -> AsyncIterator[Conversation]:
    assert pytestconfig.cache is not None
    environments = Path(pytestconfig.cache.mkdir("sdk"))
    async with RunningSimulator() as simulator, visit(simulator.url) as http:
        await Control(http).fault({"listing_delay": 0, "processing_delay": 0})
        yield Conversation(simulator, http, await App(http).connect(scope=SCOPES), environments)


def check_boards_and_pins(found: Found) -> None:
    """A board, a pin by its bytes and one by its address, read and listed as they were made."""
    said = found.said
    assert [board["id"] for board in found.boards] == [said["board"]]
    assert [(board["name"], board["account"]) for board in found.boards] == [("Mugs", "demo")]
    assert [pin["id"] for pin in found.pins] == said["pins"]
    assert [pin["title"] for pin in found.pins] == ["image_base64", "image_url"]
    assert said["read"] == [said["pins"][0], "image_base64", said["board"]]
    assert {"150x150", "400x300", "600x", "1200x"} <= set(said["images"])
    assert said["boards_listed"] == [said["board"]]
    assert said["pins_listed"] == said["pins"][::-1]


async def test_the_official_sdk_publishes_and_loses_its_refresh_token(conversation: Conversation) -> None:
    """It keeps the access token of a refresh only, so its second start finds the first token spent."""
    found = await conversation.with_sdk("pinterest-api-sdk", "official_conversation.py")
    check_boards_and_pins(found)
    assert found.said["new_refresh_token"] is None
    assert found.said["refresh"] == [401, None], "it repeats no code"


async def test_the_official_generated_client_publishes_but_cannot_refresh(conversation: Conversation) -> None:
    """Of the form for a token it knows the field grant_type alone; the simulator says what is missing."""
    found = await conversation.with_sdk("pinterest-generated-client", "generated_conversation.py")
    check_boards_and_pins(found)
    assert found.said["refresh"] == [400, 1]
    assert (await App(conversation.http).refresh(conversation.tokens["refresh_token"])).status_code == 200


async def test_the_client_of_the_newest_specification_publishes_and_refreshes(conversation: Conversation) -> None:
    found = await conversation.with_sdk("pinterestsdk", "current_conversation.py")
    check_boards_and_pins(found)
    assert found.said["refresh"] == [401, 283], "the token that was spent"
    renewed = await App(conversation.http).refresh(found.said["new_refresh_token"])
    assert renewed.status_code == 200
