"""Keys for the doors that machines use: made, listed, revoked. A key is shown once, when it is made."""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from config import load_settings
from contracts.api_keys import ACCOUNTS_MAX, LABEL_MAX, ApiKeyCard, ApiScope
from contracts.names import AccountKey
from drafting.characters import one_line
from drafting.near_misses import did_you_mean, listed
from outcomes.report import Report
from starter.clocks import iso_utc
from starter.failures import CommandFailed, ExitCode
from starter.ledger import NothingHere, find_ledger, open_ledger
from starter.screen import Screen
from starter.the_account import no_such_account
from store.api_keys import SqlApiKeys

USUAL_SCOPES = (ApiScope.PINS_READ, ApiScope.PINS_WRITE, ApiScope.INTAKE)


@dataclass(frozen=True)
class KeyWish:
    """What the person typed. Without scopes it is good for `USUAL_SCOPES`."""

    label: str = ""
    scopes: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()


def create_key(wish: KeyWish, *, as_json: bool) -> int:
    """Make a key and show it; the exit code. Raises `CommandFailed`."""
    return asyncio.run(_create(wish, as_json=as_json))


def list_keys(*, as_json: bool) -> int:
    """Tell the keys, without them; the exit code."""
    return asyncio.run(_list(as_json=as_json))


def revoke_key(key_id: str, *, as_json: bool) -> int:
    """Make a key worthless; the exit code. Raises `CommandFailed` when there is none of that id."""
    return asyncio.run(_revoke(key_id, as_json=as_json))


async def _create(wish: KeyWish, *, as_json: bool) -> int:
    scopes, label = read_scopes(wish.scopes), one_line(wish.label)
    if len(label) > LABEL_MAX:
        raise CommandFailed(f"--label takes {LABEL_MAX} characters at most.", ExitCode.USAGE)
    async with open_ledger(load_settings()) as ledger:
        accounts = _accounts(wish.accounts, await ledger.account_names())
        made = await SqlApiKeys(ledger.database).create(label, scopes, accounts, time.time())
    if as_json:
        _write({"id": made.id, "key": made.key})
        return ExitCode.DONE
    screen = Screen()
    screen.say(made.key)
    screen.say(f"This is key {made.id}. It is not kept: nobody can show it again.", style="yellow")
    return ExitCode.DONE


async def _list(*, as_json: bool) -> int:
    cards: Sequence[ApiKeyCard] = ()
    try:
        async with find_ledger(load_settings()) as ledger:
            cards = await SqlApiKeys(ledger.database).list()
    except NothingHere:
        pass  # no ledger has no keys
    if as_json:
        _write({"keys": [card_report(card) for card in cards]})
    elif not cards:
        Screen().say("There are no keys. Make one with: pinflow keys create")
    else:
        Screen().table(key_table(cards))
    return ExitCode.DONE


async def _revoke(key_id: str, *, as_json: bool) -> int:
    async with find_ledger(load_settings()) as ledger:
        revoked = await SqlApiKeys(ledger.database).revoke(key_id, time.time())
    if not revoked:
        raise CommandFailed(f"There is no key {key_id[:60]!r}. See them with: pinflow keys list", ExitCode.USAGE)
    if as_json:
        _write({"id": key_id, "revoked": True})
    else:
        Screen().say(f"Key {key_id} opens nothing any more.")
    return ExitCode.DONE


def read_scopes(words: Sequence[str]) -> tuple[ApiScope, ...]:
    """The scopes that are meant; of none the usual ones. Raises `CommandFailed`."""
    given = [word.strip().casefold() for text in words for word in text.split(",") if word.strip()]
    for word in given:
        if word not in list(ApiScope):
            near = did_you_mean(word, list(ApiScope)) or "."
            known = listed(list(ApiScope))
            raise CommandFailed(f'--scope: there is no "{word[:60]}"{near} Known are: {known}.', ExitCode.USAGE)
    if words and not given:
        raise CommandFailed("--scope is empty: name a scope, or leave it out for the usual ones.", ExitCode.USAGE)
    return tuple(dict.fromkeys(map(ApiScope, given))) or USUAL_SCOPES


def _accounts(wanted: Sequence[str], names: Sequence[AccountKey]) -> tuple[AccountKey, ...] | None:
    """Those that are named, each of which must be there; None: all of them."""
    unknown = [name for name in wanted if name not in names]
    if unknown:
        raise no_such_account(unknown[0], names)
    if len(wanted) > ACCOUNTS_MAX:
        raise CommandFailed(f"A key is for {ACCOUNTS_MAX} accounts at most, or for all.", ExitCode.USAGE)
    return tuple(dict.fromkeys(map(AccountKey, wanted))) or None


def card_report(card: ApiKeyCard) -> Report:
    """A key's line in a document."""
    return {
        "id": card.id,
        "label": card.label,
        "scopes": [scope.value for scope in card.scopes],
        "accounts": None if card.accounts is None else list(card.accounts),
        "created": iso_utc(card.created),
        "revoked": None if card.revoked is None else iso_utc(card.revoked),
    }


def key_table(cards: Sequence[ApiKeyCard]) -> Table:
    """A line each, the oldest first."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("key", "label", "good for", "accounts", "made", "revoked"):
        table.add_column(name, overflow="fold")
    for card in cards:
        report = card_report(card)
        accounts = "all" if card.accounts is None else ", ".join(card.accounts)
        scopes = ", ".join(card.scopes)
        words = (card.id, card.label, scopes, accounts, str(report["created"]), str(report["revoked"] or ""))
        table.add_row(*map(Text, words))
    return table


def _write(document: Report) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
