"""An advertiser's questions to the simulator, on a stopped clock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx

from tests.simulator.builders import EPOCH
from tests.simulator.client import Api, Control

TODAY = datetime.fromtimestamp(EPOCH, UTC).date()
COLUMNS = (
    "SPEND_IN_MICRO_DOLLAR",
    "IMPRESSION_1",
    "TOTAL_CLICKTHROUGH",
    "TOTAL_CHECKOUT",
    "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR",
)

Json = dict[str, Any]  # JSON


def days_ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def days_later(text: str, days: int) -> str:
    return (date.fromisoformat(text) + timedelta(days=days)).isoformat()


@dataclass(frozen=True)
class Advertiser:
    """One ad account, asked by its owner or somebody else."""

    api: Api
    control: Control
    account: Json

    @property
    def path(self) -> str:
        return f"/ad_accounts/{self.account['ad_account']}"

    async def ask(self, endpoint: str, first: str, last: str, **parameters: Any) -> httpx.Response:  # any query
        columns = ",".join(parameters.pop("columns", COLUMNS))
        asked = {"start_date": first, "end_date": last, "columns": columns, "granularity": "DAY", **parameters}
        return await self.api.get(f"{self.path}{endpoint}", **asked)

    async def rows(self, endpoint: str, first: str, last: str, **parameters: Any) -> list[Json]:  # any query
        response = await self.ask(endpoint, first, last, **parameters)
        assert response.status_code == 200, response.text
        found: list[Json] = response.json()
        return found

    async def order(self, **changed: Any) -> httpx.Response:  # JSON of a report's order
        body = {
            "start_date": days_ago(30),
            "end_date": days_ago(1),
            "granularity": "DAY",
            "level": "PIN_PROMOTION",
            "columns": ["AD_ID", *COLUMNS],
            **changed,
        }
        return await self.api.post(f"{self.path}/reports", body)

    async def token(self, **changed: Any) -> str:  # JSON of a report's order
        response = await self.order(**changed)
        assert response.status_code == 200, response.text
        return str(response.json()["token"])

    async def look(self, token: str) -> Json:
        found: Json = (await self.api.get(f"{self.path}/reports", token=token)).json()
        return found

    async def fetch(self, url: str) -> httpx.Response:
        return await self.api.http.get(url)

    async def report(self, **changed: Any) -> str:  # JSON of a report's order
        """The file, after the seconds that it takes to make it."""
        token = await self.token(**changed)
        await self.control.advance(10)
        return (await self.fetch((await self.look(token))["url"])).text

    async def reported(self, **changed: Any) -> dict[str, list[Json]]:  # JSON of a report's order
        found: dict[str, list[Json]] = json.loads(await self.report(**changed))
        return found

    async def truth(self, level: str, first: str, last: str, **parameters: str) -> list[Json]:
        asked = {"ad_account": self.account["ad_account"], "level": level, "from": first, "to": last, **parameters}
        response = await self.api.http.get("/_simulator/ads/truth", params={"columns": ",".join(COLUMNS), **asked})
        assert response.status_code == 200, response.text
        found: list[Json] = response.json()["rows"]
        return found


def total(rows: list[Json], column: str) -> int:
    return sum(int(row.get(column, 0)) for row in rows)
