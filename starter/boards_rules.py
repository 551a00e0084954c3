"""Board rules: those of a launch from a file, else those that its account keeps in the ledger."""

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from config import load_settings
from contracts.board_rules import RULES_TEXT_MAX, BoardRules
from contracts.names import AccountKey
from drafting.board_rules import NO_RULES, RuleBook
from drafting.board_rules_text import accounts_in, read_board_rules
from drafting.toml_tables import RulesBroken
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, find_ledger, open_ledger
from starter.screen import Screen
from starter.the_account import the_account
from store.board_rules import SqlBoardRules

BYTES_A_CHARACTER_MAX = 4


@dataclass(frozen=True)
class FoundRules:
    """Rules, and where they come from."""

    book: RuleBook = NO_RULES
    source: str = ""
    """In words; empty when there are none."""
    strangers: tuple[str, ...] = ()
    """Accounts that they speak of and that are not connected."""


async def rules_of(file: Path | None, ledger: Ledger | None, account: AccountKey) -> FoundRules:
    """Those of the file, else those that the account keeps. Raises `CommandFailed`."""
    if file is not None:
        return await _found(read_file(file), file.name, ledger, account)
    kept = await SqlBoardRules(ledger.database).of(account) if ledger else None
    return await _found(kept, f"account {account}", ledger, account) if kept else FoundRules()


async def _found(text: str, source: str, ledger: Ledger | None, account: AccountKey) -> FoundRules:
    rules = _read(text, source, account)
    known = await ledger.account_names() if ledger else (account,)
    strangers = tuple(name for name in accounts_in(text) if name not in known)
    return FoundRules(RuleBook.of(rules), source, strangers)


def read_file(file: Path) -> str:
    """Its text. Raises `CommandFailed`."""
    try:
        with file.open("rb") as opened:
            data = opened.read(RULES_TEXT_MAX * BYTES_A_CHARACTER_MAX + 1)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise _broken(file.name, error.strerror or "it cannot be opened") from error
    except UnicodeDecodeError as error:
        raise _broken(file.name, "it is not UTF-8") from error


def _read(text: str, source: str, account: AccountKey) -> BoardRules:
    try:
        return read_board_rules(text, account)
    except RulesBroken as broken:
        raise _broken(source, str(broken)) from broken


def _broken(source: str, why: str) -> CommandFailed:
    return CommandFailed(f"The board rules of {source} cannot be used: {why.rstrip('.')}.", ExitCode.USAGE)


def set_rules(file: Path, account: str | None, *, as_json: bool) -> int:
    """Keep the file's rules for the account; the exit code. Raises `CommandFailed`."""
    return asyncio.run(_set(file, account, as_json=as_json))


def show_rules(account: str | None, *, as_json: bool) -> int:
    """Write them out as they were given; the exit code."""
    return asyncio.run(_show(account, as_json=as_json))


def clear_rules(account: str | None, *, as_json: bool) -> int:
    """Take them away; the exit code. Without any, nothing changes."""
    return asyncio.run(_clear(account, as_json=as_json))


async def _set(file: Path, account: str | None, *, as_json: bool) -> int:
    text = read_file(file)
    async with open_ledger(load_settings()) as ledger:
        name = the_account(account, await ledger.account_names())
        rules = _read(text, file.name, name)
        await SqlBoardRules(ledger.database).keep(name, text, time.time())
    if as_json:
        _write({"account": name, "rules": len(rules.rules), "default": _default(rules)})
    else:
        Screen().say(f"Account {name} keeps {count_words(len(rules.rules))}; launches from now on go by them.")
    return ExitCode.DONE


async def _show(account: str | None, *, as_json: bool) -> int:
    async with find_ledger(load_settings()) as ledger:
        name = the_account(account, await ledger.account_names())
        text = await SqlBoardRules(ledger.database).of(name)
    if as_json:
        _write({"account": name, "text": text})
    elif text is None:
        Screen().say(f"Account {name} keeps no board rules. Give it some with: pinflow boards rules set FILE")
    else:
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")
    return ExitCode.DONE


async def _clear(account: str | None, *, as_json: bool) -> int:
    async with find_ledger(load_settings()) as ledger:
        name = the_account(account, await ledger.account_names())
        cleared = await SqlBoardRules(ledger.database).clear(name)
    if as_json:
        _write({"account": name, "cleared": cleared})
    else:
        Screen().say(f"Account {name} {'has no board rules any more' if cleared else 'had no board rules'}.")
    return ExitCode.DONE


def _default(rules: BoardRules) -> str | None:
    return "none" if rules.refuse_rest else rules.default


def count_words(rules: int) -> str:
    """`1 board rule`, `12 board rules`."""
    return "1 board rule" if rules == 1 else f"{rules} board rules"


def _write(document: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")
