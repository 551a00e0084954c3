"""What people did with our own pins is read into the ledger: a hundred pins a request where the app may, else one.

Each pin's numbers are written as they come. Whatever dies on the way, the next step asks for those that were not
read yet.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import structlog
from temporalio import activity

from activities.heartbeat import beating
from activities.ports import Clock
from activities.result_ports import Abilities, NumberCalls, PinAnalytics, PinResults
from activities.translate import in_temporals_words, not_yet
from contracts.contract import Instant
from contracts.live_pins import Ability
from contracts.names import AccountKey
from contracts.pin_results import RESULTS_PINS_MAX, DuePin, PinNumbers, ReadingState, ResultsOrder, ResultsPart
from contracts.sightings import Category
from contracts.trouble import PinGone, Rejected, ScopeMissing

STEP_PINS_MAX = 1_000
"""Pins of one step."""

STEP_SECONDS_MAX = 60.0
"""After so long a step begins no further request."""

REFUSED_MAX = 5
"""Refusals in a row after which the reading ends: it is not the pins."""

ASK_MANY_AGAIN_SECONDS = 7 * 86_400.0
"""After so long an app that might not ask for many pins at once may be let to."""

NOT_SHOWN = frozenset({401, 403})
"""What Pinterest answers about pins whose numbers are not for this account (codes 7 and 403)."""

log = structlog.get_logger(__name__)


class _Full(Exception):
    """No request fits into the quota before `until`."""

    def __init__(self, until: Instant) -> None:
        super().__init__()
        self.until = until


class _Enough(Exception):
    """It is no use to go on; says why."""


@dataclass
class _Step:
    """One step's reading. Changes with each pin."""

    account: AccountKey
    today: date
    many: bool
    ends: Instant
    read: int = 0
    calls: int = 0
    refused_in_a_row: int = 0
    others_told: bool = False
    """Pinterest told of others of the same portion: a refusal is about its pin alone."""
    not_had: Counter[ReadingState] = field(default_factory=Counter)

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)


@dataclass(frozen=True)
class PinResultActivities:
    numbers: PinAnalytics
    results: PinResults
    calls: NumberCalls
    abilities: Abilities
    clock: Clock

    @activity.defn
    async def read_results(self, order: ResultsOrder) -> ResultsPart:
        """Ask for the numbers of some pins, as far as the quota goes, and keep them.

        Run twice: who was read is not asked for again; what was only answered is asked for and kept again.
        """
        with in_temporals_words():
            async with beating(order.account):
                return await self._read(order)

    async def _read(self, order: ResultsOrder) -> ResultsPart:
        now = self.clock.now()
        today = datetime.fromtimestamp(now, UTC).date()
        due, left = await self.results.due(order.account, before=order.before, today=today, limit=STEP_PINS_MAX)
        step = _Step(order.account, today, await self._may_ask_for_many(order.account), now + STEP_SECONDS_MAX)
        stopped = None
        try:
            for pins in _portions(due):
                if self.clock.now() >= step.ends:
                    break
                await self._read_portion(step, pins)
        except _Full as full:
            if not step.calls:
                again = max(1.0, full.until - self.clock.now())
                raise not_yet("the quota of pins' numbers is used up", again_seconds=again) from None
        except (_Enough, ScopeMissing) as end:
            stopped = str(end)[:2_000]
        log.info("results.read", account=order.account, read=step.read, calls=step.calls, stopped=stopped)
        return ResultsPart(
            read=step.read,
            not_had=dict(step.not_had),
            calls=step.calls,
            left=max(0, left - step.read - step.not_had.total()),
            stopped=stopped,
        )

    async def _may_ask_for_many(self, account: AccountKey) -> bool:
        refusal = await self.abilities.of(account, Ability.MANY_PINS_NUMBERS)
        return refusal is None or refusal.at < self.clock.now() - ASK_MANY_AGAIN_SECONDS

    async def _read_portion(self, step: _Step, pins: Sequence[DuePin]) -> None:
        told = await self._ask_for_many(step, pins) if step.many and len(pins) > 1 else {}
        step.others_told = bool(told)
        await self._keep(step, [(pin, told[pin.pin_id]) for pin in pins if pin.pin_id in told])
        # Of pins that are gone, or another's, the answer for many says nothing: each is asked for alone, for why.
        for pin in pins:
            if pin.pin_id not in told and self.clock.now() < step.ends:
                await self._ask_for_one(step, pin)

    async def _ask_for_many(self, step: _Step, pins: Sequence[DuePin]) -> dict[str, PinNumbers]:
        await self._hold(step)
        ids, first = [pin.pin_id for pin in pins], min(pin.first for pin in pins)
        try:
            told = await self.numbers.of_pins(step.account, ids, first, step.yesterday)
        except ScopeMissing as trouble:
            step.many = False
            await self.abilities.note(step.account, Ability.MANY_PINS_NUMBERS, str(trouble), self.clock.now())
            return {}
        except (PinGone, Rejected):
            # One of them made Pinterest refuse them all.
            return {}
        return {pin_id: numbers for pin_id, numbers in told.items() if pin_id in set(ids)}

    async def _ask_for_one(self, step: _Step, pin: DuePin) -> None:
        await self._hold(step)
        try:
            found = await self.numbers.of_pin(step.account, pin.pin_id, pin.first, step.yesterday)
        except PinGone as trouble:
            await self._miss(step, pin, ReadingState.GONE, str(trouble))
        except Rejected as trouble:
            state = ReadingState.CLOSED if trouble.status in NOT_SHOWN else ReadingState.REFUSED
            await self._miss(step, pin, state, str(trouble))
        else:
            await self._keep(step, [(pin, found)])

    async def _keep(self, step: _Step, found: Sequence[tuple[DuePin, PinNumbers]]) -> None:
        if found:
            step.refused_in_a_row = 0
            await self.results.keep(step.account, found, step.yesterday, self.clock.now())
            step.read += len(found)

    async def _miss(self, step: _Step, pin: DuePin, state: ReadingState, why: str) -> None:
        if state is ReadingState.REFUSED and not step.others_told:
            step.refused_in_a_row += 1
        if step.refused_in_a_row >= REFUSED_MAX:
            raise _Enough(why)
        await self.results.miss(step.account, pin, state, why, self.clock.now())
        step.not_had[state] += 1

    async def _hold(self, step: _Step) -> None:
        until = await self.calls.hold(step.account, self.clock.now(), Category.ORG_ANALYTICS)
        if until is not None:
            raise _Full(until)
        step.calls += 1


def _portions(due: Sequence[DuePin]) -> Iterator[Sequence[DuePin]]:
    return (due[start : start + RESULTS_PINS_MAX] for start in range(0, len(due), RESULTS_PINS_MAX))
