"""Which rows need a moment: those that never had one, and those whose moment has passed or lies in no window now.

Whoever has a good one keeps it: planning twice moves nothing. By newer rules, or newer time zone data, what was
placed once may lie outside every window. And where the quota is smaller than it was, those at the end of a queue
would find their window closed: they are placed anew at once, not only when it has closed on them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from contracts.contract import Instant
from drafting.boards import fold_board_name
from drafting.occurrences import Occurrence
from drafting.planning import Asked, Effective, Moment, Rules, effective
from drafting.spread import Pinned


class Timed(NamedTuple):
    """A row that waits, and what it was told so far."""

    order: int
    board: str
    link: str = ""
    image: str = ""
    wished: Instant | None = None
    """Its own publish date."""
    placed: bool = False
    """It has a moment: `at`, and before `until`."""
    at: Instant = 0.0
    until: Instant | None = None


@dataclass
class Sifted:
    """The rows of a launch by what they need."""

    asked: list[Asked] = field(default_factory=list)
    """A moment."""
    kept: list[Pinned] = field(default_factory=list)
    """Nothing: they keep theirs."""
    changed: list[Moment] = field(default_factory=list)
    """Of those that keep theirs, the ones whose window closes at another time by now."""
    free: list[int] = field(default_factory=list)
    """To be told that no rule is theirs any more."""


class _Standing(NamedTuple):
    """A row with a moment in an open window, which closes at `until`."""

    row: Timed
    until: Instant | None


def sift(rows: Iterable[Timed], rules: Rules, *, zone: str, now: Instant, pace_seconds: float = 0.0) -> Sifted:
    """What each row needs at `now`; a row that no rule means, and never did, needs nothing.

    `pace_seconds` lie between two pins of a queue, where it is the quota that holds them up.
    """
    found, standing = Sifted(), list[_Standing]()
    by_rule = defaultdict[Effective, list[Timed]](list)
    for board, some in _by_board(rows).items():
        rule = effective(rules, fold_board_name(board))
        if rule is None:
            found.free += [row.order for row in some if row.placed]
        else:
            by_rule[rule] += some
    for rule, some in by_rule.items():
        standing += _sift(some, rule, zone, now, found)
    _queue(standing, pace_seconds, now, found)
    return found


def _queue(standing: Iterable[_Standing], pace_seconds: float, now: Instant, found: Sifted) -> None:
    """Those that leave before their window closes keep their moment, and take the time at which they leave."""
    last = now - pace_seconds
    for row, until in sorted(standing, key=lambda one: (one.row.at, one.row.order)):
        leaves = max(row.at, last + pace_seconds)
        if until is not None and until <= leaves:
            found.asked.append(_asked(row))
            continue
        last = leaves
        found.kept.append(Pinned(leaves, row.board, row.link, row.image))
        if until != row.until:
            found.changed.append(Moment(row.order, row.at, until))


def _by_board(rows: Iterable[Timed]) -> Mapping[str, Sequence[Timed]]:
    found = defaultdict[str, list[Timed]](list)
    for row in rows:
        found[row.board].append(row)
    return found


def _sift(rows: Sequence[Timed], rule: Effective, zone: str, now: Instant, found: Sifted) -> Iterator[_Standing]:
    """Those whose moment lies in an open window; the others are asked for."""
    standing = [row for row in rows if row.placed and (row.until is None or row.until > now)]
    found.asked += [_asked(row) for row in rows if not row.placed or (row.until is not None and row.until <= now)]
    for row, until in _ends(standing, rule, zone):
        if until is not None and until <= max(now, row.at):
            found.asked.append(_asked(row))
        else:
            yield _Standing(row, until)


def _ends(rows: Iterable[Timed], rule: Effective, zone: str) -> Iterator[tuple[Timed, Instant | None]]:
    """Until when each row may leave; its own moment, when that lies in no window. Without windows: for ever."""
    in_time = sorted(rows, key=lambda row: row.at)
    if not rule.windows or not in_time:
        yield from ((row, None) for row in in_time)
        return
    opened = _unbroken(rule.opens(in_time[0].at, zone))
    one = next(opened, None)
    for row in in_time:
        while one and one.end <= row.at:
            one = next(opened, None)
        is_open = one is not None and one.start <= row.at
        yield row, _earlier(one.end, row.until) if one is not None and is_open else row.at


def _earlier(end: Instant, until: Instant | None) -> Instant:
    return end if until is None else min(end, until)


def _unbroken(found: Iterator[Occurrence]) -> Iterator[Occurrence]:
    """Occurrences that touch as one: where one was cut depends on since when it is looked at."""
    current = next(found, None)
    for one in found:
        if current is not None and one.start <= current.end:
            current = Occurrence(current.start, one.end)
        elif current is not None:
            yield current
            current = one
    if current is not None:
        yield current


def _asked(row: Timed) -> Asked:
    return Asked(row.order, row.board, row.link, row.image, row.wished)
