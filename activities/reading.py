"""One reading of a board, that settles every open attempt of it: whoever has to know shares it with all others."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from activities.heartbeat import beating
from activities.lease import Lease, LeaseLost
from activities.listing import Everywhere, Listing, Place, Spot, Walk, places_of
from activities.ports import Attempts, BoardBook, Clock, Pins
from contracts.contract import Instant
from contracts.ledger import OpenAttempt, Sight
from contracts.names import AccountKey
from contracts.sightings import SeenPin
from contracts.trouble import BoardGone, PinterestTrouble
from drafting import likeness
from drafting.absence import settles_absence
from drafting.looks import next_look
from drafting.matching import Doubt, Found, Verdict, settle_board
from drafting.skew import SKEW_SECONDS, Skew

PAGES_MAX = 800
"""Pages of 250 pins that one reading takes of a listing: 200,000, all that Pinterest lets an account have."""

READS_MAX = 1_600
"""Pages that one reading takes in all: of sections, the board and the account."""

READING_SECONDS_MAX = 1_800.0
"""How long one reading may take, however many pages it has read by then."""

WORDS_MAX = 2_000

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class BoardReader:
    """Reads boards back. To be used in an activity: it beats as long as it reads."""

    pins: Pins
    attempts: Attempts
    boards: BoardBook
    clock: Clock

    async def settle(self, account: AccountKey, board_id: str, *, grace_seconds: float) -> bool:
        """Read the board if an open attempt of it is due, and settle all that the reading can settle.

        False: somebody else reads it now. Raises the trouble that Pinterest or the ledger is in; the attempts then
        keep why.
        """
        if not await self._due(account, board_id, grace_seconds):
            return True
        lease = Lease(self.boards, self.clock, account, board_id)
        if not await lease.take():
            return False
        try:
            async with beating(board_id):
                await self._read(lease, grace_seconds)
        except LeaseLost:
            return False
        finally:
            await lease.give_back()
        return True

    async def _due(self, account: AccountKey, board_id: str, grace_seconds: float) -> Sequence[OpenAttempt]:
        """All open attempts of the board as soon as one of them is due: a reading serves them all."""
        attempts = await self.attempts.open_on_board(account, board_id)
        now = self.clock.now()
        return attempts if any(now >= next_look(attempt, grace_seconds) for attempt in attempts) else ()

    async def _read(self, lease: Lease, grace_seconds: float) -> None:
        account, board_id = lease.account, lease.board_id
        # The clock first: an attempt that is claimed after `began` has no part in this reading.
        began = self.clock.now()
        attempts = await self._due(account, board_id, grace_seconds)
        if not attempts:
            return
        try:
            await Reading(self, lease, attempts, began, grace_seconds).run()
        except PinterestTrouble as trouble:
            await self.attempts.note_unread(account, board_id, str(trouble), self.clock.now())
            raise


@dataclass(frozen=True)
class Showing:
    """What listings showed: the pins that matter, and how much can be concluded from those that are not there."""

    pins: tuple[SeenPin, ...] = ()
    whole: frozenset[Spot] = frozenset()
    stopped: Mapping[Spot, str] = field(default_factory=dict)
    """Why a listing is not whole, in words."""
    ahead: float | None = None
    """How many seconds Pinterest's clock is ahead of ours; None: it did not tell."""
    reads: int = 0
    is_gone: bool = False
    """The board is not there."""

    def with_walk(self, spot: Spot, walk: Walk, pins: Iterable[SeenPin]) -> "Showing":
        """The same with one listing more."""
        return replace(
            self,
            pins=(*self.pins, *pins),
            whole=self.whole | {spot} if walk.is_whole else self.whole,
            stopped=self.stopped if walk.is_whole else {**self.stopped, spot: walk.stopped},
            ahead=walk.ahead if self.ahead is None else self.ahead,
            reads=self.reads + walk.reads,
        )

    def without_board(self, places: Collection[Spot]) -> "Showing":
        """The same after the board was found to be gone: it has no pins, and shows all of them."""
        return replace(self, whole=self.whole | set(places), is_gone=True)

    def shows_all(self, spots: Collection[Spot]) -> bool:
        return self.whole.issuperset(spots)


@dataclass(frozen=True)
class Reading:
    """One reading under way: the board for all of its attempts, then the account for those that seem absent."""

    reader: BoardReader
    lease: Lease
    attempts: Sequence[OpenAttempt]
    began: Instant
    grace_seconds: float

    async def run(self) -> None:
        """Tell the ledger what was seen. What is absent from the board is looked for in all the account first: a
        pin that was moved to another board meanwhile is none that may be made again.
        """
        on_board = await self._read_board()
        sights = await self._sights(on_board)
        last = [sight.key for sight in sights if self._would_settle(sight)]
        await self._record(on_board, [sight for sight in sights if sight.key not in last])
        if last:
            everywhere = await self._read_on(Everywhere(), on_board)
            sights = await self._sights(everywhere)
            await self._record(everywhere, [sight for sight in sights if sight.key in last])

    async def _read_board(self) -> Showing:
        sections = sorted({attempt.section_id for attempt in self.attempts if attempt.section_id})
        places, shown = places_of(self.lease.board_id, sections), Showing()
        try:
            for place in places:
                shown = await self._read_on(place, shown)
        except BoardGone:
            return shown.without_board(places)
        return shown

    async def _read_on(self, spot: Spot, shown: Showing) -> Showing:
        """One listing more, of which only the pins are kept that may be somebody's."""
        wanted, kept = likeness.Description.of(self._sent()), list[SeenPin]()
        pages_max = min(PAGES_MAX, READS_MAX - shown.reads)
        listing = Listing(self.reader.pins, self.lease.account, pages_max, self.reader.clock)
        walk = listing.walk(spot, since=self._since(), until=self.began + READING_SECONDS_MAX)
        async for page in walk.pages():
            await self.lease.keep()
            kept += [pin for pin in page.pins if wanted.fits(pin)]
        return shown.with_walk(spot, walk, kept)

    def _since(self) -> Instant:
        return min(attempt.claimed for attempt in self.attempts) - SKEW_SECONDS

    async def _sights(self, shown: Showing) -> Sequence[Sight]:
        claimed = await self.reader.attempts.claimed_pins([pin.id for pin in shown.pins])
        unsure = {attempt.key for attempt in self.attempts if not shown.shows_all(self._spots(attempt))}
        skew = Skew(shown.ahead or 0.0)
        verdicts = settle_board(self._sent(), shown.pins, claimed, skew=skew, unsure=unsure)
        return [self._sight(attempt, verdicts.get(attempt.key), shown) for attempt in self.attempts]

    def _sent(self) -> Sequence[likeness.OpenAttempt]:
        return [_sent(attempt, self.lease.board_id) for attempt in self.attempts]

    def _spots(self, attempt: OpenAttempt) -> Collection[Spot]:
        """Where its pin lies, unless somebody moved it."""
        board_id = self.lease.board_id
        return {Place(board_id), Place(board_id, attempt.section_id)}

    def _sight(self, attempt: OpenAttempt, verdict: Verdict | None, shown: Showing) -> Sight:
        spots = self._spots(attempt)
        stopped = [words for spot, words in shown.stopped.items() if spot in {*spots, Everywhere()}]
        doubts = [verdict.why, *stopped] if isinstance(verdict, Doubt) else stopped
        found = verdict if isinstance(verdict, Found) else None
        return Sight(
            key=attempt.key,
            attempt=attempt.attempt,
            pin_id=found.pin_id if found else None,
            others=found.others if found else (),
            doubt="" if found else "; ".join(doubts)[:WORDS_MAX],
            doubt_lasts=isinstance(verdict, Doubt) and not stopped,
            whole=shown.shows_all(spots),
            everywhere=shown.shows_all({Everywhere()}),
            gone=shown.is_gone,
        )

    def _would_settle(self, sight: Sight) -> bool:
        """Whether this reading is the last one needed to say that there is no pin, if the account has none."""
        if sight.pin_id or sight.doubt or not sight.whole:
            return False
        attempt = next(attempt for attempt in self.attempts if attempt.key == sight.key)
        return settles_absence(
            reads=attempt.reads + 1,
            began=self.began,
            deadline=attempt.deadline,
            grace_seconds=self.grace_seconds,
        )

    async def _record(self, shown: Showing, sights: Sequence[Sight]) -> None:
        account, board_id = self.lease.account, self.lease.board_id
        log.info(
            "board.read_back",
            account=account,
            board=board_id,
            open=len(sights),
            found=sum(sight.pin_id is not None for sight in sights),
            doubts=sum(bool(sight.doubt) for sight in sights),
            whole=all(sight.whole for sight in sights),
            pages=shown.reads,
        )
        await self.reader.attempts.record_reading(
            account, board_id, sights, began=self.began, grace_seconds=self.grace_seconds
        )


def _sent(attempt: OpenAttempt, board_id: str) -> likeness.OpenAttempt:
    return likeness.OpenAttempt(
        key=attempt.key,
        marker=attempt.marker,
        title=attempt.title,
        link=attempt.link,
        sent_at=attempt.claimed,
        board_id=board_id,
    )
