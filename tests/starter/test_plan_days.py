"""A plan in lines and in its document."""

import json
from datetime import date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from starter.plan_days import LINES_MAX, PlannedRow, board_days, days_shown, ends, whole_days
from starter.plan_report import counts_of, plan_report, reasons_of
from starter.plan_screen import PlanHead, apart_words, end_lines, head_lines, hidden_line, plan_table, rest_lines

NEW_YORK = "America/New_York"
BERLIN = ZoneInfo("Europe/Berlin")


def at(local: str, zone: str = NEW_YORK) -> float:
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp()


def a_row(local: str | None, board: str = "Mugs", *, row: int = 2, reason: str | None = None) -> PlannedRow:
    moment = at(local) if local else None
    message = "every hour is taken" if reason == "full" else None
    return PlannedRow(row, 1, f"mug-{row}", board, at=moment, reason=reason, message=message)


EVENING = [
    a_row("2026-11-23 18:00"),
    a_row("2026-11-23 18:10", "Sale"),
    a_row("2026-11-23 19:00"),
    a_row("2026-11-24 18:00"),
    a_row(None, reason="title_missing"),
]


class TestDays:
    def test_each_day_and_board_has_its_line(self) -> None:
        found = [
            (f"{line.day}", line.boards, line.count, line.apart_seconds) for line in board_days(EVENING, NEW_YORK)
        ]

        assert found == [
            ("2026-11-23", ("Mugs",), 2, 3_600.0),
            ("2026-11-23", ("Sale",), 1, None),
            ("2026-11-24", ("Mugs",), 1, None),
        ]

    def test_a_whole_day_counts_all_its_boards(self) -> None:
        monday, _ = whole_days(EVENING, NEW_YORK)

        assert (monday.boards, monday.count, monday.apart_seconds) == (("Mugs", "Sale"), 3, 600.0)
        assert (monday.first, monday.last) == (at("2026-11-23 18:00"), at("2026-11-23 19:00"))

    def test_days_are_those_of_the_zone(self) -> None:
        assert [line.day for line in whole_days(EVENING, "Europe/Berlin")] == [
            date(2026, 11, 24),
            date(2026, 11, 25),
        ]

    def test_the_night_with_an_hour_twice_is_one_day_in_order(self) -> None:
        twice = [at("2026-11-01 00:30") + 3_600 * hour for hour in range(4)]
        rows = [PlannedRow(2, 1, "mug", "Mugs", at=moment) for moment in reversed(twice)]

        (night,) = board_days(rows, NEW_YORK)

        assert (night.first, night.last, night.apart_seconds) == (twice[0], twice[3], 3_600.0)

    def test_what_has_no_moment_is_in_no_line(self) -> None:
        assert board_days([a_row(None, reason="full")], NEW_YORK) == []
        assert ends([a_row(None, reason="full")]) is None

    def test_more_lines_than_a_person_reads_become_days(self) -> None:
        rows = [a_row(f"2026-11-23 18:{minute}", f"Board {minute}") for minute in range(10, 10 + LINES_MAX + 1)]

        assert len(days_shown(rows[:-1], NEW_YORK)) == LINES_MAX
        assert [line.count for line in days_shown(rows, NEW_YORK)] == [LINES_MAX + 1]

    @given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from("abc")), max_size=40))
    def test_every_pin_is_in_one_line_and_lines_come_in_order(self, drawn: list[tuple[int, str]]) -> None:
        rows = [PlannedRow(2, 1, "mug", board, at=at("2026-10-31 12:00") + second) for second, board in drawn]

        by_board, by_day = board_days(rows, NEW_YORK), whole_days(rows, NEW_YORK)

        assert sum(line.count for line in by_board) == sum(line.count for line in by_day) == len(rows)
        assert [line.day for line in by_day] == sorted({line.day for line in by_board})
        assert all(line.first <= line.last <= (ends(rows) or 0) for line in by_board)


ROWS = [*EVENING, a_row(None, reason="already"), a_row(None, reason="full"), a_row(None, reason="full")]


class TestReport:
    def test_the_counts_add_up(self) -> None:
        counts = counts_of(ROWS)

        assert (counts.products, counts.placed, counts.live, counts.unplaced, counts.refused) == (8, 4, 1, 2, 1)

    def test_reasons_come_by_how_often_they_hold(self) -> None:
        assert reasons_of(ROWS) == [("full", 2), ("title_missing", 1)]

    def test_the_document_has_each_row_in_utc_and_by_the_zone(self) -> None:
        document = json.loads(json.dumps(plan_report(ROWS, NEW_YORK)))

        assert document["ends"] == "2026-11-24T23:00:00+00:00"
        assert document["ends_local"] == "2026-11-24T18:00:00-05:00"
        assert document["zone"] == NEW_YORK
        assert document["days"][0] == {
            "day": "2026-11-23",
            "board": "Mugs",
            "pins": 2,
            "first_local": "2026-11-23T18:00:00-05:00",
            "last_local": "2026-11-23T19:00:00-05:00",
            "apart_seconds": 3_600.0,
        }
        assert document["rows"][0]["at"] == "2026-11-23T23:00:00+00:00"
        assert document["rows"][4] == {
            "row": 2,
            "product": "mug-2",
            "image": 1,
            "board": "Mugs",
            "at": None,
            "at_local": None,
            "reason": "title_missing",
            "message": None,
        }

    def test_a_file_of_which_nothing_can_leave_has_no_end(self) -> None:
        document = plan_report([a_row(None, reason="title_missing")], NEW_YORK)

        assert (document["ends"], document["ends_local"], document["days"]) == (None, None, [])


class TestScreen:
    def lines(self, rows: list[PlannedRow]) -> list[str]:
        console = Console(width=80, file=StringIO(), record=True)
        console.print(plan_table(rows, NEW_YORK))
        return [line.rstrip() for line in console.export_text().splitlines()]

    def test_a_line_a_day_and_board_and_a_day_is_named_once(self) -> None:
        assert [line.split() for line in self.lines(EVENING)] == [
            ["day", "board", "pins", "first", "last", "apart"],
            ["Mon", "2026-11-23", "Mugs", "2", "18:00", "19:00", "1", "h"],
            ["Sale", "1", "18:10", "18:10"],
            ["Tue", "2026-11-24", "Mugs", "1", "18:00", "18:00"],
        ]

    def test_everything_is_seen_at_80_columns_whatever_a_board_is_called(self) -> None:
        lines = self.lines([a_row("2026-11-23 18:00", "[red]A board[/red] " * 12)] * 1_234)

        assert max(map(len, lines)) <= 80
        assert "[red]A board[/red]" in lines[1]
        assert lines[1].split()[-5:] == ["1,234", "18:00", "18:00", "0.0", "s"]

    def test_what_the_table_has_no_room_for_is_counted(self) -> None:
        rows = [a_row(f"2026-{month:02}-{day:02} 18:00") for month in (1, 3) for day in range(1, 29)]

        assert len(self.lines(rows)) == 1 + LINES_MAX
        assert hidden_line(rows, NEW_YORK) == f"and {56 - LINES_MAX} more days; --json has all"
        assert hidden_line(rows[:LINES_MAX], NEW_YORK) is None

    def test_the_end_is_told_by_both_clocks(self) -> None:
        assert list(end_lines(EVENING, NEW_YORK, BERLIN)) == [
            "● 4 pins would leave, the last 2026-11-24 18:00 (America/New_York)",
            "  by the clocks here 2026-11-25 00:00 CET",
        ]
        assert len(list(end_lines(EVENING, NEW_YORK, ZoneInfo("America/Toronto")))) == 1
        assert list(end_lines(EVENING[-1:], NEW_YORK, BERLIN)) == ["● Nothing would leave."]

    def test_what_would_not_leave_is_counted_and_where_to_look_is_named(self) -> None:
        told = list(rest_lines(ROWS))

        assert told[:3] == ["  1 pin live already.", "  2 x full: every hour is taken", "  1 x title_missing"]
        assert "--dry-run" in told[3]
        assert list(rest_lines(EVENING[:-1])) == []

    def test_the_head_names_who_keeps_pins_to_which_hours(self) -> None:
        long = ", ".join(["Mon-Fri 18:00-22:00 America/New_York"] * 4)
        head = PlanHead("spring.csv", "demo", NEW_YORK, rules=[("launch", long)], stopped="the client called")

        told = list(head_lines(head))

        assert told[0] == "Plan for spring.csv, account demo"
        assert told[1].startswith("  launch: Mon-Fri 18:00-22:00")
        assert max(map(len, told)) <= 80
        assert told[-1].endswith("pinflow resume --account demo")
        assert "no window" in list(head_lines(PlanHead("spring.csv", "demo", NEW_YORK)))[1]

    @pytest.mark.parametrize(
        ("seconds", "told"), [(None, ""), (0.6, "0.6 s"), (9.99, "10.0 s"), (1_200, "20 min")]
    )
    def test_a_distance_is_told_as_exactly_as_it_matters(self, seconds: float | None, told: str) -> None:
        assert apart_words(seconds) == told
