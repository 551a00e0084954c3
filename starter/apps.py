"""The Pinterest apps at the command line. Their secrets go in, and never come out."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table

from config import load_settings
from contracts.credentials import AppCredentials
from contracts.names import AccountKey
from outcomes.report import Report
from starter.account_card import day
from starter.accounts import write
from starter.doors import door_of
from starter.failures import CommandFailed, ExitCode
from starter.given_secrets import SecretSource, given_secret
from starter.ledger import NothingHere, find_ledger, open_ledger
from starter.redirects import DEFAULT_REDIRECT_URI, address_trouble
from starter.screen import Screen
from starter.sealers import broken_seals_told
from starter.telling import telling
from store.apps import AppCard, AppInUse, AppUnknown

APP_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
LABEL_MAX = 100


@dataclass(frozen=True)
class NewApp:
    """What the person typed."""

    id: str
    label: str = ""
    legacy: bool = False
    redirect_uri: str = DEFAULT_REDIRECT_URI


def add_app(new: NewApp, source: SecretSource, *, as_json: bool) -> int:
    """Register it, or give it a new secret; the exit code."""
    check_app(new)
    secret = given_secret(source)
    again = asyncio.run(_add(new, secret))
    door = door_of(new.redirect_uri)
    if as_json:
        write({"app": new.id, "redirect_uri": new.redirect_uri, "legacy": new.legacy, "listens": door is not None})
        return ExitCode.DONE
    screen = Screen()
    screen.say(f"App {new.id} is registered; its secret is kept encrypted.")
    screen.say(
        f"  {new.redirect_uri} must stand among its redirect URIs at developers.pinterest.com, to the letter."
    )
    if door is None:
        screen.say("  That is not on this machine: paste what the browser ends at when you connect.")
    if again:
        screen.say(
            f"Tokens that were refused are tried again with it: {', '.join(again)}. See: pinflow accounts list"
        )
    screen.say(f"Connect an account through it: pinflow accounts connect --app {new.id}")
    return ExitCode.DONE


def check_app(new: NewApp) -> None:
    """Raises `CommandFailed` for what cannot be meant, before the secret is asked for."""
    if not APP_ID.fullmatch(new.id):
        raise CommandFailed(
            f"{new.id[:80]!r} is no app's id: it is the number on the app's page at developers.pinterest.com.",
            ExitCode.USAGE,
        )
    if len(new.label) > LABEL_MAX:
        raise CommandFailed(f"--label takes {LABEL_MAX} characters at most.", ExitCode.USAGE)
    trouble = address_trouble(new.redirect_uri)
    if trouble is not None:
        raise CommandFailed(
            f"--redirect-uri {new.redirect_uri[:100]!r} cannot be used: {trouble}.", ExitCode.USAGE
        )


async def _add(new: NewApp, secret: str) -> Sequence[AccountKey]:
    """The accounts whose tokens are tried again; their workflows, if any run, hear of it at once."""
    settings = load_settings()
    app = AppCredentials(id=new.id, secret=secret, legacy=new.legacy, redirect_uri=new.redirect_uri)
    with broken_seals_told():
        async with open_ledger(settings, with_demo=False) as ledger:
            again = await ledger.apps.add(app, new.label, time.time())
    if again:
        told = await telling(settings)
        for account in again:
            await told.wake_account(account)
    return again


def list_apps(*, as_json: bool) -> int:
    """All of them, without their secrets."""
    cards = asyncio.run(_cards())
    if as_json:
        write({"apps": [_report(card) for card in cards]})
        return ExitCode.DONE
    screen = Screen()
    if not cards:
        screen.say("No Pinterest app is registered here. Register one with: pinflow apps add ID")
        return ExitCode.DONE
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("app", "label", "redirect URI", "legacy", "accounts", "since"):
        table.add_column(name, overflow="fold")
    for card in cards:
        accounts = ", ".join(card.accounts) or "-"
        legacy = "yes" if card.legacy else "-"
        table.add_row(card.id, card.label or "-", card.redirect_uri, legacy, accounts, day(card.created_at))
    screen.table(table)
    return ExitCode.DONE


async def _cards() -> tuple[AppCard, ...]:
    try:
        async with find_ledger(load_settings()) as ledger:
            return tuple(await ledger.apps.cards())
    except NothingHere:
        return ()


def remove_app(app: str, *, as_json: bool) -> int:
    """Forget it; the exit code. Raises `CommandFailed` while accounts need it."""
    asyncio.run(_remove(app))
    if as_json:
        write({"app": app, "removed": True})
    else:
        Screen().say(f"App {app} and its secret are forgotten here. At Pinterest nothing was changed.")
    return ExitCode.DONE


async def _remove(app: str) -> None:
    async with find_ledger(load_settings()) as ledger:
        try:
            await ledger.apps.remove(app)
        except AppUnknown as unknown:
            known = ", ".join(card.id for card in await ledger.apps.cards()) or "none"
            raise CommandFailed(f"There is no app {app!r} here; there are: {known}.", ExitCode.USAGE) from unknown
        except AppInUse as used:
            raise CommandFailed(
                f"Nothing was removed: {used}. Connect them through another app (pinflow accounts reconnect NAME "
                "--app ID), or remove them first (pinflow accounts remove NAME).",
                ExitCode.USAGE,
            ) from used


def _report(card: AppCard) -> Report:
    return {
        "app": card.id,
        "label": card.label,
        "redirect_uri": card.redirect_uri,
        "legacy": card.legacy,
        "accounts": list(card.accounts),
    }
