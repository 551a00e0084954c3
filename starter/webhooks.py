"""Endpoints at the command line: made, shown, tried out, told again. A secret is shown once, when it is made."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from config import load_settings
from contracts.events import ASKABLE, EVERYTHING
from contracts.names import AccountKey
from contracts.webhooks import (
    ENDPOINTS_MAX,
    Endpoint,
    EndpointChange,
    EndpointsFull,
    NewEndpoint,
)
from drafting.event_bodies import unknown_kinds
from drafting.near_misses import did_you_mean, listed
from drafting.webhook_signing import SecretUnfit, key_of
from outcomes.report import Report
from starter.failures import CommandFailed, ExitCode
from starter.given_secrets import SecretSource, given_secret
from starter.ledger import Ledger, NothingHere, find_ledger, open_ledger
from starter.screen import Screen
from starter.sealers import broken_seals_told
from starter.the_account import no_such_account
from starter.webhook_endpoints import address_trouble, new_secret
from starter.webhook_screen import (
    endpoint_report,
    endpoint_table,
    show_endpoint,
)
from store.endpoints import SqlEndpoints


@dataclass(frozen=True)
class WebhookWish:
    """What the person typed. Without events, every one of them is told."""

    url: str
    events: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    near: bool = False
    hex_signature: bool = False
    secret: SecretSource | None = None
    """None: one is made."""


def add_webhook(wish: WebhookWish, *, as_json: bool) -> int:
    """Have an address told of events; the exit code. Raises `CommandFailed`."""
    return asyncio.run(_add(wish, as_json=as_json))


def list_webhooks(*, as_json: bool) -> int:
    """Tell the endpoints, without their secrets; the exit code."""
    return asyncio.run(_list(as_json=as_json))


def show_webhook(endpoint: str, *, as_json: bool) -> int:
    """One endpoint; the exit code. Raises `CommandFailed`."""
    return asyncio.run(_show(endpoint, as_json=as_json))


def rotate_webhook(endpoint: str, secret: SecretSource | None, *, drop_old: bool, as_json: bool) -> int:
    """Sign with a new secret beside the old ones, or with the newest alone; the exit code."""
    return asyncio.run(_rotate(endpoint, secret, drop_old=drop_old, as_json=as_json))


def switch_webhook(endpoint: str, *, enabled: bool, as_json: bool) -> int:
    """Tell it of events from now on, or no more; the exit code. Raises `CommandFailed`."""
    change = EndpointChange(enabled=enabled)
    return asyncio.run(_act(endpoint, lambda ends, id_: ends.change(id_, change, time.time()), as_json=as_json))


def remove_webhook(endpoint: str, *, as_json: bool) -> int:
    """Remove it; what was not delivered is dropped. The exit code. Raises `CommandFailed`."""
    return asyncio.run(_remove(endpoint, as_json=as_json))


async def _add(wish: WebhookWish, *, as_json: bool) -> int:
    settings = load_settings()
    near = wish.near or settings.webhooks_private
    trouble = address_trouble(wish.url, near=near)
    if trouble is not None:
        hint = "" if near else " One on your own network is allowed with --private."
        raise CommandFailed(f"This address cannot be told of events: {trouble}.{hint}", ExitCode.USAGE)
    events, secret = read_events(wish.events), _secret(wish.secret)
    async with open_ledger(settings) as ledger:
        accounts = _accounts(wish.accounts, await ledger.account_names())
        new = NewEndpoint(wish.url, secret, events, accounts, near, wish.hex_signature)
        with broken_seals_told():
            try:
                made = await endpoints_of(ledger).add(new, time.time())
            except EndpointsFull:
                raise CommandFailed(f"There are {ENDPOINTS_MAX} endpoints already.", ExitCode.USAGE) from None
    shown = secret if wish.secret is None else None
    return _say_secret(made, shown, f"Endpoint {made.id} is told of events from now on.", as_json=as_json)


async def _list(*, as_json: bool) -> int:
    found: Sequence[Endpoint] = ()
    try:
        async with find_ledger(load_settings()) as ledger:
            found = await endpoints_of(ledger).list()
    except NothingHere:
        pass  # no ledger has no endpoints
    if as_json:
        write_document({"webhooks": [endpoint_report(endpoint) for endpoint in found]})
    elif not found:
        Screen().say("Nobody is told of events. Begin with: pinflow webhooks add URL")
    else:
        Screen().table(endpoint_table(found))
    return ExitCode.DONE


async def _show(endpoint: str, *, as_json: bool) -> int:
    async with found_endpoint(endpoint) as (found, _):
        _tell(found, as_json=as_json)
    return ExitCode.DONE


async def _rotate(endpoint: str, source: SecretSource | None, *, drop_old: bool, as_json: bool) -> int:
    async with found_endpoint(endpoint) as (found, ledger):
        endpoints, now = endpoints_of(ledger), time.time()
        secret = None if drop_old else _secret(source)
        with broken_seals_told():
            after = await (
                endpoints.drop_old(found.id, now) if secret is None else endpoints.rotate(found.id, secret, now)
            )
    if after is None:
        raise _unknown(endpoint)
    shown = secret if source is None else None
    return _say_secret(after, shown, f"{after.secrets} secret(s) sign for endpoint {after.id}.", as_json=as_json)


async def _act(
    endpoint: str, act: Callable[[SqlEndpoints, str], Awaitable[Endpoint | None]], *, as_json: bool
) -> int:
    async with found_endpoint(endpoint) as (found, ledger):
        after = await act(endpoints_of(ledger), found.id)
    if after is None:
        raise _unknown(endpoint)
    _tell(after, as_json=as_json)
    return ExitCode.DONE


async def _remove(endpoint: str, *, as_json: bool) -> int:
    async with found_endpoint(endpoint) as (found, ledger):
        await endpoints_of(ledger).remove(found.id)
    if as_json:
        write_document({"webhook": found.id, "removed": True})
    else:
        Screen().say(f"Endpoint {found.id} is told of nothing any more.")
    return ExitCode.DONE


@asynccontextmanager
async def found_endpoint(endpoint: str) -> AsyncIterator[tuple[Endpoint, Ledger]]:
    """The endpoint, and the ledger that has it. Raises `CommandFailed`."""
    async with find_ledger(load_settings()) as ledger:
        found = await endpoints_of(ledger).get(endpoint)
        if found is None:
            raise _unknown(endpoint)
        yield found, ledger


def read_events(words: Sequence[str]) -> tuple[str, ...]:
    """The events that are meant; of none all. Raises `CommandFailed`."""
    given = tuple(dict.fromkeys(word.strip() for text in words for word in text.split(",") if word.strip()))
    for word in unknown_kinds(given):
        near = did_you_mean(word, list(ASKABLE)) or "."
        raise CommandFailed(
            f'--event: there is no "{word[:60]}"{near} Known are: {listed(list(ASKABLE))}; or pin.* and such.',
            ExitCode.USAGE,
        )
    return given or (EVERYTHING,)


def _secret(source: SecretSource | None) -> str:
    if source is None:
        return new_secret()
    secret = given_secret(source)
    try:
        key_of(secret)
    except SecretUnfit as unfit:
        raise CommandFailed(f"What was given cannot be the secret: {unfit}.", ExitCode.USAGE) from None
    return secret


def _accounts(wanted: Sequence[str], names: Sequence[AccountKey]) -> tuple[AccountKey, ...] | None:
    unknown = [name for name in wanted if name not in names]
    if unknown:
        raise no_such_account(unknown[0], names)
    return tuple(dict.fromkeys(map(AccountKey, wanted))) or None


def endpoints_of(ledger: Ledger) -> SqlEndpoints:
    return SqlEndpoints(ledger.database, ledger.sealer)


def _unknown(endpoint: str) -> CommandFailed:
    return CommandFailed(
        f"There is no endpoint {endpoint[:60]!r}. See them with: pinflow webhooks list", ExitCode.USAGE
    )


def _tell(endpoint: Endpoint, *, as_json: bool) -> None:
    if as_json:
        write_document(endpoint_report(endpoint))
    else:
        show_endpoint(Screen(), endpoint)


def _say_secret(endpoint: Endpoint, secret: str | None, words: str, *, as_json: bool) -> int:
    if as_json:
        write_document({**endpoint_report(endpoint), "secret": secret})
        return ExitCode.DONE
    screen = Screen()
    screen.say(words)
    if secret is not None:
        screen.say(secret)
        screen.say("This secret signs; it is kept encrypted, and not shown again.", style="yellow")
    return ExitCode.DONE


def write_document(document: Report) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
