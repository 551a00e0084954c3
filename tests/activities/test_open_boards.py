"""Open boards: found rather than made, made once, and read before anything is pinned there."""

from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.open_boards import CREATIONS_MAX, HEARTBEAT_SECONDS, OpenBoardsActivities
from activities.ports import Boards
from contracts.launch import BoardsOpened, LaunchPolicy, LaunchRequest
from contracts.names import AccountKey, LaunchId
from contracts.outcome import Reason
from contracts.pace import Quota
from contracts.sightings import PinPage, SeenBoard, SeenPin
from contracts.trouble import (
    BoardGone,
    PinterestTrouble,
    RateLimited,
    Rejected,
    ScopeMissing,
    SpamBlocked,
    TokenDead,
    TrialApp,
)
from tests.builders import ACCOUNT, BOARD, LAUNCH, POLICY, a_launch, a_product, an_intent, rows_of
from tests.fakes.clock import START, LeapingClock
from tests.fakes.pinterest import FakeBoards, FakePins, FakePinterest
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
    strict = RefusingBoards(Rejected("The board name is invalid.", status=400, code=58))
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
    stuck = on(ledger, pinterest, clock, boards=RefusingBoards(trouble))
    assert await opened(stuck, await launched(ledger, "Mugs")) == BoardsOpened(parked=str(trouble))
    assert await ledger.accounts.parked(ACCOUNT) == str(trouble)


async def test_a_limit_says_when_to_come_back(
    ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock
) -> None:
    limited = on(ledger, pinterest, clock, boards=RefusingBoards(RateLimited("429", retry_seconds=30)))
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
    await ledger.accounts.park(ACCOUNT, "the token died", START)
    assert await opened(activities, await launched(ledger, "Mugs")) == BoardsOpened(parked="the token died")
    assert not pinterest.boards


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


async def test_rows_that_ask_for_no_board_ask_for_nothing(
    activities: OpenBoardsActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    assert await opened(activities, await launched(ledger)) == BoardsOpened(opened=0)
    assert pinterest.boards == {}


@dataclass
class LateBoards:
    """Boards whose list shows a new one only from the second look on."""

    pinterest: FakePinterest
    looks: int = 0

    async def list_all(self, account: AccountKey) -> list[SeenBoard]:
        self.looks += 1
        return list(await self.pinterest.list_all(account)) if self.looks > 1 else []

    async def create(self, account: AccountKey, name: str) -> SeenBoard:
        await self.pinterest.create_board(account, name)
        return await self.pinterest.create_board(account, name)


@dataclass
class RefusingBoards:
    """No board is there, and none is made."""

    trouble: PinterestTrouble

    async def list_all(self, account: AccountKey) -> list[SeenBoard]:
        return []

    async def create(self, account: AccountKey, name: str) -> SeenBoard:
        raise self.trouble


@dataclass(frozen=True)
class GoingPins(FakePins):
    """One board is deleted after it was listed."""

    gone: str = ""

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        if board_id == self.gone:
            raise BoardGone("Board not found.", status=404, code=40)
        return await super().on_board(account, board_id, bookmark=bookmark)


def on(
    ledger: Ledger, pinterest: FakePinterest, clock: LeapingClock, *, boards: Boards, pins: FakePins | None = None
) -> OpenBoardsActivities:
    """The activities on these boards."""
    return OpenBoardsActivities(
        ledger.launches, boards, pins or FakePins(pinterest), ledger.boards, ledger.accounts, clock
    )


async def launched(
    ledger: Ledger, *names: str, launch: LaunchId = LAUNCH, policy: LaunchPolicy | None = None
) -> LaunchRequest:
    """A launch with a row for each of the boards."""
    rules = policy or LaunchPolicy(pin=POLICY)
    products = [a_product(f"mug-{number}", board=name) for number, name in enumerate(names)]
    await ledger.launches.begin(a_launch(launch, policy=rules), rows_of(*products))
    return LaunchRequest(account=ACCOUNT, launch=launch, policy=rules)


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


def put_on_board(pinterest: FakePinterest, pin_id: str, link: str) -> None:
    pinterest.pins[pin_id] = SeenPin(id=pin_id, board_id=BOARD, link=link, created=START)


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
