"""An account connected as a person connects it: the simulator's consent form, a code, and tokens in the ledger."""

import secrets
import time
from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

import httpx

from activities.engine import TemporalEngine
from contracts.credentials import AppCredentials, TokenGrant
from contracts.names import AccountKey
from pinterest_api.client import PinterestClient
from pinterest_api.oauth import PinterestAuthority, authorize_url
from pinterest_api.storeless import NoRates, OneToken
from simulator.keyring import DEFAULT_APP, DEFAULT_REDIRECT_URIS, DEFAULT_SECRET
from store.apps import SqlApps
from store.database import Database
from store.sealing import sealer_of
from store.tokens import SqlCredentials
from tests.chaos.stack import Stack
from tests.chaos.stage import Stage

APP = AppCredentials(id=DEFAULT_APP, secret=DEFAULT_SECRET, redirect_uri=DEFAULT_REDIRECT_URIS[0])
NO_TOKEN = "none"


async def connect(stage: Stage, account: AccountKey) -> None:
    """Or reconnect; then its workflow is woken, as the command does."""
    stack = stage.stack
    grant = await _grant(stack, account)
    database = Database.open(f"sqlite:///{stack.ledger}")
    try:
        sealer = sealer_of(stack.home.secret_key())
        await SqlApps(database, sealer).add(APP, "", time.time())
        credentials = SqlCredentials(database, sealer)
        await credentials.connect(account, APP.id, grant, username=account, at=time.time())
    finally:
        database.close()
    await TemporalEngine(await stage.temporal()).wake_account(account)


async def _grant(stack: Stack, account: AccountKey) -> TokenGrant:
    base = stack.environment["PINFLOW_PINTEREST_URL"]
    code = await _code(base, account)
    async with PinterestClient.open(base, OneToken(NO_TOKEN), NoRates()) as client:
        return await PinterestAuthority(client, time.time).exchange(APP, code, APP.redirect_uri)


async def _code(base: str, account: AccountKey) -> str:
    """Allow, on the page that the address leads to."""
    state = secrets.token_urlsafe()
    address = authorize_url(base, APP.id, APP.redirect_uri, state=state)
    async with httpx.AsyncClient(trust_env=False) as browser:
        answer = await browser.post(address, data={"decision": "allow", "account": account})
    told = _query(answer.headers["location"])
    assert told["state"] == state
    return told["code"]


def _query(address: str) -> Mapping[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
