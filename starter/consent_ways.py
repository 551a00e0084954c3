"""How a person's yes gets from the browser to us: by the door on this machine, or by copy and paste."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import typer

from contracts.credentials import AppCredentials
from starter.callback import Callback, callback_at
from starter.callback_pages import Page
from starter.consents import Allowed, Arrival, Denied, Foreign, read_pasted
from starter.doors import door_of
from starter.failures import CommandFailed, ExitCode
from starter.redirects import DEFAULT_REDIRECT_URI

CONSENT_SECONDS_MAX = 600.0
"""For a person to sign in and read what they allow. A code is good for some minutes only, and comes at the end."""
BROWSER = (sys.executable, "-P", "-m", "webbrowser")


@dataclass(frozen=True)
class Question:
    """One consent that is asked for."""

    app: AppCredentials
    address: str = field(repr=False)
    """Of the page where it is given; it has the state."""
    state: str = field(repr=False)


@dataclass(frozen=True)
class Means:
    """What a command has to ask a person with. Tests bring their own person."""

    open_browser: Callable[[str], None]
    paste: Callable[[], Awaitable[str]]
    consent_seconds: float = CONSENT_SECONDS_MAX


def open_browser(address: str) -> None:
    """Open the person's browser, and go on: whatever it writes is not ours, and it must not take the terminal."""
    null = subprocess.DEVNULL
    subprocess.Popen([*BROWSER, address], stdin=null, stdout=null, stderr=null, start_new_session=True)  # noqa: S603 - our own interpreter


async def ask_to_paste() -> str:
    """What the browser ended at, from the person's clipboard. It blocks: a thread would outlive a Ctrl-C."""
    with _interrupted_at_once():
        answer: str = typer.prompt(
            "Paste the whole address that the browser ended at, or the code in it", err=True
        )
    return answer


@contextmanager
def _interrupted_at_once() -> Iterator[None]:
    """The loop's own handler would only cancel the task, which hears of it when the prompt has ended."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


USUAL_MEANS = Means(open_browser, ask_to_paste)


@dataclass
class Clipboard:
    """The way by copy and paste: nobody waits for a page."""

    question: Question
    means: Means

    async def arrival(self) -> Arrival:
        return read_pasted(await self.means.paste(), self.question.state)

    def tell(self, page: Page) -> None:
        """The terminal tells."""


Way = Callback | Clipboard


@asynccontextmanager
async def way_back(question: Question, means: Means, *, browser: bool) -> AsyncIterator[Way]:
    """Show the address, open the browser unless told not to, and give the way by which the answer comes.

    Raises `CommandFailed` when nobody can listen where the browser will be sent.
    """
    door = door_of(question.app.redirect_uri)
    if not browser or door is None:
        _say(f"Open this address in a browser that is signed in at Pinterest:\n\n  {question.address}\n")
        yield Clipboard(question, means)
        return
    async with callback_at(door, question.state) as callback:
        _say(f"Allow the access in your browser. If none opens, go to:\n\n  {question.address}\n")
        means.open_browser(question.address)
        yield callback


async def code_of(way: Way, question: Question, means: Means) -> Allowed:
    """The code, within the time that a person has. Raises `CommandFailed` for a no, and for no answer."""
    try:
        async with asyncio.timeout(means.consent_seconds):
            arrival = await way.arrival()
    except TimeoutError as error:
        strangers = way.strangers if isinstance(way, Callback) else 0
        raise CommandFailed(_silence_words(question, means, strangers), ExitCode.SERVICE_AWAY) from error
    if isinstance(arrival, Denied):
        raise CommandFailed(
            f"The access was not allowed ({arrival.word}). Nothing was stored. Try again, and choose to allow it.",
            ExitCode.USAGE,
        )
    if isinstance(arrival, Foreign):
        raise CommandFailed(
            f"That is not the answer that was asked for: {arrival.why}. Nothing was stored. Begin anew, and paste "
            "what that very browser ended at.",
            ExitCode.USAGE,
        )
    return arrival


def _silence_words(question: Question, means: Means, strangers: int) -> str:
    """Pinterest shows a page of its own, and sends nobody back, when the app or its redirect URI is wrong."""
    app, uri = question.app.id, question.app.redirect_uri
    others = (
        f" {strangers} came that belonged to another attempt: use the window that was opened last."
        if strangers
        else ""
    )
    usual = "" if uri == DEFAULT_REDIRECT_URI else f" It is given with: pinflow apps add {app} --redirect-uri URI."
    return (
        f"No answer came from Pinterest within {means.consent_seconds:g} s.{others} Nothing was stored. If "
        f"Pinterest's page said that something is wrong: the app's id must be {app}, and {uri} must stand among "
        f"its redirect URIs at developers.pinterest.com, to the letter.{usual} If the browser runs on another "
        "machine: --no-browser."
    )


def _say(words: str) -> None:
    """To stderr: stdout is for the document of --json."""
    typer.echo(words, err=True)
