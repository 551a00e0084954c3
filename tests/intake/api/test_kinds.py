"""What a JSON body says is taken as that kind of value alone; what stands in a query is read as it is meant."""

import json

import pytest
from pydantic import BaseModel, ValidationError

from intake.api.activity_wire import ActivityQuery
from intake.api.ads_wire import AdsSourceBody, AdsSourcePatch
from intake.api.assets_wire import AssetBulkDelete, AssetDeleteQuery
from intake.api.plan_wire import PlanBody
from intake.api.schedules_wire import ScheduleEdit

AN_ID = "0b6f4e0e-6f1c-4b7d-9a39-0f5cb0f5a0d1"
A_PLAN = {"account_id": "demo", "rows": [{"board": "Mugs"}]}
A_SOURCE = {"key": "spend", "account": "shop", "ad_account_id": "1", "dataset": "campaign"}

OTHERS = [
    (AssetBulkDelete, {"asset_ids": [AN_ID], "confirm": 0}, "confirm"),
    (AssetBulkDelete, {"asset_ids": [AN_ID], "confirm": "true"}, "confirm"),
    (PlanBody, {**A_PLAN, "jitter_seconds": False}, "jitter_seconds"),
    (PlanBody, {**A_PLAN, "link_days": "7"}, "link_days"),
    (AdsSourceBody, {**A_SOURCE, "metadata": 1}, "metadata"),
    (AdsSourceBody, {**A_SOURCE, "windows": {"click_days": "7"}}, "windows.click_days"),
    (AdsSourcePatch, {"first_day": 946684800}, "first_day"),
    (ScheduleEdit, {"run_at": 1_800_000_000}, "run_at"),
    (ScheduleEdit, {"run_at": "1800000000"}, "run_at"),
]


@pytest.mark.parametrize(("model", "sent", "field"), OTHERS)
def test_a_value_of_another_kind_is_refused_by_its_name(
    model: type[BaseModel], sent: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        model.model_validate_json(json.dumps(sent))
    assert [".".join(map(str, error["loc"])) for error in caught.value.errors()] == [field]


def test_a_whole_number_may_have_a_point() -> None:
    """JSON knows one kind of number."""
    assert PlanBody.model_validate_json(json.dumps({**A_PLAN, "link_days": 7.0})).link_days == 7


def test_a_query_says_everything_as_text() -> None:
    assert AssetDeleteQuery.model_validate({"confirm": "true"}).confirm
    assert ActivityQuery.model_validate({"limit": "7"}).limit == 7


@pytest.mark.parametrize("said", ["0.5", "1800000000", "2026-11-22", "2026-11-22T18:00:00"])
def test_a_moment_is_a_day_with_a_time_and_an_offset(said: str) -> None:
    with pytest.raises(ValidationError):
        ActivityQuery.model_validate({"since": said})
