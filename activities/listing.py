"""What lies on a board, or in one of its sections: its listing, page by page, as far as it is needed."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from activities.ports import Pins
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.sightings import PinPage
from contracts.trouble import SectionGone
from drafting.matching import listing_proves_absence


@dataclass(frozen=True)
class Place:
    """A board, or a section of it: pins that lie in a section need not be in the board's own listing."""

    board_id: str
    section_id: str | None = None


def places_of(board_id: str, section_ids: Sequence[str]) -> Sequence[Place]:
    """The sections first, then the board: a section that is deleted meanwhile leaves its pins on the board."""
    return [*(Place(board_id, section_id) for section_id in section_ids), Place(board_id)]


@dataclass(frozen=True)
class Listing:
    """Reads listings of an account's pins, `pages_max` pages of 250 each at most."""

    pins: Pins
    account: AccountKey
    pages_max: int

    async def read(self, place: Place, *, since: Instant | None) -> AsyncIterator[PinPage]:
        """The pages, to the end or until they show every pin made since. Raises `BoardGone`.

        A section that is not there has no pins: its listing is complete.
        """
        pages: list[PinPage] = []
        while len(pages) < self.pages_max:
            try:
                page = await self._page(place, pages[-1].bookmark if pages else None)
            except SectionGone:
                page = PinPage(pins=())
            pages.append(page)
            yield page
            if page.bookmark is None or (since is not None and listing_proves_absence(pages, before=since)):
                break

    async def _page(self, place: Place, bookmark: str | None) -> PinPage:
        if place.section_id is None:
            return await self.pins.on_board(self.account, place.board_id, bookmark=bookmark)
        return await self.pins.on_section(self.account, place.board_id, place.section_id, bookmark=bookmark)
