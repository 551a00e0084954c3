"""Brings the ledger's tables up to date, as a step of its own."""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from config import Settings, load_settings
from contracts.trouble import LedgerBusy
from starter.failures import CommandFailed, ExitCode
from starter.home import Home
from starter.ledger import check_ledger
from starter.screen import Screen
from store.database import Database, ledger_file
from store.schema import NEWEST, revision_of, upgrade


def migrate_ledger(*, as_json: bool) -> int:
    """The exit code. Raises `LedgerAway`, and `LedgerTooNew` when a later Pinflow has been at work there."""
    settings = load_settings()
    asyncio.run(check_ledger(settings))
    before = _migrate(settings)
    if as_json:
        sys.stdout.write(json.dumps({"from": before, "to": NEWEST}) + "\n")
    elif before == NEWEST:
        Screen().say(f"The ledger is up to date: {NEWEST}.")
    else:
        Screen().say(f"The ledger is at {NEWEST} now; it was {before or 'empty'}.")
    return ExitCode.DONE


def _migrate(settings: Settings) -> str | None:
    """Where the ledger was; None: nowhere yet."""
    if ledger_file(settings.database_url) is not None:
        Home(settings.home).create()
    with _opened(settings) as database:
        before = revision_of(database)
        upgrade(database)
    return before


@contextmanager
def _opened(settings: Settings) -> Iterator[Database]:
    database = Database.open(settings.database_url)
    try:
        yield database
    except LedgerBusy as error:
        raise CommandFailed(f"The ledger cannot be changed now: {error}", ExitCode.SERVICE_AWAY) from error
    finally:
        database.close()
