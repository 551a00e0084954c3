"""`pinflow plan`: when each product of a file would leave, and when the launch would end. Nothing is sent."""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from config import Settings, load_settings
from contracts.names import AccountKey
from contracts.pace import AccountView
from drafting.boards import fold_board_name
from drafting.planning import Rules, reach_seconds, shares_things
from drafting.spread import Pinned
from starter.boards_rules import rules_of
from starter.dry_run import Judging, judge_file
from starter.failures import ExitCode
from starter.launch import opened
from starter.launching import LaunchWish, choose_account, choose_policy
from starter.ledger import DEMO_ACCOUNT, Ledger, NothingHere, find_ledger, uses_simulator
from starter.plan_days import PlannedRow
from starter.plan_report import plan_report
from starter.plan_rows import PlanTerms, gap_seconds, planned_rows
from starter.plan_screen import PlanHead, end_lines, head_lines, hidden_line, plan_table, rest_lines
from starter.screen import Screen
from starter.standing import NO_RULES, Standing, rules_with, stated_zone
from starter.window_rules import rule_words

ZONE_OF_NOBODY = "UTC"
"""Whose clocks are meant where nobody has named a zone: as when the launch itself is planned."""


@dataclass(frozen=True)
class _Around:
    """The account as the ledger has it."""

    account: AccountKey
    view: AccountView
    shop: str | None = None
    standing: Standing = NO_RULES


def plan_file(wish: LaunchWish, *, as_json: bool) -> int:
    """Tell when each row would leave; the exit code. Nothing is started, sent, or made."""
    return asyncio.run(_plan_file(load_settings(), wish, as_json=as_json))


async def _plan_file(settings: Settings, wish: LaunchWish, *, as_json: bool) -> int:
    first, rows = opened(wish)
    async with ledger_if_there(settings) as ledger:
        around = await _around(ledger, wish, settings)
        policy = await choose_policy(wish, settings, first, around.shop)
        found = await rules_of(wish.boards_file, ledger, around.account)
        verdicts = await judge_file(ledger, Judging(around.account, policy, found.book), rows, wish)
        rules = rules_with(policy, around.standing)
        placed = await _placed(ledger, around, rules)
    zone = stated_zone(policy, around.standing) or ZONE_OF_NOBODY
    terms = PlanTerms(rules, around.view, zone=policy.zone or ZONE_OF_NOBODY, seed=wish.file.name)
    planned = planned_rows(verdicts, terms, placed)
    if as_json:
        sys.stdout.write(json.dumps(plan_report(planned, zone)) + "\n")
    else:
        stopped = around.view.parked or around.view.paused
        head = PlanHead(wish.file.name, around.account, zone, _rules_told(rules, planned), stopped)
        _show(Screen(), head, planned)
    return ExitCode.DONE


@asynccontextmanager
async def ledger_if_there(settings: Settings) -> AsyncIterator[Ledger | None]:
    """The ledger; None where nobody has made one."""
    async with AsyncExitStack() as stack:
        try:
            ledger = await stack.enter_async_context(find_ledger(settings))
        except NothingHere:
            ledger = None
        yield ledger


async def _around(ledger: Ledger | None, wish: LaunchWish, settings: Settings) -> _Around:
    """As far as there is a ledger that knows the account; the simulator's own may be yet to come."""
    names = await ledger.account_names() if ledger else ()
    account = choose_account(wish, names or ((DEMO_ACCOUNT,) if uses_simulator(settings) else ()))
    now = time.time()
    if ledger is None or account not in names:
        return _Around(account, AccountView(now=now))
    return _Around(
        account=account,
        view=await ledger.accounts.survey(account, now),
        shop=await ledger.accounts.shop_url(account),
        standing=await ledger.plans.rules_of(account),
    )


async def _placed(ledger: Ledger | None, around: _Around, rules: Rules) -> Sequence[Pinned]:
    """The account's pins that the plan must keep clear of."""
    if ledger is None:
        return []
    since = around.view.now - reach_seconds(rules, gap_seconds(around.view))
    return await ledger.plans.placed(around.account, since, shared=shares_things(rules))


def _rules_told(rules: Rules, planned: Iterable[PlannedRow]) -> Sequence[tuple[str, str]]:
    """Who keeps these pins to which hours."""
    here = {fold_board_name(row.board) for row in planned}
    boards = [(f"board {name}", rule) for name, rule in rules.boards.items() if name in here]
    said = [("launch", rules.launch), ("account", rules.account), *boards]
    return [(who, rule_words(rule)) for who, rule in said if rule is not None]


def _show(screen: Screen, head: PlanHead, planned: Sequence[PlannedRow]) -> None:
    for line in head_lines(head):
        screen.say(line)
    screen.say("")
    if any(row.at is not None for row in planned):
        screen.table(plan_table(planned, head.zone))
        hidden = hidden_line(planned, head.zone)
        if hidden:
            screen.say(hidden, style="dim")
        screen.say("")
    for line in end_lines(planned, head.zone):
        screen.say(line, style="bold")
    for line in rest_lines(planned):
        screen.say(line)
    screen.say("Nothing was started or sent.", style="dim")
