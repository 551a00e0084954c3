"""An app that people let in: their consent, and what the token endpoint gives for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.simulator.client import Control

WRITE_PINS = "boards:read,boards:write,pins:read,pins:write,user_accounts:read"
HOME = "https://app.example.com/back"

Petition = Mapping[str, str | None]
UNCHANGED: Petition = {}


@dataclass(frozen=True)
class App:
    """The app that every simulator has from the beginning, unless the test says otherwise."""

    http: httpx.AsyncClient
    id: str = "1500000"
    secret: str = "simulated-secret"
    redirect_uri: str = "http://localhost:8085/"

    def petition(self, changed: Petition = UNCHANGED) -> dict[str, str]:
        """The query that sends a person to the consent page; None leaves something out."""
        asked = {
            "client_id": self.id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": WRITE_PINS,
            "state": "s 1&2",
        }
        return {name: value for name, value in {**asked, **changed}.items() if value is not None}

    async def decide(
        self, decision: str = "allow", account: str = "demo", changed: Petition = UNCHANGED
    ) -> httpx.Response:
        form = {"decision": decision, "account": account}
        return await self.http.post("/oauth/", params=self.petition(changed), data=form)

    async def code(self, account: str = "demo", scope: str = WRITE_PINS) -> str:
        answer = await self.decide(account=account, changed={"scope": scope})
        assert answer.status_code == 303, answer.text
        return told(answer)["code"]

    async def ask(self, **form: str) -> httpx.Response:
        return await self.http.post("/v5/oauth/token", data=form, auth=(self.id, self.secret))

    async def exchange(self, code: str, **changed: str) -> httpx.Response:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri}
        return await self.ask(**(form | changed))

    async def refresh(self, token: str, **changed: str) -> httpx.Response:
        return await self.ask(grant_type="refresh_token", refresh_token=token, **changed)

    async def connect(self, account: str = "demo", scope: str = WRITE_PINS, **form: str) -> dict[str, Any]:  # JSON
        answer = await self.exchange(await self.code(account, scope=scope), **form)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()  # JSON
        return found


def told(answer: httpx.Response) -> dict[str, str]:
    """What the address that a person is sent to says."""
    query = urlsplit(answer.headers["location"]).query
    return {name: values[0] for name, values in parse_qs(query, strict_parsing=True).items()}


async def registered(control: Control, **app: object) -> App:
    """An app of the test's own."""
    await control.set("apps", {"app_id": "77", "secret": "s", "redirect_uris": [HOME], **app})
    return App(control.http, "77", "s", HOME)
