"""Open boards: each board and section that a launch's rows ask for has an id, and what it has of ours is known."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import structlog
from temporalio import activity

from activities.history import History
from activities.parking import PARKING_TROUBLE, park
from activities.ports import Accounts, BoardBook, Boards, Clock, Engine, Launches, Pins, Schedules
from activities.room import counted, wait_for_room
from activities.sections import Sections
from activities.translate import in_temporals_words
from contracts.contract import Instant
from contracts.launch import BoardsOpened, LaunchRequest
from contracts.ledger import KnownBoard
from contracts.names import AccountKey
from contracts.outcome import Reason
from contracts.refusals import refuse
from contracts.sightings import SeenBoard
from contracts.trouble import BoardGone, PinterestTrouble, Rejected, TokenExpired, Unavailable
from drafting.boards import fold_board_name
from drafting.finding import find_named, one_spelling
from drafting.new_boards import ambiguous_board, unmakeable_board

CREATIONS_MAX = 5
"""Tries to make a board, or to find one whose answer got lost, before its rows are refused."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class OpenBoardsActivities:
    launches: Launches
    boards: Boards
    pins: Pins
    book: BoardBook
    accounts: Accounts
    clock: Clock
    engine: Engine
    """Wakes an account that is parked here: before its first pin nobody else does, and its alert is to be told."""
    schedules: Schedules
    patrol_minutes: int

    @activity.defn
    async def open_boards(self, request: LaunchRequest) -> BoardsOpened:
        """Find or create each board, and read what it has of ours.

        Run twice: a board is looked for by its name before it is made, and Pinterest refuses a second of the
        same name; each is written down as soon as it is known.
        """
        with in_temporals_words():
            await self.schedules.keep_patrol(request.account, self.patrol_minutes)
            parked = await self.accounts.parked(request.account)
            if parked is not None:
                return BoardsOpened(parked=parked)
            try:
                return await self._open(request)
            except PARKING_TROUBLE as trouble:
                return await self._parked(request.account, trouble)

    async def _parked(self, account: AccountKey, trouble: PinterestTrouble) -> BoardsOpened:
        """Raises `TokenExpired` when the token is about to be renewed: then it passes by itself."""
        parked = await park(self.accounts, self.clock, account, trouble)
        await self.engine.wake_account(account)
        if not parked:
            raise TokenExpired(str(trouble)) from trouble
        return BoardsOpened(parked=str(trouble)[:300])

    async def _open(self, request: LaunchRequest) -> BoardsOpened:
        policy = await self.launches.policy(request.launch)
        names = one_spelling(await self.launches.board_names(request.launch))
        there = list(await self._listed(request.account))
        known = await self.book.known(request.account, names)
        ids = {board.name: board.board_id for board in known}
        opened = [
            await self._board(request.account, name, there, ids, create=policy.create_boards) for name in names
        ]
        gone = await self._look_into(request, opened, create=policy.create_boards)
        await self.book.keep(request.account, [_gone(board) for board in opened if board.board_id in gone])
        there_now = [board for board in opened if board.board_id and board.board_id not in gone]
        return BoardsOpened(opened=len({board.board_id for board in there_now}))

    async def _look_into(
        self, request: LaunchRequest, opened: Sequence[KnownBoard], *, create: bool
    ) -> Collection[str]:
        """Open the sections of each board that is there, and read its history; the ids of boards that went."""
        boards = {board.board_id: board.name for board in opened if board.board_id}
        wanted = sections_by_board(await self.launches.section_names(request.launch), opened)
        since = await self.book.history(request.account, list(boards))
        gone: set[str] = set()
        for board_id, name in boards.items():
            activity.heartbeat(name)
            sections = Sections(self.boards, self.book, self.accounts, self.clock, request.account, board_id, name)
            try:
                await self._look_at(sections, wanted.get(board_id, ()), since.get(board_id), create=create)
            except BoardGone:
                gone.add(board_id)
        return gone

    async def _look_at(
        self, sections: Sections, wanted: Sequence[str], since: Instant | None, *, create: bool
    ) -> None:
        history = History(self.pins, self.book, self.clock)
        if not wanted and history.is_fresh(since):
            return
        there = await sections.there()
        await sections.open(wanted, there, create=create)
        if not history.is_fresh(since):
            section_ids = [section.id for section in there]
            await history.read(sections.account, sections.board_id, section_ids, since)

    async def _listed(self, account: AccountKey) -> Sequence[SeenBoard]:
        """Every board. A listing that is refused is no fault of the rows': it is asked again."""
        try:
            return await self.boards.list_all(account)
        except Rejected as trouble:
            raise Unavailable(f"the boards of {account} cannot be listed: {trouble}") from trouble

    async def _board(
        self,
        account: AccountKey,
        name: str,
        there: list[SeenBoard],
        known: Mapping[str, str | None],
        *,
        create: bool,
    ) -> KnownBoard:
        activity.heartbeat(name)
        board_id = find_named(name, there, known.get(name))
        ambiguous = ambiguous_board(name, there, known.get(name))
        board = KnownBoard(name=name, board_id=None if ambiguous else board_id, refused=ambiguous)
        if board_id is None:
            board = await self._missing(account, name, there, create=create)
        await self.book.keep(account, [board])
        return board

    async def _missing(
        self, account: AccountKey, name: str, there: list[SeenBoard], *, create: bool
    ) -> KnownBoard:
        """Made, where it may be; it is `there` then."""
        refused = unmakeable_board(name, there, create=create)
        if refused is not None:
            return KnownBoard(name=name, refused=refused)
        held = await wait_for_room(self.accounts, self.clock, account)
        try:
            async with counted(self.accounts, self.clock, account, held):
                made = await self.boards.create(account, name)
        except Rejected as trouble:
            return await self._rejected(account, name, trouble)
        there.append(made)
        log.info("board.created", account=account, board=made.id)
        await self.book.keep_history(account, made.id, {}, self.clock.now())
        return KnownBoard(name=name, board_id=made.id)

    async def _rejected(self, account: AccountKey, name: str, trouble: Rejected) -> KnownBoard:
        """A name that is taken was taken by us, a moment ago, in an answer that was lost."""
        there = await self._listed(account)
        board_id = find_named(name, there, None)
        if board_id is not None:
            return KnownBoard(name=name, board_id=board_id)
        full = unmakeable_board(name, there, create=True)
        if full is not None:
            return KnownBoard(name=name, refused=full)
        if activity.info().attempt < CREATIONS_MAX:  # it may be there, and not listed yet
            raise Unavailable(f"board {name!r} is refused and not listed: {trouble}") from trouble
        return KnownBoard(name=name, refused=refuse(Reason.BOARD_INVALID, f"board {name!r}: {trouble}"))


def _gone(board: KnownBoard) -> KnownBoard:
    """A board that was listed, and is not there when it is read."""
    message = f"board {board.name!r} was listed and is gone"
    return KnownBoard(name=board.name, refused=refuse(Reason.PINTEREST_BOARD_GONE, message))


def sections_by_board(
    wanted: Iterable[tuple[str, str]], opened: Sequence[KnownBoard]
) -> Mapping[str, Sequence[str]]:
    """The names of sections that rows ask for, by the id of their board; those of a board that is not there are
    left out.
    """
    ids = {fold_board_name(board.name): board.board_id for board in opened if board.board_id}
    found: dict[str, list[str]] = {}
    for board_name, section_name in wanted:
        board_id = ids.get(fold_board_name(board_name))
        if board_id:
            found.setdefault(board_id, []).append(section_name)
    return found
