"""Finds the page of the Web UI that a person means, and opens it."""

import asyncio
import json
import sys
import webbrowser
from dataclasses import dataclass

from config import Settings, load_settings
from contracts.names import LaunchId
from contracts.outcome import Reason
from drafting.near_misses import did_you_mean, listed
from outcomes.pages import VIEWS, WebUi, pins_query
from starter.failures import CommandFailed, ExitCode
from starter.ledger import find_ledger
from starter.running import running_stack
from starter.screen import Screen


@dataclass(frozen=True)
class OpenWish:
    """What the person typed."""

    what: str
    only: str
    reason: str
    printed: bool
    as_json: bool


def open_page(wish: OpenWish) -> int:
    """The exit code. Raises `CommandFailed` for what is not there, or when nobody knows where the Web UI is."""
    settings = load_settings()
    web_ui = web_ui_of(settings)
    address = asyncio.run(_address(wish, web_ui, settings))
    if wish.as_json:
        sys.stdout.write(json.dumps({"page": address}) + "\n")
        return ExitCode.DONE
    sys.stdout.write(f"{address}\n")
    if not wish.printed and not webbrowser.open(address):
        Screen().say("There is no browser here: open it where there is one.", style="yellow")
    return ExitCode.DONE


def web_ui_of(settings: Settings) -> WebUi:
    """That of the stack that runs here, or of your own Temporal."""
    stack = running_stack(settings)
    address = (stack.web_ui if stack else None) or settings.web_ui
    if address is None:
        own = settings.temporal_address is not None
        remedy = "Set PINFLOW_WEB_UI to its address." if own else "Start it with: pinflow up"
        raise CommandFailed(f"Nobody knows where the Web UI is. {remedy}", ExitCode.SERVICE_AWAY)
    return WebUi(address, settings.temporal_namespace)


async def _address(wish: OpenWish, web_ui: WebUi, settings: Settings) -> str:
    if "/" in wish.what:
        _refuse_filter(wish)
        return web_ui.workflow(wish.what)
    _check_words(wish)
    launch, account = await _meant(wish.what, settings) if wish.what else ("", "")
    return web_ui.workflows(pins_query(account=account, launch=launch, view=wish.only, reason=wish.reason))


async def _meant(what: str, settings: Settings) -> tuple[str, str]:
    """The launch, or the account, that it names; the other is empty."""
    async with find_ledger(settings) as ledger:
        if await ledger.launches.summary(LaunchId(what)) is not None:
            return what, ""
        accounts = await ledger.account_names()
    if what in accounts:
        return "", what
    near = did_you_mean(what, accounts) or "."
    raise CommandFailed(
        f"There is no launch and no account {what[:80]!r}{near} See the newest launches with: pinflow status",
        ExitCode.USAGE,
    )


def _refuse_filter(wish: OpenWish) -> None:
    if wish.only or wish.reason:
        raise CommandFailed("--only and --reason are for lists; a workflow has one page.", ExitCode.USAGE)


def _check_words(wish: OpenWish) -> None:
    for option, word, known in (("--only", wish.only, list(VIEWS)), ("--reason", wish.reason, list(Reason))):
        if word and word not in known:
            near = did_you_mean(word, known) or "."
            told = f" Known are: {listed(known)}." if option == "--only" else " docs/reasons.md has them all."
            raise CommandFailed(f'{option}: there is no "{word[:60]}"{near}{told}', ExitCode.USAGE)
