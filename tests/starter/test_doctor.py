"""The examination as a whole, the page, the document, and the command."""

import asyncio
import json
import threading
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from connection import TemporalAway
from contracts.trouble import LedgerBusy
from starter.__main__ import run_command
from starter.checking import all_checked, checked, in_a_line, open_hands
from starter.doctor import examine
from starter.doctor_screen import WIDTH_MAX, show_report
from starter.findings import (
    Finding,
    Group,
    Report,
    State,
    failed,
    is_well,
    ok,
    report_to_json,
    skipped,
    summary,
    warning,
)
from starter.home import Home

OK = ok("home", "/srv/shop/.pinflow")
WARNING = warning("clock", "45 s behind", "Set it.")
FAILED = failed("ledger", "the file is damaged", "Put a backup in its place.")
SKIPPED = skipped("accounts", "none is connected yet")

FINDINGS = st.builds(
    Finding, st.text(max_size=30), st.sampled_from(State), st.text(max_size=300), st.none() | st.text(max_size=300)
)
REPORTS = st.dictionaries(st.sampled_from(Group), st.lists(FINDINGS, min_size=1, max_size=4).map(tuple))


def a_report(*findings: Finding) -> Report:
    return {Group.MACHINE: findings}


def shown(report: Report, *, width: int = 80) -> str:
    console = Console(file=StringIO(), width=width)
    show_report(report, console)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("findings", "told"),
    [
        ((OK, SKIPPED), "All well."),
        ((OK, WARNING), "1 warning."),
        ((WARNING, FAILED, WARNING), "1 problem, 2 warnings."),
        ((FAILED, FAILED, SKIPPED), "2 problems."),
    ],
)
def test_the_sum_counts_problems_and_warnings(findings: tuple[Finding, ...], told: str) -> None:
    assert summary(a_report(*findings)) == told
    assert shown(a_report(*findings)).splitlines()[-1] == told


def test_warnings_and_what_was_skipped_do_not_fail() -> None:
    assert is_well(a_report(OK, WARNING, SKIPPED))
    assert not is_well(a_report(OK, FAILED))


def test_the_document_has_every_check_in_order() -> None:
    report = {Group.MACHINE: (OK, WARNING), Group.LEDGER: (FAILED,)}
    assert report_to_json(report) == {
        "ok": False,
        "checks": [
            {"name": "home", "state": "ok", "found": "/srv/shop/.pinflow", "remedy": None},
            {"name": "clock", "state": "warning", "found": "45 s behind", "remedy": "Set it."},
            {
                "name": "ledger",
                "state": "failed",
                "found": "the file is damaged",
                "remedy": "Put a backup in its place.",
            },
        ],
    }


def test_a_line_has_its_mark_and_the_remedy_beneath() -> None:
    lines = [line.rstrip() for line in shown(a_report(OK, FAILED)).splitlines()]
    assert lines[0] == "This machine"
    assert lines[1].startswith(" ✓  home ")
    assert lines[2].startswith(" ✗  ledger ")
    assert lines[3].strip() == "→ Put a backup in its place."


def test_a_group_that_was_not_looked_at_is_one_line() -> None:
    page = shown(a_report(skipped("ledger", "none yet"), skipped("ledger file", "none yet")))
    assert page.count("none yet") == 1
    assert "not looked at" in page


def test_brackets_are_no_markup() -> None:
    assert "[bold]x[/bold] [/]" in shown(a_report(ok("home", "[bold]x[/bold] [/]")))


@given(REPORTS, st.integers(min_value=50, max_value=200))
def test_no_line_is_wider_than_the_terminal(report: Report, width: int) -> None:
    console = Console(file=StringIO(), width=width)
    with console.capture() as page:
        show_report(report, console)
    lines = page.get().split("\n")
    assert all(Console().render_str(line, markup=False).cell_len <= min(width, WIDTH_MAX) for line in lines)


@given(REPORTS)
def test_the_document_and_the_sum_agree(report: Report) -> None:
    document = json.loads(json.dumps(report_to_json(report)))
    states = [check["state"] for check in document["checks"]]
    assert document["ok"] is ("failed" not in states)
    assert (summary(report) == "All well.") is (not {"failed", "warning"} & set(states))


async def breaks(error: Exception) -> Finding:
    raise error


async def test_a_check_that_breaks_is_a_finding() -> None:
    finding = await checked("ledger", breaks(LedgerBusy("the ledger is locked")))
    assert (finding.name, finding.state) == ("ledger", State.FAILED)
    assert "the ledger is locked" in finding.found


async def test_a_check_that_hangs_is_a_finding() -> None:
    async def hang() -> Finding:
        await asyncio.Event().wait()
        return OK

    finding = await checked("ledger", hang(), seconds=0.01)
    assert finding.state is State.FAILED
    assert "0.01 s" in finding.found


async def test_a_group_that_breaks_is_a_finding() -> None:
    async def break_all() -> tuple[Finding, ...]:
        raise KeyError("pina_secret")

    (finding,) = await all_checked("pinterest", break_all())
    assert finding.found == "could not be looked at: KeyError"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ValueError("pina_secret"), "ValueError"),
        (TimeoutError(), "TimeoutError"),
        (PermissionError(13, "Permission denied"), "[Errno 13] Permission denied"),
        (TemporalAway("No answer.\nSee that it runs.", address=None), "No answer. See that it runs."),
    ],
)
def test_only_texts_without_secrets_are_told(error: Exception, line: str) -> None:
    assert in_a_line(error) == line


async def test_what_hangs_on_a_thread_holds_nobody_up() -> None:
    """A network folder that is gone: the thread is left to itself."""
    never = threading.Event()

    def hang() -> Finding:
        never.wait(60)
        return OK

    try:
        with open_hands() as hands:
            finding = await checked("home", hands.do(hang), seconds=0.01)
    finally:
        never.set()
    assert finding.state is State.FAILED


async def test_what_cannot_be_seen_gives_its_reason_instead() -> None:
    def refuse() -> str:
        raise PermissionError(13, "Permission denied")

    with open_hands() as hands:
        assert await hands.do_or(refuse, instead=str.upper) == "[ERRNO 13] PERMISSION DENIED"
        assert await hands.do_or(lambda: "seen", instead=str.upper) == "seen"


async def test_a_new_folder_is_examined_and_left_as_it_is(tmp_path: Path) -> None:
    report = await examine()
    assert list(report) == list(Group)
    assert all(report.values())
    found = {finding.name: finding.state for findings in report.values() for finding in findings}
    assert {name for name, state in found.items() if state is State.FAILED} == {"supervisor"}
    assert list(tmp_path.iterdir()) == []


async def test_every_check_has_a_name_of_its_own() -> None:
    names = [finding.name for findings in (await examine()).values() for finding in findings]
    assert len(names) == len(set(names))


async def test_what_is_wrong_with_home_and_key_is_found_without_a_stack(tmp_path: Path) -> None:
    home = Home(tmp_path / ".pinflow")
    home.create()
    home.secret_key()
    home.key_file.chmod(0o644)
    home.database.write_bytes(b"not a database" * 100)
    report = await examine()
    problems = {
        finding.name for findings in report.values() for finding in findings if finding.state is State.FAILED
    }
    assert problems == {"secret key", "supervisor", "ledger"}


async def test_settings_that_cannot_be_used_leave_the_programs_to_look_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINFLOW_OFFLINE", "maybe")
    report = await examine()
    assert [finding.name for finding in report[Group.MACHINE]] == ["settings", "packages", "pictures"]
    assert not is_well(report)


async def test_no_password_of_a_database_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether its driver is installed or not, nothing is there."""
    monkeypatch.setenv("PINFLOW_DATABASE_URL", "postgresql://pinflow:hunter2@127.0.0.1:9/pinflow")
    report = await examine()
    assert report[Group.LEDGER][0].state is State.FAILED
    assert "hunter2" not in str(report_to_json(report))


def test_the_command_s_document_stands_alone_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["doctor", "--json"]) == 4
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert document["ok"] is False
    assert {frozenset(check) for check in document["checks"]} == {frozenset(("name", "state", "found", "remedy"))}
    assert told.err == ""


def test_the_command_for_a_person_ends_with_the_sum(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["doctor"]) == 4
    assert capsys.readouterr().out.splitlines()[-1] == "1 problem."


def test_the_command_has_help_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["doctor", "--help"]) == 0
    assert "pinflow doctor" in capsys.readouterr().out.partition("Examples:")[2]
