"""What was made of a quota: writes between the first and the last over what the quota allowed in that time."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.journeys.pinflow import Document

WINDOW_SECONDS = 60.0


@dataclass(frozen=True)
class Change:
    """From `at` on the quota is `limit` a minute."""

    at: float
    limit: int


def utilisation(moments: Sequence[float], changes: Sequence[Change]) -> float:
    """`changes` begin before the first of the moments; both ascend."""
    return len(moments) / allowed(changes, moments[0], moments[-1])


def allowed(changes: Sequence[Change], start: float, end: float) -> float:
    """The integral of the quota."""
    borders = [*changes, Change(end, 0)]
    return sum(
        max(0.0, min(later.at, end) - max(change.at, start)) * change.limit / WINDOW_SECONDS
        for change, later in pairwise(borders)
    )


def windows_above_quota(writes: Sequence[Document]) -> Sequence[Document]:
    """Writes of one account at which more than the quota of that moment had been made within a window."""
    moments = [write["at"] for write in writes]
    return [
        write
        for number, write in enumerate(writes)
        if number + 1 - bisect_right(moments, write["at"] - WINDOW_SECONDS) > write["limit"]
    ]
