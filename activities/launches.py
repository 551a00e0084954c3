"""The launch's steps: admit rows while there is room, count how they end, close the book."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from temporalio import activity

from activities.ports import BoardBook, Clock, Engine, Launches
from activities.translate import in_temporals_words
from contracts.launch import ADMIT_PAGE, Admission, LaunchRequest, Tally
from contracts.ledger import KnownBoard, NewIntent, RowIntent, RowRefused, WaitingRow
from contracts.names import LaunchId
from contracts.outcome import Reason
from contracts.pin import PinRequest
from contracts.refusals import refuse
from drafting import identity
from drafting.titles import draft_title

STARTS_AT_ONCE = 10

Start = Callable[[PinRequest], Awaitable[None]]


@dataclass(frozen=True)
class LaunchActivities:
    launches: Launches
    boards: BoardBook
    engine: Engine
    clock: Clock

    @activity.defn
    async def admit(self, request: LaunchRequest) -> Admission:
        """Turn the next rows into intents and start their pins, as many as the account has room for.

        Run twice: a row is registered once, and a pin started twice is one workflow; those that a crash left
        registered but not started are started now.
        """
        with in_temporals_words():
            room = await self.launches.room(request.account)
            rows = await self.launches.waiting_rows(request.launch, min(room, ADMIT_PAGE))
            known = await self.boards.known(request.account, {row.board_name for row in rows})
            decided = [decide(request, row, known) for row in rows]
            pins = await self.launches.register(request.launch, decided, self.clock.now())
            await self._start(request, pins, self.engine.start_pin)
            left = await self.launches.left(request.launch)
            return Admission(
                admitted=len(pins), settled=len(rows) - len(pins), left=left, room=max(0, room - len(pins))
            )

    @activity.defn
    async def revive(self, request: LaunchRequest) -> int:
        """Start the pins of rows that were admitted and have no end: one may have been terminated by hand.

        Run twice: a pin that runs is left alone.
        """
        with in_temporals_words():
            pins = await self.launches.open_pins(request.launch)
            await self._start(request, pins, self.engine.keep_running)
            return len(pins)

    async def _start(self, request: LaunchRequest, pins: Sequence[PinRequest], start: Start) -> None:
        # The account first: once its pins are written down as started, nobody would wake it any more.
        if pins:
            await self.engine.wake_account(request.account)
        for begin in range(0, len(pins), STARTS_AT_ONCE):
            some = pins[begin : begin + STARTS_AT_ONCE]
            await asyncio.gather(*(start(pin) for pin in some))
            await self.launches.started(request.launch, [pin.key for pin in some])

    @activity.defn
    async def tally(self, launch: LaunchId) -> Tally:
        """How many rows ended how. Only reads."""
        with in_temporals_words():
            return await self.launches.tally(launch)

    @activity.defn
    async def finish(self, launch: LaunchId) -> None:
        """Write down that the launch has ended. Run twice: the first time stays."""
        with in_temporals_words():
            await self.launches.finish(launch, self.clock.now())


def decide(request: LaunchRequest, row: WaitingRow, boards: Sequence[KnownBoard]) -> RowIntent | RowRefused:
    """What becomes of a row: an intent on its board, or a refusal because there is no such board."""
    board = next((board for board in boards if board.name == row.board_name), None)
    if board is None or board.board_id is None:
        missing = refuse(Reason.BOARD_MISSING, f"there is no board {row.board_name!r}")
        return RowRefused(row=row.row, refused=(board.refused if board else None) or missing)
    key = identity.derive_key(request.account, board.board_id, row.product.key, edition=request.policy.edition)
    intent = NewIntent(
        key=key,
        marker=identity.marker_of(key),
        account=request.account,
        board_id=board.board_id,
        board_name=row.board_name,
        product=row.product,
        title=draft_title(row.product),
        fingerprint=identity.fingerprint(row.product),
        edition=request.policy.edition,
        policy=request.policy.pin,
    )
    return RowIntent(row=row.row, intent=intent)
