"""The API's parts that speak with Pinterest while they are asked: accounts, boards, consents, ads."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from activities.system_clock import SystemClock
from config import Settings
from intake.api.boards import BoardsApi
from intake.api.pinterest_accounts import PinterestAccountsApi
from pinterest_api.boards import PinterestBoards
from pinterest_api.client import PinterestClient
from pinterest_api.storeless import OneToken
from starter.api_accounts import LedgerAccounts
from starter.api_ads import AdsResource, ads_resources
from starter.api_boards import LedgerBoards
from starter.api_consents import ApiConsents
from starter.boards_pinterest import pinterest_at
from starter.ledger import Ledger
from store.quotas import SqlRates
from store.tokens import SealedTokens

NOWHERE = "http://127.0.0.1:9/v5"
"""While there is no Pinterest to ask: whoever asks is told that it is away. Port 9 discards, and none listens."""


@asynccontextmanager
async def pinterest_resources(
    settings: Settings, ledger: Ledger
) -> AsyncIterator[Sequence[PinterestAccountsApi | BoardsApi | AdsResource]]:
    """Open until the block ends. Without an address in the settings it is that of the stack that runs now."""
    here, clock = pinterest_at(settings), SystemClock()
    base = (here and here.pinterest_url) or NOWHERE
    rates, accounts = SqlRates(ledger.database, clock.now), LedgerAccounts(ledger, settings)
    tokens = SealedTokens(ledger.database, ledger.sealer, clock.now)
    async with (
        PinterestClient.open(base, tokens=tokens, rates=rates) as client,
        # Nobody has a token yet who is to be connected: each question brings its own.
        PinterestClient.open(base, tokens=OneToken(""), rates=rates) as stranger,
    ):
        boards = LedgerBoards(ledger, PinterestBoards(client), clock)
        consents = ApiConsents(ledger, settings, stranger, clock)
        connected = PinterestAccountsApi(accounts, accounts, consents), BoardsApi(boards, accounts, accounts)
        async with ads_resources(settings, ledger, client, accounts, there=here is not None) as ads:
            yield (*connected, *ads)
