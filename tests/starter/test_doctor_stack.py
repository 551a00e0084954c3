"""Judgements about the stack: its supervisor and its parts."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from config import load_settings
from starter.checks_stack import (
    StackLook,
    judge_no_stack,
    judge_part,
    judge_supervisor,
    look_at_stack,
    stack_findings,
    unseen_stack,
)
from starter.child import LIVED_SECONDS
from starter.findings import Finding, State
from starter.health import DEATHS_MAX, Ailment
from starter.home import Home
from starter.lock import locked
from starter.parts import Part
from starter.processes import ProcessMark, mark_process
from starter.record import ChildRecord
from tests.starter.looks import PINTEREST, TEMPORAL, a_record, a_stack, external

GONE = ProcessMark(pid=2**22 + 1, started="0", argv=("worker",))
NOT_READY = Ailment(Part.WORKER, "does not take tasks yet")


def judged(
    home: Path, mark: ProcessMark | None, *, deaths: int = 0, ailment: Ailment | None = None, calm: float = 3_600.0
) -> Finding:
    return judge_part(
        Part.WORKER, ChildRecord(mark=mark, deaths=deaths), ailment, a_stack(home, calm_seconds=calm)
    )


def test_a_part_that_runs_is_well(tmp_path: Path, sleeper: ProcessMark) -> None:
    finding = judged(tmp_path, sleeper)
    assert (finding.name, finding.state) == ("worker process", State.OK)
    assert str(sleeper.pid) in finding.found


@pytest.mark.parametrize("mark", [None, GONE])
def test_a_part_without_its_process_does_not_run(tmp_path: Path, mark: ProcessMark | None) -> None:
    finding = judged(tmp_path, mark, calm=1.0, deaths=2)
    assert finding.state is State.FAILED
    assert finding.found == "does not run, died 2 times in a row"
    assert str(tmp_path / "logs" / "worker.log") in (finding.remedy or "")


@pytest.mark.parametrize(
    ("deaths", "calm", "state"),
    [
        (1, 1.0, State.WARNING),
        (DEATHS_MAX - 1, 1.0, State.WARNING),
        (DEATHS_MAX, 1.0, State.FAILED),
        (DEATHS_MAX, LIVED_SECONDS, State.OK),
        (0, 1.0, State.OK),
    ],
)
def test_deaths_count_until_the_part_has_lived_again(
    tmp_path: Path, sleeper: ProcessMark, deaths: int, calm: float, state: State
) -> None:
    """The record keeps the number of deaths after a recovery; a week later nobody needs to hear of them."""
    assert judged(tmp_path, sleeper, deaths=deaths, calm=calm).state is state


@pytest.mark.parametrize(("calm", "state"), [(1.0, State.WARNING), (LIVED_SECONDS, State.FAILED)])
def test_a_part_that_was_just_started_may_need_a_moment(
    tmp_path: Path, sleeper: ProcessMark, calm: float, state: State
) -> None:
    finding = judged(tmp_path, sleeper, ailment=NOT_READY, calm=calm)
    assert (finding.state, finding.found) == (state, NOT_READY.what)


def test_no_stack_has_failed_unless_everything_is_external(tmp_path: Path) -> None:
    look = look_at_stack(load_settings(home=tmp_path / "home"))
    assert judge_no_stack(look).state is State.FAILED
    assert "pinflow up" in (judge_no_stack(look).remedy or "")
    assert judge_no_stack(replace(look, settings=external(tmp_path))).state is State.SKIPPED
    assert not (tmp_path / "home").exists()


def test_a_home_that_is_shut_is_no_missing_stack(tmp_path: Path) -> None:
    finding = judge_no_stack(unseen_stack(load_settings(home=tmp_path), "Permission denied"))
    assert finding.state is State.FAILED
    assert "Permission denied" in finding.found


def test_a_stack_of_other_settings_is_named_with_the_way_out(tmp_path: Path) -> None:
    look = a_stack(tmp_path, differs="It was started with another PINFLOW_DATABASE_URL.\nTake it down first.")
    finding = judge_supervisor(look, a_record(tmp_path))
    assert finding.state is State.FAILED
    assert (finding.found.endswith("DATABASE_URL."), finding.remedy) == (True, "Take it down first.")


def test_a_record_without_its_supervisor_is_not_believed(tmp_path: Path) -> None:
    """Killed hard, a supervisor leaves its record behind."""
    home = Home(tmp_path)
    home.create()
    a_record(tmp_path).write(home)
    assert look_at_stack(load_settings(home=tmp_path)).record is None


async def test_parts_are_told_in_the_order_people_read_them(tmp_path: Path) -> None:
    """The mark lives for a moment: it is told only when it dies. A part that is not even recorded is missed."""
    record = a_record(tmp_path, simulator=ChildRecord(), temporal=ChildRecord(), mark=ChildRecord())
    findings = await stack_findings(StackLook(load_settings(home=tmp_path), Home(tmp_path), record))
    assert [finding.name for finding in findings] == [
        *("supervisor", "temporal process", "worker process", "simulator process"),
    ]


async def test_a_mark_that_dies_is_told(tmp_path: Path) -> None:
    record = a_record(tmp_path, mark=ChildRecord(deaths=2))
    findings = await stack_findings(StackLook(load_settings(home=tmp_path), Home(tmp_path), record))
    assert "mark process" in [finding.name for finding in findings]


async def test_what_the_running_supervisor_wrote_is_believed(tmp_path: Path) -> None:
    home, settings = Home(tmp_path), load_settings(home=tmp_path)
    home.create()
    me = mark_process(os.getpid(), sys.orig_argv)
    record = a_record(tmp_path).model_copy(update={"supervisor": me})
    record.write(home)
    async with locked(home.lock, me, wait_seconds=1):
        look = look_at_stack(settings)
        other = look_at_stack(settings.model_copy(update={"pinterest_url": "https://api.pinterest.com/v5"}))
    assert look.record == record
    assert (look.settings.temporal_address, look.settings.pinterest_url) == (TEMPORAL, PINTEREST)
    assert 0 <= look.calm_seconds < LIVED_SECONDS
    assert "PINFLOW_PINTEREST_URL" in (other.differs or "")
    assert other.settings.temporal_address is None
