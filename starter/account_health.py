"""`pinflow accounts health`: Pinterest is asked about each account by its own token, and what it says is shown."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

from config import load_settings
from contracts.accounts import Tier
from contracts.contract import Instant
from contracts.pace import Quota
from contracts.sightings import SeenAccount
from contracts.trouble import PinterestTrouble, TokenExpired
from outcomes.report import Report
from pinterest_api.boards import PinterestBoards
from pinterest_api.client import PinterestClient
from pinterest_api.scopes import missing_scopes
from pinterest_api.user_account import PinterestUserAccount
from starter.account_card import card_report, remedy_for, token_words
from starter.accounts import card_named, connected_cards, write
from starter.checks_accounts import span
from starter.failures import CommandFailed, ExitCode
from starter.found_settings import found_settings
from starter.ledger import Ledger, find_ledger
from starter.screen import Screen
from starter.silence import silence
from store.account_cards import AccountCard
from store.quotas import SqlRates
from store.tokens import SealedTokens

ASKED_AT_ONCE = 4


@dataclass(frozen=True)
class Checkup:
    """What Pinterest said, and the account as the ledger has it afterwards: a dead token parks it."""

    card: AccountCard
    tier: Tier | None
    quotas: tuple[Quota, ...]
    seen: SeenAccount | None = None
    boards: int | None = None
    trouble: str | None = None
    """Why Pinterest did not say who it is."""

    @property
    def is_well(self) -> bool:
        missing = missing_scopes(self.card.scopes)
        return self.trouble is None and not missing and self.card.parked is None


def ask_health(name: str | None, *, as_json: bool) -> int:
    """Ask and show; the exit code is 4 when something is wrong."""
    return asyncio.run(_ask_health(name, as_json=as_json))


async def _ask_health(name: str | None, *, as_json: bool) -> int:
    screen = Screen(quiet=as_json)
    settings = await found_settings(load_settings(), screen)
    async with find_ledger(settings) as ledger:
        cards = (await card_named(ledger, name),) if name is not None else await connected_cards(ledger)
        with screen.busy("Asking Pinterest"), silence():
            found = await checkups(ledger, cards, settings.pinterest_url or "")
    now = time.time()
    if as_json:
        write({"accounts": [checkup_report(one, now) for one in found]})
    for one in found:
        show_checkup(screen, one, now)
    return ExitCode.DONE if all(one.is_well for one in found) else ExitCode.SERVICE_AWAY


async def checkups(ledger: Ledger, cards: Sequence[AccountCard], pinterest_url: str) -> list[Checkup]:
    """One for each account, some at once."""
    tokens = SealedTokens(ledger.database, ledger.sealer, time.time)
    gate = asyncio.Semaphore(ASKED_AT_ONCE)
    async with PinterestClient.open(
        pinterest_url, tokens=tokens, rates=SqlRates(ledger.database, time.time)
    ) as client:

        async def one(card: AccountCard) -> Checkup:
            async with gate:
                return await _checkup(ledger, client, card)

        return list(await asyncio.gather(*(one(card) for card in cards)))


async def _checkup(ledger: Ledger, client: PinterestClient, card: AccountCard) -> Checkup:
    seen, boards, trouble = None, None, None
    try:
        seen = await PinterestUserAccount(client).get(card.key)
        boards = len(await PinterestBoards(client).list_all(card.key))
    except TokenExpired:
        trouble = "its token has run out; the worker renews it"
    except PinterestTrouble as told:
        trouble = str(told)
    after = await ledger.accounts.card(card.key)
    if after is None:
        raise CommandFailed(f"The account {card.key} is gone.", ExitCode.USAGE)
    view = await ledger.accounts.survey(card.key, time.time())
    return Checkup(after, await ledger.tiers.of(card.key), view.quotas, seen, boards, trouble)


def checkup_report(found: Checkup, now: Instant) -> Report:
    return {
        **card_report(found.card, found.tier, now),
        "well": found.is_well,
        "answers": found.seen is not None,
        "trouble": found.trouble,
        "account_type": found.seen.account_type if found.seen else None,
        "boards": found.boards,
        "quotas": [{"limit": quota.limit, "window_seconds": quota.window_seconds} for quota in found.quotas],
    }


def show_checkup(screen: Screen, found: Checkup, now: Instant) -> None:
    """Some lines on the account."""
    card = found.card
    screen.say(f"● {card.key}: {'well' if found.is_well else 'not well'}", style=f"bold {_colour(found)}")
    who = f"{found.seen.username}, {found.seen.account_type.lower() or 'account'}" if found.seen else "not known"
    missing = missing_scopes(card.scopes)
    lines = {
        "Pinterest": found.trouble or who,
        "Token": token_words(card, now),
        "Scopes": f"missing: {', '.join(missing)}"
        if missing
        else "all that are needed"
        if card.scopes
        else "not told",
        "Tier": found.tier or "not learnt yet",
        "Quota": ", ".join(f"{quota.limit:,} writes in {span(quota.window_seconds)}" for quota in found.quotas),
        "Boards": "not read" if found.boards is None else f"{found.boards:,} that the token may see",
    }
    for name, words in lines.items():
        screen.say(f"  {name:<10} {words}")
    remedy = remedy_for(card, now)
    if remedy:
        screen.say(f"  {remedy}", style="bold")


def _colour(found: Checkup) -> str:
    return "green" if found.is_well else "red"
