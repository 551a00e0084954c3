"""A source answer by answer: what is asked so far is judged alone, and only what can be asked is offered."""

from datetime import date

import pytest

from ads.asking import Asked
from ads.datasets import DATASETS, Family
from ads.drafts import offered_columns, search_datasets, search_offered, trouble_with
from ads.preflight import RULES
from contracts.ads import DatasetKey
from tests.ads.sources import a_source

TODAY = date(2026, 11, 23)


def test_what_is_not_answered_yet_is_no_trouble() -> None:
    assert trouble_with({}, (), TODAY) == ()
    assert trouble_with({"dataset": "campaign_breakdown"}, ("dataset",), TODAY) == ()


@pytest.mark.parametrize(
    ("field", "answer", "rule"),
    [
        ("columns", ["ECPM_IN_DOLLAR"], "unknown_column"),
        ("dataset", "campain", "unfit_value"),
        ("windows", {"click_days": 1, "engagement_days": 30, "view_days": 1}, "window_combination"),
        ("snapshot", {"at": "06:30", "zone": "Europe/Berlim"}, "unknown_zone"),
        ("breakdowns", [], "no_breakdown"),
    ],
)
def test_an_answer_is_judged_at_once(field: str, answer: object, rule: str) -> None:
    written = {"dataset": "campaign_breakdown", field: answer}
    assert [one.rule for one in trouble_with(written, (field,), TODAY)] == [rule]


@pytest.mark.parametrize("key", [key for key, one in DATASETS.items() if one.family is Family.PERFORMANCE])
def test_whatever_is_offered_of_a_dataset_is_refused_by_no_rule_of_columns(key: DatasetKey) -> None:
    offered = offered_columns(key)
    asked = Asked(
        a_source(dataset=key, columns=tuple(offered), route=DATASETS[key].routes[-1]), TODAY, TODAY, TODAY
    )
    found = {each.rule for rule in RULES for each in rule(asked) if each.field == "columns" and each.refuses}
    assert len(offered) > 150
    assert found <= {"column_off_route"}


def test_reach_is_not_offered_where_it_cannot_be_broken_down() -> None:
    assert "TOTAL_IMPRESSION_USER" in offered_columns(DatasetKey.CAMPAIGN)
    assert "TOTAL_IMPRESSION_USER" not in offered_columns(DatasetKey.CAMPAIGN_BREAKDOWN)
    assert "AD_ID" not in offered_columns(DatasetKey.CAMPAIGN)
    assert offered_columns(DatasetKey.CAMPAIGNS) == {}


def test_words_find_datasets_and_columns() -> None:
    assert [one.key for one in search_datasets("keyword")] == [DatasetKey.KEYWORD, DatasetKey.KEYWORDS]
    assert len(search_datasets("")) == len(DATASETS)
    names = [one.name for one in search_offered(DatasetKey.CAMPAIGN, "campaign name", attribute=True)]
    assert names[0] == "CAMPAIGN_NAME"
    assert search_offered(DatasetKey.CAMPAIGN, "campaign name", attribute=False) == ()
