"""What a person sees of a launch, on a terminal of 80 columns."""

from collections.abc import Sequence

import pytest

from contracts.launch import ConcernCount, LaunchPolicy, LaunchSummary, ProductResult, Tally
from contracts.outcome import Actor, Reason
from contracts.pin import PinPolicy
from contracts.reconciling import Reconciling, ReconcilingPin
from outcomes.forecast import Forecast, Limit
from starter.screen import LINES_LIVE_MAX, Screen
from tests.builders import ACCOUNT, LAUNCH
from tests.fakes.clock import START

COLUMNS = 80
LONG = "a message that goes on and on, as Pinterest's own sometimes do, " * 3


@pytest.fixture(autouse=True)
def a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(COLUMNS))


def a_summary(**tally: int) -> LaunchSummary:
    return LaunchSummary(
        launch=LAUNCH,
        account=ACCOUNT,
        source="spring.csv",
        created=START,
        finished=START + 12,
        tally=Tally(**tally),
    )


def a_concern(reason: Reason, actor: Actor, *, count: int, samples: int = 1) -> ConcernCount:
    results = tuple(
        ProductResult(row=row, product=f"mug-{row}", title=f"[bold]Mug {row}[/bold] " + "x" * 90, message=LONG)
        for row in range(2, 2 + samples)
    )
    return ConcernCount(actor=actor, reason=reason, remedy=f"Mend the {reason}.", count=count, samples=results)


def a_lost_pin(row: int = 2) -> ReconcilingPin:
    return ReconcilingPin(
        row=row,
        product=f"mug-{row}",
        title=f"[bold]Mug {row}[/bold]",
        board_id="700",
        attempt=2,
        sent=START,
        reads=3,
        last_read=START + 30,
        known=f"sent 11:06:40 UTC, no answer ({LONG}); the board was read whole 3 times",
        next_read=START + 60,
        settles=START + 45,
    )


def seen(capsys: pytest.CaptureFixture[str]) -> Sequence[str]:
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


def test_the_end_groups_what_is_wrong_under_whoever_must_act(capsys: pytest.CaptureFixture[str]) -> None:
    counts = [
        a_concern(Reason.BOARD_MISSING, Actor.OPERATOR, count=1),
        a_concern(Reason.IMAGE_TOO_SMALL, Actor.MERCHANT, count=11, samples=8),
    ]

    Screen().report(a_summary(total=24, live=12, refused=12), counts, page=None, simulator=None)

    lines = seen(capsys)
    told = "\n".join(lines)
    assert lines[0] == "● 12 live, 12 refused  (24 products in 12 s)"
    assert told.index("The merchant must act") < told.index("11 x image_too_small")
    assert told.index("and 3 more") < told.index("Whoever runs Pinflow must act") < told.index("1 x board_missing")
    assert f"Those to mend, as a file: pinflow export {LAUNCH}" in lines
    assert max(map(len, lines)) <= COLUMNS


def test_a_title_of_a_catalog_is_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    Screen().show_concerns([a_concern(Reason.IMAGE_BROKEN, Actor.MERCHANT, count=1)])

    assert "[bold]Mug 2[/bold]" in "\n".join(seen(capsys))


def test_what_nobody_must_act_on_is_not_to_be_mended(capsys: pytest.CaptureFixture[str]) -> None:
    counts = [a_concern(Reason.CANCELLED, Actor.NOBODY, count=3)]

    Screen().report(a_summary(total=3, withdrawn=3), counts, page=None, simulator=None)

    assert "pinflow export" not in "\n".join(seen(capsys))


def test_addresses_and_commands_are_not_broken_apart(capsys: pytest.CaptureFixture[str]) -> None:
    """They are to be clicked and copied, however long they are."""
    page = f"http://127.0.0.1:8233/namespaces/default/workflows?query={'x' * 90}"

    Screen().report(a_summary(total=1, live=1), [], page=page, simulator="http://127.0.0.1:8099")

    assert f"Every pin's story: {page}" in seen(capsys)


def test_the_beginning_says_where_to_look_and_what_is_simulated(capsys: pytest.CaptureFixture[str]) -> None:
    policy = LaunchPolicy(images=3, pin=PinPolicy(stand_in_shop="http://127.0.0.1:8099/shop"))
    summary = a_summary(total=90, waiting=90).model_copy(update={"policy": policy})

    Screen().started(summary, web_ui="http://127.0.0.1:8233", simulator="http://127.0.0.1:8099")

    lines = seen(capsys)
    assert lines[:2] == [f"Launch {LAUNCH}", "  90 pins from spring.csv for account demo"]
    assert "a simulator: nothing leaves this machine" in "\n".join(lines)
    assert "stand-ins" in "\n".join(lines)
    assert max(map(len, lines)) <= COLUMNS


def test_whoever_leaves_is_told_how_to_join_again_and_how_to_stop_it(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen()
    screen.interrupted()
    assert "before anything was launched" in "\n".join(seen(capsys))

    screen.joined(a_summary(total=2, waiting=2), runs=False)
    screen.interrupted()

    told = seen(capsys)
    assert f"  pinflow watch {LAUNCH}" in told
    assert f"  pinflow cancel {LAUNCH}" in told
    assert any("pinflow up" in line for line in told)


def test_an_expectation_comes_with_what_to_do_for_it(capsys: pytest.CaptureFixture[str]) -> None:
    paused = Forecast(None, Limit.PAUSED, "the account is paused: the client called")

    Screen().expects(paused, a_summary(total=2, waiting=2), runs=True)

    assert seen(capsys) == [
        "Stopped: the account is paused: the client called",
        "Go on with: pinflow resume --account demo",
    ]


def test_an_end_is_told_by_the_zone_of_the_window(capsys: pytest.CaptureFixture[str]) -> None:
    due = Forecast(START, Limit.DUE, "about 2 days: one of them may not leave before then")

    Screen().expects(due, a_summary(total=2, waiting=2), runs=True, zone="America/New_York")

    expected, ends = seen(capsys)
    assert expected == f"Expected: {due.why}"
    assert "2026-11-18 06:06 (America/New_York)" in ends


def test_progress_tells_the_end_by_the_zone_of_the_window(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Screen().progress("America/New_York") as show:
        show(Tally(total=4, live=1, waiting=3), Forecast(START, Limit.DUE, "a reason"), Reconciling())

    assert "Ends: about 2026-11-18 06:06 (America/New_York)" in capsys.readouterr().out


def test_progress_shows_how_far_it_is_without_breaking_on_odd_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    screen = Screen()
    with screen.progress() as show:
        show(Tally(total=4, live=1, waiting=3), Forecast(START, Limit.DUE, "[a] reason"), Reconciling())
    told = capsys.readouterr().out
    assert "1 live, 3 waiting" in told
    assert "Expected: [a] reason" in told


def test_what_was_sent_without_an_answer_is_told_with_what_is_known_and_what_is_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lost = Reconciling(count=12, pins=tuple(a_lost_pin(row) for row in range(2, 12)))

    Screen().report(a_summary(total=20, live=8, waiting=12), [], page=None, simulator=None, reconciling=lost)

    lines = seen(capsys)
    told = " ".join(" ".join(lines).split())
    assert lines[0].startswith("● 8 live, 12 waiting (12 reconciling)")
    assert "Reconciling: 12 pins sent without an answer" in told
    assert "row 2 [bold]Mug 2[/bold], attempt 2" in told
    assert "the board was read whole 3 times next: the board is read again any moment now" in told
    assert "if it is not there, it is posted again" in told
    assert "and 2 more" in told
    assert max(map(len, lines)) <= COLUMNS


def test_when_no_answer_was_lost_nothing_is_said_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    Screen().report(a_summary(total=2, live=1, waiting=1), [], page=None, simulator=None)

    assert "econcil" not in "\n".join(seen(capsys))


def test_of_what_nobody_knows_it_says_who_goes_on_looking(capsys: pytest.CaptureFixture[str]) -> None:
    counts = [a_concern(Reason.ANSWER_LOST, Actor.OPERATOR, count=1)]

    Screen().report(a_summary(total=2, live=1, unconfirmed=1), counts, page=None, simulator=None)

    told = "\n".join(seen(capsys))
    assert "1 x answer_lost" in told
    assert LONG[:40] in told
    assert f"pinflow patrol --account {ACCOUNT}" in told


def test_progress_names_a_few_whose_answer_was_lost_a_line_each(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    lost = Reconciling(count=40, pins=tuple(a_lost_pin(row) for row in range(2, 12)))
    with Screen().progress() as show:
        show(Tally(total=50, live=1, waiting=49), None, lost)
    told = capsys.readouterr().out
    assert "49 waiting (40 reconciling)" in told
    assert told.count("[bold]Mug") == LINES_LIVE_MAX
    assert "and 35 more" in told


def test_the_newest_launches_are_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    Screen().launches([a_summary(total=3, live=2, refused=1)])

    lines = seen(capsys)
    assert lines[1].split() == [LAUNCH, "demo", "2", "live,", "1", "refused"]
    assert len(lines) == 2


def test_a_home_without_launches_says_what_to_try(capsys: pytest.CaptureFixture[str]) -> None:
    Screen().launches([])

    assert "pinflow launch examples/spring-collection.csv" in seen(capsys)[0]


def test_a_quiet_screen_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen(quiet=True)
    screen.started(a_summary(total=1), web_ui=None, simulator=None)
    with screen.busy("Waiting"), screen.progress() as show:
        show(Tally(total=1), None, Reconciling(count=1, pins=(a_lost_pin(),)))
    screen.report(a_summary(total=1, live=1), [], page=None, simulator=None)
    screen.interrupted()

    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "")
