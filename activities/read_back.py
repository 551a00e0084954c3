"""Read-back: what became of an attempt whose answer is lost. The board is asked; nothing is posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

import structlog
from temporalio import activity

from activities.listing import Listing, places_of
from activities.ports import Attempts, BoardBook, Clock, Pins
from activities.translate import in_temporals_words, not_yet
from contracts.contract import Instant
from contracts.ledger import OpenAttempt
from contracts.names import PinKey
from contracts.pin import PublishResult, ReadBackOrder, Uncertain
from contracts.sightings import SeenPin
from drafting import matching

PAGES_MAX = 40
"""Pages of 250 pins that one reading takes of the board, and of each section: 10,000 pins."""

READING_SECONDS_MAX = 120.0
"""A reading's lease of its board."""

SKEW_SECONDS = 120.0
"""How far Pinterest's clock and ours may be apart."""

FIRST_LOOK_SECONDS = 4.0
"""A pin is rarely listed at once; the first reading waits this long after the claim."""

LOOK_SECONDS_MAX = 120.0
BUSY_SECONDS = 2.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ReadBackActivities:
    pins: Pins
    attempts: Attempts
    boards: BoardBook
    clock: Clock

    @activity.defn
    async def read_back(self, order: ReadBackOrder) -> PublishResult:
        """Read the board until the attempt is settled: adopted, or absent for certain.

        Run twice: one reader per board holds the lease; the other waits and finds the attempt settled.
        """
        with in_temporals_words():
            standing = await self.attempts.standing(order.key, self.clock.now())
            if not isinstance(standing, Uncertain):
                return standing
            await self._read_once(order)
            standing = await self.attempts.standing(order.key, self.clock.now())
            if not isinstance(standing, Uncertain):
                return standing
        raise await self._again(order, standing)

    async def _read_once(self, order: ReadBackOrder) -> None:
        now, owner = self.clock.now(), uuid4().hex
        attempts = await self.attempts.open_on_board(order.account, order.board_id)
        mine = next((found for found in attempts if found.key == order.key), None)
        if mine is None or now < next_look(mine, order.grace_seconds):
            return
        until = now + READING_SECONDS_MAX
        if not await self.boards.lease_reading(order.account, order.board_id, owner=owner, now=now, until=until):
            return
        try:
            await self._read_for_all(order, attempts)
        finally:
            await self.boards.release_reading(order.account, order.board_id, owner=owner)

    async def _read_for_all(self, order: ReadBackOrder, attempts: Sequence[OpenAttempt]) -> None:
        """One reading settles every open attempt of the board that it can."""
        began = self.clock.now()
        earliest = min(attempt.claimed for attempt in attempts) - SKEW_SECONDS
        sections = sorted({attempt.section_id for attempt in attempts if attempt.section_id})
        listing = Listing(self.pins, order.account, PAGES_MAX)
        read = {
            place.section_id: [page async for page in listing.read(place, since=earliest)]
            for place in places_of(order.board_id, sections)
        }
        whole = [place for place, pages in read.items() if matching.listing_proves_absence(pages, before=earliest)]
        found = await self._found(
            attempts, [pin for pages in read.values() for page in pages for pin in page.pins]
        )
        log.info(
            "board.read_back",
            board=order.board_id,
            open=len(attempts),
            found=len(found),
            whole=len(whole) == len(read),
        )
        await self.attempts.record_reading(
            order.account,
            order.board_id,
            found,
            began=began,
            grace_seconds=order.grace_seconds,
            whole=whole,
        )

    async def _found(self, attempts: Sequence[OpenAttempt], seen: Sequence[SeenPin]) -> Mapping[PinKey, str]:
        """Which of the attempts are among the pins seen."""
        claimed = await self.attempts.claimed_pins([pin.id for pin in seen])
        wanted = [_wanted(attempt) for attempt in attempts]
        return matching.settle_board(wanted, seen, claimed, skew_seconds=SKEW_SECONDS)

    async def _again(self, order: ReadBackOrder, standing: Uncertain) -> Exception:
        now = self.clock.now()
        attempts = await self.attempts.open_on_board(order.account, order.board_id)
        mine = next((found for found in attempts if found.key == order.key), None)
        due = next_look(mine, order.grace_seconds) if mine else now
        return not_yet(
            f"attempt {standing.attempt} is not settled yet; the board is read again",
            again_seconds=max(BUSY_SECONDS, due - now),
        )


def _wanted(attempt: OpenAttempt) -> matching.OpenAttempt:
    return matching.OpenAttempt(
        key=attempt.key,
        marker=attempt.marker,
        title=attempt.title,
        link=attempt.link,
        sent_at=attempt.claimed,
    )


def next_look(attempt: OpenAttempt, grace_seconds: float) -> Instant:
    """When the board is worth reading for this attempt: soon, then at growing gaps, and right after the grace."""
    if attempt.last_read is None:
        return attempt.claimed + FIRST_LOOK_SECONDS
    settles = attempt.deadline + grace_seconds + 1.0
    gap = min(LOOK_SECONDS_MAX, max(FIRST_LOOK_SECONDS, attempt.last_read - attempt.claimed))
    due = attempt.last_read + gap
    return settles if attempt.last_read < settles <= due else due
