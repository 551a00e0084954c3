"""The patrol at the command line: a round now, what is still open, and duplicates removed when somebody agrees."""

import asyncio
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import typer
from pydantic import BaseModel
from temporalio.client import Client, WorkflowFailureError

from activities.engine import TemporalEngine
from config import Settings, load_settings
from contracts.contract import Instant
from contracts.findings import FindingKind
from contracts.names import AccountKey, patrol_workflow_id, removal_workflow_id
from contracts.patrol import (
    REMOVALS_MAX,
    Pair,
    PatrolOrder,
    PatrolReport,
    Removal,
    RemovalOrder,
    RemovalReport,
    ToldFinding,
)
from outcomes.findings import finding_report
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, NothingHere, find_ledger, open_ledger
from starter.patrol_screen import show_findings, show_pairs, show_removals, show_round
from starter.reaching import reach
from starter.reporting import whereabouts_of
from starter.running import running_stack
from starter.screen import Screen
from starter.stack import bring_up
from starter.the_account import the_account

FINDINGS_SHOWN_MAX = 1_000
"""Findings of an account that one command lists."""

Answer = TypeVar("Answer", bound=BaseModel)


class Beat(Enum):
    """What a person wants."""

    READ = "read"
    LIST = "list"
    REMOVE = "remove"


@dataclass(frozen=True)
class Wish:
    """What the person typed."""

    beat: Beat
    account: str | None = None
    yes: bool = False
    as_json: bool = False


def go_on_patrol(wish: Wish) -> int:
    """Carry it out; the exit code."""
    if wish.beat is Beat.REMOVE and wish.as_json and not wish.yes:
        raise CommandFailed("--json cannot ask: say --yes to remove duplicates.", ExitCode.USAGE)
    screen = Screen(quiet=wish.as_json)
    try:
        return asyncio.run(_BEATS[wish.beat](wish, screen))
    except KeyboardInterrupt:
        screen.say("\nInterrupted. What was begun goes on in the worker; see it with: pinflow patrol --findings")
        return ExitCode.INTERRUPTED


async def _list(wish: Wish, screen: Screen) -> int:
    settings = load_settings()
    pins_at = whereabouts_of(settings, running_stack(settings)).pins_at()
    told = await _open_now(wish, settings, screen)
    if wish.as_json:
        _write({"findings": [finding_report(one, pins_at=pins_at) for one in told]})
    else:
        show_findings(screen, told, pins_at=pins_at)
    return ExitCode.DONE


async def _read(wish: Wish, screen: Screen) -> int:
    """A round of each account, one after the other: two at once would only wait for one another's quota."""
    with screen.busy("Starting Temporal, the worker and the Pinterest simulator where they do not run"):
        stack = await bring_up(load_settings())
    pins_at = whereabouts_of(stack.settings, stack).pins_at()
    reports = list[PatrolReport]()
    async with open_ledger(stack.settings) as ledger:
        client = await reach(stack.settings)
        for account in await _accounts(wish, ledger):
            with screen.busy(f"Comparing the boards of {account} with the ledger"):
                reports.append(await _round(client, account))
            show_round(screen, reports[-1])
        told = await _told(ledger, {report.account: report.began for report in reports})
    if wish.as_json:
        rounds = [report.model_dump(mode="json") for report in reports]
        _write({"rounds": rounds, "findings": [finding_report(one, pins_at=pins_at) for one in told]})
    else:
        show_findings(screen, told, pins_at=pins_at)
    return ExitCode.DONE


async def _open_now(wish: Wish, settings: Settings, screen: Screen) -> list[ToldFinding]:
    """What is open, from the ledger alone; of a ledger that is not there, nothing."""
    try:
        async with find_ledger(settings) as ledger:
            return await _told(ledger, dict.fromkeys(await _accounts(wish, ledger), time.time()))
    except NothingHere as nothing:
        screen.say(str(nothing))
        return []


async def _round(client: Client, account: AccountKey) -> PatrolReport:
    await TemporalEngine(client).start_patrol(PatrolOrder(account=account))
    return await _result(client, patrol_workflow_id(account), PatrolReport)


async def _remove(wish: Wish, screen: Screen) -> int:
    """Ask first; what is removed is looked at once more before it is."""
    settings = load_settings()
    pins_at = whereabouts_of(settings, running_stack(settings)).pins_at()
    told = await _open_now(wish, settings, screen)
    duplicates = [one for one in told if one.finding.kind is FindingKind.DUPLICATE][:REMOVALS_MAX]
    removals = list[Removal]()
    if duplicates:
        show_pairs(screen, duplicates, pins_at=pins_at)
        if not wish.yes and not typer.confirm(f"Delete the later pin of each? ({_pairs(len(duplicates))})"):
            screen.say("Nothing was removed.")
            return ExitCode.DONE
        removals = await _removed(duplicates, screen)
    if wish.as_json:
        _write({"removals": [removal.model_dump() for removal in removals]})
    else:
        show_removals(screen, removals)
    return ExitCode.DONE


async def _removed(duplicates: Sequence[ToldFinding], screen: Screen) -> list[Removal]:
    with screen.busy("Starting Temporal and the worker where they do not run"):
        stack = await bring_up(load_settings())
    client, removals = await reach(stack.settings), list[Removal]()
    for account in dict.fromkeys(one.finding.account for one in duplicates):
        pairs = [pair for one in duplicates if (pair := _pair(one)) and pair.account == account]
        with screen.busy(f"Removing {len(pairs)} pins of {account}"):
            await TemporalEngine(client).start_removal(RemovalOrder(account=account, pairs=tuple(pairs)))
            report = await _result(client, removal_workflow_id(account), RemovalReport)
        removals += report.removals
    return removals


def _pair(told: ToldFinding) -> Pair | None:
    found = told.finding
    if found.key is None or not found.other_pin_id:
        return None
    return Pair(account=found.account, key=found.key, pin_id=found.pin_id, other_pin_id=found.other_pin_id)


async def _result(client: Client, workflow_id: str, kind: type[Answer]) -> Answer:
    """What the workflow comes to. Raises `CommandFailed` when somebody ended it."""
    try:
        answer: Answer = await client.get_workflow_handle(workflow_id, result_type=kind).result()
    except WorkflowFailureError as error:
        raise CommandFailed(
            f"{workflow_id} has not come to its end: {error.cause}. Its page in the Web UI says why.",
            ExitCode.SERVICE_AWAY,
        ) from error
    return answer


async def _accounts(wish: Wish, ledger: Ledger) -> Sequence[AccountKey]:
    """The one that is named, or all. Raises `CommandFailed` when there is none of that name."""
    names = await ledger.account_names()
    return names if wish.account is None else [the_account(wish.account, names)]


async def _told(ledger: Ledger, since: Mapping[AccountKey, Instant]) -> list[ToldFinding]:
    told = list[ToldFinding]()
    for account, began in since.items():
        told += await ledger.patrol.told(account, began, FINDINGS_SHOWN_MAX)
    return told


def _pairs(count: int) -> str:
    return "1 pair" if count == 1 else f"{count} pairs"


def _write(document: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(document) + "\n")


_BEATS = {Beat.READ: _read, Beat.LIST: _list, Beat.REMOVE: _remove}
