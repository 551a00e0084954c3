"""The one way to Pinterest: a request leaves here at most once, and what came of it is said exactly.

Nothing is retried, no redirect is followed, no cookie is kept; Temporal repeats what may be repeated. Read
"not sent" strictly: only what failed before the first byte of the request left.
"""

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Protocol, Self, TypeVar

import httpx
import structlog

from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.sightings import RateReading
from contracts.trouble import AnswerTooLarge, PinterestTrouble, TokenDead
from pinterest_api.answers import Answer
from pinterest_api.asks import AnalyticsRead, Ask, Errand, Read, ReportAsk, Write, ask_to_target
from pinterest_api.base_url import BaseUrl
from pinterest_api.call_log import call_log
from pinterest_api.errors import answer_to_trouble, silence_to_trouble, unreadable_to_trouble
from pinterest_api.exchange import Exchange
from pinterest_api.limits import KEPT_ALIVE_SECONDS, USUAL_LIMITS, Limits
from pinterest_api.ratelimits import read_rate

Meaning = TypeVar("Meaning")

_TOKEN = re.compile(r"[!-~]+")
"""What a header can carry. A library that refuses anything else quotes it in its error."""


class Tokens(Protocol):
    """Where access tokens are kept. May raise TokenDead, TokenExpired, or a trouble of its own store."""

    def access_token(self, account: AccountKey) -> Awaitable[str]:
        """The token to use now. Its time counts as part of the call's."""
        ...

    def refused(self, account: AccountKey, token: str, why: str) -> Awaitable[None]:
        """Called when Pinterest took this token for dead, whatever was asked with it. `why` is for a person, and
        has no token in it. Its failure is logged and changes nothing.
        """
        ...


class RateBook(Protocol):
    """Where the readings of the quota are written down."""

    def note(self, account: AccountKey, reading: RateReading) -> Awaitable[None]:
        """Called after every answer, good or bad. Its failure is logged and changes nothing."""
        ...


@dataclass(frozen=True)
class _Heard:
    """An answer, and the token that it was asked for with."""

    answer: Answer
    token: str = field(repr=False)


@dataclass(frozen=True)
class PinterestClient:
    """Speaks to API v5 in the name of any account. Build it with `PinterestClient.open`."""

    base_url: BaseUrl
    reads: httpx.AsyncClient = field(repr=False)
    writes: httpx.AsyncClient = field(repr=False)
    tokens: Tokens = field(repr=False)
    rates: RateBook = field(repr=False)
    limits: Limits

    @classmethod
    @asynccontextmanager
    async def open(
        cls, base_url: str, tokens: Tokens, rates: RateBook, limits: Limits = USUAL_LIMITS
    ) -> AsyncIterator[Self]:
        """`base_url` ends with `/v5`; raises ValueError when it cannot be Pinterest's."""
        base = BaseUrl.parse(base_url)
        # A server closes idle connections when it likes, and a request that meets the closing is lost after it
        # left. A read is simply repeated. A pin would have to be looked for on its board for minutes, so every
        # write has a connection of its own.
        trust = httpx.create_ssl_context()
        async with (
            _open_http(base, limits, trust, kept_alive=limits.connections) as reads,
            _open_http(base, limits, trust, kept_alive=0) as writes,
        ):
            yield cls(base, reads, writes, tokens, rates, limits)

    async def read(
        self, account: AccountKey, ask: Read | ReportAsk, meaning: Callable[[bytes], Meaning]
    ) -> Meaning:
        """Ask within `limits.read_seconds`; `meaning` makes sense of the body or raises ValueError.

        Raises NotSent, Unavailable, and what `errors.py` makes of a refusal.
        """
        return _sense(await self._good(self.reads, account, ask), ask, meaning)

    async def read_dated(
        self, account: AccountKey, ask: Read, meaning: Callable[[bytes], Meaning]
    ) -> tuple[Meaning, Instant | None]:
        """As `read`, and when it was answered, by Pinterest's own clock; None when it does not say."""
        answer = await self._good(self.reads, account, ask)
        return _sense(answer, ask, meaning), answer.answered

    async def write(self, account: AccountKey, ask: Write, meaning: Callable[[bytes], Meaning]) -> Meaning:
        """Ask within `limits.write_seconds`, once; `meaning` makes sense of the body or raises ValueError.

        Raises NotSent when nothing left, AnswerLost when it may have been done, and what `errors.py` makes of a
        refusal, after which nothing was done.
        """
        return _sense(await self._good(self.writes, account, ask), ask, meaning)

    async def note(self, account: AccountKey, ask: Ask, answer: Answer) -> None:
        """Write down what the headers say of the quota."""
        limited = answer.status == httpx.codes.TOO_MANY_REQUESTS
        reading = read_rate(answer.headers, ask.category, limited=limited)
        await self._in_passing(self.rates.note(account, reading), account, "pinterest.rate_not_noted")

    async def _good(self, http: httpx.AsyncClient, account: AccountKey, ask: Errand) -> Answer:
        """The whole answer that Pinterest gave when it agreed."""
        with call_log(ask, account) as answered:
            heard = await self._exchange(http, account, ask)
            answered(heard.answer)
        answer = heard.answer
        trouble = None if answer.succeeded else answer_to_trouble(answer, ask)
        await asyncio.gather(self.note(account, ask, answer), self._tell(account, heard.token, trouble))
        if trouble is not None:
            raise trouble
        if answer.too_long and isinstance(ask, AnalyticsRead):
            raise AnswerTooLarge(
                f"The answer has more than {self.limits.answer_bytes} bytes.", status=answer.status
            )
        if not answer.whole:
            raise unreadable_to_trouble(answer, ask, "cut off, or too long")
        return answer

    async def _exchange(self, http: httpx.AsyncClient, account: AccountKey, ask: Errand) -> _Heard:
        exchange = Exchange(answer_bytes_max=self.limits.answer_bytes)
        seconds = self.limits.write_seconds if isinstance(ask, Write) else self.limits.read_seconds
        try:
            # The token is fetched inside the limit: a write must not leave later than its caller counts with.
            async with asyncio.timeout(seconds):
                token = _usable(await self.tokens.access_token(account), account)
                answer = await exchange.run(http, self._request(http, ask, token))
        except (httpx.RequestError, OSError) as error:
            # OSError has asyncio's TimeoutError in it, and TLS errors that httpx lets through.
            heard = exchange.heard()
            if heard is None:
                raise silence_to_trouble(error, ask, sent=exchange.sent) from error
            answer = heard
        return _Heard(answer if answer.succeeded else answer.without(token), token)

    def _request(self, http: httpx.AsyncClient, ask: Errand, token: str) -> httpx.Request:
        headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
        if ask.body is not None:
            headers["content-type"] = "application/json"
        url = f"{self.base_url.text}{ask_to_target(ask)}"
        return http.build_request(ask.method, url, headers=headers, content=ask.body)

    async def _tell(self, account: AccountKey, token: str, trouble: PinterestTrouble | None) -> None:
        """A dead token is known to the store before anybody hears of the answer."""
        if isinstance(trouble, TokenDead):
            refused = self.tokens.refused(account, token, str(trouble))
            await self._in_passing(refused, account, "pinterest.refusal_not_told")

    async def _in_passing(self, told: Awaitable[None], account: AccountKey, failure: str) -> None:
        try:
            async with asyncio.timeout(self.limits.note_seconds):
                await told
        except Exception as error:  # noqa: BLE001  # whatever fails here, the answer must not be lost for it
            structlog.get_logger().warning(failure, account=account, error=type(error).__name__)


def _sense(answer: Answer, ask: Ask, meaning: Callable[[bytes], Meaning]) -> Meaning:
    try:
        return meaning(answer.body)
    except ValueError as error:
        raise unreadable_to_trouble(answer, ask, "not what was asked for") from error


def _usable(token: str, account: AccountKey) -> str:
    if not _TOKEN.fullmatch(token):
        raise TokenDead(f"What is kept as the token of {account} cannot be one")
    return token


def _open_http(base: BaseUrl, limits: Limits, trust: ssl.SSLContext, *, kept_alive: int) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        verify=trust,
        timeout=httpx.Timeout(None, connect=limits.connect_seconds),  # the rest is bounded by the total
        limits=httpx.Limits(
            max_connections=limits.connections,
            max_keepalive_connections=kept_alive,
            keepalive_expiry=KEPT_ALIVE_SECONDS,
        ),
        follow_redirects=False,
        trust_env=not base.on_this_machine,  # a company's proxy leads to Pinterest, never to the simulator
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # one client, many accounts: keep no cookie
        headers={"user-agent": "pinflow"},
    )
