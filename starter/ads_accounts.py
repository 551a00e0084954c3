"""`pinflow ads accounts`: the ad accounts that a connected account may see, and whether it may read them."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from ads.access import ROLE_WORDS, may_be_read
from config import Settings, load_settings
from contracts.ads_reports import SeenAdAccount
from outcomes.report import Report
from pinterest_api.ads import PinterestAdAccounts
from pinterest_api.client import PinterestClient
from starter.accounts import write
from starter.ads_tables import plain_table
from starter.ads_trouble import told_of_ads
from starter.boards_pinterest import with_pinterest
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, open_ledger
from starter.screen import Screen
from starter.silence import silence
from starter.the_account import the_account
from store.quotas import SqlRates
from store.tokens import SealedTokens

HEADS = ("ad account", "name", "currency", "country", "roles", "may be read")
NONE_WORDS = "No ad account is to be seen. One is shared at Pinterest under Business Access."


def list_ad_accounts(wanted: str | None, *, as_json: bool) -> int:
    """Ask Pinterest for them; the exit code. Raises `CommandFailed`."""
    found = asyncio.run(_found(wanted))
    if as_json:
        write({"ad_accounts": [ad_account_report(one) for one in found]})
        return ExitCode.DONE
    screen = Screen()
    if found:
        screen.table(plain_table(HEADS, map(ad_account_cells, found)))
    else:
        screen.say(NONE_WORDS)
    if any(may_be_read(one.permissions) is False for one in found):
        screen.say(ROLE_WORDS, style="yellow")
    return ExitCode.DONE


async def _found(wanted: str | None) -> Sequence[SeenAdAccount]:
    settings = await with_pinterest(load_settings())
    async with open_ledger(settings) as ledger, ad_accounts_at(settings, ledger) as pinterest:
        account = the_account(wanted, await ledger.account_names())
        with told_of_ads(account, f"list the ad accounts of {account}"):
            return await pinterest.list_all(account)


@asynccontextmanager
async def ad_accounts_at(settings: Settings, ledger: Ledger) -> AsyncIterator[PinterestAdAccounts]:
    """Pinterest's ad accounts, by the tokens of the ledger. `settings` have Pinterest's address."""
    if settings.pinterest_url is None:
        raise CommandFailed("There is no Pinterest to ask. Start one with: pinflow up", ExitCode.SERVICE_AWAY)
    tokens = SealedTokens(ledger.database, ledger.sealer, time.time)
    rates = SqlRates(ledger.database, time.time)
    async with PinterestClient.open(settings.pinterest_url, tokens=tokens, rates=rates) as client:
        with silence():
            yield PinterestAdAccounts(client)


def ad_account_report(one: SeenAdAccount) -> Report:
    """An ad account's line in a document."""
    return {
        "id": one.id,
        "name": one.name,
        "currency": one.currency or None,
        "country": one.country or None,
        "roles": list(one.permissions),
        "may_be_read": may_be_read(one.permissions),
    }


def ad_account_cells(one: SeenAdAccount) -> tuple[str, ...]:
    """Its line in a table with `HEADS`."""
    said = {None: "not said", True: "yes", False: "no"}[may_be_read(one.permissions)]
    return one.id, one.name, one.currency, one.country, ", ".join(one.permissions), said
