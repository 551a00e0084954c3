"""The analytics of pins: what a day says of itself, and sums that hold."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.ads.asking import TODAY, days_ago, days_later
from tests.simulator.client import Api, Control, problem

DAY = 86_400.0
START = TODAY.isoformat()


async def analytics(api: Api, path: str, **changed: Any) -> dict[str, Any]:  # JSON
    asked = {"start_date": START, "end_date": days_later(START, 5), "metric_types": "IMPRESSION,SAVE,SAVE_RATE"}
    response = await api.get(path, **{**asked, **changed})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


@pytest.fixture
async def pins(api: Api, board: str, control: Control) -> list[str]:
    made = [await api.pin(board) for _ in range(3)]
    await control.advance(5 * DAY)
    return made


async def test_a_day_says_how_sure_it_is(api: Api, pins: list[str]) -> None:
    days = (await analytics(api, f"/pins/{pins[0]}/analytics", start_date=days_ago(1)))["all"]["daily_metrics"]
    statuses = [day["data_status"] for day in days]
    assert statuses == ["BEFORE_PIN_CREATED", "READY", "READY", "READY", "READY", "ESTIMATE", "PROCESSING"]
    assert [bool(day["metrics"]) for day in days] == [False, True, True, True, True, True, False]


async def test_days_sum_up_to_the_summary_and_pins_to_the_account(api: Api, pins: list[str]) -> None:
    by_pin = await analytics(api, "/pins/analytics", pin_ids=",".join(pins))
    account = (await analytics(api, "/user_account/analytics"))["all"]
    for found in (*(each["all"] for each in by_pin.values()), account):
        days = sum(day["metrics"].get("IMPRESSION", 0) for day in found["daily_metrics"])
        assert days == found["summary_metrics"]["IMPRESSION"]
    sums = sum(each["all"]["summary_metrics"]["IMPRESSION"] for each in by_pin.values())
    assert account["summary_metrics"]["IMPRESSION"] == sums > 0


async def test_the_best_pins_come_first(api: Api, pins: list[str]) -> None:
    found = await analytics(api, "/user_account/analytics/top_pins", sort_by="IMPRESSION", num_of_pins=2)
    seen = [pin["metrics"]["IMPRESSION"] for pin in found["pins"]]
    assert len(seen) == 2
    assert seen == sorted(seen, reverse=True)


async def test_other_peoples_pins_have_no_analytics(api: Api, pins: list[str]) -> None:
    stranger = Api(api.http, "stranger")
    asked = {"start_date": START, "end_date": START, "metric_types": "SAVE"}
    assert problem(await stranger.get(f"/pins/{pins[0]}/analytics", **asked)) == (404, 50)
    assert (await stranger.get("/pins/analytics", pin_ids=pins[0], **asked)).json() == {}


@pytest.mark.parametrize(
    "changed",
    [{"metric_types": "CLICKS"}, {"start_date": days_ago(91)}, {"split_field": "APP_TYPE"}, {"metric_types": ""}],
)
async def test_a_bad_question_is_refused(api: Api, pins: list[str], changed: dict[str, str]) -> None:
    asked = {"start_date": START, "end_date": START, "metric_types": "SAVE", **changed}
    assert problem(await api.get(f"/pins/{pins[0]}/analytics", **asked)) == (400, 1)
