"""A simulator that runs beside a command of a test: the command has an event loop of its own."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

import httpx

from simulator.running import RunningSimulator

Document = Any  # Any: JSON of the simulator


@dataclass(frozen=True)
class PinterestHere:
    """What a test tells the simulator, and asks of it."""

    url: str

    @property
    def api_url(self) -> str:
        return f"{self.url}/v5"

    def post(self, what: str, body: Document) -> Document:
        answer = httpx.post(f"{self.url}/_simulator/{what}", json=body, trust_env=False)
        answer.raise_for_status()
        return answer.json()

    def boards(self, account: str = "demo") -> dict[str, str]:
        """Names by their ids."""
        found = httpx.get(f"{self.url}/_simulator/accounts", trust_env=False).json()["accounts"]
        return {
            board["id"]: board["name"] for one in found if one["account"] == account for board in one["boards"]
        }

    def with_boards(self, *names: str, account: str = "demo") -> None:
        self.post("accounts", {"account": account, "boards": list(names)})

    def as_user(self, method: str, path: str, body: Document = None, account: str = "demo") -> Document:
        """What a person does to the account at Pinterest."""
        bearer = {"authorization": f"Bearer sim_{account}"}
        answer = httpx.request(method, f"{self.api_url}{path}", headers=bearer, json=body, trust_env=False)
        answer.raise_for_status()
        return answer.json() if answer.content else None


@contextmanager
def pinterest_here() -> Iterator[PinterestHere]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    simulator = RunningSimulator()
    try:
        running = asyncio.run_coroutine_threadsafe(simulator.__aenter__(), loop).result(30)
        yield PinterestHere(running.url)
        asyncio.run_coroutine_threadsafe(simulator.__aexit__(None, None, None), loop).result(30)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()
