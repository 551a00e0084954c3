"""Connecting is interrupted wherever it is: what it says of that is true."""

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing, suppress

import httpx
import pytest
import typer

from config import load_settings
from contracts.credentials import AppCredentials
from contracts.names import AccountKey
from starter.connecting import Wish, connect, connect_account
from starter.consent_ways import Means, ask_to_paste
from starter.failures import ExitCode
from starter.interruptions import Progress
from starter.ledger import open_ledger
from tests.fakes.clock import START
from tests.starter.people import Person, pinterest_with

APP = "app-one"
ANNA = AccountKey("anna")
NOTHING = "Nothing was stored."
SHOW = "pinflow accounts show anna"
SECONDS_MAX = 30.0


pytestmark = pytest.mark.usefixtures("registered")


@pytest.fixture
async def registered(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A simulator whose app is registered in this home."""
    async with pinterest_with(APP) as (simulator, uris):
        monkeypatch.setenv("PINFLOW_PINTEREST_URL", simulator.api_url)
        async with open_ledger(load_settings(), with_demo=False) as ledger:
            await ledger.apps.add(AppCredentials(APP, f"secret-{APP}", redirect_uri=uris[APP]), "", START)
        yield


async def is_connected() -> bool:
    async with open_ledger(load_settings(), with_demo=False) as ledger:
        return ANNA in await ledger.account_names()


def begun(person: Person, progress: Progress) -> "asyncio.Task[int]":
    return asyncio.ensure_future(connect(Wish(), person.means(), progress))


async def until(reached: Callable[[], object]) -> None:
    async with asyncio.timeout(SECONDS_MAX):
        while not reached():
            await asyncio.sleep(0)


async def ended(connecting: "asyncio.Task[int]", person: Person) -> None:
    """Whoever is interrupted leaves the browser without a page."""
    with suppress(asyncio.CancelledError):
        await connecting
    assert connecting.cancelled()
    with suppress(httpx.TransportError):
        await person.done()


async def test_while_it_waits_for_the_person() -> None:
    sits, progress = Person(), Progress()
    means = Means(sits.addresses.append, sits.cannot_paste, SECONDS_MAX)
    connecting = asyncio.ensure_future(connect(Wish(), means, progress))
    await until(lambda: sits.addresses)
    connecting.cancel()
    await ended(connecting, sits)
    assert NOTHING in progress.words()
    assert not await is_connected()


async def test_while_the_ledger_stores_the_tokens_it_does_not_say_that_nothing_was_stored() -> None:
    """The transaction waits for its turn, then goes on in its thread, though nobody waits for it any more."""
    person, progress = Person(), Progress()
    with closing(sqlite3.connect(load_settings().home / "pinflow.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        connecting = begun(person, progress)
        await until(lambda: progress.storing)
        connecting.cancel()
        await asyncio.sleep(0)
        other.execute("ROLLBACK")
    await ended(connecting, person)
    assert NOTHING not in progress.words()
    assert "they may be there or not" in progress.words()
    assert SHOW in progress.words()


async def test_when_the_tokens_are_stored() -> None:
    person, progress = Person(), Progress()
    connecting = begun(person, progress)
    await until(lambda: progress.stored)
    connecting.cancel()
    await ended(connecting, person)
    assert "was connected" in progress.words()
    assert SHOW in progress.words()
    assert await is_connected()


@pytest.mark.parametrize("stop", [KeyboardInterrupt, typer.Abort])
async def test_the_command_says_it_and_ends_as_interrupted(
    capsys: pytest.CaptureFixture[str], stop: type[BaseException]
) -> None:
    """At the prompt, Ctrl-C and the end of the input come as `Abort`."""

    async def paste() -> str:
        raise stop

    means = Means(Person().open, paste)
    code = await asyncio.to_thread(connect_account, Wish(browser=False, as_json=True), means)
    captured = capsys.readouterr()
    assert (code, captured.out) == (ExitCode.INTERRUPTED, "")
    assert f"Interrupted. {NOTHING}" in captured.err
    assert not await is_connected()


def test_ctrl_c_ends_the_prompt_at_once_and_the_loop_has_its_handler_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person who presses it once is heard."""

    def interrupted(*_: object, **__: object) -> str:
        signal.raise_signal(signal.SIGINT)
        raise AssertionError("it was not heard")

    monkeypatch.setattr(typer, "prompt", interrupted)

    async def asked() -> None:
        before = signal.getsignal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            await ask_to_paste()
        assert signal.getsignal(signal.SIGINT) is before

    asyncio.run(asked())
