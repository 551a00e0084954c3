"""What the pages of a listing show of its order, which Pinterest does not document."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from contracts.contract import Instant
from contracts.sightings import PinPage


@dataclass(frozen=True)
class Descent:
    """The pages so far, in little: nobody keeps 200,000 pins to know how old the last one was."""

    is_complete: bool = False
    falls: bool = True
    """Every time is known, and none is later than the one before."""
    lowest: Instant | None = None
    """When the last pin was made, in Pinterest's time."""

    def after(self, page: PinPage) -> Self:
        """The same with one page more."""
        times = [pin.created for pin in page.pins]
        known = [time for time in times if time is not None]
        line = known if self.lowest is None else [self.lowest, *known]
        return type(self)(
            is_complete=not page.bookmark,
            falls=self.falls and len(known) == len(times) and _falls(line),
            lowest=line[-1] if line else None,
        )

    def proves_absence(self, *, before: Instant) -> bool:
        """Whether a pin made at or after `before` and not on the pages is not in the listing.

        Only a complete listing proves it, or one that was seen to run from new to old, with every time known, to
        a pin older than `before`.
        """
        return self.is_complete or (self.falls and self.lowest is not None and self.lowest < before)


def _falls(times: list[Instant]) -> bool:
    return all(earlier >= later for earlier, later in pairwise(times))
