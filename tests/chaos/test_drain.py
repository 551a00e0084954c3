"""A worker asked to end while its requests are on the wire: it waits for the answers and writes them down."""

import asyncio
import signal
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.chaos.books import AttemptSeen
from tests.chaos.kept import End
from tests.chaos.misfortunes import MAKE_A_PIN, Misfortune
from tests.chaos.plans import Plan
from tests.chaos.run import RunOrder, evidence_of, launch_all, opened, work_through
from tests.chaos.stack import until
from tests.chaos.stage import Stage
from tests.chaos.truth import Verdict, judge, marker_in

PRODUCTS = 24
ON_THE_WIRE = 3
SLOW = Plan("slow", (Misfortune("pin answered late", MAKE_A_PIN, {"delay": 6.0}),))
SEED = 20_261_124
END_SECONDS_MAX = 60.0


@dataclass(frozen=True)
class Drained:
    """How the worker ended, what the ledger had when it was gone, and the verdict in the end."""

    end: End
    claimed: int
    left: Sequence[AttemptSeen]
    unrecorded: Sequence[str]
    verdict: Verdict


@pytest.mark.chaos
def test_a_worker_asked_to_end_records_every_answer_and_leaves_nothing_open(tmp_path: Path) -> None:
    drained = asyncio.run(drain(RunOrder(1, SLOW, SEED, PRODUCTS, tmp_path / "run")))
    assert drained.claimed >= ON_THE_WIRE
    assert drained.end.code == 0
    assert Counter(attempt.state for attempt in drained.left).keys() == {"made"}
    assert not drained.unrecorded
    assert drained.verdict == Verdict(live=PRODUCTS)


async def drain(order: RunOrder) -> Drained:
    async with opened(order) as stage:
        await launch_all(stage, order)
        await until(lambda: stage.books.claims() >= ON_THE_WIRE, "requests are on the wire")
        end, claimed = await ask_to_end(stage)
        left, unrecorded = stage.books.attempts(), pins_unrecorded(stage)
        await work_through(stage, order)
        pins = await asyncio.to_thread(stage.stack.truth.pins)
        return Drained(end, claimed, left, unrecorded, judge(evidence_of(stage, order, pins)))


async def ask_to_end(stage: Stage) -> tuple[End, int]:
    """And how many requests were on the wire at that moment."""
    worker, claimed = stage.stack.workers[0], stage.books.claims()
    pid = worker.send(signal.SIGTERM)
    assert pid is not None
    return await asyncio.wait_for(worker.ended(pid), END_SECONDS_MAX), claimed


def pins_unrecorded(stage: Stage) -> Sequence[str]:
    """Pins that Pinterest has and of which the ledger does not know that they were made."""
    known = {intent.marker for intent in stage.books.intents() if intent.pin_id}
    return [pin["id"] for pin in stage.stack.truth.pins() if marker_in(pin) not in known]
