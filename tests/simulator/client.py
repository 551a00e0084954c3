"""The simulator as a client sees it: one account's API, and the doors under /_simulator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from tests.simulator.builders import EPOCH, pin
from tests.simulator.films import film

MISTAKE = (400, 1)
CLIENT_SECONDS_MAX = 60.0


def problem(response: httpx.Response) -> tuple[int, int]:
    """HTTP status and Pinterest's code of a refusal, which has no other fields."""
    body = response.json()
    assert sorted(body) == ["code", "message"]
    return response.status_code, body["code"]


def visit(url: str) -> httpx.AsyncClient:
    """A client for plain HTTP on loopback, without the certificates that take most of a client's start."""
    return httpx.AsyncClient(base_url=url, timeout=CLIENT_SECONDS_MAX, verify=False)  # noqa: S501  no TLS here


async def send_file(
    http: httpx.AsyncClient, registered: dict[str, Any], data: bytes, **fields: str
) -> httpx.Response:
    """The registered upload's form with the file behind it; `fields` go before it, instead or besides."""
    form = {**registered["upload_parameters"], **fields}
    return await http.post(registered["upload_url"], data=form, files={"file": ("mug.mp4", data, "video/mp4")})


@dataclass(frozen=True)
class Api:
    """API v5 with the token of one account: its own, or an issued one; at Pinterest or in its sandbox."""

    http: httpx.AsyncClient
    account: str = "demo"
    token: str | None = None
    base: str = "/v5"

    async def send(self, method: str, path: str, **kwargs: Any) -> httpx.Response:  # as httpx takes them
        headers = {"Authorization": f"Bearer {self.token or f'sim_{self.account}'}"}
        return await self.http.request(method, f"{self.base}{path}", headers=headers, **kwargs)

    async def get(self, path: str, **parameters: Any) -> httpx.Response:  # any query
        return await self.send("GET", path, params=parameters)

    async def post(self, path: str, body: Any) -> httpx.Response:  # JSON
        return await self.send("POST", path, json=body)

    async def board(self, name: str = "Spring", **changed: Any) -> str:  # JSON of BoardCreate
        response = await self.post("/boards", {"name": name, **changed})
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    async def pin(self, board: str, /, **changed: Any) -> str:  # JSON of PinCreate
        response = await self.post("/pins", pin(board, **changed))
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    async def section(self, board: str, name: str = "Mugs") -> str:
        response = await self.post(f"/boards/{board}/sections", {"name": name})
        assert response.status_code == 201, response.text
        return str(response.json()["id"])

    async def registered(self) -> dict[str, Any]:  # JSON of MediaUpload
        response = await self.post("/media", {"media_type": "video"})
        assert response.status_code == 201, response.text
        registered: dict[str, Any] = response.json()
        return registered

    async def uploaded(self, data: bytes | None = None) -> str:
        """The id of a video that was sent, but not processed yet."""
        registered = await self.registered()
        response = await send_file(self.http, registered, film() if data is None else data)
        assert response.status_code == 204, response.text
        return str(registered["media_id"])

    async def status(self, media_id: str) -> str:
        return str((await self.get(f"/media/{media_id}")).json()["status"])

    async def listed(self, board_id: str) -> list[str]:
        response = await self.get(f"/boards/{board_id}/pins", page_size=250)
        return [item["id"] for item in response.json()["items"]]


@dataclass(frozen=True)
class Control:
    """The simulator's own doors."""

    http: httpx.AsyncClient

    async def read(self, name: str) -> Any:  # JSON
        response = await self.http.get(f"/_simulator/{name}")
        assert response.status_code == 200, response.text
        return response.json()

    async def set(self, name: str, body: Any = None) -> Any:  # JSON
        response = await self.http.post(f"/_simulator/{name}", json={} if body is None else body)
        assert response.status_code == 200, response.text
        return response.json()

    async def refusal(self, name: str, body: Any) -> str:  # JSON
        response = await self.http.post(f"/_simulator/{name}", json=body)
        assert response.status_code == 400, response.text
        return str(response.json()["error"])

    async def freeze(self, now: float = EPOCH) -> None:
        await self.set("clock", {"now": now})

    async def advance(self, seconds: float) -> None:
        await self.set("clock", {"advance": seconds})

    async def fault(self, effect: dict[str, Any], **rule: Any) -> None:  # JSON of one rule
        match = rule.pop("match", {"method": "POST", "path": "/v5/pins"})
        await self.set("faults", {"seed": 1, "rules": [{"match": match, "effect": effect, **rule}]})

    async def pins(self) -> list[dict[str, Any]]:  # JSON
        found: list[dict[str, Any]] = (await self.read("pins"))["pins"]
        return found
