"""A source is asked by hand, and schedules follow: what is told, and what when Temporal is away."""

import pytest

from contracts.sources import SourceKind
from contracts.watching import WATCHED, WatchReport, WatchRequest
from starter.failures import CommandFailed, ExitCode
from starter.source_running import asked, check_runs, report_lines
from starter.source_schedules import kept, next_runs
from tests.starter.a_source import SPRING, StandInSchedules, a_card
from tests.starter.looks import NOW

REQUEST = WatchRequest(source=SPRING, gone=True)


async def test_what_a_poll_found_comes_back() -> None:
    schedules = StandInSchedules(WatchReport(words="2 products changed.", seen=10, changed=2))
    assert (await asked(schedules, REQUEST)).changed == 2
    assert schedules.asked == [REQUEST]


@pytest.mark.parametrize("schedules", [None, StandInSchedules(away=True)])
async def test_without_temporal_nothing_is_asked(schedules: StandInSchedules | None) -> None:
    with pytest.raises(CommandFailed, match="pinflow doctor") as failed:
        await asked(schedules, REQUEST)
    assert failed.value.exit_code is ExitCode.SERVICE_AWAY


async def test_schedules_follow_at_once_or_are_left_to_the_worker() -> None:
    schedules = StandInSchedules()
    assert await kept(schedules, [a_card()])
    assert schedules.kept == [a_card()]
    assert not await kept(StandInSchedules(away=True), [a_card()])
    assert not await kept(None, [a_card()])


async def test_next_runs_are_not_known_while_temporal_is_away() -> None:
    assert await next_runs(StandInSchedules(runs=[NOW + 60]), SPRING) == [NOW + 60]
    assert await next_runs(StandInSchedules(away=True), SPRING) is None
    assert await next_runs(None, SPRING) is None


@pytest.mark.parametrize("kind", sorted(set(SourceKind) - WATCHED))
def test_a_source_that_sends_is_not_asked(kind: SourceKind) -> None:
    with pytest.raises(CommandFailed, match="nobody asks it"):
        check_runs(a_card(kind))


def test_a_paused_source_is_not_asked() -> None:
    with pytest.raises(CommandFailed, match="pinflow sources resume spring"):
        check_runs(a_card(paused=""))


def test_a_report_has_its_figures_only_where_something_was_read() -> None:
    read = WatchReport(words="It was read.", seen=1_000, changed=2, absent=1, unreadable=3)
    assert list(report_lines("spring", read)) == [
        "● spring: It was read.",
        "  1,000 seen, 2 new or changed, 1 gone, 3 unreadable",
    ]
    assert len(list(report_lines("spring", WatchReport(words="As it was.", unchanged=True)))) == 1


def test_a_poll_in_vain_says_why_once() -> None:
    report = WatchReport(words="It cannot be read.", error="The feed is empty.")
    assert list(report_lines("spring", report)) == ["✗ spring: It cannot be read.", "  The feed is empty."]
    same = WatchReport(words="The feed is empty.", error="The feed is empty.")
    assert len(list(report_lines("spring", same))) == 1
