"""Patrol: what is on an account's boards against what the ledger says. At Pinterest it changes nothing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from temporalio import activity

from activities.board_rounds import BoardRound
from activities.heartbeat import beating
from activities.inquiries import Inquiry
from activities.listing import Listing
from activities.mending import Mending
from activities.patrol_share import Share, SharedPins, ShareUsedUp
from activities.pin_looks import PinLooks
from activities.ports import Accounts, BoardReadings, Boards, Clock, Intents, PatrolBook, Pins, ReadLog
from activities.translate import in_temporals_words
from contracts.findings import FindingKind
from contracts.names import AccountKey, PinKey
from contracts.patrol import BoardOrder, KnownIntent, LookOrder, Part, PatrolOrder, RoundPlan, RoundSpan
from contracts.trouble import RateLimited, ScopeMissing, SpamBlocked, TokenDead, TokenExpired, TrialApp
from drafting.patrolling import in_turn

BOARD_PAGES_MAX = 800
"""Pages of 250 pins that are read of a board or a section: 200,000, all that Pinterest lets an account have."""

STOPPING = (RateLimited, ScopeMissing, ShareUsedUp, SpamBlocked, TokenDead, TokenExpired, TrialApp)
"""What ends a round: asking on would only be in the way, or in vain."""

Look = Callable[[LookOrder, Inquiry], Awaitable[None]]


@dataclass(frozen=True)
class PatrolActivities:
    pins: Pins
    boards: Boards
    intents: Intents
    accounts: Accounts
    book: PatrolBook
    reads: ReadLog
    readings: BoardReadings
    clock: Clock

    @activity.defn
    async def plan_round(self, order: PatrolOrder) -> RoundPlan:
        """Which boards are next. Only reads: run as often as you like."""
        with in_temporals_words():
            began = self.clock.now()
            parked = await self.accounts.parked(order.account)
            if parked is not None:
                return RoundPlan(began=began, stopped=f"the account is parked: {parked}"[:300])
            boards = await self.book.boards(order.account)
            return RoundPlan(began=began, boards=tuple(boards[: order.boards_max]), boards_total=len(boards))

    @activity.defn
    async def settle_overdue(self, account: AccountKey) -> Part:
        """Read boards back for requests that no workflow waits for any more.

        Run twice: a board that was just read is not due again.
        """
        with in_temporals_words():
            stopped = await self._settle_boards(account)
            left = await self.book.overdue(account, self.clock.now())
            return Part(left_over=len(left), stopped=stopped)

    @activity.defn
    async def patrol_board(self, order: BoardOrder) -> Part:
        """Read one board, and look into what does not fit.

        Run twice: what was found is found again and said once, what was mended is as it should be.
        """
        with in_temporals_words():
            began = self.clock.now()
            if order.first and order.board_id is not None:
                # Written down first: one that cannot be read must not be the first of every round.
                await self.book.patrolled(order.account, order.board_id, began)
            round_ = self._round(order)
            async with beating(order.board_id or order.account):
                try:
                    await round_.run()
                except STOPPING as trouble:
                    return round_.part(str(trouble))
            if order.board_id is not None:
                await self.book.patrolled(order.account, order.board_id, began)
            return round_.part()

    @activity.defn
    async def settle_unconfirmed(self, order: LookOrder) -> Part:
        """Intents that ended unconfirmed: told what became of them, as far as that is certain.

        Run twice: one that was told is unconfirmed no more.
        """
        with in_temporals_words():
            return await self._look(order, self._tell_unconfirmed)

    @activity.defn
    async def review_findings(self, order: LookOrder) -> Part:
        """Findings that this round has not met again: is their cause still there?

        Run twice: those that were looked at are met.
        """
        with in_temporals_words():
            return await self._look(order, self._review)

    @activity.defn
    async def count_findings(self, span: RoundSpan) -> Mapping[FindingKind, int]:
        """What the round has found, after the findings that the ledger itself has outlived are settled.

        Run twice: the same counts.
        """
        with in_temporals_words():
            await self.book.settle_outlived(span.account, self.clock.now())
            return await self.book.count_since(span.account, span.began)

    async def _settle_boards(self, account: AccountKey) -> str:
        """Why not all of them could be read; empty when they could."""
        for board in await self.book.overdue(account, self.clock.now()):
            activity.heartbeat(board.board_id)
            try:
                await self.readings.settle(account, board.board_id, grace_seconds=board.grace_seconds)
            except STOPPING as trouble:
                return str(trouble)[:300]
        return ""

    async def _look(self, order: LookOrder, work: Look) -> Part:
        """As much of the work as Pinterest and the patrol's share let it do."""
        inquiry, share = self._inquiry(order.account, order.looks_max)
        async with beating(order.account):
            try:
                await work(order, inquiry)
            except STOPPING as trouble:
                return _part(inquiry, share, str(trouble))
        return _part(inquiry, share)

    async def _tell_unconfirmed(self, order: LookOrder, inquiry: Inquiry) -> None:
        """What needs no look comes first: it is told even when Pinterest cannot be read."""
        unconfirmed = in_turn(await self.book.unconfirmed(order.account), order.began)
        for intent in unconfirmed:
            if intent.pin_id is None and not await self._is_absent(intent):
                inquiry.left_over += 1
        for intent in unconfirmed:
            if intent.pin_id is not None and inquiry.may_look():
                await self._tell_of_pin(intent.key, intent.pin_id, inquiry)

    async def _is_absent(self, intent: KnownIntent) -> bool:
        if intent.open_attempt:
            return False
        return await self.book.conclude_absence(intent.key, self.clock.now()) is not None

    async def _tell_of_pin(self, key: PinKey, pin_id: str, inquiry: Inquiry) -> None:
        pin = (await inquiry.looks.see_certainly([pin_id]))[pin_id]
        if pin is None:
            await inquiry.mending.removed(key, pin_id)
        elif not await inquiry.mending.looked(key, pin):
            inquiry.left_over += 1

    async def _review(self, order: LookOrder, inquiry: Inquiry) -> None:
        await self.book.settle_outlived(order.account, self.clock.now())
        for found in await self.book.unmet(order.account, order.began, max(0, order.looks_max)):
            if not inquiry.may_look():
                return
            pin = await inquiry.looks.see(found.pin_id)
            if pin is None:
                await self.book.settle(found, "it is not there any more", self.clock.now())
            elif found.kind is FindingKind.DUPLICATE and found.key is not None:
                await inquiry.compare_one(pin, (await self.intents.load(found.key)).marker)
            else:
                await self.book.note(found.model_copy(update={"seen_at": self.clock.now()}))

    def _round(self, order: BoardOrder) -> BoardRound:
        inquiry, share = self._inquiry(order.account, order.looks_max)
        return BoardRound(
            order=order,
            listing=Listing(SharedPins(self.pins, share), order.account, BOARD_PAGES_MAX),
            boards=self.boards,
            book=self.book,
            inquiry=inquiry,
            share=share,
            began=self.clock.now(),
        )

    def _inquiry(self, account: AccountKey, looks_max: int) -> tuple[Inquiry, Share]:
        share = Share(self.reads, self.clock, account)
        looks = PinLooks(SharedPins(self.pins, share), self.clock, account, looks_max)
        mending = Mending(self.intents, self.accounts, self.book, self.clock)
        return Inquiry(account, self.book, mending, looks, self.clock), share


def _part(inquiry: Inquiry, share: Share, stopped: str = "") -> Part:
    return Part(reads=share.taken, looks=inquiry.looks.taken, left_over=inquiry.left_over, stopped=stopped[:300])
