"""The accounts as the ledger has them: it answers while everything else is down."""

import asyncio
import json
import sys
import time

from config import load_settings
from contracts.names import AccountKey
from starter.account_card import Standing, card_report, standing_of
from starter.accounts_screen import show_account as show_card
from starter.accounts_screen import show_accounts
from starter.failures import ExitCode
from starter.ledger import DEMO_ACCOUNT, Ledger, NothingHere, find_ledger
from starter.screen import Screen
from starter.the_account import no_such_account
from store.account_cards import AccountCard


def list_accounts(*, as_json: bool) -> int:
    """All of them."""
    return asyncio.run(_list(as_json=as_json))


def show_account(name: str, *, as_json: bool) -> int:
    """One of them."""
    return asyncio.run(_show(name, as_json=as_json))


async def _list(*, as_json: bool) -> int:
    now = time.time()
    try:
        async with find_ledger(load_settings()) as ledger:
            cards, tiers = await connected_cards(ledger), await ledger.tiers.all()
    except NothingHere:
        cards, tiers = (), {}
    if as_json:
        write({"accounts": [card_report(card, tiers.get(card.key), now) for card in cards]})
    else:
        show_accounts(Screen(), cards, tiers, now)
    return ExitCode.DONE


async def _show(name: str, *, as_json: bool) -> int:
    now = time.time()
    async with find_ledger(load_settings()) as ledger:
        card = await card_named(ledger, name)
        tier = await ledger.tiers.of(card.key)
    if as_json:
        write(card_report(card, tier, now))
    else:
        show_card(Screen(), card, tier, now)
    return ExitCode.DONE


async def cards_here(ledger: Ledger) -> tuple[AccountCard, ...]:
    """Accounts that may be used here: the simulator's own is nobody's at the real Pinterest."""
    cards = await ledger.accounts.cards()
    return tuple(card for card in cards if ledger.simulated or card.key != DEMO_ACCOUNT)


async def connected_cards(ledger: Ledger) -> tuple[AccountCard, ...]:
    """The same without those of which nothing is left but their history."""
    return tuple(card for card in await cards_here(ledger) if card.connected)


async def card_named(ledger: Ledger, name: str) -> AccountCard:
    """Raises `CommandFailed`, which says what there is."""
    cards = {card.key: card for card in await cards_here(ledger)}
    found = cards.get(AccountKey(name))
    if found is None:
        raise no_such_account(name, [key for key, card in cards.items() if card.connected])
    return found


async def troubled_cards(ledger: Ledger, now: float) -> tuple[AccountCard, ...]:
    """Accounts that somebody must see to."""
    well = {Standing.WELL, Standing.PAUSED}
    return tuple(card for card in await connected_cards(ledger) if standing_of(card, now) not in well)


def write(document: object) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
