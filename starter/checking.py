"""How a check is made: within its time, on a thread when it blocks, and never so that it hides the others."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from connection import TemporalAway
from contracts.trouble import Trouble
from starter.failures import CommandFailed
from starter.findings import Finding, Findings, failed

CHECK_SECONDS_MAX = 12.0
"""One check, all in all: longer than whatever it asks may take."""
GROUP_SECONDS_MAX = 60.0
HANDS = 8
REPORT = "If it stays so, report this line."

T = TypeVar("T")


@dataclass(frozen=True)
class Hands:
    """Threads for what blocks. One that hangs, on a network folder that is gone, holds nobody up."""

    threads: ThreadPoolExecutor

    async def do(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    async def do_or(self, work: Callable[[], T], *, instead: Callable[[str], T]) -> T:
        """What `work` gives, within a check's time; when it breaks, `instead` of why."""
        try:
            async with asyncio.timeout(CHECK_SECONDS_MAX):
                return await self.do(work)
        except Exception as error:  # noqa: BLE001 - what cannot be seen is a finding as well
            return instead(in_a_line(error))


@contextmanager
def open_hands() -> Iterator[Hands]:
    threads = ThreadPoolExecutor(HANDS, thread_name_prefix="check")
    try:
        yield Hands(threads)
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


async def checked(name: str, look: Awaitable[Finding], *, seconds: float = CHECK_SECONDS_MAX) -> Finding:
    """What `look` finds; when it breaks or takes too long, that is what was found."""
    try:
        async with asyncio.timeout(seconds):
            return await look
    except TimeoutError:
        return failed(
            name, f"gave no answer within {seconds:g} s", "See what holds this machine or its network up."
        )
    except Exception as error:  # noqa: BLE001 - one check that breaks must not hide what the others found
        return failed(name, f"could not be looked at: {in_a_line(error)}", REPORT)


async def all_checked(name: str, look: Awaitable[Findings]) -> Findings:
    """What a whole group finds; its own checks have their limits, this holds what is around them."""
    try:
        async with asyncio.timeout(GROUP_SECONDS_MAX):
            return await look
    except Exception as error:  # noqa: BLE001 - as above, of a group
        return (failed(name, f"could not be looked at: {in_a_line(error)}", REPORT),)


def in_a_line(error: Exception) -> str:
    """What went wrong. Only the text of errors that are known to hold no secret is shown."""
    if isinstance(error, Trouble | CommandFailed | TemporalAway | OSError):
        return " ".join(str(error).split()) or type(error).__name__
    return type(error).__name__
