"""`pinflow windows`: what accounts and boards are kept to."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from contracts.windows import Spread, WindowRule
from drafting.window_text import read_window
from starter.__main__ import run_command
from starter.windows import FOLLOW_WORDS, StandingRule, changed_lines, list_lines, rule_report
from tests.builders import ACCOUNT
from tests.fakes.clock import START

pytestmark = pytest.mark.usefixtures("home_with_ledger")

EVENINGS = "Mon-Fri 18:00-22:00 Europe/Berlin"
GONE = WindowRule(window=read_window("daily 08:00-20:00 UTC not after 2001-01-01"))


def windows(capsys: pytest.CaptureFixture[str], *words: str) -> Any:  # Any: a JSON document
    assert run_command(["windows", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run_command(["windows", *words]) == 0
    return capsys.readouterr().out


@pytest.mark.usefixtures("nothing_here")
def test_where_nothing_is_there_are_no_windows_and_none_are_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert windows(capsys) == {"windows": []}
    assert said(capsys).startswith("No account or board has a window")
    assert run_command(["windows", "clear"]) == 2
    assert not (tmp_path / ".pinflow").exists()


def test_what_is_set_is_listed_until_it_is_cleared(capsys: pytest.CaptureFixture[str]) -> None:
    first = windows(capsys, "set", EVENINGS, "--per-day", "5")
    windows(capsys, "set", "weekends 10:00-20:00", "--timezone", "Asia/Tokyo", "--board", "Spring looks")

    found = windows(capsys)["windows"]

    assert (first["window"], first["spread"]) == (found[0]["window"], found[0]["spread"])
    assert [(one["account"], one["board"], one["window"], one["zone"]) for one in found] == [
        ("demo", None, EVENINGS, "Europe/Berlin"),
        ("demo", "spring looks", "Sat-Sun 10:00-20:00 Asia/Tokyo", "Asia/Tokyo"),
    ]
    assert found[0]["spread"]["board_day_limit"] == 5
    assert found[0]["opens"] < found[0]["closes"]
    assert [one["board"] for one in windows(capsys, "list", "--board", "SPRING  looks")["windows"]] == [
        "spring looks"
    ]

    windows(capsys, "clear", "--board", "Spring Looks")
    windows(capsys, "clear")
    assert windows(capsys)["windows"] == []


def test_setting_again_replaces_all_that_was_set(capsys: pytest.CaptureFixture[str]) -> None:
    windows(capsys, "set", EVENINGS, "--per-day", "5", "--jitter", "5m")
    windows(capsys, "set", "--board-gap", "1h")
    windows(capsys, "set", "--board-gap", "1h")

    (found,) = windows(capsys)["windows"]

    assert (found["window"], found["opens"]) == (None, None)
    assert found["spread"] == {
        "board_day_limit": None,
        "board_gap_seconds": 3_600.0,
        "link_days": 0,
        "image_days": 0,
        "jitter_seconds": 0.0,
    }


def test_clearing_what_is_not_there_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    windows(capsys, "set", EVENINGS)

    assert windows(capsys, "clear", "--board", "Mugs")["window"] is None
    assert len(windows(capsys)["windows"]) == 1


def test_a_person_is_told_what_holds_and_when_launches_follow(capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "set", EVENINGS, "--board", "  Spring looks ")

    assert told.startswith(f"Account demo, board Spring looks: {EVENINGS}\nopen")
    assert "within the hour" in told
    assert f"Account demo, board spring looks\n  {EVENINGS}\n  open" in said(capsys)
    assert said(capsys, "clear", "--board", "spring looks").startswith("No window any more: account demo, board")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["set"], "say when pins may leave"),
        (["set", ""], "WINDOW: "),
        (["set", "evenings"], 'WINDOW: "evenings" says no hours'),
        (["set", "18:00-22:00"], "in which time zone"),
        (["set", "18:00-22:00", "--timezone", "Mars"], 'no time zone "Mars"'),
        (["set", "18:00-22:00 EST"], "write America/New_York"),
        (["set", "18:00-22:00 UTC not after 2001-01-01"], "closed for good"),
        (["set", EVENINGS, "--per-day", "0"], "--per-day"),
        (["set", EVENINGS, "--board", "  "], "--board needs a name"),
        (["set", EVENINGS, "--board", "x" * 181], "--board needs a name"),
        (["set", EVENINGS, "--account", "nobody"], "there are: demo"),
        (["list", EVENINGS], "windows set"),
        (["clear", "--per-day", "5"], "windows set"),
        (["forget"], "forget"),
    ],
)
def test_a_slip_sets_nothing(capsys: pytest.CaptureFixture[str], words: Sequence[str], told: str) -> None:
    assert run_command(["windows", *words]) == 2

    heard = capsys.readouterr()
    assert heard.out == ""
    assert told in heard.err
    assert windows(capsys) == {"windows": []}


def test_an_account_that_nobody_knows_has_no_list(capsys: pytest.CaptureFixture[str]) -> None:
    windows(capsys, "set", EVENINGS)

    assert run_command(["windows", "--account", "nobody"]) == 2
    assert "there are: demo" in capsys.readouterr().err


class TestLines:
    def standing(self, rule: WindowRule | None, board: str | None = None) -> StandingRule:
        return StandingRule(ACCOUNT, board, rule)

    @pytest.mark.parametrize(
        ("window", "told"),
        [
            ("daily 12:00-14:00 Europe/Berlin", "open now, until 2026-11-18 14:00 (Europe/Berlin)"),
            ("Fri 12:00-14:00 Europe/Berlin", "opens 2026-11-20 12:00 (Europe/Berlin)"),
        ],
    )
    def test_it_says_when_the_window_is_open(self, window: str, told: str) -> None:
        rule = WindowRule(window=read_window(window))

        assert list(list_lines([self.standing(rule)], START)) == ["Account demo", f"  {window}", f"  {told}"]

    def test_a_window_that_is_over_says_so(self) -> None:
        assert "closed for good" in list(changed_lines(self.standing(GONE), START))[1]
        assert rule_report(self.standing(GONE), START)["opens"] is None

    def test_distances_at_any_hour_have_no_opening(self) -> None:
        apart = self.standing(WindowRule(spread=Spread(link_days=7)), "Mugs")

        assert list(changed_lines(apart, START)) == [
            "Account demo, board Mugs: at any hour, 7 days between boards for one link",
            FOLLOW_WORDS,
        ]
