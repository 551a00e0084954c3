"""`pinflow accounts refresh`: the account's workflow renews its token as by itself; this asks, and waits."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.service import RPCError

from activities.engine import TemporalEngine
from config import load_settings
from connection import CALL_SECONDS_MAX
from contracts.accounts import ParkCause, remedy_of
from contracts.names import AccountKey, account_workflow_id
from starter.account_card import card_report, renewal_words, token_words
from starter.accounts import card_named, write
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, find_ledger
from starter.reaching import reach
from starter.screen import Screen
from starter.stack import bring_up
from store.account_cards import AccountCard

REFRESH_SECONDS_MAX = 90.0
"""Longer than a renewal takes whose first request Pinterest does not answer."""
LOOK_SECONDS = 0.3

ReadCard = Callable[[], Awaitable[AccountCard]]


@dataclass(frozen=True)
class Patience:
    """How long the ledger is looked at, and how often."""

    seconds: float = REFRESH_SECONDS_MAX
    between_seconds: float = LOOK_SECONDS


USUAL_PATIENCE = Patience()


def renew_account(name: str, *, as_json: bool) -> int:
    """Ask, wait and tell; the exit code."""
    return asyncio.run(_renew(name, as_json=as_json))


async def _renew(name: str, *, as_json: bool) -> int:
    screen, settings = Screen(quiet=as_json), load_settings()
    async with find_ledger(settings) as ledger:
        check_renewable(await card_named(ledger, name))
        with screen.busy("Starting Temporal and the worker where they do not run"):
            stack = await bring_up(settings)
        before = await card_named(ledger, name)
        with screen.busy("The worker renews the token"):
            await _ask(await reach(stack.settings), before.key)
            card = await until_renewed(lambda: card_named(ledger, name), before)
        await _tell(ledger, card, screen, as_json=as_json)
    return ExitCode.DONE


def check_renewable(card: AccountCard) -> None:
    """Raises `CommandFailed` when nobody can renew the account's token."""
    if not card.renews:
        raise CommandFailed(
            f"The token of {card.key} {renewal_words(card)}. {remedy_of(ParkCause.TOKEN_DEAD, card.key)}",
            ExitCode.USAGE,
        )


async def _ask(client: Client, account: AccountKey) -> None:
    """Its workflow runs, and is told."""
    try:
        await TemporalEngine(client).wake_account(account)
        running = client.get_workflow_handle(account_workflow_id(account))
        await running.signal("renew", rpc_timeout=CALL_SECONDS_MAX)
    except RPCError as error:
        raise CommandFailed(
            f"Temporal did not take the order to renew the token of {account} ({error.status.name}): try again.",
            ExitCode.SERVICE_AWAY,
        ) from error


async def until_renewed(read: ReadCard, before: AccountCard, patience: Patience = USUAL_PATIENCE) -> AccountCard:
    """The account with its new token. Raises `CommandFailed` when it was refused, or nothing came in time."""
    card = before
    try:
        async with asyncio.timeout(patience.seconds):
            while card.token_version == before.token_version and card.renewal_refused is None:
                await asyncio.sleep(patience.between_seconds)
                card = await read()
    except TimeoutError as error:
        raise CommandFailed(
            f"The token of {before.key} was not renewed within {patience.seconds:g} s; the worker goes on trying. "
            f"See: pinflow accounts show {before.key}, and the page of account/{before.key} in the Web UI.",
            ExitCode.SERVICE_AWAY,
        ) from error
    if card.renewal_refused is not None:
        raise CommandFailed(
            f"Pinterest does not renew the token of {card.key}: {card.renewal_refused}. "
            f"{remedy_of(ParkCause.TOKEN_DEAD, card.key)}",
            ExitCode.SERVICE_AWAY,
        )
    return card


async def _tell(ledger: Ledger, card: AccountCard, screen: Screen, *, as_json: bool) -> None:
    now = time.time()
    if as_json:
        write(card_report(card, await ledger.tiers.of(card.key), now))
    screen.say(f"● {card.key} has a new token", style="bold green")
    screen.say(f"  {token_words(card, now)}")
