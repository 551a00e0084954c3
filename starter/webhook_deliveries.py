"""What endpoints were told, at the command line: pings, telling again, the log."""

import asyncio
import time

from contracts.delivery_states import DeliveryState
from contracts.webhooks import ReplaySpan
from starter.failures import CommandFailed, ExitCode
from starter.screen import Screen
from starter.webhook_screen import delivery_report, delivery_table
from starter.webhooks import endpoints_of, found_endpoint, write_document
from store.delivery_log import SqlDeliveryLog

SHOWN_MAX = 1_000
"""Deliveries that the log shows at once."""


def ping_webhook(endpoint: str, *, as_json: bool) -> int:
    """Send it a ping; the exit code. Raises `CommandFailed`."""
    return asyncio.run(_ping(endpoint, as_json=as_json))


def replay_webhook(span: ReplaySpan, *, as_json: bool) -> int:
    """Tell it of events again; the exit code. Raises `CommandFailed`."""
    return asyncio.run(_replay(span, as_json=as_json))


def webhook_log(endpoint: str, state: DeliveryState | None, limit: int, *, as_json: bool) -> int:
    """What it was told, the newest first; the exit code. Raises `CommandFailed`."""
    return asyncio.run(_log(endpoint, state, min(limit, SHOWN_MAX), as_json=as_json))


async def _ping(endpoint: str, *, as_json: bool) -> int:
    async with found_endpoint(endpoint) as (found, ledger):
        event = await endpoints_of(ledger).ping(found.id, time.time())
    if as_json:
        write_document({"webhook": found.id, "event": event})
    else:
        Screen().say(f"Event {event} leaves as soon as a worker runs. See: pinflow webhooks log {found.id}")
    return ExitCode.DONE


async def _replay(span: ReplaySpan, *, as_json: bool) -> int:
    if not span.events and span.since is None:
        raise CommandFailed("Say which events: --event ID, or --since (and --until).", ExitCode.USAGE)
    async with found_endpoint(span.endpoint) as (found, ledger):
        count = await SqlDeliveryLog(ledger.database).replay(span, time.time())
    if as_json:
        write_document({"webhook": found.id, "replayed": count})
    else:
        Screen().say(f"{count} events are told again, with the ids that they had.")
    return ExitCode.DONE


async def _log(endpoint: str, state: DeliveryState | None, limit: int, *, as_json: bool) -> int:
    async with found_endpoint(endpoint) as (found, ledger):
        log = SqlDeliveryLog(ledger.database)
        cards, total = await log.deliveries(found.id, state=state, limit=limit)
    if as_json:
        write_document(
            {"webhook": found.id, "total": total, "deliveries": [delivery_report(card) for card in cards]}
        )
    elif not cards:
        Screen().say("It was told of nothing yet.")
    else:
        Screen().table(delivery_table(cards))
    return ExitCode.DONE
