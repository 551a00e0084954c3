"""One board of a round, or the listing of a whole account: read to its end, then looked into."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import structlog

from activities.inquiries import Inquiry
from activities.listing import Everywhere, Listing, Spot, places_of
from activities.patrol_share import Share
from activities.ports import Boards, PatrolBook
from contracts.contract import Instant
from contracts.patrol import BoardOrder, Part
from contracts.sightings import PinPage
from contracts.trouble import BoardGone
from drafting.links import read_marker
from drafting.patrolling import Sighting, Sign, elect, in_turn, known_of, missing, read_signs

LISTED_SECONDS = 300.0
"""A pin that has been live for no longer than this may not be listed yet: it is not missed."""

SIGHTINGS_MAX = 1_000
"""Pins of one reading and kind that are kept to be looked into; more are left to the next rounds."""

log = structlog.get_logger(__name__)


@dataclass
class BoardRound:
    """Changes as the reading goes on: what was seen, and whether it was all."""

    order: BoardOrder
    listing: Listing
    boards: Boards
    book: PatrolBook
    inquiry: Inquiry
    share: Share
    began: Instant
    sightings: dict[Sign, dict[str, Sighting]] = field(default_factory=lambda: {sign: {} for sign in Sign})
    """By pin: pages overlap when pins are added meanwhile."""
    whole: bool = True
    strangers: int = 0

    async def run(self) -> None:
        """Read, then look into it. What is adopted first may have second ones after."""
        async for page in self._pages():
            await self._sort(page)
        inquiry = self.inquiry
        found, others = elect(self._seen(Sign.FOUND))
        await inquiry.adopt(found)
        await inquiry.compare([*self._seen(Sign.SECOND), *others])
        await inquiry.doubt(self._seen(Sign.DOUBTED))
        await inquiry.report(self._seen(Sign.UNEXPECTED))
        await inquiry.tell(self._seen(Sign.UNHEARD))
        await inquiry.name(self._seen(Sign.STRANGER))
        if self.order.board_id is not None and self.whole:
            await self._miss(self.order.board_id)

    def part(self, stopped: str = "") -> Part:
        """What this reading comes to."""
        log.info("board.patrolled", board=self.order.board_id, reads=self.share.taken, stopped=stopped)
        return Part(
            reads=self.share.taken,
            looks=self.inquiry.looks.taken,
            whole=self.whole and not stopped,
            strangers=self.strangers,
            left_over=self.inquiry.left_over,
            stopped=stopped[:300],
        )

    async def _pages(self) -> AsyncIterator[PinPage]:
        """A board that is not there has no pins."""
        try:
            for spot in await self._spots():
                walk = self.listing.walk(spot, since=None)
                async for page in walk.pages():
                    yield page
                self.whole = self.whole and walk.is_whole
        except BoardGone:
            log.warning("board.gone", board=self.order.board_id)

    async def _spots(self) -> Sequence[Spot]:
        """With all sections, not only those that were asked for: a person may have tidied up."""
        if self.order.board_id is None:
            return [Everywhere()]
        await self.share.take()
        sections = await self.boards.list_sections(self.order.account, self.order.board_id)
        return places_of(self.order.board_id, [section.id for section in sections])

    async def _sort(self, page: PinPage) -> None:
        markers = {marker for pin in page.pins if (marker := read_marker(pin.link))}
        known = known_of(await self.book.known(markers, {pin.id for pin in page.pins}))
        for sighting in read_signs(self.order.account, page.pins, known):
            if sighting.sign in {Sign.OWN, Sign.DOUBTED}:
                self.inquiry.own[sighting.pin.id] = sighting.pin.created
            if sighting.sign is not Sign.OWN:
                self._keep(sighting)

    def _keep(self, sighting: Sighting) -> None:
        kept, pin_id = self.sightings[sighting.sign], sighting.pin.id
        if sighting.sign is Sign.STRANGER:
            self._keep_stranger(sighting)
        elif len(kept) >= SIGHTINGS_MAX:
            self.inquiry.left_over += pin_id not in kept
        else:
            kept[pin_id] = sighting

    def _keep_stranger(self, sighting: Sighting) -> None:
        """All are counted; there may be as many as another ledger has pins."""
        kept, pin_id = self.sightings[Sign.STRANGER], sighting.pin.id
        self.strangers += pin_id not in kept
        if len(kept) < self.order.strangers_max:
            kept[pin_id] = sighting

    def _seen(self, sign: Sign) -> Sequence[Sighting]:
        return list(self.sightings[sign].values())

    async def _miss(self, board_id: str) -> None:
        live = await self.book.live_on(self.order.account, board_id, self.began - LISTED_SECONDS)
        await self.inquiry.miss(in_turn(missing(live, self.inquiry.own), self.began))
