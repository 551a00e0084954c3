"""Pinterest's `oauth/token`, and the page on which a person lets an app use an account (API v5, OAuth).

A refresh token may be dead as soon as its request left, whether or not the answer arrives: it is sent once, on a
connection of its own, bounded in time, and what came of it is said exactly. No word of Pinterest's is passed on
with a secret in it.
"""

import asyncio
import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote, quote_plus, urlencode, urlsplit, urlunsplit

import httpx

from contracts.contract import Instant
from contracts.credentials import AppCredentials, TokenGrant
from contracts.names import AccountKey
from contracts.sightings import SeenAccount
from pinterest_api.answers import Answer
from pinterest_api.asks import Trade
from pinterest_api.base_url import BaseUrl
from pinterest_api.call_log import call_log
from pinterest_api.client import PinterestClient
from pinterest_api.errors import silence_to_trouble, unreadable_to_trouble
from pinterest_api.exchange import Exchange
from pinterest_api.grants import code_to_trade, read_grant, refresh_to_trade, refusal_to_trouble
from pinterest_api.scopes import SCOPES_NEEDED
from pinterest_api.storeless import NoRates, OneToken
from pinterest_api.user_account import PinterestUserAccount

PINTEREST = "pinterest.com"
CONSENT_PAGE = "https://www.pinterest.com/oauth/"
"""Of the API and of its sandbox alike (API v5, security scheme `pinterest_oauth2`)."""
CONSENT_PATH = "/oauth/"

NOBODY = AccountKey("-")
"""In logs: an account that has no name yet."""

SECRET_MIN = 8
"""What is shorter is no secret of Pinterest's, and may be part of any word."""


def authorize_url(
    base_url: str, app_id: str, redirect_uri: str, *, state: str, scopes: Sequence[str] = SCOPES_NEEDED
) -> str:
    """Where a person's browser is sent to be asked. `base_url` is the API's, ending with `/v5`.

    `redirect_uri` must be, to the letter, one that the app has registered. Raises ValueError for a wrong base.
    """
    query = {
        "client_id": app_id,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": ",".join(scopes),
        "state": state,
    }
    return f"{_consent_page(BaseUrl.parse(base_url))}?{urlencode(query, quote_via=quote)}"


def _consent_page(base: BaseUrl) -> str:
    url = urlsplit(base.text)
    host = url.hostname or ""
    if host == PINTEREST or host.endswith(f".{PINTEREST}"):
        return CONSENT_PAGE
    return urlunsplit((url.scheme, url.netloc, CONSENT_PATH, "", ""))


@dataclass(frozen=True)
class PinterestAuthority:
    """Keeps the port `Authority`, and connects accounts. Speaks through the client's connections and limits."""

    client: PinterestClient
    now: Callable[[], Instant]

    async def renew(self, account: AccountKey, app: AppCredentials, refresh: str) -> TokenGrant:
        """Spend a refresh token within `limits.token_seconds`.

        Raises GrantDead (it is dead), AppRefused, NotSent (it was not spent), AnswerLost (it may have been), and
        what `errors.py` makes of a refusal, after which it was not.
        """
        return await self._trade(account, app, refresh_to_trade(app, refresh), refresh)

    async def exchange(self, app: AppCredentials, code: str, redirect_uri: str) -> TokenGrant:
        """Spend the code that a person's consent gave; raises as `renew` does. No account's quota is noted."""
        return await self._trade(None, app, code_to_trade(app, code, redirect_uri), code)

    async def member(self, access: str) -> SeenAccount:
        """Whose the access token is: the proof that it is alive. Raises what a read does."""
        client = replace(self.client, tokens=OneToken(access), rates=NoRates())
        return await PinterestUserAccount(client).get(NOBODY)

    async def _trade(
        self, account: AccountKey | None, app: AppCredentials, trade: Trade, spent: str
    ) -> TokenGrant:
        asked_at = self.now()
        with call_log(trade, account or NOBODY) as answered:
            answer = _discreet(await self._exchange(app, trade), app, spent)
            answered(answer)
        if account is not None:
            await self.client.note(account, trade, answer)
        return _sense(answer, trade, asked_at)

    async def _exchange(self, app: AppCredentials, trade: Trade) -> Answer:
        limits = self.client.limits
        exchange = Exchange(answer_bytes_max=limits.token_answer_bytes)
        try:
            async with asyncio.timeout(limits.token_seconds):
                return await exchange.run(self.client.writes, self._request(app, trade))
        except (httpx.RequestError, OSError) as error:
            heard = exchange.heard()
            if heard is None:
                raise silence_to_trouble(error, trade, sent=exchange.sent) from error
            return heard

    def _request(self, app: AppCredentials, trade: Trade) -> httpx.Request:
        headers = {"authorization": f"Basic {_basic(app)}", "accept": "application/json"}
        url = f"{self.client.base_url.text}{trade.path}"
        return self.client.writes.build_request(trade.method, url, headers=headers, data=dict(trade.form))


def _sense(answer: Answer, trade: Trade, asked_at: Instant) -> TokenGrant:
    if not answer.succeeded:
        raise refusal_to_trouble(answer, trade)
    if not answer.whole:
        raise unreadable_to_trouble(answer, trade, "cut off, or too long")
    try:
        return read_grant(answer.body, asked_at)
    except ValueError as error:
        raise unreadable_to_trouble(answer, trade, "not what was asked for") from error


def _discreet(answer: Answer, app: AppCredentials, spent: str) -> Answer:
    """A refusal, should whoever gave it have repeated what we sent."""
    if answer.succeeded:
        return answer
    for secret in (_basic(app), app.secret, spent):
        for written in _ways_to_write(secret):
            answer = answer.without(written)
    return answer


def _ways_to_write(secret: str) -> Iterator[str]:
    """As it is, as a form has it, and as JSON may have it."""
    if len(secret) >= SECRET_MIN:
        yield from {secret, quote_plus(secret), secret.replace("/", "\\/")}


def _basic(app: AppCredentials) -> str:
    """The app's id and secret as HTTP has them (RFC 7617)."""
    return base64.b64encode(f"{app.id}:{app.secret}".encode()).decode()
