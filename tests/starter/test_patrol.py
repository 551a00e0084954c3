"""`pinflow patrol`, as far as it answers from the ledger alone; a round is walked in the journeys."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import typer

from contracts.findings import Finding, FindingKind
from contracts.names import LaunchId
from contracts.patrol import PatrolReport, Removal, ToldFinding
from starter.__main__ import run_command
from starter.patrol_screen import SHOWN_MAX, pair_lines, show_findings, show_removals, show_round
from starter.screen import Screen
from store.patrol import SqlPatrol
from tests.builders import ACCOUNT, LAUNCH, a_product, an_intent
from tests.fakes.clock import START
from tests.starter.launches import home_s_ledger, launched, waiting

pytestmark = pytest.mark.usefixtures("home_with_ledger")

MUG = a_product("mug")
KEY = an_intent(MUG).key
DUPLICATE = Finding(
    account=ACCOUNT,
    kind=FindingKind.DUPLICATE,
    pin_id="900",
    other_pin_id="801",
    key=KEY,
    made_at=START + 8,
    other_made_at=START,
    detail="pin 900 was made later",
    seen_at=START,
)
STRANGER = Finding(account=ACCOUNT, kind=FindingKind.STRANGER, pin_id="901", seen_at=START)


@pytest.fixture(autouse=True)
def a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


async def _noted(findings: Sequence[Finding]) -> None:
    async with home_s_ledger() as ledger:
        await ledger.registered(MUG)
        book = SqlPatrol(ledger.database)
        for found in findings:
            await book.note(found)


def noted(*findings: Finding) -> None:
    """A ledger in which a patrol has found these."""
    asyncio.run(_noted(findings))


def told(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert run_command(list(words)) == code
    captured = capsys.readouterr()
    return captured.out if code == 0 else captured.err


def document(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:  # Any: JSON of the command
    found = json.loads(told(capsys, *words, "--json"))
    assert isinstance(found, dict)
    return found


def test_what_is_open_is_listed_with_its_product_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    noted(DUPLICATE, STRANGER)
    shown = told(capsys, "patrol", "--findings")
    assert "Two pins of one product" in shown
    assert "pinflow patrol --remove-duplicates" in shown
    assert "Product mug (mug)" in shown
    assert "pin 900 was made later" in shown
    assert "A pin with our mark that no product here has" in shown


def test_a_program_gets_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    noted(DUPLICATE)
    (found,) = document(capsys, "patrol", "--findings")["findings"]
    assert (found["kind"], found["product"], found["pin_id"], found["other_pin_id"]) == (
        "duplicate",
        "mug",
        "900",
        "801",
    )
    assert (found["pin_url"], found["open"], found["key"]) == (None, True, KEY)
    assert (found["made_at"], found["other_made_at"]) == (START + 8, START)


def test_what_is_settled_is_not_listed(capsys: pytest.CaptureFixture[str]) -> None:
    noted(DUPLICATE.model_copy(update={"settled_at": START, "settlement": "removed by hand"}))
    assert document(capsys, "patrol", "--findings") == {"findings": []}
    assert told(capsys, "patrol", "--findings") == "Nothing is open.\n"


def test_an_account_that_is_not_there_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    noted()
    assert "there are: demo" in told(capsys, "patrol", "--findings", "--account", "nobody", code=2)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--findings", "--remove-duplicates"), "exclude one another"),
        (("--yes",), "goes with --remove-duplicates"),
        (("--remove-duplicates", "--json"), "say --yes"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], why: str
) -> None:
    assert why in " ".join(told(capsys, "patrol", *words, code=2).replace("│", "").split())


def test_nothing_is_started_when_there_is_nothing_to_remove(capsys: pytest.CaptureFixture[str]) -> None:
    noted(STRANGER)
    assert told(capsys, "patrol", "--remove-duplicates") == "There are no duplicates to remove.\n"
    assert document(capsys, "patrol", "--remove-duplicates", "--yes") == {"removals": []}


def test_nothing_is_removed_when_nobody_agrees(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted(DUPLICATE)
    asked: list[str] = []

    def decline(question: str) -> bool:
        asked.append(question)
        return False

    monkeypatch.setattr(typer, "confirm", decline)
    shown = told(capsys, "patrol", "--remove-duplicates")
    assert asked == ["Delete the later pin of each? (1 pair)"]
    assert "goes:  pin 900, made 2026-11-18 11:06:48 UTC" in shown
    assert "stays: pin 801, made 2026-11-18 11:06:40 UTC" in shown
    assert shown.endswith("Nothing was removed.\n")
    assert len(document(capsys, "patrol", "--findings")["findings"]) == 1


def test_the_ledgers_own_pin_goes_when_it_is_the_later_one() -> None:
    swapped = DUPLICATE.model_copy(update={"made_at": START, "other_made_at": START + 8})
    goes, stays = pair_lines(ToldFinding(finding=swapped), None)
    assert goes.startswith("goes:  pin 801")
    assert stays.startswith("stays: pin 900")


@pytest.mark.parametrize("unknown", ["made_at", "other_made_at"])
def test_which_pin_goes_is_not_guessed_when_a_time_is_not_known(unknown: str) -> None:
    lines = "\n".join(pair_lines(ToldFinding(finding=DUPLICATE.model_copy(update={unknown: None})), None))
    assert "goes:" not in lines
    assert "at an unknown time" in lines
    assert "pin 900 was made later" in lines


def test_the_status_of_a_launch_says_what_was_found_of_its_pins(capsys: pytest.CaptureFixture[str]) -> None:
    noted(DUPLICATE, STRANGER)
    assert "Found on Pinterest: 1 duplicate. See them with" in told(capsys, "status", LAUNCH)
    assert document(capsys, "status", LAUNCH)["findings"] == {"duplicate": 1}


def test_the_status_of_a_launch_has_nothing_of_other_launches_pins(capsys: pytest.CaptureFixture[str]) -> None:
    noted(DUPLICATE)
    asyncio.run(launched(*waiting(a_product("cup")), launch=LaunchId("other")))
    assert "Found" not in told(capsys, "status", "other")
    assert document(capsys, "status", "other", "--no-products")["findings"] == {}


@pytest.mark.usefixtures("nothing_here")
def test_in_a_folder_without_a_ledger_nothing_is_made(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "pinflow launch FILE" in told(capsys, "patrol", "--findings")
    assert document(capsys, "patrol", "--findings") == {"findings": []}
    assert document(capsys, "patrol", "--remove-duplicates", "--yes") == {"removals": []}
    assert list(tmp_path.iterdir()) == []


def test_status_says_that_something_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    noted(DUPLICATE, STRANGER)
    assert told(capsys, "status").endswith(
        "Found on Pinterest: 1 duplicate, 1 stranger. See them with: pinflow patrol --findings\n"
    )


def test_status_says_nothing_when_nothing_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    noted()
    assert "Found" not in told(capsys, "status")


def test_a_round_is_told_in_lines(capsys: pytest.CaptureFixture[str]) -> None:
    show_round(Screen(), PatrolReport(account=ACCOUNT, boards_total=8, boards_read=8, reads=24, whole=True))
    assert capsys.readouterr().out == (
        "● demo: 8 of 8 boards read, 24 reads\n  What was read is as it should be\n"
    )
    early = PatrolReport(
        account=ACCOUNT,
        boards_total=8,
        boards_read=2,
        found={FindingKind.DUPLICATE: 2},
        strangers=7,
        left_over=3,
        stopped="rate limit",
    )
    show_round(Screen(), early)
    shown = capsys.readouterr().out
    for words in (
        "2 duplicates",
        "7 pins more",
        "next rounds: 3",
        "Ended early: rate limit. The next round goes on.",
    ):
        assert words in shown


def test_of_many_findings_some_are_shown_and_the_rest_counted(capsys: pytest.CaptureFixture[str]) -> None:
    many = [
        ToldFinding(finding=STRANGER.model_copy(update={"pin_id": str(number)})) for number in range(SHOWN_MAX + 5)
    ]
    show_findings(Screen(), many, pins_at="http://127.0.0.1:1/pin")
    shown = capsys.readouterr().out
    assert shown.count("http://127.0.0.1:1/pin/") == SHOWN_MAX
    assert "and 5 more" in shown


def test_each_removal_is_told_with_why(capsys: pytest.CaptureFixture[str]) -> None:
    done = Removal(pin_id="900", removed=True, why="removed 2026-11-22 14:02 UTC by hand")
    kept = Removal(pin_id="901", removed=False, why="a person saved one of them")
    show_removals(Screen(), [done, kept])
    assert capsys.readouterr().out == (
        "● pin 900: removed 2026-11-22 14:02 UTC by hand\n○ pin 901: a person saved one of them\n"
    )
