"""Pinterest itself: whether it answers, and how far its clock is from ours."""

import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx

from config import is_loopback
from drafting.skew import SKEW_SECONDS
from starter.checks_stack import NOT_UP
from starter.findings import Finding, Findings, all_skipped, failed, ok, skipped, warning

NAME, CLOCK = "pinterest", "clock"
ASK_SECONDS_MAX = 6.0
"""Less than a worker waits, since a person does."""
SKEW_SECONDS_LOW = 30.0
DATE_SECONDS = 1.0
"""An HTTP date has whole seconds."""


@dataclass(frozen=True)
class Greeting:
    """What came of a question without a token: any answer will do. `ahead` is None when it had no date."""

    url: str
    status: int | None = None
    """None when no answer came."""
    took: float = 0.0
    ahead: float | None = None
    """How many seconds Pinterest's clock is ahead of ours."""


async def greet(url: str, *, seconds: float = ASK_SECONDS_MAX) -> Greeting:
    """Ask Pinterest anything. No token is shown, so that a wrong address cannot take one."""
    try:
        # No proxy that the environment names has a say about loopback.
        async with httpx.AsyncClient(trust_env=not is_loopback(url), timeout=seconds) as client:
            sent = time.time()
            answer = await client.get(f"{url}/user_account")
            took = time.time() - sent
    except httpx.HTTPError:
        return Greeting(url)
    return Greeting(url, answer.status_code, took, _ahead(answer.headers.get("date", ""), sent + took / 2))


def _ahead(date: str, at: float) -> float | None:
    try:
        told = parsedate_to_datetime(date).timestamp()
    except ValueError:
        return None
    return told + DATE_SECONDS / 2 - at


def judge_greeting(greeting: Greeting) -> Finding:
    simulated = " (a simulator)" if is_loopback(greeting.url) else ""
    if greeting.status is None:
        remedy = "pinflow up" if simulated else "See the network, and PINFLOW_PINTEREST_URL; else wait."
        return failed(NAME, f"no answer from {greeting.url}{simulated}", remedy)
    if greeting.status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return failed(NAME, f"{greeting.url}{simulated} answers {greeting.status}", "Wait: the trouble is there.")
    return ok(NAME, f"{greeting.url}{simulated}, in {greeting.took * 1_000:.0f} ms")


def judge_clock(greeting: Greeting) -> Finding:
    """Reading a board back relies on clocks that are no further apart than `SKEW_SECONDS`."""
    if greeting.ahead is None:
        return skipped(
            CLOCK, "it keeps a time of its own" if is_loopback(greeting.url) else "it does not tell the time"
        )
    off = abs(greeting.ahead)
    found = f"{off:.0f} s {'behind' if greeting.ahead > 0 else 'ahead of'} Pinterest's"
    remedy = "Set this machine's clock by the network (NTP)."
    if off > SKEW_SECONDS:
        return failed(CLOCK, f"{found}: lost answers cannot be told from old pins", remedy)
    if off > SKEW_SECONDS_LOW:
        return warning(CLOCK, found, remedy)
    return ok(CLOCK, found if round(off) else "the same as Pinterest's")


async def pinterest_findings(url: str | None) -> tuple[bool, Findings]:
    """Whether it can be asked more, and what was found. `url` is None when the embedded simulator is not up."""
    if url is None:
        return False, all_skipped((NAME, CLOCK), NOT_UP)
    greeting = await greet(url)
    return greeting.status is not None, (judge_greeting(greeting), judge_clock(greeting))
