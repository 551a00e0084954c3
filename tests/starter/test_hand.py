"""The operator's hand at the command line."""

import asyncio
import json
from typing import Any

import pytest

from contracts.hand import Action, HandAnswer, HandOrder, Selection
from contracts.launch import ProductResult
from contracts.names import AccountKey
from contracts.outcome import Outcome
from starter.__main__ import run_command
from starter.failures import CommandFailed, ExitCode
from starter.hand import Wish, to_order, words_of
from tests.builders import ACCOUNT, LAUNCH, a_product
from tests.fakes.clock import START
from tests.starter.launches import home_s_ledger, launched, refused, waiting

pytestmark = pytest.mark.usefixtures("home_with_ledger")

HOUR = 3_600.0


class TestOrder:
    def test_an_order_is_what_was_typed(self) -> None:
        wish = Wish(Action.CANCEL, launch=LAUNCH, pins=("7",), where="board=Mugs", why="second thoughts")

        assert to_order(wish, now=START) == HandOrder(
            action=Action.CANCEL,
            selection=Selection(launch=LAUNCH, pins=("7",), where="board=Mugs"),
            why="second thoughts",
        )

    @pytest.mark.parametrize(
        ("to", "zone", "moment"),
        [
            ("+2h", None, START + 2 * HOUR),
            ("now", None, START),
            ("2026-11-22T20:00+01:00", None, 1_795_374_000.0),
            ("2026-11-22T20:00", "Europe/Berlin", 1_795_374_000.0),
            ("tomorrow 20:00", "Europe/Berlin", 1_795_114_800.0),
        ],
    )
    def test_a_moment_is_meant_from_now_and_in_its_zone(self, to: str, zone: str | None, moment: float) -> None:
        order = to_order(Wish(Action.RESCHEDULE, launch=LAUNCH, to=to, zone=zone), now=START)

        assert order.to == moment

    @pytest.mark.parametrize(
        ("wish", "told"),
        [
            (Wish(Action.CANCEL), "Name a launch"),
            (Wish(Action.CANCEL, where="outcome=waiting"), "Name a launch"),
            (Wish(Action.PAUSE), "Name a launch"),
            (Wish(Action.RESCHEDULE, launch=LAUNCH), "Say when"),
            (Wish(Action.RESCHEDULE, launch=LAUNCH, to="whenever"), "--to"),
            (Wish(Action.RESCHEDULE, launch=LAUNCH, to="20:00"), "--timezone"),
            (Wish(Action.RESCHEDULE, launch=LAUNCH, to="20:00", zone="Mars"), "Mars"),
            (Wish(Action.RESCHEDULE, launch=LAUNCH, to="+9999999d"), "--to"),
            (Wish(Action.RETRY, launch=LAUNCH, where="outcom=refused"), 'did you mean "outcome"'),
            (Wish(Action.RETRY, launch=LAUNCH, where="reason"), "is no condition"),
            (Wish(Action.PAUSE, account="demo", where="held=perhaps"), "held"),
            (Wish(Action.CANCEL, launch=LAUNCH, where="x" * 2_001), "where"),
            (Wish(Action.CANCEL, launch=LAUNCH, why="x" * 301), "why"),
            (Wish(Action.CANCEL, pins=("7",) * 201), "pins"),
            (Wish(Action.CANCEL, pins=("7" * 301,)), "pins"),
        ],
    )
    def test_what_cannot_be_meant_is_wrong_usage(self, wish: Wish, told: str) -> None:
        with pytest.raises(CommandFailed, match=f"Cannot {wish.action}") as raised:
            to_order(wish, now=START)
        assert raised.value.exit_code == ExitCode.USAGE
        assert told in str(raised.value)


class TestWords:
    def words(self, action: Action, answer: HandAnswer, **selection: object) -> list[str]:
        chosen = Selection.model_validate(selection or {"launch": LAUNCH})
        return words_of(HandOrder(action=action, selection=chosen), answer)

    @pytest.mark.parametrize("action", list(Action))
    def test_every_pin_that_is_meant_is_told_of(self, action: Action) -> None:
        words = self.words(action, HandAnswer(matched=1_007, changed=1_000, settling=1, too_late=6))

        assert [line.split(" pin")[0] for line in words] == ["1,000", "1", "6"]
        assert all(line.endswith(".") for line in words)

    def test_only_what_happened_is_told(self) -> None:
        assert self.words(Action.CANCEL, HandAnswer(matched=1, changed=1)) == ["1 pin withdrawn."]
        (late,) = self.words(Action.RETRY, HandAnswer(matched=2, too_late=2))
        assert late == "2 pins left alone: live, still on the way, or could not be read from the file."

    def test_a_moment_goes_before_publish_windows_and_says_so(self) -> None:
        (told,) = self.words(Action.RESCHEDULE, HandAnswer(matched=1, changed=1))
        assert told == "1 pin rescheduled: from that moment on, also outside publish windows."

    def test_an_order_about_nothing_says_so(self) -> None:
        assert self.words(Action.CANCEL, HandAnswer()) == ["No pin is meant by that: nothing was changed."]

    def test_an_account_as_a_whole_stops_and_goes_on(self) -> None:
        assert self.words(Action.PAUSE, HandAnswer(), account="demo") == [
            "Account demo is paused: nothing leaves."
        ]
        assert self.words(Action.RESUME, HandAnswer(), account="demo") == ["Account demo is going on."]

    def test_rows_of_an_account_are_counted(self) -> None:
        answer = HandAnswer(matched=2, changed=2)

        assert self.words(Action.PAUSE, answer, account="demo", where="board=Mugs") == ["2 pins paused."]


def order(capsys: pytest.CaptureFixture[str], *words: str) -> Any:  # Any: a JSON document
    assert run_command([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


async def results() -> list[ProductResult]:
    async with home_s_ledger() as ledger:
        return list(await ledger.launches.results(LAUNCH))


@pytest.fixture
def three_wait(home_with_ledger: None) -> None:
    asyncio.run(launched(*waiting(a_product("one"), a_product("two", board="Vases"), a_product("three"))))


@pytest.mark.usefixtures("three_wait")
class TestCommands:
    def test_a_part_of_a_launch_is_cancelled(self, capsys: pytest.CaptureFixture[str]) -> None:
        told = order(capsys, "cancel", LAUNCH, "--where", "board=mugs", "--why", "second thoughts")

        assert told == {
            "action": "cancel",
            "matched": 2,
            "changed": 2,
            "settling": 0,
            "too_late": 0,
            "told": False,
        }
        ended = asyncio.run(results())
        assert [result.outcome for result in ended] == [Outcome.WITHDRAWN, None, Outcome.WITHDRAWN]
        assert "second thoughts" in (ended[0].message or "")

    def test_the_same_order_twice_leaves_it_as_ordered(self, capsys: pytest.CaptureFixture[str]) -> None:
        first = order(capsys, "cancel", LAUNCH)
        second = order(capsys, "cancel", LAUNCH)

        assert first["changed"] == second["changed"] == 3

    def test_a_launch_is_put_off_and_taken_up(self, capsys: pytest.CaptureFixture[str]) -> None:
        moment = "2031-01-01T20:00+01:00"
        assert order(capsys, "reschedule", LAUNCH, "--where", "row=2", "--to", moment)["changed"] == 1
        assert [result.not_before for result in asyncio.run(results())] == [1_925_060_400.0, None, None]

    def test_rows_are_paused_and_resumed(self, capsys: pytest.CaptureFixture[str]) -> None:
        order(capsys, "pause", "--account", "demo", "--where", "board=Vases")
        assert [result.held for result in asyncio.run(results())] == [False, True, False]
        order(capsys, "resume", LAUNCH, "--where", "held=yes")
        assert [result.held for result in asyncio.run(results())] == [False, False, False]

    def test_withdrawn_rows_are_tried_again(self, capsys: pytest.CaptureFixture[str]) -> None:
        order(capsys, "cancel", LAUNCH)
        assert order(capsys, "retry", LAUNCH, "--where", "outcome=withdrawn row=3-4")["changed"] == 2
        assert [result.outcome for result in asyncio.run(results())] == [Outcome.WITHDRAWN, None, None]

    def test_without_temporal_it_is_written_down_and_said(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run_command(["cancel", LAUNCH]) == 0

        told = capsys.readouterr().out
        assert told.startswith("3 pins withdrawn.\n")
        assert "Temporal is not there: it is written down" in told

    def test_an_order_that_means_no_row_changes_none(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert order(capsys, "cancel", LAUNCH, "--where", "row=900")["matched"] == 0
        assert order(capsys, "cancel", LAUNCH, "--pin", "nobody-s")["matched"] == 0
        assert [result.outcome for result in asyncio.run(results())] == [None] * 3

    @pytest.mark.parametrize(
        "words",
        [
            ("cancel", "nope"),
            ("cancel", "--account", "nobody"),
            ("pause", "--account", "nobody"),
            ("cancel", LAUNCH, "--where", "colour=blue"),
            ("cancel",),
            ("reschedule", LAUNCH),
            ("reschedule", LAUNCH, "--to", "never"),
        ],
    )
    def test_a_slip_changes_nothing(self, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
        assert run_command(list(words)) == 2

        told = capsys.readouterr()
        assert told.out == ""
        assert told.err
        assert [result.outcome for result in asyncio.run(results())] == [None] * 3


async def paused() -> str | None:
    async with home_s_ledger() as ledger:
        return (await ledger.accounts.survey(AccountKey(ACCOUNT), START)).paused


def test_an_account_is_paused_for_whatever_is_launched_later(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["pause", "--account", "demo", "--why", "the client called"]) == 0
    assert asyncio.run(paused()) == "the client called"

    assert run_command(["resume", "--account", "demo"]) == 0
    assert asyncio.run(paused()) is None
    assert "Account demo is going on." in capsys.readouterr().out


def test_a_row_that_could_not_be_read_is_not_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(refused(2)))

    assert order(capsys, "retry", LAUNCH)["too_late"] == 1
