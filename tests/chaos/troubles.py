"""What is done to a stack while it works: each waits until its trouble is over, and says what happened."""

import asyncio
import random
import signal
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from contracts.hand import CancelAnswer, CancelVerdict
from contracts.names import AccountKey, PinKey, pin_workflow_id
from starter.programs import WORKER_STOP_SECONDS
from tests.chaos.books import IntentSeen
from tests.chaos.kept import Kept
from tests.chaos.misfortunes import MAKE_A_PIN, Misfortune
from tests.chaos.stack import until
from tests.chaos.stage import Stage

Strike = Callable[[Stage, random.Random], Awaitable[None]]

LEDGER_LOCKED_SECONDS = (35.0, 40.0)
"""Longer than the program waits for the lock (`store.database.BUSY_SECONDS_MAX`)."""
STOPPED_SECONDS = (4.0, 14.0)
"""Shorter than the simulator's grace: a longer pause is beyond what the protocol promises."""
DISK_FULL_SECONDS = (8.0, 15.0)
STORM_SECONDS = (5.0, 10.0)
SQUEEZED_SECONDS = (10.0, 15.0)
REVOKED_SECONDS = (3.0, 8.0)
PARKED_SECONDS_MAX = 20.0
SQUEEZED_TO = 0.2
QUOTAS = (0.5, 1.0, 3.0)
"""Parts of the quota that a run begins with."""
CANCELLED_AT_ONCE = 4
BEGUN_LOOK_SECONDS = 0.5
UPDATE_SECONDS_MAX = 150.0


@dataclass(frozen=True)
class Trouble:
    """Strikes `times`, each after a gap of so many seconds, as long as there is work."""

    name: str
    strike: Strike
    times: int = 1
    gap: tuple[float, float] = (3.0, 10.0)
    overlapping: bool = False
    """The next strike does not wait until this one is over."""
    early: bool = False
    """Strikes from the start; the others wait until the first pin is on its way, lest they strike into nothing."""


async def cause(trouble: Trouble, stage: Stage, seed: int) -> None:
    """All strikes of one trouble."""
    dice = random.Random(f"{seed}/{trouble.name}")
    if not trouble.early and not await has_begun(stage):
        return
    async with asyncio.TaskGroup() as strikes:
        for _ in range(trouble.times):
            if await has_ended(stage, within=dice.uniform(*trouble.gap)):
                return
            strike = strikes.create_task(_strike(trouble, stage, dice))
            if not trouble.overlapping:
                await strike


async def _strike(trouble: Trouble, stage: Stage, dice: random.Random) -> None:
    await trouble.strike(stage, dice)


async def has_begun(stage: Stage) -> bool:
    """Once the first request of a pin is on its way; False when all work ended without any."""
    while not await asyncio.to_thread(stage.books.attempts):
        if await has_ended(stage, within=BEGUN_LOOK_SECONDS):
            return False
    return True


async def has_ended(stage: Stage, *, within: float) -> bool:
    """Whether all work ends before so many seconds are over."""
    try:
        await asyncio.wait_for(stage.ended.wait(), within)
    except TimeoutError:
        return False
    return True


async def kill_worker(stage: Stage, dice: random.Random) -> None:
    with stage.a_worker(dice) as worker:
        if worker and worker.send(signal.SIGKILL):
            stage.done["worker killed"] += 1


async def stop_worker_for_a_while(stage: Stage, dice: random.Random) -> None:
    with stage.a_worker(dice) as worker:
        if worker is None or worker.send(signal.SIGSTOP) is None:
            return
        try:
            await asyncio.sleep(dice.uniform(*STOPPED_SECONDS))
        finally:
            worker.send(signal.SIGCONT)
        stage.done["worker stopped for a while"] += 1


async def ask_worker_to_end(stage: Stage, dice: random.Random) -> None:
    """It drains: what it had on the wire is recorded when it ends."""
    with stage.a_worker(dice) as worker:
        pid = worker.send(signal.SIGTERM) if worker else None
        if worker is None or pid is None:
            return
        if not await _ends_in_time(worker, pid):
            worker.send(signal.SIGKILL)  # as the supervisor does
            stage.done["worker asked to end, killed in the end"] += 1
        end = await worker.ended(pid)
    stage.done["worker asked to end"] += 1
    if end.code != -signal.SIGTERM:  # told before it listened
        stage.complaints += left_on_the_wire(stage, pid)


async def _ends_in_time(worker: Kept, pid: int) -> bool:
    try:
        await asyncio.wait_for(worker.ended(pid), WORKER_STOP_SECONDS)
    except TimeoutError:
        return False
    return True


def left_on_the_wire(stage: Stage, pid: int) -> Sequence[str]:
    """Attempts of a worker that had the time to drain, of which it did not say what came of them."""
    return [
        f"attempt {attempt.number} of {attempt.key} was left claimed by a worker that was asked to end"
        for attempt in stage.books.attempts()
        if attempt.owner.endswith(f":{pid}") and attempt.state == "claimed"
    ]


async def kill_temporal(stage: Stage, dice: random.Random) -> None:
    pid = stage.stack.temporal.send(signal.SIGKILL)
    if pid is None:
        return
    await stage.stack.temporal.ended(pid)
    await stage.stack.until_temporal_answers()
    stage.done["Temporal killed"] += 1


async def kill_simulator(stage: Stage, dice: random.Random) -> None:
    """What it answered it must know again: a Pinterest that forgets pins proves nothing."""
    async with stage.misfortunes.away():
        pid = stage.stack.simulator.send(signal.SIGKILL)
        if pid is None:
            return
        await stage.stack.simulator.ended(pid)
        await stage.stack.until_simulator_answers()
    stage.done["Pinterest killed"] += 1


async def lock_ledger(stage: Stage, dice: random.Random) -> None:
    await asyncio.to_thread(_hold_ledger, stage, dice.uniform(*LEDGER_LOCKED_SECONDS))
    stage.done["ledger locked"] += 1


def _hold_ledger(stage: Stage, seconds: float) -> None:
    with stage.books.locked():
        time.sleep(seconds)


async def fill_disk(stage: Stage, dice: random.Random) -> None:
    flag = stage.stack.orders.disk_full
    flag.touch()
    try:
        await asyncio.sleep(dice.uniform(*DISK_FULL_SECONDS))
    finally:
        flag.unlink()


async def storm_of_429(stage: Stage, dice: random.Random) -> None:
    storm = Misfortune("pin answered 429", MAKE_A_PIN, {"status": 429}, probability=0.7)
    await stage.misfortunes.add(storm)
    await asyncio.sleep(dice.uniform(*STORM_SECONDS))
    await stage.misfortunes.remove(storm)


async def squeeze_quota(stage: Stage, dice: random.Random) -> None:
    await stage.limit(SQUEEZED_TO)
    await asyncio.sleep(dice.uniform(*SQUEEZED_SECONDS))
    await stage.limit(1.0)
    stage.done["quota squeezed"] += 1


async def change_quota(stage: Stage, dice: random.Random) -> None:
    await stage.limit(dice.choice(QUOTAS), dice.choice(stage.accounts))
    stage.done["quota changed"] += 1


async def revoke_token(stage: Stage, dice: random.Random) -> None:
    """The account parks; then the token is good again, and the caretaker (`run`) does what a person would."""
    account = dice.choice(stage.accounts)
    match = {"path": "/v5/*", "account": account}
    revoked = Misfortune("token revoked", match, {"status": 401, "body": {"code": 2, "message": "No."}})
    stage.revoked.add(account)
    await stage.misfortunes.add(revoked)
    try:
        await _until_parked(stage, account)
        await asyncio.sleep(dice.uniform(*REVOKED_SECONDS))
    finally:
        await stage.misfortunes.remove(revoked)
        stage.revoked.discard(account)


async def _until_parked(stage: Stage, account: str) -> None:
    try:
        await until(lambda: account in stage.books.parked(), "the account parks", seconds=PARKED_SECONDS_MAX)
    except TimeoutError:
        return  # it had nothing to send meanwhile
    stage.done["account parked"] += 1


async def cancel_some(stage: Stage, dice: random.Random) -> None:
    """A few pins that are on their way, some by the workflow's update and some by the command."""
    open_keys = set(stage.books.open_keys())
    intents = [intent for intent in stage.books.intents() if intent.key in open_keys]
    chosen = dice.sample(intents, min(CANCELLED_AT_ONCE, len(intents)))
    half = len(chosen) // 2
    await asyncio.gather(
        *(_cancel_by_update(stage, intent) for intent in chosen[:half]),
        *(_cancel_by_command(stage, intent) for intent in chosen[half:]),
    )


async def _cancel_by_update(stage: Stage, intent: IntentSeen) -> None:
    """An answer that does not come, or an end that came before, says nothing."""
    client = await stage.temporal()
    pin = client.get_workflow_handle(pin_workflow_id(AccountKey(intent.account), PinKey(intent.key)))
    try:
        async with asyncio.timeout(UPDATE_SECONDS_MAX):
            answer = await pin.execute_update("cancel", result_type=CancelAnswer)
    except (TimeoutError, RPCError, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError):
        return
    stage.done[f"cancelled by update: {answer.verdict}"] += 1
    if answer.verdict is CancelVerdict.WITHDRAWN:
        stage.withdrawn_said.add(intent.key)


async def _cancel_by_command(stage: Stage, intent: IntentSeen) -> None:
    said = await stage.commands.run("cancel", "--pin", intent.key, "--json")
    if said.code:
        return  # the ledger was locked, say: a person would try again
    answer = said.document()
    verdict = next((name for name in ("changed", "settling", "too_late") if answer[name]), "nothing")
    stage.done[f"cancelled by command: {verdict}"] += 1
    if answer["changed"]:
        stage.withdrawn_said.add(intent.key)
