"""Files to the address that Pinterest gives for them: a form as S3 takes it, without our token.

The form proves itself by its own fields, and S3 refuses a request that proves itself twice. It also refuses one
whose length it is not told beforehand; the fields must come before the file, and are not read after it.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import IO, Self

import httpx
import structlog

from contracts.sightings import Registration
from contracts.studio import VideoKind
from contracts.trouble import AnswerLost, NotSent, PinterestTrouble, UploadRefused
from pinterest_api.answers import Answer
from pinterest_api.base_url import BaseUrl
from pinterest_api.errors import silence_words
from pinterest_api.exchange import Exchange
from pinterest_api.limits import USUAL_UPLOAD_LIMITS, UploadLimits

CODE = re.compile(rb"<Code>([A-Za-z]{1,60})</Code>")
"""Where S3 says what it has against a request; the rest of its answer repeats the form."""


@dataclass(frozen=True)
class Uploads:
    """Sends files. Build it with `Uploads.open`."""

    http: httpx.AsyncClient = field(repr=False)
    local: bool
    """Whether Pinterest is on this machine, and may name an address without TLS."""
    limits: UploadLimits

    @classmethod
    @asynccontextmanager
    async def open(cls, base_url: str, limits: UploadLimits = USUAL_UPLOAD_LIMITS) -> AsyncIterator[Self]:
        """`base_url` is Pinterest's, ending with `/v5`; raises ValueError when it cannot be."""
        base = BaseUrl.parse(base_url)
        async with httpx.AsyncClient(
            timeout=httpx.Timeout(limits.stall_seconds, connect=limits.connect_seconds, pool=None),
            limits=httpx.Limits(max_connections=limits.connections, max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=not base.on_this_machine,  # as Pinterest's own client has it
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            headers={"user-agent": "pinflow"},
        ) as http:
            yield cls(http, base.on_this_machine, limits)

    async def send(self, registration: Registration, file: Path, kind: VideoKind) -> None:
        """Send the file once, within `limits.upload_seconds`. Any 2xx means that it was taken: S3 says 204."""
        if not self._may_ask(registration.upload_url):
            raise UploadRefused("Pinterest gave an upload address that is not https")
        with await asyncio.to_thread(file.open, "rb") as content:
            answer = await self._exchange(self._request(registration, content, kind))
        structlog.get_logger().info("media.uploaded", media=registration.media_id, status=answer.status)
        if not answer.succeeded:
            raise _refusal(answer)

    def _request(self, registration: Registration, content: IO[bytes], kind: VideoKind) -> httpx.Request:
        """The form, streamed from the file, with a length: httpx puts files after fields."""
        return self.http.build_request(
            "POST",
            registration.upload_url,
            data=dict(registration.parameters),
            files={"file": (f"video{kind.suffix}", content, kind.value)},
        )

    async def _exchange(self, request: httpx.Request) -> Answer:
        exchange = Exchange(answer_bytes_max=self.limits.answer_bytes)
        try:
            async with asyncio.timeout(self.limits.upload_seconds):
                return await exchange.run(self.http, request)
        except (httpx.RequestError, OSError) as error:
            heard = exchange.heard()
            if heard is None:
                raise _silence(error, sent=exchange.sent) from error
            return heard

    def _may_ask(self, address: str) -> bool:
        try:
            url = httpx.URL(address)
        except httpx.InvalidURL:
            return False
        return bool(url.host) and (url.scheme == "https" or (self.local and url.scheme == "http"))


def _silence(error: Exception, *, sent: bool) -> PinterestTrouble:
    why = silence_words(error)
    if not sent:
        return NotSent(f"the video was not uploaded: {why}")
    return AnswerLost(f"no answer to the upload of the video: {why}")


def _refusal(answer: Answer) -> PinterestTrouble:
    found = CODE.search(answer.body)
    says = f" ({found.group(1).decode()})" if found else ""
    message = f"the upload address answered {answer.status}{says}"
    if httpx.codes.is_client_error(answer.status):
        return UploadRefused(message, status=answer.status)
    return AnswerLost(message, status=answer.status)
