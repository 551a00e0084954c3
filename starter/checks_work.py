"""The work: launches that nobody works on, and pins that have not moved for longer than is usual."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from connection import CALL_SECONDS_MAX
from contracts.contract import Instant
from contracts.findings import FindingKind
from contracts.names import AccountKey, launch_workflow_id, pin_workflow_id
from outcomes.findings import counts_in_words
from starter.checking import checked
from starter.checks_accounts import span
from starter.checks_ledger import Unread
from starter.checks_temporal import Away
from starter.findings import Finding, Findings, all_skipped, failed, ok, skipped, warning
from starter.following import GOING_ON
from store.health import LAUNCHES_SEEN_MAX, LedgerHealth, Pile, UnfinishedLaunch
from store.tables.states import IntentState

LAUNCHES, PINS, ANSWERS, PATROL = "launches", "pins", "lost answers", "patrol"
BEGIN_SECONDS_MAX = 60.0
"""A launch is written down before its workflow is started."""
IDLE_SECONDS_MAX = {IntentState.OPEN: 3_600.0, IntentState.READY: 86_400.0, IntentState.SENT: 3_600.0}
"""How long a pin is usually in a state. A daily quota or a parked account may keep it `ready` for long."""
SETTLE_SECONDS_MAX = 300.0
"""After deadline and grace: the readings that settle an attempt are at most two minutes apart."""
ROUNDS_TOLD_MAX = 5
"""Accounts whose last round is told."""
LOOK_AT = "Its page in the Web UI says what it waits for: docs/operating.md, A pin is stuck"


@dataclass(frozen=True)
class LaunchLook:
    """An unfinished launch and its workflow; `status` is None when Temporal knows of none."""

    launch: UnfinishedLaunch
    status: WorkflowExecutionStatus | None


async def work_findings(
    ledger: LedgerHealth | Unread, temporal: Client | Away, *, grace_seconds: float
) -> Findings:
    """All of this group."""
    if isinstance(ledger, Unread):
        return all_skipped((LAUNCHES, PINS, ANSWERS, PATROL), ledger.why)
    return tuple(
        await asyncio.gather(
            checked(LAUNCHES, _launches(ledger, temporal)),
            checked(PINS, _pins(ledger)),
            checked(ANSWERS, _answers(ledger, grace_seconds)),
            checked(PATROL, _patrol(ledger)),
        )
    )


async def _launches(ledger: LedgerHealth, temporal: Client | Away) -> Finding:
    unfinished = await ledger.unfinished_launches()
    if isinstance(temporal, Away):
        return judge_unasked(unfinished)
    looks = await asyncio.gather(*(_look(temporal, launch) for launch in unfinished))
    return judge_launches(looks, time.time())


async def _look(client: Client, launch: UnfinishedLaunch) -> LaunchLook:
    workflow = client.get_workflow_handle(launch_workflow_id(launch.launch))
    try:
        described = await workflow.describe(rpc_timeout=CALL_SECONDS_MAX)
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return LaunchLook(launch, None)
        raise
    return LaunchLook(launch, described.status)


def judge_unasked(unfinished: Sequence[UnfinishedLaunch]) -> Finding:
    """When Temporal cannot be asked."""
    if not unfinished:
        return ok(LAUNCHES, "none is unfinished")
    return skipped(LAUNCHES, f"{_number(unfinished)} unfinished; Temporal cannot be asked about them")


def judge_launches(looks: Sequence[LaunchLook], now: float) -> Finding:
    """An unfinished launch needs a workflow that goes on, or to have been written down a moment ago."""
    stopped = [
        look for look in looks if look.status not in GOING_ON and now - look.launch.created > BEGIN_SECONDS_MAX
    ]
    if stopped:
        first = stopped[0]
        how = first.status.name.lower() if first.status else "not there"
        more = f", and {len(stopped) - 1} more" if len(stopped) > 1 else ""
        found = f"{first.launch.launch} stands still: its workflow is {how}{more}"
        return failed(LAUNCHES, found, "pinflow down, then pinflow up: it goes on where it stopped.")
    if not looks:
        return ok(LAUNCHES, "none is unfinished")
    return ok(LAUNCHES, f"{_number([look.launch for look in looks])} under way")


def _number(launches: Sequence[object]) -> str:
    more = " or more" if len(launches) >= LAUNCHES_SEEN_MAX else ""
    return f"{len(launches)}{more} {'is' if len(launches) == 1 else 'are'}"


async def _pins(ledger: LedgerHealth) -> Finding:
    now = time.time()
    return judge_pins(await ledger.idle_pins({state: now - idle for state, idle in IDLE_SECONDS_MAX.items()}))


def judge_pins(idle: Mapping[IntentState, Pile]) -> Finding:
    slow = {state: pile for state, pile in idle.items() if pile.count}
    if not slow:
        return ok(PINS, "none has stood still for long")
    parts = [f"{pile.count} {state} for more than {span(IDLE_SECONDS_MAX[state])}" for state, pile in slow.items()]
    return warning(PINS, f"{', '.join(parts)}; such as {_workflow(next(iter(slow.values())))}", LOOK_AT)


async def _answers(ledger: LedgerHealth, grace_seconds: float) -> Finding:
    overdue = await ledger.open_attempts(time.time() - grace_seconds - SETTLE_SECONDS_MAX)
    return judge_answers(overdue, grace_seconds)


def judge_answers(overdue: Pile, grace_seconds: float) -> Finding:
    """Whether a pin was made is known soon after its deadline and the grace, if the board can be read."""
    if not overdue.count:
        return ok(ANSWERS, "none waits longer than it should")
    late = span(grace_seconds + SETTLE_SECONDS_MAX)
    found = f"{overdue.count} not settled {late} after the deadline; such as {_workflow(overdue)}"
    return warning(
        ANSWERS, found, "See that a worker runs and Pinterest lets the board be read. Nothing is doubled."
    )


async def _patrol(ledger: LedgerHealth) -> Finding:
    return judge_patrol(await ledger.open_findings(), await ledger.rounds(), time.time())


def judge_patrol(
    counts: Mapping[FindingKind, int], rounds: Mapping[AccountKey, Instant | None], now: float
) -> Finding:
    """What was found on the boards is as it should be, or somebody may have to act; and how old that is."""
    when = rounds_to_text(rounds, now)
    if counts:
        return warning(
            PATROL, f"found {counts_in_words(counts)}; {when}", "Look at them: pinflow patrol --findings"
        )
    if not any(rounds.values()):
        return ok(PATROL, when)
    return ok(PATROL, f"the boards are as the ledger has them, as far as they were read; {when}")


def rounds_to_text(rounds: Mapping[AccountKey, Instant | None], now: float) -> str:
    """When each account's boards were last read, the longest ago first, those never read before them."""
    if not rounds:
        return "no account has a pin yet: there was nothing to read"
    oldest = sorted(rounds.items(), key=lambda one: (one[1] or 0.0, one[0]))
    told = [
        f"{account} {f'{span(now - at)} ago' if at else 'not yet'}" for account, at in oldest[:ROUNDS_TOLD_MAX]
    ]
    more = f", and {len(oldest) - len(told)} more since" if len(oldest) > len(told) else ""
    return f"last round: {', '.join(told)}{more}"


def _workflow(pile: Pile) -> str:
    return pin_workflow_id(pile.account, pile.key) if pile.account and pile.key else "a pin that is gone"
