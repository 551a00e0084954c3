"""Planning: each row of a launch is given the moment at which it leaves."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from temporalio import activity

from activities.heartbeat import beating
from activities.ports import Clock, Engine, Launches, Plans
from activities.translate import in_temporals_words
from contracts.contract import Instant
from contracts.launch import LaunchRequest, Planned
from contracts.ledger import RowRefused
from contracts.names import LaunchId
from contracts.outcome import Reason, Refused
from contracts.refusals import refuse
from drafting.planning import Asked, Moment, Rules, plan, reach_seconds, row_of, shares_things, why_not
from drafting.replanning import Sifted, sift
from drafting.spread import Pinned, Unplaced, Why

KEPT_AT_ONCE = 500
"""Rows that are given their moments in one transaction."""

TURN_SECONDS_MAX = 300.0
"""An account's launches are planned one after another: a planning that takes longer holds no other up."""

TURN_LOOK_SECONDS = 0.5

UTC = "UTC"
"""Where days begin when neither a window nor the launch names a time zone."""

Found = Sequence[Moment | Unplaced]
T = TypeVar("T")


@dataclass(frozen=True)
class PlanningActivities:
    plans: Plans
    launches: Launches
    engine: Engine
    clock: Clock

    @activity.defn
    async def plan(self, request: LaunchRequest) -> Planned:
        """Give every row that has no moment in an open window one, and refuse those for which there is none.

        Run twice: rows keep their moments, and a second planning finds nothing to do. Placing 100,000 rows takes a
        thread some seconds, in which this beats.
        """
        with in_temporals_words():
            async with beating():
                await self._turn(request.launch)
                try:
                    return await self._plan(request)
                finally:
                    await self.plans.end_turn(request.launch)

    async def _turn(self, launch: LaunchId) -> None:
        """Two launches that are placed at once would both take the same moments."""
        while not await self.plans.take_turn(launch, self.clock.now(), TURN_SECONDS_MAX):
            await self.clock.sleep_until(self.clock.now() + TURN_LOOK_SECONDS)

    async def _plan(self, request: LaunchRequest) -> Planned:
        now = self.clock.now()
        terms = await self._terms(request, now)
        rows = await self.plans.timed_rows(request.launch, shared=shares_things(terms.rules))
        sifted = await asyncio.to_thread(
            sift, rows, terms.rules, zone=terms.zone, now=now, pace_seconds=terms.pace_seconds
        )
        found = await self._place(request, terms, sifted) if sifted.asked else ()
        placed = [one for one in found if isinstance(one, Moment)]
        for orders in _batches(sifted.free):
            await self.plans.free(request.launch, orders)
        for moments in _batches([*sifted.changed, *placed]):
            await self.plans.keep(request.launch, moments)
        refused = await self._refuse(request, terms, sifted.asked, found)
        if placed or refused or sifted.free or sifted.changed:
            # Admitted pins may leave at another time than the account's workflow sleeps for.
            await self.engine.wake_account(request.account)
        return Planned(placed=len(placed), refused=refused)

    async def _terms(self, request: LaunchRequest, now: Instant) -> "_Terms":
        policy = await self.launches.policy(request.launch)
        return _Terms(
            rules=await self.plans.rules(request.launch),
            zone=policy.zone or UTC,
            gap_seconds=await self.plans.gap_seconds(request.account, now),
            pace_seconds=await self.plans.pace_seconds(request.account, now),
            now=now,
        )

    async def _place(self, request: LaunchRequest, terms: "_Terms", sifted: Sifted) -> Found:
        """Around the account's other pins, and those of this launch that keep their moments."""
        since = terms.now - reach_seconds(terms.rules, terms.gap_seconds)
        shared = shares_things(terms.rules)
        others = await self.plans.placed(request.account, since, besides=request.launch, shared=shared)
        return await asyncio.to_thread(terms.place, sifted.asked, [*others, *sifted.kept], request.launch)

    async def _refuse(self, request: LaunchRequest, terms: "_Terms", asked: Sequence[Asked], found: Found) -> int:
        hopeless = await asyncio.to_thread(terms.refusals, asked, found)
        for refusals in _batches(hopeless):
            await self.plans.refuse(request.launch, refusals, terms.now)
        return len(hopeless)


@dataclass(frozen=True)
class _Terms:
    """What one planning goes by."""

    rules: Rules
    zone: str
    gap_seconds: float
    pace_seconds: float
    now: Instant

    def place(self, asked: Sequence[Asked], placed: Sequence[Pinned], seed: str) -> Found:
        return plan(
            asked,
            self.rules,
            zone=self.zone,
            gap_seconds=self.gap_seconds,
            seed=seed,
            now=self.now,
            placed=placed,
        )

    def refusals(self, asked: Sequence[Asked], found: Found) -> Sequence[RowRefused]:
        """Of those that have no moment. Many have the same reason, which may take long to find."""
        said: dict[tuple[str, Instant | None, Why], Refused] = {}
        refused = list[RowRefused]()
        for asking, one in zip(asked, found, strict=False):
            if isinstance(one, Unplaced):
                alike = (asking.board, asking.since, one.why)
                if alike not in said:
                    said[alike] = self._never(asking, one.why)
                row, slot = row_of(asking.order)
                refused.append(RowRefused(row=row, image_slot=slot, refused=said[alike]))
        return refused

    def _never(self, asked: Asked, why: Why) -> Refused:
        return refuse(Reason.WINDOW_NEVER_OPENS, why_not(asked, why, self.rules, self.now))


def _batches(some: Sequence[T]) -> Iterator[Sequence[T]]:
    for begin in range(0, len(some), KEPT_AT_ONCE):
        yield some[begin : begin + KEPT_AT_ONCE]
