"""A board's history: the pins of ours that it has, and that the ledger may not know of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from temporalio import activity

from activities.listing import Listing, places_of
from activities.ports import BoardBook, Clock, Pins
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.sightings import PinPage
from drafting.links import read_marker

HISTORY_PAGES_MAX = 800
"""Pages of 250 pins that are read of a board, or a section: 200,000, all that Pinterest lets an account have."""

HISTORY_FRESH_SECONDS = 600.0
"""A board that was read so recently is not read again: another launch, its creation, or an earlier try of this
launch, which a broken answer ended at a later board, has just done it.
"""

SKEW_SECONDS = 300.0
"""How far Pinterest's clock and ours may be apart beyond what is measured, and how late a pin may be listed."""


@dataclass(frozen=True)
class History:
    pins: Pins
    book: BoardBook
    clock: Clock

    def is_fresh(self, since: Instant | None) -> bool:
        """Whether a board that was read at `since` need not be read again."""
        return since is not None and self.clock.now() - since < HISTORY_FRESH_SECONDS

    async def read(
        self, account: AccountKey, board_id: str, section_ids: Sequence[str], since: Instant | None
    ) -> None:
        """Keep what board and sections have of ours since they were read last: all of it, when they are new to the
        ledger. Raises `BoardGone`.

        Newest pages suffice when a listing's order allows it.
        """
        began = self.clock.now()
        listing = Listing(self.pins, account, HISTORY_PAGES_MAX, self.clock)
        earliest = None if since is None else since - SKEW_SECONDS
        markers: dict[str, str] = {}
        for place in places_of(board_id, section_ids):
            async for page in listing.read(place, since=earliest):
                activity.heartbeat(board_id)
                markers |= _markers(page)
        await self.book.keep_history(account, board_id, markers, began)


def _markers(page: PinPage) -> Mapping[str, str]:
    """Pin ids by our marker in their links. A copy that a person saved has its marker from a pin of ours, and is
    none.
    """
    made = (pin for pin in page.pins if not pin.parent_pin_id)
    return {marker: pin.id for pin in made if (marker := read_marker(pin.link))}
