"""A run in which pins are listed later than the grace: duplicates are made, and the patrol must find each."""

import asyncio
import time
from dataclasses import dataclass

from tests.chaos.plans import LISTED_FAR_TOO_LATE_SECONDS
from tests.chaos.run import RunOrder, launch_all, opened, shares_of, work_through
from tests.chaos.stack import until
from tests.chaos.stage import Stage
from tests.chaos.truth import doubled

DUPLICATE = "duplicate"


@dataclass(frozen=True)
class BeyondGrace:
    """`missed` are pins too many that the patrol did not name."""

    products: int
    made: int
    missed: tuple[str, ...]

    @property
    def detected(self) -> int:
        return self.made - len(self.missed)

    @property
    def good(self) -> bool:
        """A run that made none has shown nothing."""
        return self.made > 0 and not self.missed


async def go_beyond(order: RunOrder) -> BeyondGrace:
    """Launch, wait until all that was made is listed, and send the patrol."""
    async with opened(order) as stage:
        await launch_all(stage, order)
        await work_through(stage, order)
        await until(
            lambda: all(pin["listed"] <= time.time() for pin in stage.stack.truth.pins()),
            "every pin is listed",
            seconds=2 * LISTED_FAR_TOO_LATE_SECONDS,
        )
        named = await found_by_patrol(stage, order)
        groups = doubled(await asyncio.to_thread(stage.stack.truth.pins))
    extra = [pin["id"] for group in groups.values() for pin in group[1:]]
    both = {pin["id"]: {other["id"] for other in group} for group in groups.values() for pin in group}
    missed = tuple(pin for pin in extra if not any(both[pin] == pair for pair in named))
    return BeyondGrace(order.products, len(extra), missed)


async def found_by_patrol(stage: Stage, order: RunOrder) -> list[set[str]]:
    """The pairs of pins that the patrol calls duplicates."""
    pairs = []
    for account in shares_of(order):
        report = await stage.commands.json("patrol", "--account", account)
        found = [finding for finding in report["findings"] if finding["kind"] == DUPLICATE]
        pairs += [{finding["pin_id"], finding["other_pin_id"]} for finding in found]
    return pairs
