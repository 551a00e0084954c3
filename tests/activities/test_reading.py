"""One reading of a board: what it adopts, what it leaves open and why, and when it says that there is no pin."""

import pytest
from temporalio.testing import ActivityEnvironment

from activities.lease import LEASE_SECONDS
from activities.ports import Pins
from activities.reading import PAGES_MAX, READING_SECONDS_MAX, READS_MAX, BoardReader
from contracts.findings import FindingKind
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.outcome import PinOutcome
from contracts.pin import PostponeCause, Postponed, Published, Uncertain
from contracts.sightings import PinPage
from contracts.trouble import PinterestTrouble, RateLimited, Rejected, TokenDead, Unavailable
from drafting.looks import FIRST_LOOK_SECONDS
from tests.activities.board import LongListings, bare, crowd, lost, made, put
from tests.builders import ACCOUNT, BOARD
from tests.fakes.clock import START, FakeClock
from tests.fakes.pinterest import PAGE, FakePins, FakePinterest
from tests.ledger import REQUEST_SECONDS, Ledger
from tests.store.found import findings

GRACE = 20.0
HOUR = 3_600.0
SECTION = "601"
ELSEWHERE = "700000000000000002"
SETTLES = START + REQUEST_SECONDS + GRACE + 1
"""A reading begun now may prove that a pin claimed at START was never made."""


@pytest.fixture
def pinterest(clock: FakeClock) -> FakePinterest:
    return FakePinterest(clock, boards={BOARD: "Mugs", ELSEWHERE: "Cups"})


class Reader:
    """A reader of the board, and the time in which it reads."""

    def __init__(
        self, ledger: Ledger, pinterest: FakePinterest, clock: FakeClock, pins: Pins | None = None
    ) -> None:
        self.reader = BoardReader(pins or FakePins(pinterest), ledger.attempts, ledger.boards, clock)
        self.ledger, self.clock = ledger, clock

    async def read(self, at: float = START + FIRST_LOOK_SECONDS) -> bool:
        await self.clock.set(at)
        return await ActivityEnvironment().run(self.settle)

    async def settle(self) -> bool:
        return await self.reader.settle(ACCOUNT, BOARD, grace_seconds=GRACE)

    async def read_until_settled(self) -> None:
        """As often as it takes to settle what can be settled."""
        await self.read()
        await self.read(SETTLES)

    async def standing(self, key: PinKey) -> Published | Postponed | Uncertain:
        standing = await self.ledger.attempts.standing(key, self.clock.now())
        assert not isinstance(standing, PinOutcome)
        return standing

    async def known(self, key: PinKey) -> str:
        standing = await self.standing(key)
        assert isinstance(standing, Uncertain), standing
        return standing.known

    async def cause(self, key: PinKey) -> PostponeCause:
        standing = await self.standing(key)
        assert isinstance(standing, Postponed), standing
        return standing.cause

    async def pin_of(self, key: PinKey) -> str:
        standing = await self.standing(key)
        assert isinstance(standing, Published), standing
        return standing.pin_id


@pytest.fixture
def reader(ledger: Ledger, pinterest: FakePinterest, clock: FakeClock) -> Reader:
    return Reader(ledger, pinterest, clock)


class TestWhoReads:
    async def test_a_board_without_open_attempts_is_not_read(
        self, reader: Reader, pinterest: FakePinterest
    ) -> None:
        assert await reader.read() is True
        assert pinterest.reads == []

    async def test_a_board_is_not_read_before_it_is_due(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        await lost(ledger, "mug")
        assert await reader.read(START + FIRST_LOOK_SECONDS - 1) is True
        assert pinterest.reads == []

    async def test_a_board_that_somebody_else_reads_is_left_to_him(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        await lost(ledger, "mug")
        until = START + HOUR
        await ledger.boards.lease_reading(ACCOUNT, BOARD, owner="another", now=START, until=until)
        assert await reader.read() is False
        assert pinterest.reads == []
        assert await reader.read(until) is True
        assert pinterest.reads == ["board"]

    async def test_a_reading_that_ended_or_failed_gives_the_board_back(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock
    ) -> None:
        await lost(ledger, "mug")
        pinterest.read_troubles.append(Unavailable("500"))
        with pytest.raises(Unavailable):
            await reader.read()
        assert await reader.read() is True
        now = clock.now()
        assert await ledger.boards.lease_reading(ACCOUNT, BOARD, owner="another", now=now, until=now + 1)

    async def test_a_long_reading_keeps_its_board(
        self, ledger: Ledger, pinterest: FakePinterest, clock: FakeClock
    ) -> None:
        """It lasts for much longer than a lease that is not taken again."""
        await lost(ledger, "mug")
        rivals: list[bool] = []

        async def time_goes_by() -> None:
            await clock.advance(LEASE_SECONDS / 2)
            now = clock.now()
            rivals.append(
                await ledger.boards.lease_reading(ACCOUNT, BOARD, owner="rival", now=now, until=now + HOUR)
            )

        slow = LongListings(pinterest, pages=6, between=time_goes_by)
        assert await Reader(ledger, pinterest, clock, slow).read() is True
        assert rivals == [False] * 5

    async def test_a_reader_that_stood_still_leaves_the_board_to_who_took_it(
        self, ledger: Ledger, pinterest: FakePinterest, clock: FakeClock
    ) -> None:
        (key,) = await lost(ledger, "mug")

        async def stand_still() -> None:
            await clock.advance(LEASE_SECONDS + 1)
            now = clock.now()
            await ledger.boards.lease_reading(ACCOUNT, BOARD, owner="rival", now=now, until=now + HOUR)

        slow = LongListings(pinterest, pages=6, between=stand_still)
        assert await Reader(ledger, pinterest, clock, slow).read() is False
        attempt = await ledger.open_attempt(key)
        assert attempt is not None
        assert attempt.last_read is None
        assert not await ledger.boards.lease_reading(
            ACCOUNT, BOARD, owner="third", now=clock.now(), until=clock.now() + 1
        )

    async def test_a_reading_says_that_it_lives(self, reader: Reader, ledger: Ledger, clock: FakeClock) -> None:
        await lost(ledger, "mug")
        await clock.set(START + FIRST_LOOK_SECONDS)
        environment, beats = ActivityEnvironment(), list[object]()
        environment.on_heartbeat = beats.append
        await environment.run(reader.settle)
        assert beats == [BOARD]


class TestWhatIsFound:
    async def test_one_reading_settles_all_attempts_of_the_board(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        keys = await lost(ledger, "one", "two")
        for pin_id, key in zip(("801", "802"), keys, strict=True):
            await made(ledger, pinterest, pin_id, key)
        await reader.read()
        assert [await reader.pin_of(key) for key in keys] == ["801", "802"]
        assert pinterest.reads == ["board"]

    @pytest.mark.parametrize("ahead", [0.0, HOUR, -HOUR])
    @pytest.mark.parametrize("strips", [False, True], ids=["marked", "stripped"])
    @pytest.mark.parametrize("tells_date", [True, False], ids=["date", "no date"])
    async def test_a_pin_is_found_whatever_pinterest_s_clock_says(
        self,
        reader: Reader,
        pinterest: FakePinterest,
        ledger: Ledger,
        ahead: float,
        *,
        strips: bool,
        tells_date: bool,
    ) -> None:
        """Without its marker, and without being told the time, one that is behind leaves it unknown."""
        pinterest.ahead_seconds, pinterest.tells_date = ahead, tells_date
        (key,) = await lost(ledger, "mug")
        sent = await made(ledger, pinterest, "801", key)
        if strips:
            put(pinterest, "801", title=sent.title, link=bare(sent))
        await reader.read()
        if strips and not tells_date and ahead < 0:
            assert isinstance(await reader.standing(key), Uncertain)
        else:
            assert await reader.pin_of(key) == "801"

    async def test_a_clock_that_is_behind_does_not_end_a_reading_too_early(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        """By our clock all pins of the first page were made before the attempt; ours is on the second."""
        pinterest.ahead_seconds = -HOUR
        (key,) = await lost(ledger, "mug")
        await made(ledger, pinterest, "801", key)
        crowd(pinterest, PAGE, created=START - HOUR)
        await reader.read()
        assert await reader.pin_of(key) == "801"

    async def test_a_pin_in_its_section_is_found(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        pinterest.sections[(BOARD, SECTION)] = "Blue"
        (key,) = await lost(ledger, "mug", section_id=SECTION)
        await made(ledger, pinterest, "801", key)
        await reader.read()
        assert await reader.pin_of(key) == "801"
        assert pinterest.reads == ["section", "board"]

    async def test_a_pin_whose_section_was_deleted_is_found_on_the_board(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        (key,) = await lost(ledger, "mug", section_id=SECTION)
        await made(ledger, pinterest, "801", key, section_id=None)
        await reader.read()
        assert await reader.pin_of(key) == "801"

    async def test_a_pin_that_was_moved_into_a_section_is_found_before_it_is_called_absent(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        """No attempt went to that section, so nobody reads it, and the board's own listing does not show it."""
        pinterest.sections[(BOARD, SECTION)] = "Blue"
        (key,) = await lost(ledger, "mug")
        await made(ledger, pinterest, "801", key, section_id=SECTION)
        await reader.read_until_settled()
        assert await reader.pin_of(key) == "801"

    async def test_a_pin_that_was_moved_to_another_board_is_found_before_it_is_called_absent(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        (key,) = await lost(ledger, "mug")
        await made(ledger, pinterest, "801", key, board_id=ELSEWHERE)
        await reader.read()
        assert isinstance(await reader.standing(key), Uncertain)
        await reader.read(SETTLES)
        assert await reader.pin_of(key) == "801"
        assert pinterest.reads == ["board", "board", "account"]

    async def test_two_pins_with_one_marker_are_told_as_a_duplicate(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        (key,) = await lost(ledger, "mug")
        await made(ledger, pinterest, "801", key)
        await made(ledger, pinterest, "802", key, created=START + 1)
        await reader.read()
        assert await reader.pin_of(key) == "801"
        (found,) = await findings(ledger)
        assert (found.kind, found.pin_id, found.other_pin_id) == (FindingKind.DUPLICATE, "802", "801")

    async def test_a_person_s_copy_of_the_pin_is_not_the_pin(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        """It has the marker, for it has the link: but it was saved from a pin, and we save none."""
        (key,) = await lost(ledger, "mug")
        await made(ledger, pinterest, "802", key, parent_pin_id="801")
        await reader.read_until_settled()
        assert await reader.cause(key) is PostponeCause.ABSENT
        assert await findings(ledger) == []


class TestWhatIsAbsent:
    async def test_it_takes_two_readings_the_grace_and_a_look_at_the_whole_account(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        (key,) = await lost(ledger, "mug")
        await reader.read()
        await reader.read(SETTLES - 2)
        assert "account" not in pinterest.reads
        assert isinstance(await reader.standing(key), Uncertain)
        await reader.read(SETTLES)
        assert await reader.cause(key) is PostponeCause.ABSENT
        assert pinterest.reads == ["board", "board", "board", "account"]

    async def test_the_account_is_not_read_for_what_the_board_shows(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        (key,) = await lost(ledger, "mug")
        await reader.read()
        await made(ledger, pinterest, "801", key)
        await reader.read(SETTLES)
        assert "account" not in pinterest.reads

    @pytest.mark.parametrize("edit", ["title", "link"])
    async def test_a_pin_that_was_edited_is_neither_adopted_nor_absent(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger, edit: str
    ) -> None:
        (key,) = await lost(ledger, "mug")
        sent = await made(ledger, pinterest, "801", key)
        link = "https://shop.example.com/new" if edit == "link" else bare(sent)
        put(pinterest, "801", title="New" if edit == "title" else sent.title, link=link)
        await reader.read_until_settled()
        await reader.read(SETTLES + HOUR)
        assert f"pin 801 was made at 11:06:40 UTC and has its {'link' if edit == 'title' else 'title'}, but" in (
            await reader.known(key)
        )

    async def test_when_the_doubt_goes_the_attempt_is_settled(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        """Somebody looked at the pin that may be it, and deleted it."""
        (key,) = await lost(ledger, "mug")
        sent = await made(ledger, pinterest, "801", key)
        put(pinterest, "801", title=sent.title, link="https://shop.example.com/new")
        await reader.read_until_settled()
        del pinterest.pins["801"]
        await reader.read(SETTLES + HOUR)
        assert await reader.cause(key) is PostponeCause.ABSENT

    async def test_two_look_alikes_leave_it_open(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        (key,) = await lost(ledger, "mug")
        sent = await made(ledger, pinterest, "801", key)
        for pin_id in ("801", "802"):
            put(pinterest, pin_id, title=sent.title, link=bare(sent))
        await reader.read_until_settled()
        assert "pin 801 was made" in await reader.known(key)
        assert "pin 802 was made" in await reader.known(key)

    async def test_a_look_alike_on_another_board_leaves_it_open(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        """It may be ours, moved and stripped of its marker; it may be anybody's."""
        (key,) = await lost(ledger, "mug")
        sent = await made(ledger, pinterest, "801", key)
        put(pinterest, "801", title=sent.title, link=bare(sent), board_id=ELSEWHERE)
        await reader.read_until_settled()
        assert "on another board and has its title and link" in await reader.known(key)

    async def test_a_doubt_of_one_attempt_does_not_keep_another_open(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        doubtful, absent = await lost(ledger, "doubtful", "absent")
        await made(ledger, pinterest, "801", doubtful, link="https://shop.example.com/new")
        await reader.read_until_settled()
        assert isinstance(await reader.standing(doubtful), Uncertain)
        assert await reader.cause(absent) is PostponeCause.ABSENT

    async def test_times_that_are_missing_prove_nothing_about_the_order(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        """The first page would end a reading whose times fall; this one goes on and finds the pin."""
        (key,) = await lost(ledger, "mug")
        await made(ledger, pinterest, "801", key)
        crowd(pinterest, PAGE, created=None)
        await reader.read()
        assert await reader.pin_of(key) == "801"

    async def test_a_section_that_is_not_there_has_no_pins(self, reader: Reader, ledger: Ledger) -> None:
        (key,) = await lost(ledger, "mug", section_id=SECTION)
        await reader.read_until_settled()
        assert await reader.cause(key) is PostponeCause.ABSENT

    async def test_a_pin_for_a_section_is_missing_only_where_board_and_section_were_read(
        self, ledger: Ledger, pinterest: FakePinterest, clock: FakeClock
    ) -> None:
        """The section has no end; what went to the board itself is absent by the same reading."""
        (there,) = await lost(ledger, "there", section_id=SECTION)
        (elsewhere,) = await lost(ledger, "elsewhere", launch=LaunchId("second"))
        reader = Reader(ledger, pinterest, clock, EndlessSection(pinterest))
        await reader.read_until_settled()
        assert f"section {SECTION} has more than 200,000 pins" in await reader.known(there)
        assert await reader.cause(elsewhere) is PostponeCause.ABSENT

    async def test_a_board_that_went_is_told_and_settles_nothing(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        (key,) = await lost(ledger, "mug")
        await made(ledger, pinterest, "801", key)
        hidden, name = pinterest.pins.pop("801"), pinterest.boards.pop(BOARD)
        await reader.read(SETTLES)
        await reader.read(SETTLES + HOUR)
        assert "the board went" in await reader.known(key)
        pinterest.pins["801"], pinterest.boards[BOARD] = hidden, name
        await reader.read(SETTLES + 2 * HOUR)
        assert await reader.pin_of(key) == "801"

    async def test_a_pin_that_was_moved_before_its_board_went_is_found(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        (key,) = await lost(ledger, "mug")
        await made(ledger, pinterest, "801", key, board_id=ELSEWHERE)
        del pinterest.boards[BOARD]
        await reader.read_until_settled()
        assert await reader.pin_of(key) == "801"

    async def test_a_board_that_comes_back_is_read_as_any_other(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        (key,) = await lost(ledger, "mug")
        await made(ledger, pinterest, "801", key)
        name = pinterest.boards.pop(BOARD)
        await reader.read()
        pinterest.boards[BOARD] = name
        await reader.read(SETTLES)
        assert await reader.pin_of(key) == "801"


class TestWhatChangesMeanwhile:
    async def test_a_pin_listed_on_two_pages_counts_once(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        """Another was added in front, and moved it to the next page."""
        (key,) = await lost(ledger, "mug")
        sent = await made(ledger, pinterest, "801", key)
        put(pinterest, "801", title=sent.title, link=bare(sent))
        crowd(pinterest, PAGE - 1)
        pinterest.between_pages = lambda: crowd(pinterest, PAGE)
        put(pinterest, "last-page", created=START - HOUR)
        pinterest.pins = {"last-page": pinterest.pins.pop("last-page"), **pinterest.pins}
        await reader.read()
        assert await reader.pin_of(key) == "801"

    async def test_a_pin_that_a_page_skipped_is_found_before_it_is_called_absent(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        """Before each second page of the board a pin of the first is removed, and ours moves up unseen."""
        (key,) = await lost(ledger, "mug")
        await made(ledger, pinterest, "801", key)
        crowd(pinterest, PAGE)

        def remove_one() -> None:
            if pinterest.reads[-1] == "board":
                del pinterest.pins[next(pin_id for pin_id in pinterest.pins if pin_id.startswith("crowd"))]

        pinterest.between_pages = remove_one
        await reader.read()
        assert isinstance(await reader.standing(key), Uncertain)
        crowd(pinterest, PAGE)
        await reader.read(SETTLES)
        assert await reader.pin_of(key) == "801"

    async def test_a_bookmark_that_is_refused_begins_the_listing_again(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        (key,) = await lost(ledger, "mug")
        await made(ledger, pinterest, "801", key)
        crowd(pinterest, PAGE)
        pinterest.dead_bookmarks = 1
        await reader.read()
        assert await reader.pin_of(key) == "801"
        assert pinterest.reads == ["board"] * 4

    async def test_a_bookmark_that_is_refused_twice_leaves_the_reading_unfinished(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        (key,) = await lost(ledger, "mug")
        crowd(pinterest, PAGE + 1)
        for at in (START + FIRST_LOOK_SECONDS, SETTLES):
            pinterest.dead_bookmarks = 2
            await reader.read(at)
        assert "the listing of the board could not be read on twice" in await reader.known(key)
        assert "never whole" in await reader.known(key)

    async def test_a_listing_that_goes_round_in_a_circle_ends(
        self, ledger: Ledger, pinterest: FakePinterest, clock: FakeClock
    ) -> None:
        (key,) = await lost(ledger, "mug")
        reader = Reader(ledger, pinterest, clock, CirclingPins(pinterest))
        await reader.read()
        assert "the listing of the board goes round in a circle" in await reader.known(key)


class CirclingPins(FakePins):
    """The bookmark of each page leads to the same page."""

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        return PinPage(pins=(), bookmark="again")


class TestWhatIsTooLong:
    async def test_a_board_without_end_proves_nothing_missing_and_says_so(
        self, ledger: Ledger, pinterest: FakePinterest, clock: FakeClock
    ) -> None:
        (key,) = await lost(ledger, "mug")
        reader = Reader(ledger, pinterest, clock, LongListings(pinterest))
        await reader.read_until_settled()
        assert pinterest.reads == ["board"] * 2 * PAGES_MAX
        assert "the board has more than 200,000 pins, and their order proves nothing" in await reader.known(key)

    async def test_a_board_as_long_as_pinterest_allows_is_read_whole(
        self, ledger: Ledger, pinterest: FakePinterest, clock: FakeClock
    ) -> None:
        (key,) = await lost(ledger, "mug")
        reader = Reader(ledger, pinterest, clock, LongListings(pinterest, pages=PAGES_MAX))
        await reader.read_until_settled()
        assert await reader.cause(key) is PostponeCause.ABSENT

    async def test_an_account_without_end_proves_nothing_missing_and_says_so(
        self, ledger: Ledger, pinterest: FakePinterest, clock: FakeClock
    ) -> None:
        (key,) = await lost(ledger, "mug")
        reader = Reader(ledger, pinterest, clock, EndlessAccount(pinterest))
        await reader.read_until_settled()
        assert "the account has more than 200,000 pins" in await reader.known(key)

    async def test_a_reading_that_takes_too_long_stops_and_says_so(
        self, ledger: Ledger, pinterest: FakePinterest, clock: FakeClock
    ) -> None:
        (key,) = await lost(ledger, "mug")

        async def time_goes_by() -> None:
            await clock.advance(READING_SECONDS_MAX / 40)

        reader = Reader(ledger, pinterest, clock, LongListings(pinterest, between=time_goes_by))
        await reader.read()
        assert len(pinterest.reads) == 41
        assert "reading the board took too long" in await reader.known(key)

    async def test_a_reading_has_an_end_however_many_sections_there_are(
        self, ledger: Ledger, pinterest: FakePinterest, clock: FakeClock
    ) -> None:
        for number in range(3):
            await lost(ledger, f"mug-{number}", section_id=str(number), launch=LaunchId(f"launch-{number}"))
        reader = Reader(ledger, pinterest, clock, EndlessSections(pinterest))
        await reader.read()
        assert len(pinterest.reads) == READS_MAX
        (*_, last) = await ledger.attempts.open_on_board(ACCOUNT, BOARD)
        assert "was not read: the reading had become too long" in await reader.known(last.key)

    async def test_a_look_alike_on_a_board_that_is_too_long_is_not_adopted(
        self, ledger: Ledger, pinterest: FakePinterest, clock: FakeClock
    ) -> None:
        """On a page that was not read there may be one more."""
        pinterest.sections[(BOARD, SECTION)] = "Blue"
        (key,) = await lost(ledger, "mug", section_id=SECTION)
        sent = await made(ledger, pinterest, "801", key)
        put(pinterest, "801", title=sent.title, link=bare(sent), section_id=SECTION)
        reader = Reader(ledger, pinterest, clock, LongListings(pinterest))
        await reader.read()
        known = await reader.known(key)
        assert "pin 801 was made at 11:06:40 UTC and has its title and link; the board has more than" in known


class EndlessSection(LongListings):
    """An account that is empty, but for a section whose listing never ends."""

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        return PinPage(pins=())

    async def on_section(
        self, account: AccountKey, board_id: str, section_id: str, *, bookmark: str | None
    ) -> PinPage:
        return await self._page("section", bookmark)

    async def of_account(self, account: AccountKey, *, bookmark: str | None) -> PinPage:
        return PinPage(pins=())


class EndlessAccount(LongListings):
    """A board that is empty, in an account whose listing never ends."""

    async def on_board(self, account: AccountKey, board_id: str, *, bookmark: str | None) -> PinPage:
        return PinPage(pins=())


class EndlessSections(LongListings):
    """Sections whose listings never end."""

    async def on_section(
        self, account: AccountKey, board_id: str, section_id: str, *, bookmark: str | None
    ) -> PinPage:
        return await self._page(f"section {section_id}", bookmark)


class TestWhatFails:
    @pytest.mark.parametrize(
        "trouble",
        [Unavailable("503"), RateLimited("429 it is", retry_seconds=30), TokenDead("401 it is")],
        ids=["unavailable", "limited", "token dead"],
    )
    async def test_a_failed_reading_counts_for_nothing_and_leaves_its_why_behind(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger, trouble: PinterestTrouble
    ) -> None:
        (key,) = await lost(ledger, "mug")
        pinterest.read_troubles.append(trouble)
        with pytest.raises(type(trouble)):
            await reader.read()
        attempt = await ledger.open_attempt(key)
        assert attempt is not None
        assert (attempt.reads, attempt.last_read) == (0, None)
        assert (await reader.known(key)).endswith(f"; it could not be read at 11:06:44 UTC: {trouble}")

    async def test_a_limit_in_the_middle_of_a_listing_leaves_nothing_half_done(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        first, second = await lost(ledger, "first", "second")
        await made(ledger, pinterest, "801", first)
        crowd(pinterest, PAGE)
        await made(ledger, pinterest, "802", second)
        pinterest.between_pages = lambda: pinterest.read_troubles.append(RateLimited("429", retry_seconds=5))
        with pytest.raises(RateLimited):
            await reader.read()
        assert [type(await reader.standing(key)) for key in (first, second)] == [Uncertain, Uncertain]
        pinterest.between_pages = lambda: None
        await reader.read()
        assert [await reader.pin_of(key) for key in (first, second)] == ["801", "802"]

    async def test_an_account_that_cannot_be_listed_leaves_open_what_seems_absent_and_settles_the_rest(
        self, ledger: Ledger, pinterest: FakePinterest, clock: FakeClock
    ) -> None:
        found, absent = await lost(ledger, "found", "absent")
        reader = Reader(ledger, pinterest, clock, UnlistedAccount(pinterest))
        await reader.read()
        await made(ledger, pinterest, "801", found)
        with pytest.raises(Unavailable):
            await reader.read(SETTLES)
        assert await reader.pin_of(found) == "801"
        assert "it could not be read at" in await reader.known(absent)

    async def test_a_listing_that_is_refused_is_asked_for_again(
        self, reader: Reader, pinterest: FakePinterest, ledger: Ledger
    ) -> None:
        """The request is the same as ever: whatever is wrong, it is no pin's end."""
        await lost(ledger, "mug")
        pinterest.read_troubles.append(Rejected("400"))
        with pytest.raises(Unavailable, match="the listing of the board is refused"):
            await reader.read()


class UnlistedAccount(FakePins):
    async def of_account(self, account: AccountKey, *, bookmark: str | None) -> PinPage:
        raise Unavailable("timeout")
