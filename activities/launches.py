"""The launch's steps: judge and admit rows while there is room, count how they end, close the book."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from temporalio import activity

from activities.ports import BoardBook, Clock, Engine, Launches
from activities.translate import in_temporals_words
from contracts.contract import Instant
from contracts.launch import ADMIT_PAGE, Admission, Judgement, LaunchPolicy, LaunchRequest, Tally
from contracts.ledger import KnownBoard, KnownSection, NewIntent, RowIntent, RowRefused, WaitingRow
from contracts.names import AccountKey, LaunchId
from contracts.outcome import Reason, Refused
from contracts.pin import PinRequest
from contracts.refusals import refuse
from contracts.wording import Wording
from drafting import identity
from drafting.boards import fold_board_name
from drafting.pins import draft_pin
from drafting.sale_dates import as_of
from drafting.variables import Subject
from drafting.wordings import word_title

STARTS_AT_ONCE = 10
"""Pins that begin together; the next begin when fewer than this of those before them are still being prepared."""

PREPARE_SECONDS_MAX = 3.0
PREPARE_LOOK_SECONDS = 0.25
"""How long, and how often, the pins before are looked at: a slow shop holds nobody up for longer."""

STEP_SECONDS_MAX = 20.0
"""How long one step of judging or admitting goes on before it lets others have a turn."""

UNKNOWN_MARKER = "0" * 16
"""As long as a marker is: judging needs no board, and the link's length is the same."""

Start = Callable[[PinRequest], Awaitable[None]]
Decided = RowIntent | RowRefused


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
            outlook = await self.launches.outlook(request.launch, self.clock.now())
            if outlook.windowed and not request.windowed:
                # Its rows may have no moments yet: the workflow is told of the rule, and plans first.
                return Admission(outlook=outlook)
            admitted, settled = await self._admit(request)
            outlook = await self.launches.outlook(request.launch, self.clock.now())
            left_over = await self.launches.room(request.launch, self.clock.now())
            return Admission(admitted=admitted, settled=settled, room=left_over, outlook=outlook)

    async def _admit(self, request: LaunchRequest) -> tuple[int, int]:
        """How many rows became pins, and how many ended at once."""
        policy = await self.launches.policy(request.launch)
        until = self.clock.now() + STEP_SECONDS_MAX
        admitted = settled = 0
        while True:
            activity.heartbeat()
            room, decided, pins = await self._admit_page(request, policy)
            admitted, settled = admitted + len(pins), settled + max(0, decided - len(pins))
            if not decided or len(pins) >= room or self.clock.now() > until:
                return admitted, settled
            if len(pins) >= STARTS_AT_ONCE:
                await self._until_prepared(request.launch)

    async def _until_prepared(self, launch: LaunchId) -> None:
        """Pins that all begin at once are all ready late. Begun in turn, the first leave while others are still
        prepared, and no launch is behind all pins of another.
        """
        until = self.clock.now() + PREPARE_SECONDS_MAX
        while self.clock.now() < until and await self.launches.preparing(launch) >= STARTS_AT_ONCE:
            activity.heartbeat()
            await self.clock.sleep_until(self.clock.now() + PREPARE_LOOK_SECONDS)

    async def _admit_page(
        self, request: LaunchRequest, policy: LaunchPolicy
    ) -> tuple[int, int, Sequence[PinRequest]]:
        """How many places there were, how many rows were decided, and the pins started."""
        now = self.clock.now()
        room = await self.launches.room(request.launch, now)
        rows = await self.launches.waiting_rows(request.launch, ADMIT_PAGE if room else 0, now)
        places = await self._places(request.account, rows)
        deciding = Deciding(request, policy, places, now)
        decided = _until_full(deciding, rows, room=min(room, STARTS_AT_ONCE))
        pins = await self.launches.register(request.launch, decided, self.clock.now())
        await self._start(request, pins, self.engine.start_pin)
        return room, len(decided), pins

    async def _places(self, account: AccountKey, rows: Sequence[WaitingRow]) -> "Places":
        names = {row.board_name for row in rows}
        boards = {board.name: board for board in await self.boards.known(account, names)}
        wanted = dict.fromkeys((row.board_name, row.section_name) for row in rows if row.section_name)
        sections: dict[tuple[str, str], KnownSection] = {}
        for board_name, section in wanted:
            board = boards.get(board_name)
            if board is not None and board.board_id is not None:
                for known in await self.boards.sections(account, board.board_id, [section]):
                    sections[board_name, section] = known
        return Places(boards, sections)

    @activity.defn
    async def judge(self, request: LaunchRequest) -> Judgement:
        """Draft rows long before their turn: whoever must mend the catalog hears of it now, not in the night.

        Run twice: a row is looked at again, and refused once.
        """
        with in_temporals_words():
            policy = await self.launches.policy(request.launch)
            until, refused = self.clock.now() + STEP_SECONDS_MAX, 0
            while self.clock.now() <= until:
                activity.heartbeat()
                rows = await self.launches.unjudged_rows(request.launch, ADMIT_PAGE)
                if not rows:
                    return Judgement(refused=refused, done=True)
                refusals = [found for row in rows if (found := refusal_of(policy, row))]
                await self.launches.judge(request.launch, refusals, rows[-1].row, self.clock.now())
                refused += len(refusals)
                await asyncio.sleep(0)  # drafting is pure work: others want the loop as well
            return Judgement(refused=refused)

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
    async def finish(self, launch: LaunchId) -> bool:
        """Write down that the launch has ended. Run twice: the first time stays.

        False: a person wants some of its rows tried again, so it has not.
        """
        with in_temporals_words():
            return await self.launches.finish(launch, self.clock.now())


@dataclass(frozen=True)
class Places:
    """What the ledger knows of the boards, and of their sections, that rows ask for."""

    boards: Mapping[str, KnownBoard]
    sections: Mapping[tuple[str, str], KnownSection]
    """By the names of board and section."""


@dataclass(frozen=True)
class Deciding:
    """What is the same for all rows that are decided at once."""

    request: LaunchRequest
    policy: LaunchPolicy
    places: Places
    now: Instant


def _until_full(deciding: Deciding, rows: Sequence[WaitingRow], *, room: int) -> Sequence[Decided]:
    """The rows decided, in order, until as many are wanted as there is room for: the others are not looked at."""
    decided = list[Decided]()
    for row in rows:
        if room <= 0:
            break
        decided.append(decide(deciding, row))
        room -= isinstance(decided[-1], RowIntent)
    return decided


def decide(deciding: Deciding, row: WaitingRow) -> Decided:
    """What becomes of a row: an intent on its board, or a refusal that needs no workflow to be found."""
    places = deciding.places
    board = places.boards.get(row.board_name)
    if board is None or board.board_id is None:
        missing = refuse(Reason.BOARD_MISSING, f"there is no board {row.board_name!r}")
        return _refused(row, (board.refused if board else None) or missing)
    section = _section(row, places)
    refusal = section if isinstance(section, RowRefused) else refusal_of(deciding.policy, row)
    if refusal is not None:
        return refusal
    intent = _intent(deciding, row, board.board_id)
    section_id = section.section_id if isinstance(section, KnownSection) else None
    return RowIntent(
        row=row.row, image_slot=row.image_slot, intent=intent.model_copy(update={"section_id": section_id})
    )


def _section(row: WaitingRow, places: Places) -> KnownSection | RowRefused | None:
    """The section that the row asks for, if it asks for one."""
    if not row.section_name:
        return None
    section = places.sections.get((row.board_name, row.section_name))
    if section is not None and section.section_id is not None:
        return section
    why = f"board {row.board_name!r} has no section {row.section_name!r}"
    missing = refuse(Reason.BOARD_MISSING, why)
    return _refused(row, (section.refused if section else None) or missing)


def refusal_of(policy: LaunchPolicy, row: WaitingRow) -> RowRefused | None:
    """The refusal of a row whose product can be no pin, whatever its board."""
    draft = draft_pin(
        row.product,
        policy.pin,
        UNKNOWN_MARKER,
        image_slot=row.image_slot,
        wording=_wording(policy, row),
        board_name=row.board_name or None,
    )
    return _refused(row, draft) if isinstance(draft, Refused) else None


def _intent(deciding: Deciding, row: WaitingRow, board_id: str) -> NewIntent:
    account, policy = deciding.request.account, deciding.policy
    key = identity.key_of(account, board_id, row.product, image_slot=row.image_slot, edition=policy.edition)
    wording = _wording(policy, row)
    return NewIntent(
        key=key,
        marker=identity.marker_of(key),
        account=account,
        board_id=board_id,
        board_name=row.board_name,
        product=row.product,
        title=word_title(Subject(as_of(row.product, deciding.now), row.board_name, policy.pin.shop_url), wording),
        fingerprint=identity.fingerprint(row.product, image_slot=row.image_slot, wording=wording),
        edition=policy.edition,
        image_slot=row.image_slot,
        wording=wording,
        not_before=row.not_before,
        priority=policy.priority,
        policy=policy.pin,
    )


def _wording(policy: LaunchPolicy, row: WaitingRow) -> Wording:
    return policy.wordings.on(fold_board_name(row.board_name))


def _refused(row: WaitingRow, refused: Refused) -> RowRefused:
    return RowRefused(row=row.row, image_slot=row.image_slot, refused=refused)
