"""Clients from elsewhere read what ads did at the simulator, and come to the same millionth as its truth.

Beside the clients made from Pinterest's specification there is Airbyte's connector, which other people's tables of
ads come from: what it reads here without complaint is spoken as Pinterest speaks it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from simulator.running import RunningSimulator
from tests.sdk.environments import Environment
from tests.sdk.running import HERE, said_by
from tests.simulator.ads.asking import total
from tests.simulator.apps import App
from tests.simulator.client import Control, visit

pytestmark = pytest.mark.sdk

SPEND = "SPEND_IN_MICRO_DOLLAR"
BEGAN_DAYS_AGO = 25
"""Later than what Airbyte asks for: of entities that were not edited since then it reads no numbers."""
READING = "ads:read,user_accounts:read,boards:read,pins:read,catalogs:read"
ENTITIES = ("ad_accounts", "campaigns", "ad_groups", "ads", "keywords")
AT_ONCE = ("ad_account_analytics", "campaign_analytics", "ad_group_analytics", "ad_analytics")
REPORTS = ("advertiser_report", "campaign_analytics_report", "ad_group_report", "pin_promotion_report")
CUT = ("campaign_targeting_report",)

Json = dict[str, Any]  # JSON, as the scripts and the simulator tell it


@dataclass(frozen=True)
class Advertising:
    """A fresh simulator with one ad account, and what is true of it."""

    simulator: RunningSimulator
    control: Control
    account: Json
    environments: Path

    async def with_client(self, package: str, script: str, **order: Any) -> Json:  # Any: what the script is told
        environment = Environment(HERE / f"{package}.txt", self.environments / package)
        days = {name: str(day_ago(ago)) for name, ago in (("first", 9), ("last", 3), ("long_ago", 100))}
        told = {"host": self.simulator.api_url, "access_token": "sim_demo", **days, **self.account, **order}
        return await said_by(await environment.ready(), HERE / script, told)

    async def truth(self, first: date, last: date, level: str = "ADVERTISER") -> list[Json]:
        asked = {"ad_account": self.account["ad_account"], "level": level, "columns": SPEND}
        answer = await self.control.http.get(
            "/_simulator/ads/truth", params={**asked, "from": str(first), "to": str(last)}
        )
        found: list[Json] = answer.raise_for_status().json()["rows"]
        return found


def day_ago(days: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=days)


@pytest.fixture
async def advertising(pytestconfig: pytest.Config) -> AsyncIterator[Advertising]:
    assert pytestconfig.cache is not None
    environments = Path(pytestconfig.cache.mkdir("sdk"))
    async with RunningSimulator() as simulator, visit(simulator.url) as http:
        control = Control(http)
        shape = {"campaigns": 2, "ad_groups": 2, "ads": 2, "first_date": str(day_ago(BEGAN_DAYS_AGO))}
        account = await control.set("ads", {"account": "demo", **shape})
        yield Advertising(simulator, control, account, environments)


async def test_the_official_sdk_walks_through_an_ad_account(advertising: Advertising) -> None:
    said = await advertising.with_client("pinterest-api-sdk", "official_ads_conversation.py")
    account = advertising.account
    assert said["ad_account"] == [account["ad_account"], "demo ads", "EUR", ["OWNER"]]
    assert said["campaigns"] == account["campaigns"]
    assert len(said["named"]) == 1
    assert set(said["ads"]) <= set(said["all_ads"]) == set(account["ads"])


@pytest.mark.parametrize(
    ("package", "script"),
    [
        ("pinterestsdk", "ads_conversation.py"),
        ("pinterest-generated-client", "generated_ads_conversation.py"),
    ],
)
async def test_clients_of_the_specification_read_what_ads_did(
    advertising: Advertising, package: str, script: str
) -> None:
    """At every level at once, by cuts and by a report: it is the same spend, and the true one."""
    said = await advertising.with_client(package, script)
    account = advertising.account
    spent = total(await advertising.truth(day_ago(9), day_ago(3)), SPEND)
    assert said["ad_accounts"] == [account["ad_account"]]
    assert said["campaigns"] == account["campaigns"]
    assert set(said["ads"]) <= set(account["ads"])
    assert set(said["spent"].values()) == {spent}
    assert set(said["targeted"].values()) == {spent}
    assert len(said["dated"]) == 7
    assert said["refused"] == [400, 1]


async def test_airbyte_reads_entities_numbers_and_reports_without_complaint(advertising: Advertising) -> None:
    """It asks with tokens of its own, id by id, and downloads reports as it would from Pinterest."""
    tokens = await App(advertising.control.http).connect(scope=READING)
    said = await advertising.with_client(
        "airbyte-source-pinterest",
        "airbyte_conversation.py",
        app_id=App.id,
        secret=App.secret,
        refresh_token=tokens["refresh_token"],
        first=str(day_ago(BEGAN_DAYS_AGO + 5)),
        streams=[*ENTITIES, *AT_ONCE, *REPORTS, *CUT],
    )
    assert said["complaints"] == []
    records, account = said["records"], advertising.account
    assert {record["id"] for record in records["ads"]} == set(account["ads"])
    assert {record["id"] for record in records["keywords"]} == set(account["keywords"])
    truth = await advertising.truth(day_ago(BEGAN_DAYS_AGO), day_ago(0))
    spent = {stream: total(records[stream], SPEND) for stream in (*AT_ONCE, *REPORTS)}
    assert spent == dict.fromkeys(spent, total(truth, SPEND))
    assert total(records[CUT[0]], SPEND) == 13 * total(truth, SPEND)
