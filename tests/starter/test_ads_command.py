"""`pinflow ads`: what is said of datasets, columns, and of a source before a call."""

import json
from pathlib import Path
from typing import Any

import pytest

from starter.__main__ import run_command

SOURCE = """
key = "campaigns-daily"
account = "demo"
ad_account_id = "549755885175"
dataset = "campaign"
columns = ["SPEND_IN_MICRO_DOLLAR", "TOTAL_CONVERSIONS"]
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    file = tmp_path / "source.toml"
    file.write_text(SOURCE, encoding="utf-8")
    return file


def told(capsys: pytest.CaptureFixture[str], *words: object, code: int = 0) -> Any:  # Any: a JSON document
    assert run_command(["ads", *map(str, words), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def said(capsys: pytest.CaptureFixture[str], *words: object, code: int = 0) -> str:
    assert run_command(["ads", *map(str, words)]) == code
    return capsys.readouterr().out


def test_datasets_and_columns_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    found = {one["dataset"]: one for one in told(capsys, "datasets")["datasets"]}
    assert found["keyword"]["routes"] == ["async"]
    assert "GENDER" in found["campaign_breakdown"]["breakdowns"]
    assert len(told(capsys, "columns")["columns"]) == 627
    assert told(capsys, "columns", "reach")["columns"][0]["additive"] is False
    assert "campaign_breakdown" in said(capsys, "datasets")
    assert "Reach" in said(capsys, "columns", "reach")
    assert said(capsys, "columns", "no", "such", "thing").startswith("No column")


def test_a_good_source_passes_and_says_how_long_it_moves(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "check", source)
    assert (found["ok"], found["objections"], found["route"]) == (True, [], "async")
    assert found["settles"] == "32 days: the longest window, 30, and 2 to be counted"
    assert "Nothing stands against it" in said(capsys, "check", source)


def test_what_is_wrong_is_told_with_field_and_nearest_choice(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source.write_text(SOURCE.replace("TOTAL_CONVERSIONS", "ECPM_IN_DOLLAR"), encoding="utf-8")
    (objection,) = told(capsys, "check", source, code=2)["objections"]
    assert (objection["field"], objection["rule"], objection["refused"]) == ("columns", "unknown_column", True)
    assert "nearest: CPM_IN_DOLLAR" in said(capsys, "check", source, code=2)
    assert "[unknown_column]" in said(capsys, "plan", source, code=2)


def test_a_misspelt_file_is_an_objection_too(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source.write_text(SOURCE.replace('"campaign"', '"campain"').replace("columns", "colums"), encoding="utf-8")
    found = told(capsys, "check", source, code=2)
    assert [(one["field"], one["nearest"][0]) for one in found["objections"]] == [
        ("colums", "columns"),
        ("dataset", "campaign"),
    ]


def test_a_zone_whose_clocks_nobody_has_is_an_objection(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source.write_text(SOURCE + '[snapshot]\nat = "06:30"\nzone = "Europe/Berlim"\n', encoding="utf-8")
    (objection,) = told(capsys, "check", source, code=2)["objections"]
    assert (objection["field"], objection["nearest"][0]) == ("snapshot.zone", "Europe/Berlin")


def test_a_file_that_is_no_toml_is_wrong_usage(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source.write_text("key =", encoding="utf-8")
    assert run_command(["ads", "check", str(source)]) == 2
    assert "is not TOML" in capsys.readouterr().err
    assert run_command(["ads", "check", str(source.parent / "none.toml")]) == 2


def test_a_plan_names_pieces_calls_and_days_that_are_gone(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, "plan", source, "--from", "2020-01-01", "--tier", "trial")
    assert (found["calls"], len(found["chunks"]), found["route"]) == (15, 5, "async")
    (lost,) = found["not_obtainable"]
    assert lost["first"] == "2020-01-01"
    assert "cannot be had" in said(capsys, "plan", source, "--from", "2020-01-01")


def test_an_unknown_tier_is_wrong_usage(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["ads", "plan", str(source), "--tier", "gold"]) == 2
    assert "trial or standard" in capsys.readouterr().err
