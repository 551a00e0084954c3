"""Looks at everything that a launch rests on. It starts nothing and changes nothing: ask it at any time."""

import asyncio
from contextlib import ExitStack
from functools import partial

from config import ConfigError, Settings, is_loopback, load_settings
from contracts.pin import GRACE_SECONDS_PINTEREST, GRACE_SECONDS_SIMULATOR
from contracts.trouble import LedgerBusy
from starter.checking import Hands, all_checked, open_hands
from starter.checks_accounts import account_findings
from starter.checks_ledger import Unread, ledger_findings, reach_ledger, readable, shut_ledger
from starter.checks_machine import judge_bad_settings, machine_findings, program_findings
from starter.checks_pinterest import pinterest_findings
from starter.checks_secrets import KeyLook, judge_key, look_at_key, unseen_key
from starter.checks_sources import source_findings
from starter.checks_stack import StackLook, look_at_stack, stack_findings, unseen_stack
from starter.checks_temporal import reach_temporal, temporal_findings
from starter.checks_work import work_findings
from starter.doors import SANDBOX
from starter.findings import Findings, Group, Report
from starter.ledger import DEMO_ACCOUNT, uses_simulator
from store.health import AccountStanding, LedgerHealth


async def examine() -> Report:
    """Everything that was found, in the order in which people read it; a check that breaks is a finding too."""
    with open_hands() as hands, ExitStack() as closing:
        try:
            settings = load_settings()
        except ConfigError as error:
            return {
                Group.MACHINE: (judge_bad_settings(str(error)), *await program_findings(hands, embedded=False))
            }
        machine, services = await asyncio.gather(
            machine_findings(settings, hands), _services(settings, hands, closing)
        )
        found = {**services, Group.MACHINE: (*machine, *services[Group.MACHINE])}
        return {group: found[group] for group in Group}


async def _services(settings: Settings, hands: Hands, closing: ExitStack) -> Report:
    """What more than one check asks is opened once: the stack's record, the key, the ledger, Temporal."""
    stack, key, opened = await asyncio.gather(
        hands.do_or(partial(look_at_stack, settings), instead=partial(unseen_stack, settings)),
        hands.do_or(partial(look_at_key, settings), instead=partial(unseen_key, settings)),
        hands.do_or(partial(reach_ledger, settings, closing), instead=shut_ledger),
    )
    temporal, ledger_found = await asyncio.gather(reach_temporal(stack), ledger_findings(opened))
    ledger = readable(opened, ledger_found)
    accounts = await _accounts(ledger, stack.settings)
    stack_found, temporal_found, pinterest_found, work_found, sources_found = await asyncio.gather(
        all_checked("supervisor", stack_findings(stack)),
        all_checked("temporal", temporal_findings(temporal, stack)),
        all_checked("pinterest", _pinterest(stack, key, accounts)),
        all_checked("launches", work_findings(ledger, temporal, grace_seconds=_grace_seconds(stack.settings))),
        all_checked("sources", source_findings(ledger)),
    )
    return {
        Group.MACHINE: (judge_key(key, None if isinstance(accounts, Unread) else accounts),),
        Group.STACK: stack_found,
        Group.TEMPORAL: temporal_found,
        Group.LEDGER: ledger_found,
        Group.PINTEREST: pinterest_found,
        Group.WORK: (*work_found, *sources_found),
    }


async def _accounts(ledger: LedgerHealth | Unread, settings: Settings) -> tuple[AccountStanding, ...] | Unread:
    """The accounts that may be used here."""
    if isinstance(ledger, Unread):
        return ledger
    try:
        found = await ledger.accounts()
    except LedgerBusy as busy:
        return shut_ledger(str(busy))
    connected = (one for one in found if one.sealed_token is not None)
    return tuple(one for one in connected if one.account != DEMO_ACCOUNT or uses_simulator(settings))


async def _pinterest(stack: StackLook, key: KeyLook, accounts: tuple[AccountStanding, ...] | Unread) -> Findings:
    url = stack.settings.pinterest_url if stack.differs is None else None
    answers, found = await pinterest_findings(url)
    asked = url if answers else None
    return (*found, *await account_findings(accounts, key, pinterest_url=asked, production=_in_production(url)))


def _in_production(url: str | None) -> bool:
    return url is not None and not is_loopback(url) and SANDBOX not in url


def _grace_seconds(settings: Settings) -> float:
    """The grace that launches get here (`starter.launching`)."""
    return GRACE_SECONDS_SIMULATOR if uses_simulator(settings) else GRACE_SECONDS_PINTEREST
