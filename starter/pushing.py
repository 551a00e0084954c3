"""How a version that drains is looked at, and how often one of its runs is pushed: nudged, or moved."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

LOOK_SECONDS = 2.0
"""Between two looks at what is open."""
QUIET_LOOKS = 8
"""Nothing is left when so many looks in a row have found nothing. A run that the version was given in its last
moment is known as its own when its first task ends, or says that it goes on, within 10 s; lists are later."""
SURE_SECONDS = (QUIET_LOOKS - 1) * LOOK_SECONDS
"""From the first of those looks to the last."""
PUSH_LOOKS = 5
"""At every so many looks what has turned up meanwhile is nudged, and moved, like what was open at first."""
PUSHES_MAX = 10
"""One run is nudged so often, and moved so often: the last time an hour and a half after the first."""


@dataclass
class Pushes:
    """Which runs are pushed at which look: each when it turns up, then after 10, 20, 40 s and so on.

    A second time is for one that was told before it could know of another version. A run whose workers are gone
    only keeps what it is sent, and may not hold many signals.
    """

    _times: Counter[str] = field(default_factory=Counter)
    _next: dict[str, int] = field(default_factory=dict)

    def due(self, look: int, runs: Collection[str]) -> Collection[str]:
        """Those of these run ids whose turn it is. They count as pushed, whatever comes of it."""
        now = [run for run in runs if self._times[run] < PUSHES_MAX and look >= self._next.get(run, look)]
        for run in now:
            self._next[run] = look + PUSH_LOOKS * 2 ** self._times[run]
            self._times[run] += 1
        return frozenset(now)
