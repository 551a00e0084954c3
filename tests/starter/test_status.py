"""`pinflow status`: from the ledger alone."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from config import load_settings
from contracts.hand import Action, Filter, HandOrder, Selection
from contracts.launch import LaunchPolicy
from contracts.windows import WindowRule
from drafting.window_text import read_window
from starter.__main__ import run_command
from starter.ledger import open_ledger
from tests.builders import ACCOUNT, LAUNCH, POLICY, a_product
from tests.fakes.clock import START
from tests.ledger import live
from tests.starter.launches import all_refused, ended_live, home_s_ledger, launched, refused, waiting

pytestmark = pytest.mark.usefixtures("home_with_ledger")


@pytest.fixture(autouse=True)
def a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def status(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run_command(["status", *words]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


def test_a_launch_is_told_with_who_must_act_and_what_goes_on_next(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(refused(2), *waiting(a_product("a"), a_product("b"))[1:]))

    told = status(capsys, LAUNCH)

    assert told.startswith("● 0 live, 1 refused, 1 waiting  (2 products, launched 2026-11-18 11:06 UTC)\n")
    assert "1 x image_too_small" in told
    assert "Expected: " in told
    assert told.endswith("Go on with: pinflow up\n")


async def paused() -> None:
    async with home_s_ledger() as ledger:
        await ledger.accounts.pause(ACCOUNT, "the client called")


def test_a_launch_of_a_paused_account_has_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(*waiting(a_product())))
    asyncio.run(paused())

    told = status(capsys, LAUNCH)

    assert "Stopped: the account is paused: the client called" in told
    assert told.endswith("Go on with: pinflow resume --account demo\n")


async def lost() -> None:
    """One pin sent and not answered, one that waits."""
    async with home_s_ledger() as ledger:
        first, _ = await ledger.ready(a_product("a"), a_product("b"))
        claim = await ledger.claimed(first)
        await ledger.attempts.lost(first, claim.attempt, START + 5, "the connection was closed")


def test_a_pin_whose_answer_was_lost_is_no_waiting_pin_like_any_other(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(lost())

    told = status(capsys, LAUNCH)

    assert told.startswith("● 0 live, 2 waiting (1 reconciling)  (2 products,")
    assert "Reconciling: 1 pin sent without an answer" in told
    assert "Product a, attempt 1" in told
    assert "no answer (the connection was closed)" in " ".join(told.split())
    assert "the board is read again any moment now" in " ".join(told.split())
    assert "Product b" not in told


def test_a_program_is_told_of_it_in_fields_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(lost())

    document = json.loads(status(capsys, LAUNCH, "--json"))

    assert (document["waiting"], document["reconciling_count"]) == (2, 1)
    (pin,) = document["reconciling"]
    assert (pin["product"], pin["attempt"], pin["sent"], pin["then"]) == ("a", 1, START, "posted_again")


NEW_YORK = "America/New_York"
EVENINGS = WindowRule(window=read_window(f"daily 18:00-22:00 {NEW_YORK}"))
LATER = 1_925_074_800.0
"""2031-01-01 18:00 in New York."""


async def kept_to_a_window() -> None:
    later, now = waiting(a_product("a"), a_product("b"))
    rows = [later.model_copy(update={"not_before": LATER}), now]
    await launched(*rows, policy=LaunchPolicy(pin=POLICY, window=EVENINGS))


def test_the_end_of_a_launch_is_told_by_its_window_s_clocks(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(kept_to_a_window())

    told = status(capsys, LAUNCH)

    assert "\nEnds: about 2031-01-01 18:00 (America/New_York)" in told


def test_a_program_is_told_of_moments_in_utc_and_by_the_window_s_clocks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asyncio.run(kept_to_a_window())

    document = json.loads(status(capsys, LAUNCH, "--json"))

    assert document["ends"] == "2031-01-01T23:00:00+00:00"
    assert document["ends_local"] == "2031-01-01T18:00:00-05:00"
    later, now = document["products"]
    assert (later["not_before"], later["leaves"]) == (LATER, f"leaves 2031-01-01 18:00 ({NEW_YORK})")
    assert now["leaves"] is None


def test_without_a_zone_there_is_no_local_end(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(*waiting(a_product())))

    document = json.loads(status(capsys, LAUNCH, "--json"))

    assert document["ends"] is not None
    assert document["ends_local"] is None


async def with_a_standing_window() -> None:
    await launched(*waiting(a_product()))
    async with open_ledger(load_settings()) as ledger:
        await ledger.plans.set_rule(ACCOUNT, None, EVENINGS)


def test_the_account_s_window_names_the_clocks_too(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(with_a_standing_window())

    assert f"({NEW_YORK})" in status(capsys, LAUNCH)


def test_a_launch_that_ended_expects_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(ended_live(a_product()))

    told = status(capsys, LAUNCH)

    assert told.startswith("● 1 live  (1 product in 1 min)\n")
    assert "Expected" not in told
    assert "pinflow export" not in told


def test_thousands_of_one_trouble_are_counted_and_a_few_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(*all_refused(range(2, 2_002))))

    told = status(capsys, LAUNCH)

    assert "2000 x image_too_small" in told
    assert "and 1992 more" in told
    assert len(told.splitlines()) < 40


def test_the_newest_launches_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(refused(2), launch=LAUNCH))

    assert LAUNCH in status(capsys)
    assert json.loads(status(capsys, "--json")) == {
        "launches": [
            {
                "launch": LAUNCH,
                "account": "demo",
                "source": "test.csv",
                **dict.fromkeys(("live", "already", "unconfirmed", "withdrawn", "waiting"), 0),
                **dict.fromkeys(("total", "refused"), 1),
            }
        ],
        "accounts": [],
        "sources": [],
    }


def test_counts_alone_are_asked_for_with_no_products(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(refused(2)))

    whole = json.loads(status(capsys, LAUNCH, "--json"))
    counts = json.loads(status(capsys, LAUNCH, "--json", "--no-products"))

    assert len(whole.pop("products")) == 1
    assert counts == whole


async def cancelled_too_late() -> None:
    """One pin whose cancellation came when it had been made, and one that nobody cancelled."""
    async with home_s_ledger() as ledger:
        first, second = await ledger.ready(a_product("a"), a_product("b"))
        claim = await ledger.claimed(first)
        await ledger.attempts.made(first, claim.attempt, "801", START + 1)
        only_a = HandOrder(action=Action.CANCEL, selection=Selection(pins=(first,)))
        await ledger.hand.act(only_a, Filter(), START + 2)
        await ledger.intents.settle(first, live("801"), START + 3)
        await ledger.intents.settle(second, live("802"), START + 3)


def test_a_live_pin_that_somebody_cancelled_too_late_is_not_believed_withdrawn(
    capsys: pytest.CaptureFixture[str],
) -> None:
    asyncio.run(cancelled_too_late())

    told = status(capsys, LAUNCH)

    assert told.startswith("● 2 live")
    assert "1 x cancelled_too_late" in told
    assert "Product a" in told
    assert "Product b" not in told
    assert "pinflow export" not in told


def test_a_program_is_told_of_a_cancellation_that_came_too_late(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(cancelled_too_late())

    late, other = json.loads(status(capsys, LAUNCH, "--json"))["products"]

    assert (late["outcome"], late["reason"], late["cancelled_too_late"]) == ("live", "cancelled_too_late", True)
    assert (other["outcome"], other["reason"], other["cancelled_too_late"]) == ("live", None, False)


@pytest.mark.usefixtures("nothing_here")
@pytest.mark.parametrize("words", [(), ("--json",)])
def test_where_nothing_was_launched_nothing_is_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: tuple[str, ...]
) -> None:
    told = status(capsys, *words)

    nothing: dict[str, object] = {"launches": [], "accounts": [], "sources": []}
    assert json.loads(told) == nothing if words else "pinflow launch FILE" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("nothing_here")
@pytest.mark.parametrize("command", ["status", "watch", "export", "cancel"])
def test_a_launch_where_there_is_no_ledger_is_wrong_usage_and_makes_none(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str
) -> None:
    assert run_command([command, LAUNCH]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert "there is no ledger in" in told.err
    assert "PINFLOW_HOME" in told.err
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_launch_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(refused(2)))

    assert run_command(["status", "nope", "--json"]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert "pinflow status" in told.err


def test_the_answer_does_not_need_what_is_slow_to_load() -> None:
    """A launch of 100,000 rows is told in a second: half of that would go into what only others need."""
    code = (
        "import sys; from starter.__main__ import run_command; run_command(['status']);"
        "print([name for name in ('alembic', 'httpx', 'temporalio', 'structlog', 'PIL') if name in sys.modules])"
    )
    asyncio.run(launched(refused(2)))

    answer = subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=True)

    assert answer.stdout.endswith("[]\n")
