"""Each call of Pinterest leaves one line in the log: what was asked for whom, and what came, never with what."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from contracts.names import AccountKey
from contracts.trouble import PinterestTrouble
from pinterest_api.answers import Answer
from pinterest_api.asks import Ask


@contextmanager
def call_log(ask: Ask, account: AccountKey) -> Iterator[Callable[[Answer], None]]:
    """Log the answer that it is told of as `pinterest.answered`, or that none came as `pinterest.unanswered`."""
    clock = asyncio.get_running_loop().time
    started = clock()
    log = structlog.get_logger().bind(method=ask.method, path=ask.path, account=account)

    def milliseconds() -> int:
        return round((clock() - started) * 1_000)

    def answered(answer: Answer) -> None:
        log.info("pinterest.answered", status=answer.status, rid=answer.request_id, milliseconds=milliseconds())

    try:
        yield answered
    except PinterestTrouble as trouble:
        log.warning("pinterest.unanswered", trouble=type(trouble).__name__, milliseconds=milliseconds())
        raise
