"""`pinflow ads create` and what follows: sources kept in the ledger, and the picture of their days."""

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from config import load_settings
from contracts.ads import CoverageState
from contracts.ads_runs import CoveredDay
from starter.__main__ import run_command
from starter.ads_files import today_utc
from starter.ledger import open_ledger
from store.ads_coverage import cover
from tests.starter.test_ads_command import SOURCE

pytestmark = pytest.mark.usefixtures("home_with_ledger")


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


def covered(days: list[CoveredDay]) -> None:
    async def write() -> None:
        async with open_ledger(load_settings()) as ledger:

            def work(session: Session) -> None:
                cover(session, "campaigns-daily", days)

            await ledger.database.write(work)

    asyncio.run(write())


@pytest.mark.usefixtures("nothing_here")
def test_where_nothing_is_there_are_no_sources_and_none_are_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, "list") == {"sources": []}
    assert said(capsys, "list").startswith("No ads source")
    assert not (tmp_path / ".pinflow").exists()


def test_a_source_is_kept_shown_paused_and_forgotten(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "create", source)["key"] == "campaigns-daily"
    assert [one["key"] for one in told(capsys, "list")["sources"]] == ["campaigns-daily"]
    assert "settle after 32 days" in said(capsys, "show", "campaigns-daily")
    assert told(capsys, "pause", "campaigns-daily", "--why", "holidays")["paused"] == "holidays"
    assert "paused: holidays" in said(capsys, "show", "campaigns-daily")
    assert "paused" in said(capsys, "list")
    assert told(capsys, "resume", "campaigns-daily")["paused"] is None
    assert told(capsys, "remove", "campaigns-daily", "--yes") == {"source": "campaigns-daily", "removed": True}
    assert told(capsys, "list") == {"sources": []}


def test_a_second_source_of_that_name_is_refused_unless_it_replaces_the_first(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "create", source)
    source.write_text(SOURCE.replace("TOTAL_CONVERSIONS", "PAID_IMPRESSION"), encoding="utf-8")
    assert run_command(["ads", "create", str(source)]) == 2
    assert "--replace" in capsys.readouterr().err
    assert "PAID_IMPRESSION" in told(capsys, "create", source, "--replace")["columns"]


def test_what_pinterest_would_refuse_is_not_kept(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source.write_text(SOURCE.replace("TOTAL_CONVERSIONS", "NO_SUCH"), encoding="utf-8")
    assert told(capsys, "create", source, code=2)["objections"][0]["rule"] == "unknown_column"
    assert told(capsys, "list") == {"sources": []}


def test_a_source_of_an_account_that_is_not_there_is_not_kept(
    source: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source.write_text(SOURCE.replace('"demo"', '"nobody"'), encoding="utf-8")
    assert run_command(["ads", "create", str(source)]) == 2
    assert "nobody" in capsys.readouterr().err


def test_a_misspelt_name_has_near_ones(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "create", source)
    assert run_command(["ads", "show", "campaign-daily"]) == 2
    assert "campaigns-daily" in capsys.readouterr().err


def test_every_day_is_there_or_named(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "create", source)
    end: date = today_utc() - timedelta(days=1)
    covered(
        [
            CoveredDay(day=end - timedelta(days=3), state=CoverageState.FETCHED, rows=7),
            CoveredDay(day=end - timedelta(days=2), state=CoverageState.FAILED, why="the report was lost"),
            CoveredDay(day=end, state=CoverageState.PROVISIONAL, rows=7),
        ]
    )
    found = told(capsys, "coverage", "campaigns-daily", "--from", str(end - timedelta(days=3)))
    assert found["counts"] == {"fetched": 1, "failed": 1, "provisional": 1}
    assert [(gap["state"], gap["why"]) for gap in found["gaps"]] == [
        ("failed", "the report was lost"),
        (None, None),
    ]
    text = said(capsys, "coverage", "campaigns-daily")
    assert "◐" in text
    assert "failed: the report was lost" in text


def test_options_describe_a_source_and_a_file_is_written_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The account is the only one that is connected; the file describes the same source."""
    file = tmp_path / "spend.toml"
    options = ["--key", "spend", "--ad-account", "549755885175", "--dataset", "campaign", "--granularity", "week"]
    options += [
        "--column",
        "spend_in_dollar,CTR",
        "--column",
        "PAID_IMPRESSION",
        "--windows",
        "7/7/1",
        "--every",
        "6",
    ]
    kept = told(capsys, "create", *options, "--no-metadata", "--save-toml", file)
    assert kept["columns"] == ["SPEND_IN_DOLLAR", "CTR", "PAID_IMPRESSION"]
    assert (kept["account"], kept["granularity"], kept["snapshot"]["every_hours"]) == ("demo", "WEEK", 6)
    again = told(capsys, "create", file, "--replace")
    assert {**again, "currency": ""} == {**kept, "currency": ""}
    other = told(capsys, "create", file, "--key", "spend-daily", "--granularity", "DAY", "--at", "06:30")
    assert (other["key"], other["snapshot"]["every_hours"], other["columns"]) == (
        "spend-daily",
        None,
        kept["columns"],
    )


def test_options_that_are_refused_keep_and_write_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "spend.toml"
    options = ["--key", "spend", "--ad-account", "1", "--dataset", "campain", "--save-toml", file]
    (objection,) = told(capsys, "create", *options, code=2)["objections"]
    assert (objection["field"], objection["nearest"][0]) == ("dataset", "campaign")
    assert not file.exists()
    assert told(capsys, "list")["sources"] == []
    file.write_text("mine", encoding="utf-8")
    assert run_command(["ads", "create", *map(str, options)]) == 2
    assert "--replace writes over it" in capsys.readouterr().err
    assert file.read_text(encoding="utf-8") == "mine"
