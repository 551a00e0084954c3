"""Open boards: every board that a launch's rows ask for has an id, and its older pins of ours are known."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import structlog
from temporalio import activity

from activities.ports import Accounts, BoardBook, Boards, Clock, Launches, Pins
from activities.translate import in_temporals_words
from contracts.contract import Instant
from contracts.launch import BoardsOpened, LaunchRequest
from contracts.ledger import KnownBoard
from contracts.names import AccountKey
from contracts.outcome import Reason
from contracts.refusals import refuse
from contracts.sightings import PinPage, SeenBoard
from contracts.trouble import BoardGone, Rejected, ScopeMissing, SpamBlocked, TokenDead, TrialApp, Unavailable
from drafting.boards import fold_board_name
from drafting.links import read_marker
from drafting.matching import listing_proves_absence

HISTORY_PAGES_MAX = 800
"""Pages of 250 pins that are read of a board: 200,000, all that Pinterest lets an account have."""

HISTORY_FRESH_SECONDS = 60.0
"""A board that was read so recently is not read again; another launch, or its creation, has just done it."""

CREATIONS_MAX = 5
"""Tries to make a board, or to find one whose answer got lost, before its rows are refused."""

SKEW_SECONDS = 300.0
"""How far Pinterest's clock and ours may be apart, and how late a pin may be listed."""

HEARTBEAT_SECONDS = 30.0
"""The longest silence while the quota is waited for; a worker silent for 90 s is taken for dead."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class OpenBoardsActivities:
    launches: Launches
    boards: Boards
    pins: Pins
    book: BoardBook
    accounts: Accounts
    clock: Clock

    @activity.defn
    async def open_boards(self, request: LaunchRequest) -> BoardsOpened:
        """Find or create each board, and read what it has of ours.

        Run twice: a board is looked for by its name before it is made, and Pinterest refuses a second of the
        same name; each is written down as soon as it is known.
        """
        with in_temporals_words():
            parked = await self.accounts.parked(request.account)
            if parked is not None:
                return BoardsOpened(parked=parked)
            try:
                return await self._open(request)
            except (TokenDead, ScopeMissing, SpamBlocked, TrialApp) as trouble:
                await self.accounts.park(request.account, str(trouble), self.clock.now())
                log.warning("account.parked", account=request.account, why=type(trouble).__name__)
                return BoardsOpened(parked=str(trouble)[:300])

    async def _open(self, request: LaunchRequest) -> BoardsOpened:
        names = one_spelling(await self.launches.board_names(request.launch))
        there = await self._listed(request.account)
        known = await self.book.known(request.account, names)
        ids = {board.name: board.board_id for board in known if board.board_id}
        opened = [await self._board(request, name, there, ids) for name in names]
        wanted = [board.board_id for board in opened if board.board_id]
        history = await self.book.history(request.account, wanted)
        gone = [
            board_id
            for board_id in dict.fromkeys(wanted)
            if not await self._read_history(request.account, board_id, history.get(board_id))
        ]
        await self.book.keep(request.account, [_gone(board) for board in opened if board.board_id in gone])
        return BoardsOpened(opened=len(wanted) - len(gone))

    async def _listed(self, account: AccountKey) -> Sequence[SeenBoard]:
        """Every board. A listing that is refused is no fault of the rows': it is asked again."""
        try:
            return await self.boards.list_all(account)
        except Rejected as trouble:
            raise Unavailable(f"the boards of {account} cannot be listed: {trouble}") from trouble

    async def _board(
        self, request: LaunchRequest, name: str, there: Sequence[SeenBoard], known: Mapping[str, str]
    ) -> KnownBoard:
        activity.heartbeat(name)
        board_id = find_board(name, there, known.get(name))
        if board_id is None:
            board = await self._missing(request, name)
        else:
            board = KnownBoard(name=name, board_id=board_id)
        await self.book.keep(request.account, [board])
        return board

    async def _missing(self, request: LaunchRequest, name: str) -> KnownBoard:
        if not request.policy.create_boards:
            return KnownBoard(name=name, refused=refuse(Reason.BOARD_MISSING, f"there is no board {name!r}"))
        await self._wait_for_room(request.account)
        try:
            made = await self.boards.create(request.account, name)
        except Rejected as trouble:
            return await self._rejected(request, name, trouble)
        log.info("board.created", account=request.account, board=made.id)
        await self.book.keep_history(request.account, made.id, {}, self.clock.now())
        return KnownBoard(name=name, board_id=made.id)

    async def _rejected(self, request: LaunchRequest, name: str, trouble: Rejected) -> KnownBoard:
        """A name that is taken was taken by us, a moment ago, in an answer that was lost."""
        board_id = find_board(name, await self._listed(request.account), None)
        if board_id is not None:
            return KnownBoard(name=name, board_id=board_id)
        if activity.info().attempt < CREATIONS_MAX:  # it may be there, and not listed yet
            raise Unavailable(f"board {name!r} is refused and not listed: {trouble}") from trouble
        return KnownBoard(name=name, refused=refuse(Reason.BOARD_INVALID, f"board {name!r}: {trouble}"))

    async def _wait_for_room(self, account: AccountKey) -> None:
        while (until := await self.accounts.hold_write(account, self.clock.now())) is not None:
            activity.heartbeat("waiting for the quota")
            await self.clock.sleep_until(min(until, self.clock.now() + HEARTBEAT_SECONDS))

    async def _read_history(self, account: AccountKey, board_id: str, since: Instant | None) -> bool:
        """Read what the board has of ours since it was read last: all of it, when the ledger is new to it.

        False: the board is gone.
        """
        began = self.clock.now()
        if since is not None and began - since < HISTORY_FRESH_SECONDS:
            return True
        try:
            markers = await self._markers(account, board_id, since)
        except BoardGone:
            return False
        await self.book.keep_history(account, board_id, markers, began)
        return True

    async def _markers(self, account: AccountKey, board_id: str, since: Instant | None) -> Mapping[str, str]:
        """Our markers on the board, by pin id; newest pages suffice when the listing's order allows it."""
        markers: dict[str, str] = {}
        pages: list[PinPage] = []
        bookmark: str | None = None
        for _ in range(HISTORY_PAGES_MAX):
            activity.heartbeat(board_id)
            page = await self.pins.on_board(account, board_id, bookmark=bookmark)
            markers |= {marker: pin.id for pin in page.pins if (marker := read_marker(pin.link))}
            pages.append(page)
            bookmark = page.bookmark
            if bookmark is None or (since and listing_proves_absence(pages, before=since - SKEW_SECONDS)):
                break
        return markers


def _gone(board: KnownBoard) -> KnownBoard:
    """A board that was listed, and is not there when it is read."""
    message = f"board {board.name!r} was listed and is gone"
    return KnownBoard(name=board.name, refused=refuse(Reason.PINTEREST_BOARD_GONE, message))


def one_spelling(names: Sequence[str]) -> Sequence[str]:
    """One name of those that mean the same board."""
    return list({fold_board_name(name): name for name in reversed(names)}.values())[::-1]


def find_board(name: str, there: Collection[SeenBoard], known_id: str | None) -> str | None:
    """The board's id: by our own book if Pinterest still has it (it may be renamed), by name, or by id."""
    if known_id and any(board.id == known_id for board in there):
        return known_id
    folded = fold_board_name(name)
    by_name = next((board.id for board in there if fold_board_name(board.name) == folded), None)
    return by_name or next((board.id for board in there if board.id == name), None)
