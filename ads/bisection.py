"""Which of many columns Pinterest objects to: the smallest set that is refused on its own.

Pinterest refuses a request as a whole and does not always say for what. Halving finds it in few trials
(the divide and conquer of QuickXplain): for one culprit among 600 about a dozen.
"""

from collections.abc import Callable, Generator, Sequence
from typing import TypeAlias

Trial: TypeAlias = tuple[str, ...]
Search: TypeAlias = Generator[Trial, bool, Trial]
"""Yields what to ask for, is sent whether that was refused, and returns the culprits."""


HARMLESS = ("SPEND_IN_DOLLAR",)
"""Every dataset has it: what is refused with it alone is refused for something else."""
TRIALS_MAX = 40
"""Requests that looking for culprits may cost: two or three of 600 columns are found in fewer."""


def culprits(items: Sequence[str]) -> Search:
    """As `offending`, of columns that were refused together; empty, too, when it was about something else."""
    if (yield HARMLESS):
        return ()
    return (yield from offending(items))


def offending(items: Sequence[str]) -> Search:
    """A minimal set of `items` that is refused together; empty when all of them are taken, or when it is
    taken after all: then the refusal was about something else.

    Without any one of the set, the rest of it is taken. What is refused must stay refused when more is
    asked with it.
    """
    asked = tuple(items)
    if not asked or not (yield asked):
        return ()
    found = yield from _culprits((), asked, fresh=False)
    return found if (yield found) else ()


def answered(search: Search, refused: Callable[[Trial], bool]) -> Trial:
    """Carry a search out with an answer to each trial."""
    try:
        trial = next(search)
        while True:
            trial = search.send(refused(trial))
    except StopIteration as end:
        return tuple(end.value)


def _culprits(base: Trial, items: Trial, *, fresh: bool) -> Search:
    """Those among `items` that are refused together with `base`. `fresh`: `base` alone was not tried yet."""
    if fresh and (yield base):
        return ()
    if len(items) == 1:
        return items
    left, right = items[: len(items) // 2], items[len(items) // 2 :]
    second = yield from _culprits(base + left, right, fresh=True)
    first = yield from _culprits(base + second, left, fresh=bool(second))
    return first + second
