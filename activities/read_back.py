"""Read-back: what became of an attempt whose answer is lost. The board is asked; nothing is posted."""

from dataclasses import dataclass

from temporalio import activity

from activities.ports import Attempts, BoardBook, Clock, Pins
from activities.reading import BoardReader
from activities.translate import in_temporals_words, not_yet
from contracts.ledger import OpenAttempt
from contracts.outcome import Reason
from contracts.pin import PublishResult, ReadBackOrder, Uncertain
from contracts.refusals import refuse
from drafting.absence import stays_in_doubt
from drafting.looks import next_look

BUSY_SECONDS = 2.0
"""How long a pin waits while somebody else reads its board."""


@dataclass(frozen=True)
class ReadBackActivities:
    pins: Pins
    attempts: Attempts
    boards: BoardBook
    clock: Clock

    @activity.defn
    async def read_back(self, order: ReadBackOrder) -> PublishResult:
        """Read the board until the attempt is settled: adopted, or absent for certain.

        Answers `Uncertain` when readings leave a doubt that only a person can lift, and refuses a pin whose board
        went: it is not sent again, for the board may come back, and the pin with it. Run twice: one reader per
        board holds the lease; the other waits and finds the attempt settled.
        """
        reader = BoardReader(self.pins, self.attempts, self.boards, self.clock)
        with in_temporals_words():
            standing = await self.attempts.standing(order.key, self.clock.now())
            if isinstance(standing, Uncertain):
                await reader.settle(order.account, order.board_id, grace_seconds=order.grace_seconds)
                standing = await self.attempts.standing(order.key, self.clock.now())
            if not isinstance(standing, Uncertain):
                return standing
            attempts = await self.attempts.open_on_board(order.account, order.board_id)
        mine = next((found for found in attempts if found.key == order.key), None)
        if mine is not None and _was_read_for_us(mine):
            if mine.board_gone:
                return refuse(Reason.PINTEREST_BOARD_GONE, standing.known)
            if stays_in_doubt(mine, order.grace_seconds):
                return standing
        raise self._again(order, standing, mine)

    def _again(self, order: ReadBackOrder, standing: Uncertain, mine: OpenAttempt | None) -> Exception:
        now = self.clock.now()
        due = next_look(mine, order.grace_seconds) if mine else now
        return not_yet(
            f"attempt {standing.attempt} is not settled yet: {standing.known}",
            again_seconds=max(BUSY_SECONDS, due - now),
        )


def _was_read_for_us(attempt: OpenAttempt) -> bool:
    """Whether the last reading came after this one was asked for: a person may have mended what one before saw."""
    return attempt.last_read is not None and attempt.last_read >= activity.info().scheduled_time.timestamp()
