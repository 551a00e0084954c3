"""A quota that no header tells of is guessed: cut when Pinterest says 429, and raised while it does not."""

import math

CUT = 0.8
"""Of the requests that were in the window when one more was too many."""

STEP = 0.05
"""Of the assumed quota: what a window without a 429 adds."""


def cut(limit: int, seen: int) -> int:
    """The guess after a 429, with `seen` requests in the window. Several 429s at once cut it once."""
    return max(1, min(limit, math.floor(CUT * seen)))


def grown(limit: int, windows: float, ceiling: int) -> int:
    """The guess so many windows after it was cut to `limit`, never above `ceiling`."""
    step = max(1, math.floor(STEP * ceiling))
    return max(limit, min(ceiling, limit + step * math.floor(max(0.0, windows))))
