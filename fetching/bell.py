"""The operator's own address for alerts: one POST of JSON, which a Slack webhook understands as it is.

The address is a secret (whoever has Slack's may write there), so no error has it. It may be on a private network,
as no shop's address may: the operator set it, not a catalog.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from ipaddress import ip_address
from typing import Self
from urllib.parse import urlsplit

import httpx

from contracts.accounts import Alert
from contracts.trouble import BadStatus, Unreachable

CONNECT_SECONDS_MAX = 3.0
RING_SECONDS_MAX = 10.0
"""From the first name look-up to the head of the answer; its body is not read."""

NAMED = "PINFLOW_ALERT_URL"
"""What errors call the address."""


@dataclass(frozen=True)
class WebBell:
    """Keeps the port `Bell`."""

    address: str = field(repr=False)
    http: httpx.AsyncClient = field(repr=False)

    @classmethod
    @asynccontextmanager
    async def open(cls, address: str) -> AsyncIterator[Self]:
        """A bell at `address` (http or https), for as long as the block lasts."""
        async with httpx.AsyncClient(
            headers={"user-agent": f"Pinflow/{version('pinflow')}"},
            timeout=httpx.Timeout(RING_SECONDS_MAX, connect=CONNECT_SECONDS_MAX),
            follow_redirects=False,
            # A company's proxy leads to the internet, never back to this machine.
            trust_env=not _is_near(address),
            cookies=CookieJar(policy=DefaultCookiePolicy(allowed_domains=())),
        ) as http:
            yield cls(address, http)

    async def ring(self, alert: Alert) -> None:
        """Raises `Unreachable`, and `BadStatus` for anything but a 2xx, a redirect too."""
        try:
            status = await self._post(alert)
        except (TimeoutError, httpx.TimeoutException):
            raise Unreachable(f"the address of {NAMED} did not answer in time", url=NAMED) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:  # OSError: of TLS, which httpx lets through
            # `from None`: the libraries below may quote the address.
            broken = "no connection could be made" if isinstance(error, httpx.ConnectError) else "it broke off"
            raise Unreachable(f"the address of {NAMED} was not reached: {broken}", url=NAMED) from None
        if not httpx.codes.is_success(status):
            raise BadStatus(f"the address of {NAMED} answered {status}", url=NAMED, status=status)

    async def _post(self, alert: Alert) -> int:
        async with (
            asyncio.timeout(RING_SECONDS_MAX),
            self.http.stream("POST", self.address, json=alert_to_json(alert)) as response,
        ):
            return response.status_code


def alert_to_json(alert: Alert) -> dict[str, str | None]:
    """What is posted. `text` is for people (Slack shows it), the others for machines."""
    return {
        "text": f"Pinflow, account {alert.account}: {alert.message} {alert.remedy}",
        "event": alert.kind.value,
        "account": alert.account,
        "cause": alert.cause.value if alert.cause else None,
        "message": alert.message,
        "remedy": alert.remedy,
        "raised_at": datetime.fromtimestamp(alert.raised_at, UTC).isoformat(timespec="seconds"),
    }


def _is_near(address: str) -> bool:
    """Whether it is on this machine, or a private network's number."""
    host = urlsplit(address).hostname or ""
    try:
        number = ip_address(host)
    except ValueError:
        return host == "localhost"
    return number.is_loopback or number.is_private
