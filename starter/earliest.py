"""When pins that nobody keeps to a window leave: one after the other, as early as the quotas allow."""

from collections.abc import Sequence

from contracts.contract import Instant
from contracts.pace import Quota


def earliest_moments(
    wanted: Sequence[Instant], quotas: Sequence[Quota], writes: Sequence[Instant]
) -> Sequence[Instant]:
    """A moment for each of `wanted`, none before it, in the same order; after the `writes` that were."""
    taken = sorted(writes)
    found = dict[int, Instant]()
    for index in sorted(range(len(wanted)), key=lambda index: wanted[index]):
        # Each bucket by itself: the slowest of them decides.
        found[index] = max(quota.next_moment(taken, wanted[index]) for quota in quotas)
        taken.append(found[index])
    return [found[index] for index in range(len(wanted))]
