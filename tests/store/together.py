"""Two processes on one ledger, which begin at the same moment."""

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.synchronize import Barrier
from typing import Any

from store.database import Database
from tests.ledger import Ledger

PROCESSES = 2
START_SECONDS_MAX = 120.0
STARTS: list[Barrier] = []
"""In a process of its own: where it waits for the other."""

Errand = Callable[[Ledger, int], Any]  # Any: what an errand returns is nobody's business


class Together:
    """They stay for many errands: what a process imports takes longer than what it does."""

    def __init__(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        start = spawn.Barrier(PROCESSES, timeout=START_SECONDS_MAX)
        self._pool = ProcessPoolExecutor(
            PROCESSES, mp_context=spawn, initializer=remember_start, initargs=(start,)
        )

    def __call__(self, url: str, errand: Errand) -> None:
        """Run the errand in both; `errand` is told which of the two it is."""
        for done in [self._pool.submit(run_errand, errand, url, number) for number in range(PROCESSES)]:
            done.result()

    def close(self) -> None:
        self._pool.shutdown()


def remember_start(start: Barrier) -> None:
    STARTS.append(start)


def run_errand(errand: Errand, url: str, number: int) -> None:
    ledger = Ledger(Database.open(url))
    STARTS[0].wait()
    asyncio.run(errand(ledger, number))
    ledger.database.close()
