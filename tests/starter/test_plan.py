"""`pinflow plan`: when each row would leave, and nothing happens."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from config import load_settings
from contracts.launch import LaunchPolicy
from contracts.ledger import KnownBoard
from contracts.windows import Spread, WindowRule
from drafting.occurrences import is_open
from drafting.window_text import read_window
from starter.__main__ import run_command
from starter.ledger import open_ledger
from starter.standing import NO_RULES, is_windowed, stated_zone
from tests.builders import ACCOUNT, BOARD, a_product
from tests.starter.catalogs import a_catalog, a_line
from tests.starter.launches import ended_live, home_s_ledger

EVENINGS = "daily 18:00-22:00 America/New_York"
NEW_YORK = "America/New_York"


@pytest.fixture(autouse=True)
def a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def mugs(tmp_path: Path, count: int, **cells: str) -> str:
    lines = [a_line(f"mug-{number}", **cells) for number in range(count)]
    return str(a_catalog(tmp_path / "mugs.csv", *lines))


def plan(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:  # Any: a JSON document
    assert run_command(["plan", *words, "--json"]) == code
    told = capsys.readouterr()
    return json.loads(told.out) if code == 0 else told.err


def moments(document: Any) -> list[float]:  # Any: as above
    return [datetime.fromisoformat(row["at"]).timestamp() for row in document["rows"] if row["at"]]


def test_in_an_empty_folder_a_plan_makes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = plan(capsys, mugs(tmp_path, 3), "--window", EVENINGS)

    assert (document["products"], document["placed"], document["zone"]) == (3, 3, NEW_YORK)
    assert [file.name for file in tmp_path.iterdir()] == ["mugs.csv"]


def test_each_pin_leaves_while_the_window_is_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = plan(capsys, mugs(tmp_path, 30), "--window", EVENINGS, "--per-day", "4", "--board-gap", "30m")

    found = moments(document)
    assert all(is_open(read_window(EVENINGS), at) for at in found)
    assert all(later - one >= 1_800 for one, later in pairwise(sorted(found)))
    assert max(day["pins"] for day in document["days"]) == 4
    assert sum(day["pins"] for day in document["days"]) == 30
    assert document["ends"] == max(row["at"] for row in document["rows"])
    assert datetime.fromisoformat(document["ends_local"]) == datetime.fromisoformat(document["ends"])


def test_a_window_is_meant_in_the_zone_that_is_named_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = plan(capsys, mugs(tmp_path, 1), "--window", "18:00-22:00", "--timezone", "Asia/Tokyo")

    assert document["zone"] == "Asia/Tokyo"
    assert 18 <= datetime.fromisoformat(document["rows"][0]["at_local"]).hour < 22


def test_rows_that_cannot_be_pins_have_a_reason_and_no_moment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = a_catalog(tmp_path / "mugs.csv", a_line("one"), a_line("two", title=""), {"board": "unreadable"})

    document = plan(capsys, str(file), "--window", EVENINGS)

    assert [document[name] for name in ("products", "placed", "refused", "unplaced")] == [3, 1, 2, 0]
    assert [(row["at"] is None, row["reason"]) for row in document["rows"]] == [
        (False, None),
        (True, "title_missing"),
        (True, "row_unreadable"),
    ]


def test_a_window_that_is_too_short_for_all_leaves_some_without_a_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    last = datetime.now(UTC).date() + timedelta(days=40)
    words = ("--window", f"daily 00:00-24:00 UTC not after {last}")

    document = plan(capsys, mugs(tmp_path, 12), *words, "--board-gap", "30d")

    assert 0 < document["placed"] < 12
    assert document["placed"] + document["unplaced"] == 12
    assert {row["reason"] for row in document["rows"] if row["at"] is None} == {"full"}


def test_without_a_window_pins_leave_one_after_the_other_by_the_quota(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = plan(capsys, mugs(tmp_path, 150))

    found = moments(document)
    assert found == sorted(found)
    assert 55 <= found[-1] - found[0] <= 180


def test_a_publish_date_is_heeded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = a_catalog(tmp_path / "mugs.csv", a_line("one", **{"publish date": "2031-01-01 23:00"}), a_line("two"))
    words = (str(file), "--timezone", NEW_YORK)

    free = plan(capsys, *words)
    kept = plan(capsys, *words, "--window", EVENINGS)

    assert free["rows"][0]["at_local"] == "2031-01-01T23:00:00-05:00"
    assert kept["rows"][0]["at_local"].startswith("2031-01-02T")
    assert kept["rows"][1]["at"] < free["rows"][0]["at"]


async def standing(account: WindowRule | None, **boards: WindowRule) -> None:
    async with open_ledger(load_settings()) as ledger:
        await ledger.plans.set_rule(ACCOUNT, None, account)
        for name, rule in boards.items():
            await ledger.plans.set_rule(ACCOUNT, name, rule)


def test_the_account_s_and_the_board_s_own_windows_hold_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = WindowRule(window=read_window("daily 08:00-20:00 Europe/Berlin"))
    asyncio.run(standing(day, Mugs=WindowRule(spread=Spread(board_day_limit=1))))

    document = plan(capsys, mugs(tmp_path, 3), "--window", "daily 18:00-23:00 Europe/Berlin")

    assert document["zone"] == "Europe/Berlin"
    hours = [datetime.fromisoformat(row["at_local"]).hour for row in document["rows"]]
    assert all(18 <= hour < 20 for hour in hours)
    assert [line["pins"] for line in document["days"]] == [1, 1, 1]


async def known_board() -> None:
    async with home_s_ledger() as ledger:
        await ledger.boards.keep(ACCOUNT, [KnownBoard(name="mugs", board_id=BOARD)])


def test_what_is_live_already_is_not_planned_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(ended_live(a_product("mug-0")))
    asyncio.run(known_board())

    document = plan(capsys, mugs(tmp_path, 2), "--window", EVENINGS)

    assert [row["reason"] for row in document["rows"]] == ["already", None]
    assert (document["already"], document["refused"]) == (1, 0)


async def paused() -> None:
    async with home_s_ledger() as ledger:
        await ledger.accounts.pause(ACCOUNT, "the client called")


def test_a_person_sees_days_the_end_and_what_stops_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(paused())
    lines = [a_line(f"mug-{number}", title="" if number == 3 else "Mug") for number in range(9)]
    file = a_catalog(tmp_path / "mugs.csv", *lines)

    assert run_command(["plan", str(file), "--window", EVENINGS, "--per-day", "4"]) == 0

    told = capsys.readouterr().out
    assert told.startswith(f"Plan for mugs.csv, account demo\n  launch: {EVENINGS}, at most 4 a day and board\n")
    assert "pinflow resume --account demo" in told
    assert "8 pins would leave, the last 20" in told
    assert "1 x title_missing" in told
    assert "Nothing was started or sent." in told
    assert max(map(len, told.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--account", "nobody"], "there are: demo"),
        (["--window", "evenings"], '--window: "evenings" says no hours'),
        (["--window", "18:00-22:00"], "in which time zone"),
        (["--window", "18:00-22:00 UTC not after 2001-01-01"], "closed for good"),
        (["--per-day", "0"], "--per-day"),
        (["--jitter", "soon"], "--jitter"),
        (["--timezone", "Mars"], "--timezone"),
        (["--limit", "0"], "--limit"),
    ],
)
def test_what_cannot_be_meant_is_told_and_makes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: Sequence[str], told: str
) -> None:
    assert told in plan(capsys, mugs(tmp_path, 1), *words, code=2)
    assert not (tmp_path / ".pinflow").exists()


def test_a_pinterest_of_one_s_own_has_no_demo_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINFLOW_PINTEREST_URL", "https://api.pinterest.com/v5")

    assert "no account is connected" in plan(capsys, mugs(tmp_path, 1), code=2)


RULE = WindowRule(window=read_window(EVENINGS))


class TestStanding:
    def test_a_launch_is_windowed_when_anybody_has_a_rule(self) -> None:
        assert not is_windowed(LaunchPolicy(), NO_RULES)
        assert is_windowed(LaunchPolicy(window=RULE), NO_RULES)
        assert is_windowed(LaunchPolicy(), (RULE, {}))
        assert is_windowed(LaunchPolicy(), (None, {"mugs": RULE}))

    def test_times_are_told_by_the_nearest_window_s_zone(self) -> None:
        berlin = WindowRule(window=read_window("daily 08:00-20:00 Europe/Berlin"))
        apart = WindowRule(spread=Spread(board_day_limit=1))

        assert stated_zone(LaunchPolicy(window=RULE, zone="Asia/Tokyo"), (berlin, {})) == NEW_YORK
        assert stated_zone(LaunchPolicy(window=apart, zone="Asia/Tokyo"), (berlin, {})) == "Europe/Berlin"
        assert stated_zone(LaunchPolicy(zone="Asia/Tokyo"), (apart, {"mugs": berlin})) == "Asia/Tokyo"
        assert stated_zone(LaunchPolicy(), NO_RULES) is None
