"""Read-back: what became of an attempt whose answer is lost. The board is asked; nothing is posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

import structlog
from temporalio import activity

from activities.ports import Attempts, BoardBook, Clock, Pins
from activities.translate import in_temporals_words, not_yet
from contracts.contract import Instant
from contracts.ledger import OpenAttempt
from contracts.pin import PublishResult, ReadBackOrder, Uncertain
from contracts.sightings import PinPage
from drafting import matching

PAGES_MAX = 40
"""Pages of 250 pins that one reading takes: 10,000 pins."""

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
        pages = await self._pages(order, earliest)
        seen = [pin for page in pages for pin in page.pins]
        claimed = await self.attempts.claimed_pins([pin.id for pin in seen])
        found = matching.settle_board(
            [
                matching.OpenAttempt(
                    key=open_.key, marker=open_.marker, title=open_.title, link=open_.link, sent_at=open_.claimed
                )
                for open_ in attempts
            ],
            seen,
            claimed,
            skew_seconds=SKEW_SECONDS,
        )
        complete = matching.listing_proves_absence(pages, before=earliest)
        log.info("board.read_back", board=order.board_id, open=len(attempts), found=len(found), complete=complete)
        await self.attempts.record_reading(
            order.account,
            order.board_id,
            found,
            began=began,
            grace_seconds=order.grace_seconds,
            complete=complete,
        )

    async def _pages(self, order: ReadBackOrder, earliest: Instant) -> list[PinPage]:
        pages: list[PinPage] = []
        bookmark: str | None = None
        while len(pages) < PAGES_MAX:
            page = await self.pins.on_board(order.account, order.board_id, bookmark=bookmark)
            pages.append(page)
            bookmark = page.bookmark
            if bookmark is None or matching.listing_proves_absence(pages, before=earliest):
                break
        return pages

    async def _again(self, order: ReadBackOrder, standing: Uncertain) -> Exception:
        now = self.clock.now()
        attempts = await self.attempts.open_on_board(order.account, order.board_id)
        mine = next((found for found in attempts if found.key == order.key), None)
        due = next_look(mine, order.grace_seconds) if mine else now
        return not_yet(
            f"attempt {standing.attempt} is not settled yet; the board is read again",
            again_seconds=max(BUSY_SECONDS, due - now),
        )


def next_look(attempt: OpenAttempt, grace_seconds: float) -> Instant:
    """When the board is worth reading for this attempt: soon, then at growing gaps, and right after the grace."""
    if attempt.last_read is None:
        return attempt.claimed + FIRST_LOOK_SECONDS
    settles = attempt.deadline + grace_seconds + 1.0
    gap = min(LOOK_SECONDS_MAX, max(FIRST_LOOK_SECONDS, attempt.last_read - attempt.claimed))
    due = attempt.last_read + gap
    return settles if attempt.last_read < settles <= due else due
