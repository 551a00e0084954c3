"""Joining a launch, from any terminal: it ends with the launch, and leaving it stops nothing."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlmodel import Session

from config import load_settings
from contracts.launch import Tally
from contracts.reconciling import Reconciling
from outcomes.forecast import Forecast, Limit
from starter.__main__ import run_command
from starter.following import follow
from starter.ledger import open_ledger
from starter.reporting import summary_of
from starter.screen import Screen, Show
from store.intents import locked_intent
from store.settling import settle_intent
from tests.builders import ACCOUNT, LAUNCH, a_product, an_intent
from tests.fakes.clock import START
from tests.ledger import Ledger, live
from tests.starter.launches import ended_live, home_s_ledger, launched, refused, waiting

pytestmark = pytest.mark.usefixtures("home_with_ledger")

MUG = a_product()


def watch(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    assert run_command(["watch", *words]) == code
    told = capsys.readouterr()
    return told.err if code == 2 else told.out


def test_a_launch_that_has_ended_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(ended_live(MUG))

    told = watch(capsys, LAUNCH)

    assert told.startswith(f"Launch {LAUNCH} of account demo\n")
    assert "● 1 live  (1 product in 1 min)" in told
    assert "Nothing works on it" not in told


def test_a_program_gets_one_document_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(refused(2)))

    document = json.loads(watch(capsys, LAUNCH, "--json"))

    assert (document["launch"], document["refused"], len(document["products"])) == (LAUNCH, 1, 1)


def test_strict_fails_unless_all_are_live(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(refused(2)))

    watch(capsys, LAUNCH, "--strict", code=3)
    watch(capsys, LAUNCH)


def test_an_unknown_launch_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(launched(refused(2)))
    assert "There is no launch nope" in watch(capsys, "nope", code=2)


class Watched(Screen):
    """Remembers what it was shown, and lets the pin become live after that."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(quiet=True)
        self._ledger = ledger
        self.shown: list[tuple[Tally, Forecast | None]] = []
        self.reconciling: list[Reconciling] = []

    @contextmanager
    def progress(self, zone: str | None = None) -> Iterator[Show]:
        def show(tally: Tally, forecast: Forecast | None, reconciling: Reconciling) -> None:
            self.shown.append((tally, forecast))
            self.reconciling.append(reconciling)
            self._ledger.database.write_now(self._settle)

        yield show

    def _settle(self, session: Session) -> None:
        settle_intent(session, locked_intent(session, an_intent(MUG).key), live(), START)


async def test_it_follows_until_every_product_has_an_end() -> None:
    settings = load_settings()
    async with home_s_ledger() as home, open_ledger(settings) as ledger:
        await home.registered(MUG)
        screen = Watched(home)

        await follow(await summary_of(ledger, LAUNCH, settings), None, ledger, screen)

    assert [(tally.live, tally.waiting) for tally, _ in screen.shown] == [(0, 1), (1, 0)]
    assert screen.shown[0][1] is not None


async def test_what_holds_it_up_is_shown() -> None:
    settings = load_settings()
    async with home_s_ledger() as home, open_ledger(settings) as ledger:
        await home.registered(MUG)
        await home.accounts.pause(ACCOUNT, "the client called")
        screen = Watched(home)

        await follow(await summary_of(ledger, LAUNCH, settings), None, ledger, screen)

    forecast = screen.shown[0][1]
    assert forecast is not None
    assert (forecast.limit, forecast.at) == (Limit.PAUSED, None)


async def test_what_was_sent_without_an_answer_is_shown() -> None:
    settings = load_settings()
    async with home_s_ledger() as home, open_ledger(settings) as ledger:
        (key,) = await home.ready(MUG)
        claim = await home.claimed(key)
        await home.attempts.lost(key, claim.attempt, START + 5, "the connection was closed")
        screen = Watched(home)

        await follow(await summary_of(ledger, LAUNCH, settings), None, ledger, screen)

    assert [pin.product for pin in screen.reconciling[0].pins] == [MUG.key]


def test_whoever_leaves_is_told_how_to_come_back() -> None:
    """With Ctrl-C, in a process of its own as a person has it."""
    asyncio.run(launched(*waiting(MUG)))
    command = (sys.executable, "-m", "starter", "watch", LAUNCH)
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first, second = process.stdout.readline(), process.stdout.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()

    assert first == f"Launch {LAUNCH} of account demo\n"
    assert "Nothing works on it: Temporal is not there." in second
    assert process.returncode == 130
    assert f"pinflow watch {LAUNCH}" in out
    assert err == ""
