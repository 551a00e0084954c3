"""Open boards: found rather than made, made once, and read before anything is pinned there."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.open_boards import CREATIONS_MAX, OpenBoardsActivities
from activities.ports import Boards
from activities.room import HEARTBEAT_SECONDS
from contracts.launch import BoardsOpened, LaunchPolicy, LaunchRequest
from contracts.ledger import KnownSection
from contracts.names import AccountKey, LaunchId
from contracts.outcome import Reason
from contracts.pace import Quota
from contracts.sightings import PinPage, SeenBoard, SeenPin, SeenSection
from contracts.trouble import (
    BoardGone,
    PinterestTrouble,
    RateLimited,
    Rejected,
    ScopeMissing,
    SpamBlocked,
    TokenDead,
    TrialApp,
    Unavailable,
)
from drafting.new_boards import BOARDS_MAX
from tests.builders import ACCOUNT, BOARD, LAUNCH, POLICY, a_launch, a_product, an_intent, rows_of
from tests.fakes.clock import START, LeapingClock
from tests.fakes.engine import FakeEngine
from tests.fakes.pinterest import FakeBoards, FakePins, FakePinterest
from tests.fakes.renewable import renewable
from tests.fakes.schedules import FakeSchedules
from tests.ledger import Ledger, a_write_reading

AGAIN = LaunchId("again")


@pytest.fixture
def clock() -> LeapingClock:
    return LeapingClock()


@pytest.fixture
def pinterest(clock: LeapingClock) -> FakePinterest:
    return FakePinterest(clock)


@pytest.fixture
def activities(ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock) -> OpenBoardsActivities:
    return on(ledger, pinterest, clock, boards=FakeBoards(pinterest))


async def test_an_account_that_launches_is_patrolled_from_then_on(
    ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock
) -> None:
    schedules = FakeSchedules()
    boards = FakeBoards(pinterest)
    await opened(replace(on(ledger, pinterest, clock, boards=boards), schedules=schedules), await launched(ledger))
    assert schedules.patrols == {ACCOUNT: 60}


async def test_a_missing_board_is_made_once(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    request = await launched(ledger, "Mugs", "Cups", "Mugs")
    assert await opened(activities, request) == BoardsOpened(opened=2)
    assert await opened(activities, request) == BoardsOpened(opened=2)
    assert sorted(pinterest.boards.values()) == ["Cups", "Mugs"]
    assert set(await known(ledger, "Mugs", "Cups")) == set(pinterest.boards)


@pytest.mark.parametrize("name", ["Mugs", "mugs", "MUGS ", BOARD])
async def test_a_board_is_found_by_its_name_in_any_spelling_or_by_its_id(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger, name: str
) -> None:
    pinterest.boards[BOARD] = "Mugs"
    await opened(activities, await launched(ledger, name))
    assert await known(ledger, name) == [BOARD]
    assert list(pinterest.boards) == [BOARD]


async def test_rows_that_spell_a_new_board_differently_share_it(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    await opened(activities, await launched(ledger, "Mugs", "mugs"))
    (board_id,) = pinterest.boards
    assert await known(ledger, "Mugs", "mugs") == [board_id, board_id]


async def test_a_board_that_was_renamed_at_pinterest_stays_the_same(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    pinterest.boards[BOARD] = "Mugs"
    await opened(activities, await launched(ledger, "Mugs"))
    pinterest.boards[BOARD] = "Mugs for tea"
    await opened(activities, await launched(ledger, "Mugs", launch=AGAIN))
    assert await known(ledger, "Mugs") == [BOARD]
    assert list(pinterest.boards) == [BOARD]


async def test_a_board_that_was_deleted_at_pinterest_is_made_anew(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    pinterest.boards[BOARD] = "Mugs"
    await opened(activities, await launched(ledger, "Mugs"))
    pinterest.boards.clear()
    await opened(activities, await launched(ledger, "Mugs", launch=AGAIN))
    assert await known(ledger, "Mugs") == list(pinterest.boards) != [BOARD]


async def test_no_board_is_made_where_that_is_forbidden(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    pinterest.boards[BOARD] = "Mugs"
    request = await launched(ledger, "Mugs", "Cups", policy=LaunchPolicy(pin=POLICY, create_boards=False))
    assert await opened(activities, request) == BoardsOpened(opened=1)
    assert await reason(ledger, "Cups") is Reason.BOARD_MISSING
    assert list(pinterest.boards) == [BOARD]


async def test_a_board_that_was_forbidden_once_may_be_made_by_another_launch(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    await opened(activities, await launched(ledger, "Cups", policy=LaunchPolicy(create_boards=False)))
    await opened(activities, await launched(ledger, "Cups", launch=AGAIN))
    assert await known(ledger, "Cups") == list(pinterest.boards)


async def test_a_name_taken_in_an_answer_that_was_lost_is_found(
    ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock
) -> None:
    """Two makers at once, or one whose first answer never came: Pinterest refuses the second, the list has it."""
    late = LateBoards(pinterest)
    await opened(on(ledger, pinterest, clock, boards=late), await launched(ledger, "Mugs"))
    assert await known(ledger, "Mugs") == list(pinterest.boards)
    assert len(pinterest.boards) == 1


async def test_a_name_that_pinterest_does_not_take_refuses_its_rows(
    ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock
) -> None:
    strict = RefusingBoards(pinterest, Rejected("The board name is invalid.", status=400, code=58))
    activities, request = on(ledger, pinterest, clock, boards=strict), await launched(ledger, "Mugs")
    with pytest.raises(ApplicationError, match="not listed"):  # it might be there, and not listed yet
        await opened(activities, request)
    result = await opened(activities, request, attempt=CREATIONS_MAX)
    assert (result, await reason(ledger, "Mugs")) == (BoardsOpened(opened=0), Reason.BOARD_INVALID)


@pytest.mark.parametrize(
    "trouble",
    [TokenDead("401"), ScopeMissing("403"), SpamBlocked("spam"), TrialApp("trial")],
    ids=lambda trouble: type(trouble).__name__,
)
async def test_what_only_a_person_can_mend_parks_the_account(
    ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock, trouble: PinterestTrouble
) -> None:
    engine = FakeEngine()
    stuck = replace(on(ledger, pinterest, clock, boards=RefusingBoards(pinterest, trouble)), engine=engine)
    assert await opened(stuck, await launched(ledger, "Mugs")) == BoardsOpened(parked=str(trouble))
    assert await ledger.accounts.parked(ACCOUNT) == str(trouble)
    assert engine.awake == {ACCOUNT}, "nobody else would tell its alert before there are pins"


async def test_a_dead_token_that_can_be_renewed_parks_nothing(
    ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock
) -> None:
    """It is asked again when the new token is there."""
    await renewable(ledger, clock)
    engine = FakeEngine()
    refusing = RefusingBoards(pinterest, TokenDead("the token ended a second ago"))
    stuck = replace(on(ledger, pinterest, clock, boards=refusing), engine=engine)
    with pytest.raises(ApplicationError) as caught:
        await opened(stuck, await launched(ledger, "Mugs"))
    assert (caught.value.type, caught.value.non_retryable) == ("TokenExpired", False)
    assert await ledger.accounts.parked(ACCOUNT) is None
    assert engine.awake == {ACCOUNT}


async def test_a_limit_says_when_to_come_back(
    ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock
) -> None:
    limited = on(ledger, pinterest, clock, boards=RefusingBoards(pinterest, RateLimited("429", retry_seconds=30)))
    with pytest.raises(ApplicationError) as caught:
        await opened(limited, await launched(ledger, "Mugs"))
    assert not caught.value.non_retryable
    assert caught.value.next_retry_delay is not None
    assert caught.value.next_retry_delay.total_seconds() == 30


async def test_a_board_waits_for_room_in_the_quota_and_gives_signs_of_life(
    activities: OpenBoardsActivities, ledger: Ledger, clock: LeapingClock
) -> None:
    await ledger.note(a_write_reading(buckets=(Quota(limit=1, window_seconds=600),)))
    await ledger.accounts.hold_write(ACCOUNT, START)
    beats: list[float] = []
    environment = ActivityEnvironment()
    environment.on_heartbeat = lambda *_: beats.append(clock.now())
    await environment.run(activities.open_boards, await launched(ledger, "Mugs"))
    assert clock.now() >= START + 600
    assert max(later - earlier for earlier, later in pairwise(beats)) <= HEARTBEAT_SECONDS


async def test_what_the_board_has_of_ours_is_known_before_the_first_pin(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    """On a later page, among pins of others."""
    pinterest.boards[BOARD] = "Mugs"
    intent = an_intent(a_product())
    put_on_board(pinterest, "801", f"https://shop.example.com/mug?pf={intent.marker}")
    for number in range(300):
        put_on_board(pinterest, f"other-{number}", "https://shop.example.com/")
    await opened(activities, await launched(ledger, "Mugs"))
    assert await ledger.boards.history(ACCOUNT, [BOARD])
    await ledger.registered(a_product(), launch=AGAIN)
    assert (await ledger.intents.load(intent.key)).pin_id == "801"


async def test_a_board_known_long_ago_is_read_again_for_what_an_old_ledger_misses(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger, clock: LeapingClock
) -> None:
    """An older copy of the ledger was put back: the pins made since are on the board, not in it."""
    pinterest.boards[BOARD] = "Mugs"
    await ledger.boards.keep_history(ACCOUNT, BOARD, {}, START)
    await clock.sleep_until(START + 3_600)
    intent = an_intent(a_product())
    put_on_board(pinterest, "801", f"https://shop.example.com/mug?pf={intent.marker}")
    await opened(activities, await launched(ledger, "Mugs"))
    await ledger.registered(a_product(), launch=AGAIN)
    assert (await ledger.intents.load(intent.key)).pin_id == "801"


async def test_a_parked_account_asks_pinterest_nothing(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    await ledger.accounts.park(ACCOUNT, TokenDead("the token died"), START)
    assert await opened(activities, await launched(ledger, "Mugs")) == BoardsOpened(parked="the token died")
    assert not pinterest.boards


async def test_a_copy_that_a_person_saved_is_no_pin_of_ours(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    """It has the link of ours, and our marker in it; launched to this board, the product has no pin here yet."""
    pinterest.boards[BOARD] = "Mugs"
    intent = an_intent(a_product())
    put_on_board(pinterest, "801", f"https://shop.example.com/mug?pf={intent.marker}")
    pinterest.pins["801"] = pinterest.pins["801"].model_copy(update={"parent_pin_id": "800"})
    await opened(activities, await launched(ledger, "Mugs"))
    await ledger.ready(a_product(), launch=AGAIN)
    assert (await ledger.intents.load(intent.key)).pin_id is None


async def test_a_new_board_has_no_history_to_read(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    await opened(activities, await launched(ledger, "Mugs"))
    assert set(await ledger.boards.history(ACCOUNT, list(pinterest.boards))) == set(pinterest.boards)


async def test_a_board_that_goes_while_it_is_read_refuses_its_rows_and_no_others(
    ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock
) -> None:
    pinterest.boards |= {BOARD: "Mugs", "701": "Cups"}
    pins = GoingPins(pinterest, gone=BOARD)
    activities = on(ledger, pinterest, clock, boards=FakeBoards(pinterest), pins=pins)
    assert await opened(activities, await launched(ledger, "Mugs", "Cups")) == BoardsOpened(opened=1)
    assert await reason(ledger, "Mugs") is Reason.PINTEREST_BOARD_GONE
    assert await known(ledger, "Cups") == ["701"]


async def test_a_reading_that_breaks_off_goes_on_where_it_was(
    ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock
) -> None:
    """A minute later the boards that were read are not read again, or faults would hold a launch up for long."""
    pinterest.boards |= {BOARD: "Mugs", "701": "Cups"}
    request, seen = await launched(ledger, "Mugs", "Cups"), list[str]()
    pins = BrokenPins(pinterest, seen=seen, broken=["701"])
    activities = on(ledger, pinterest, clock, boards=FakeBoards(pinterest), pins=pins)
    with pytest.raises(ApplicationError, match="503"):
        await opened(activities, request)
    await clock.sleep_until(clock.now() + 60)
    assert await opened(activities, request, attempt=2) == BoardsOpened(opened=2)
    assert sorted(seen) == [BOARD, "701", "701"]


async def test_a_section_that_rows_ask_for_is_made_once_on_its_board(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    request = await launched(ledger, "Mugs", "Cups", section="Blue")
    await opened(activities, request)
    await opened(activities, request)
    assert sorted(pinterest.boards[board] for board, _ in pinterest.sections) == ["Cups", "Mugs"]
    for (board_id, section_id), name in pinterest.sections.items():
        assert (name, (await section_of(ledger, board_id, "Blue")).section_id) == ("Blue", section_id)


async def test_a_section_is_looked_for_on_a_board_whose_history_is_fresh(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    """Another launch has just read the board, and asked for no section of it."""
    await opened(activities, await launched(ledger, "Mugs"))
    await opened(activities, await launched(ledger, "Mugs", launch=AGAIN, section="Blue"))
    assert list(pinterest.sections.values()) == ["Blue"]


async def test_no_section_is_made_where_new_boards_are_forbidden(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    pinterest.boards[BOARD] = "Mugs"
    forbids = LaunchPolicy(pin=POLICY, create_boards=False)
    await opened(activities, await launched(ledger, "Mugs", section="Blue", policy=forbids))
    refused = (await section_of(ledger, BOARD, "Blue")).refused
    assert refused is not None
    assert (refused.reason, refused.message) == (
        Reason.BOARD_MISSING,
        "there is no section 'Blue' on board 'Mugs'",
    )
    assert not pinterest.sections


async def test_a_board_that_is_not_there_has_no_sections_to_make(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    forbids = LaunchPolicy(pin=POLICY, create_boards=False)
    assert (
        await opened(activities, await launched(ledger, "Mugs", section="Blue", policy=forbids)) == BoardsOpened()
    )
    assert await reason(ledger, "Mugs") is Reason.BOARD_MISSING


async def test_what_sections_have_of_ours_is_known_before_the_first_pin(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    """In a section that this ledger has never heard of."""
    pinterest.boards[BOARD] = "Mugs"
    pinterest.sections[(BOARD, "601")] = "Old"
    intent = an_intent(a_product())
    put_on_board(pinterest, "801", f"https://shop.example.com/mug?pf={intent.marker}", section_id="601")
    await opened(activities, await launched(ledger, "Mugs"))
    await ledger.registered(a_product(), launch=AGAIN)
    assert (await ledger.intents.load(intent.key)).pin_id == "801"


async def test_sections_that_cannot_be_listed_are_asked_for_again(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    """A refused listing says nothing of the rows: refusing them for it would be wrong, and final."""
    pinterest.boards[BOARD] = "Mugs"
    request = await launched(ledger, "Mugs", section="Blue")
    stuck = replace(activities, boards=Unlisted(pinterest))
    with pytest.raises(ApplicationError, match="the sections of board 'Mugs' cannot be listed") as raised:
        await opened(stuck, request)
    assert not raised.value.non_retryable
    assert await ledger.boards.sections(ACCOUNT, BOARD, ["Blue"]) == []


async def test_rows_that_ask_for_no_board_ask_for_nothing(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    assert await opened(activities, await launched(ledger)) == BoardsOpened(opened=0)
    assert pinterest.boards == {}


@dataclass(frozen=True)
class LateBoards(FakeBoards):
    """Boards whose list shows a new one only from the second look on."""

    looks: "itertools.count[int]" = field(default_factory=itertools.count)

    async def list_all(self, account: AccountKey) -> Sequence[SeenBoard]:
        return await super().list_all(account) if next(self.looks) else []

    async def create(self, account: AccountKey, name: str) -> SeenBoard:
        await self.pinterest.create_board(account, name)
        return await super().create(account, name)


@dataclass(frozen=True)
class RefusingBoards(FakeBoards):
    """No board is there, and none is made."""

    trouble: PinterestTrouble

    async def create(self, account: AccountKey, name: str) -> SeenBoard:
        raise self.trouble


@dataclass(frozen=True)
class Unlisted(FakeBoards):
    """Its sections are not shown to us."""

    async def list_sections(self, account: AccountKey, board_id: str) -> Sequence[SeenSection]:
        raise Rejected("Not authorized to access the board.", status=403, code=403)


@dataclass(frozen=True)
class GoingPins(FakePins):
    """One board is deleted after it was listed."""

    gone: str = ""

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        if board_id == self.gone:
            raise BoardGone("Board not found.", status=404, code=40)
        return await super().on_board(account, board_id, bookmark=bookmark)


@dataclass(frozen=True)
class BrokenPins(FakePins):
    """The first look at some boards gets no answer. `seen` are the boards that were asked for."""

    seen: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        self.seen.append(board_id)
        if board_id in self.broken:
            self.broken.remove(board_id)
            raise Unavailable("503 for a moment")
        return await super().on_board(account, board_id, bookmark=bookmark)


def on(
    ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock, *, boards: Boards, pins: FakePins | None = None
) -> OpenBoardsActivities:
    """The activities on these boards."""
    return OpenBoardsActivities(
        ledger.launches,
        boards,
        pins or FakePins(pinterest),
        ledger.boards,
        ledger.accounts,
        clock,
        FakeEngine(),
        FakeSchedules(),
        60,
    )


async def launched(
    ledger: Ledger,
    *names: str,
    launch: LaunchId = LAUNCH,
    policy: LaunchPolicy | None = None,
    section: str = "",
) -> LaunchRequest:
    """A launch with a row for each of the boards."""
    rules = policy or LaunchPolicy(pin=POLICY)
    products = [a_product(f"mug-{number}", board=name) for number, name in enumerate(names)]
    rows = [row.model_copy(update={"section_name": section}) for row in rows_of(*products)]
    await ledger.launches.begin(a_launch(launch, policy=rules), rows)
    return LaunchRequest(account=ACCOUNT, launch=launch)


async def opened(activities: OpenBoardsActivities, request: LaunchRequest, *, attempt: int = 1) -> BoardsOpened:
    environment = ActivityEnvironment()
    environment.info = replace(ActivityEnvironment.default_info(), attempt=attempt)
    return await environment.run(activities.open_boards, request)


async def known(ledger: Ledger, *names: str) -> list[str | None]:
    return [board.board_id for board in await ledger.boards.known(ACCOUNT, names)]


async def reason(ledger: Ledger, name: str) -> Reason | None:
    """Why the rows of this board are refused."""
    (board,) = await ledger.boards.known(ACCOUNT, [name])
    return board.refused.reason if board.refused else None


def put_on_board(pinterest: FakePinterest, pin_id: str, link: str, *, section_id: str | None = None) -> None:
    pinterest.pins[pin_id] = SeenPin(id=pin_id, board_id=BOARD, section_id=section_id, link=link, created=START)


async def section_of(ledger: Ledger, board_id: str, name: str) -> KnownSection:
    (section,) = await ledger.boards.sections(ACCOUNT, board_id, [name])
    return section


async def test_two_spellings_of_a_board_are_one_board(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    await opened(activities, await launched(ledger, "Home Decor", "home  decor"))
    assert len(pinterest.boards) == 1
    known = await ledger.boards.known(ACCOUNT, ["Home Decor", "home  decor"])
    assert {board.board_id for board in known} == set(pinterest.boards)


async def test_a_listing_that_is_refused_is_asked_again(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    """A gateway's page is no verdict on the rows."""
    pinterest.read_troubles.append(Rejected("Forbidden", status=403))
    with pytest.raises(ApplicationError) as raised:
        await opened(activities, await launched(ledger, "Mugs"))
    assert not raised.value.non_retryable


async def test_a_name_that_two_boards_have_is_refused_until_somebody_says_which(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    """One of them may be another's group board."""
    pinterest.boards |= {BOARD: "Mugs", "700000000000000002": "MUGS"}
    assert await opened(activities, await launched(ledger, "Mugs", "Cups")) == BoardsOpened(opened=1)
    assert await reason(ledger, "Mugs") is Reason.BOARD_AMBIGUOUS

    await opened(activities, await launched(ledger, "700000000000000002", launch=AGAIN))
    assert await known(ledger, "700000000000000002") == ["700000000000000002"]


async def test_two_boards_of_a_name_are_no_trouble_where_the_ledger_knows_which(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    pinterest.boards[BOARD] = "Mugs"
    await opened(activities, await launched(ledger, "Mugs"))
    pinterest.boards["700000000000000002"] = "mugs"
    assert await opened(activities, await launched(ledger, "Mugs", launch=AGAIN)) == BoardsOpened(opened=1)
    assert await known(ledger, "Mugs") == [BOARD]


async def test_an_id_that_is_not_there_makes_no_board_of_that_name(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    assert await opened(activities, await launched(ledger, BOARD)) == BoardsOpened(opened=0)
    assert await reason(ledger, BOARD) is Reason.PINTEREST_BOARD_GONE
    assert pinterest.boards == {}


async def test_an_account_that_is_full_of_boards_gets_as_many_as_there_is_room_for(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    pinterest.boards |= {str(at): f"Board {at}" for at in range(BOARDS_MAX - 1)}
    await opened(activities, await launched(ledger, "Cups", "Mugs"))
    assert len(pinterest.boards) == BOARDS_MAX
    assert await known(ledger, "Cups") != [None]
    assert await reason(ledger, "Mugs") is Reason.BOARD_LIMIT
