"""What an account has on a board, in a section or anywhere: a listing, page by page, as far as it is needed."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from activities.ports import Clock, Pins
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.sightings import PinPage
from contracts.trouble import Rejected, SectionGone, Unavailable
from drafting.descent import Descent
from drafting.skew import measure_ahead

RESTARTS_MAX = 1
"""How often a listing is begun again when its bookmark is refused in the middle."""

PAGE_PINS_MAX = 250
"""Pins on a page of a listing, as many as Pinterest gives."""


@dataclass(frozen=True)
class Place:
    """A board, or a section of it: pins that lie in a section need not be in the board's own listing."""

    board_id: str
    section_id: str | None = None


@dataclass(frozen=True)
class Everywhere:
    """The whole account: what was moved to another board meanwhile is there still."""


Spot = Place | Everywhere


def places_of(board_id: str, section_ids: Sequence[str]) -> Sequence[Place]:
    """The sections first, then the board: a section that is deleted meanwhile leaves its pins on the board."""
    return [*(Place(board_id, section_id) for section_id in section_ids), Place(board_id)]


def spot_words(spot: Spot) -> str:
    """As a person calls it."""
    if isinstance(spot, Everywhere):
        return "the account"
    return "the board" if spot.section_id is None else f"section {spot.section_id}"


@dataclass(frozen=True)
class Listing:
    """Reads listings of an account's pins, `pages_max` pages of 250 each at most.

    With our clock the difference to Pinterest's is measured; without, the two are taken for the same.
    """

    pins: Pins
    account: AccountKey
    pages_max: int
    clock: Clock | None = None

    def read(self, spot: Spot, *, since: Instant | None) -> AsyncIterator[PinPage]:
        """The pages, to the end or until they show every pin made since. Raises `BoardGone`.

        A section that is not there has no pins: its listing is complete.
        """
        return self.walk(spot, since=since).pages()

    def walk(self, spot: Spot, *, since: Instant | None, until: Instant | None = None) -> "Walk":
        """The same, for whoever asks afterwards what it showed. At `until` it stops where it is."""
        return Walk(self, spot, since, until)

    async def page(self, spot: Spot, bookmark: str | None) -> PinPage:
        if isinstance(spot, Everywhere):
            return await self.pins.of_account(self.account, bookmark=bookmark)
        if spot.section_id is None:
            return await self.pins.on_board(self.account, spot.board_id, bookmark=bookmark)
        return await self.pins.on_section(self.account, spot.board_id, spot.section_id, bookmark=bookmark)


class Walk:
    """One way through a listing. Changes as the pages come: it must be able to tell what it showed in the end."""

    def __init__(self, listing: Listing, spot: Spot, since: Instant | None, until: Instant | None) -> None:
        self.reads = 0
        """Pages that were asked for."""
        self.ahead: float | None = None
        """How many seconds Pinterest's clock is ahead of ours, by the first page that told."""
        self.stopped = ""
        """Why it ended before it showed all that it had to, in words."""
        self._listing, self._spot, self._since, self._until = listing, spot, since, until
        self._descent = Descent()
        self._restarts = 0
        self._bookmarks: set[str] = set()

    @property
    def is_whole(self) -> bool:
        """Whether a pin made since, and not on the pages, is not there."""
        since = self._since
        if since is None:
            return self._descent.is_complete
        return self._descent.proves_absence(before=min(since, since + (self.ahead or 0.0)))

    async def pages(self) -> AsyncIterator[PinPage]:
        """The pages, once. Raises `BoardGone`, and trouble that may pass."""
        bookmark: str | None = None
        while not self._must_stop():
            page = await self._next(bookmark)
            if page is None:
                bookmark = None
                continue
            yield page
            bookmark = page.bookmark
            if self.is_whole or self._goes_round(bookmark):
                return

    def _must_stop(self) -> bool:
        where, clock = spot_words(self._spot), self._listing.clock
        if self._restarts > RESTARTS_MAX:
            self.stopped = f"the listing of {where} could not be read on twice, as if it changed meanwhile"
        elif self.reads >= self._listing.pages_max:
            self.stopped = self._too_long(where)
        elif self._until is not None and clock is not None and clock.now() >= self._until:
            self.stopped = f"reading {where} took too long, and the order of its pins proves nothing"
        return bool(self.stopped)

    def _too_long(self, where: str) -> str:
        if not self.reads:
            return f"{where} was not read: the reading had become too long"
        pins_max = self.reads * PAGE_PINS_MAX
        return f"{where} has more than {pins_max:,} pins, and their order proves nothing"

    async def _next(self, bookmark: str | None) -> PinPage | None:
        """The page; None when its bookmark is not good any more and the listing is to be begun again."""
        self.reads += 1
        try:
            page = await self._listing.page(self._spot, bookmark)
        except SectionGone:
            page = PinPage(pins=())
        except Rejected as trouble:
            self._begin_again(bookmark, trouble)
            return None
        self._measure(page)
        self._descent = self._descent.after(page)
        return page

    def _begin_again(self, bookmark: str | None, trouble: Rejected) -> None:
        """A listing that is refused from its first page on is no pin's fault: it is asked for again later."""
        if bookmark is None:
            raise Unavailable(f"the listing of {spot_words(self._spot)} is refused: {trouble}") from trouble
        self._restarts += 1
        self._descent = Descent()
        self._bookmarks.clear()

    def _measure(self, page: PinPage) -> None:
        if self._listing.clock is not None and self.ahead is None:
            self.ahead = measure_ahead(page.answered, self._listing.clock.now())

    def _goes_round(self, bookmark: str | None) -> bool:
        if bookmark in self._bookmarks:
            self.stopped = f"the listing of {spot_words(self._spot)} goes round in a circle"
        elif bookmark is not None:
            self._bookmarks.add(bookmark)
        return bool(self.stopped)
