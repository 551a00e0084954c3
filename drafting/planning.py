"""When each row of a launch leaves, by the rules of the launch, its account and its boards.

What several rules say holds together: a row leaves when all their windows are open, and as far apart as the
strictest of them wants. Rows of the same rules and the same publish date are placed as one (`drafting.spread`).
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from functools import reduce
from types import MappingProxyType
from typing import NamedTuple

from contracts.contract import Instant
from contracts.product import IMAGES_MAX, Product
from contracts.windows import WEEK, PublishWindow, Span, Spread, WindowRule
from drafting.boards import fold_board_name
from drafting.occurrences import HORIZON_DAYS, NeverOpens, Occurrence, first_occurrence, in_both, occurrences
from drafting.pictures import picture_of
from drafting.spread import Pinned, Placed, Row, Terms, Unplaced, Why, place_rows
from drafting.window_text import write_window

SINCES_MAX = 1_000
"""Publish dates that are told apart; of more, neighbours are all taken for the latest of them."""

REASON_MAX = 1_000
"""Characters of a sentence that names windows."""

_WHY: Mapping[Why, str] = MappingProxyType(
    {
        Why.FULL: "The window is over before its turn comes: the quota, or the limit of its board, is used up.",
        Why.SHARED: "Until the window is over, another board has its link or picture too near.",
    }
)
_DAY_SECONDS = 86_400.0
_WHOLE_DAYS = (Span(days=WEEK, opens=time.min, closes=time.min),)


@dataclass(frozen=True)
class Rules:
    """Who says when pins leave. `boards` by `drafting.boards.fold_board_name`."""

    launch: WindowRule | None = None
    account: WindowRule | None = None
    boards: Mapping[str, WindowRule] = field(default_factory=lambda: MappingProxyType({}))


class Asked(NamedTuple):
    """A row that waits. `order` decides who comes first, and is each row's own."""

    order: int
    board: str
    link: str = ""
    image: str = ""
    since: Instant | None = None
    """Its own publish date."""


def order_of(row: int, image_slot: int) -> int:
    """A row's place in its launch: the file's order, and the product's own of its pictures."""
    return row * IMAGES_MAX + image_slot


def row_of(order: int) -> tuple[int, int]:
    """Row and image slot, of which `order_of` made it."""
    return divmod(order, IMAGES_MAX)


def shown_by(product: Product, image_slot: int) -> tuple[str, str]:
    """The link and the picture by which two pins of an account are alike; blank where there is none."""
    picture = picture_of(product, image_slot)
    return product.link or product.handle or "", picture.url if picture else ""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a row leaves: from `at` on, and before `until`."""

    order: int
    at: Instant
    until: Instant | None
    """When the window closes that it was placed in; None: it has no window."""


class Effective(NamedTuple):
    """What holds for a row, all rules taken together."""

    windows: tuple[PublishWindow, ...]
    spread: Spread

    def zone(self, otherwise: str) -> str:
        """Where days begin: by the window of the rule that is nearest to the row."""
        return self.windows[0].zone if self.windows else otherwise

    def opens(self, since: Instant, zone: str, *, days: int = HORIZON_DAYS) -> Iterator[Occurrence]:
        """When all windows are open; without any, every day of `zone`. So many days are looked at."""
        windows = self.windows or (PublishWindow(spans=_WHOLE_DAYS, zone=zone),)
        return reduce(in_both, (occurrences(window, since, horizon_days=days) for window in windows))

    def open_seconds(self, since: Instant, zone: str) -> float:
        """How long all windows are open in the week from then on, or somewhat longer."""
        return sum(one.end - one.start for one in self.opens(since, self.zone(zone), days=len(WEEK)))


def effective(rules: Rules, board: str) -> Effective | None:
    """What holds for a row of the board, by its folded name; None: no rule does."""
    said = [rule for rule in (rules.launch, rules.boards.get(board), rules.account) if rule]
    if not said:
        return None
    windows = dict.fromkeys(rule.window for rule in said if rule.window)
    return Effective(tuple(windows), reduce(strictest, (rule.spread for rule in said)))


def shares_things(rules: Rules) -> bool:
    """Whether links or pictures matter to any rule."""
    return any(spread.link_days or spread.image_days for spread in _spreads(rules))


def reach_seconds(rules: Rules, gap_seconds: float) -> float:
    """How far back a pin may lie that still keeps another away."""
    return max((_reach(spread, gap_seconds) for spread in _spreads(rules)), default=gap_seconds)


def _spreads(rules: Rules) -> Sequence[Spread]:
    return [rule.spread for rule in (rules.launch, rules.account, *rules.boards.values()) if rule]


def strictest(one: Spread, other: Spread) -> Spread:
    """The smaller limit and the longer distances of both; the wider jitter, which whoever named it asked for."""
    limits = [spread.board_day_limit for spread in (one, other) if spread.board_day_limit is not None]
    return Spread(
        board_day_limit=min(limits, default=None),
        board_gap_seconds=max(one.board_gap_seconds, other.board_gap_seconds),
        link_days=max(one.link_days, other.link_days),
        image_days=max(one.image_days, other.image_days),
        jitter_seconds=max(one.jitter_seconds, other.jitter_seconds),
    )


def plan(  # noqa: PLR0913 - each is asked by name, and none belongs to another
    asked: Sequence[Asked],
    rules: Rules,
    *,
    zone: str,
    gap_seconds: float,
    seed: str,
    now: Instant,
    placed: Iterable[Pinned] = (),
) -> list[Moment | Unplaced]:
    """Each row's moment, or why there is none, in the order of `asked`.

    Rows without a rule may leave at their publish date, or now. `zone` says where the days of rules without a
    window begin. Pins of `placed` keep their moment. Raises `drafting.windows.ZoneUnknown`.
    """
    planning = _Planning(_Common(zone, gap_seconds, seed), placed)
    found: dict[int, Moment | Unplaced] = {}
    for rule, since, rows in _groups(asked, rules, zone, now):
        found.update(planning.place(rule, since, rows) if rule else _unruled(rows, now))
    return [found[row.order] for row in asked]


class _Common(NamedTuple):
    zone: str
    gap_seconds: float
    seed: str


class _Planning:
    """All that has its moment so far, in order of time."""

    def __init__(self, common: _Common, placed: Iterable[Pinned]) -> None:
        self._common = common
        self._placed = sorted(pin._replace(board=fold_board_name(pin.board)) for pin in placed)

    def place(self, rule: Effective, since: Instant, rows: Sequence[Asked]) -> Mapping[int, Moment | Unplaced]:
        zone = rule.zone(self._common.zone)
        terms = Terms(rule.spread, zone, self._common.gap_seconds, self._common.seed)
        wanted = [Row(row.order, row.board, row.link, row.image) for row in rows]
        opened: list[Occurrence] = []
        near = self._near(since - _reach(rule.spread, self._common.gap_seconds))
        moments = place_rows(wanted, _noted(rule.opens(since, zone), opened), terms, near)
        for row, one in zip(wanted, moments, strict=True):
            if isinstance(one, Placed):
                insort(self._placed, Pinned(one.at, row.board, row.link, row.image))
        return {one.order: _moment(one, opened if rule.windows else ()) for one in moments}

    def _near(self, since: Instant) -> Sequence[Pinned]:
        return self._placed[bisect_left(self._placed, (since,)) :]


def _groups(
    asked: Sequence[Asked], rules: Rules, zone: str, now: Instant
) -> Iterator[tuple[Effective | None, Instant, Sequence[Asked]]]:
    """Rows of one rule and one publish date, those with the fewest hours first: others have places elsewhere.

    Of one rule, those that may leave earlier; of two with as many hours, whose rows come first. Boards by their
    folded names.
    """
    since = _sinces(asked, now)
    names = {board: fold_board_name(board) for board in dict.fromkeys(row.board for row in asked)}
    said = {folded: effective(rules, folded) for folded in names.values()}
    hours = {rule: rule.open_seconds(now, zone) if rule else 0.0 for rule in dict.fromkeys(said.values())}
    kinds = sorted(hours, key=lambda rule: hours[rule])
    kind_of = {board: kinds.index(said[folded]) for board, folded in names.items()}
    found = defaultdict[tuple[int, Instant], list[Asked]](list)
    for row in sorted(asked, key=lambda row: (since[row.since], row.order)):
        found[kind_of[row.board], since[row.since]].append(row._replace(board=names[row.board]))
    for kind, start in sorted(found):
        yield kinds[kind], start, found[kind, start]


def _sinces(asked: Iterable[Asked], now: Instant) -> Mapping[Instant | None, Instant]:
    """From when on rows of each publish date are placed: few enough to be placed one after another."""
    dates = {row.since for row in asked}
    late = sorted(date for date in dates if date is not None and date > now)
    size = -(-len(late) // SINCES_MAX)
    taken = {date: late[min(index - index % size + size, len(late)) - 1] for index, date in enumerate(late)}
    return {date: now if date is None else taken.get(date, now) for date in dates}


def _reach(spread: Spread, gap_seconds: float) -> float:
    """How far back a pin may lie that still keeps another away, in seconds; local days may be 25 hours long."""
    days = 2 + max(spread.link_days, spread.image_days)
    return max(days * (_DAY_SECONDS + 3_600.0), spread.board_gap_seconds, gap_seconds)


def _unruled(rows: Iterable[Asked], now: Instant) -> Mapping[int, Moment]:
    return {row.order: Moment(row.order, now if row.since is None else row.since, None) for row in rows}


def _noted(found: Iterable[Occurrence], into: list[Occurrence]) -> Iterator[Occurrence]:
    for one in found:
        into.append(one)
        yield one


def _moment(one: Placed | Unplaced, opened: Sequence[Occurrence]) -> Moment | Unplaced:
    if isinstance(one, Unplaced):
        return one
    place = bisect_right(opened, one.at, key=lambda occurrence: occurrence.start) - 1
    return Moment(one.order, one.at, opened[place].end if opened else None)


def why_not(asked: Asked, why: Why, rules: Rules, now: Instant) -> str:
    """Why a row has no moment, in a sentence or two."""
    if why is not Why.NEVER_OPENS:
        return _WHY[why]
    found = effective(rules, fold_board_name(asked.board))
    since = max(now, asked.since or now)
    closed = [first_occurrence(window, since) for window in found.windows] if found else []
    never = [some.why for some in closed if isinstance(some, NeverOpens)]
    return " ".join(never) or _never_at_once(found)


def _never_at_once(found: Effective | None) -> str:
    windows = "; ".join(write_window(window) for window in found.windows) if found else ""
    return f"Its windows are never open at the same time: {windows}."[:REASON_MAX]
