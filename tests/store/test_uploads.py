"""Places for videos on their way: never more than there are, none lost with a worker, nobody waits for ever."""

import random
from dataclasses import dataclass, field

import pytest
from sqlmodel import select

from contracts.contract import Instant
from contracts.names import AccountKey, PinKey
from store.tables.pins import UploadRow
from store.uploads import KEPT_SECONDS, LATE_SECONDS_MAX, MEDIA_UPLOADS_MAX, TURN_SECONDS_MAX
from tests.builders import ACCOUNT
from tests.fakes.clock import START
from tests.ledger import Ledger

PLACE_SECONDS = 60.0
UPLOAD_SECONDS = 7.0
KEYS = [PinKey(f"{number:032}") for number in range(12)]
STORIES, STEPS = 12, 60


async def ask(ledger: Ledger, key: PinKey, now: Instant = START, *, owner: str = "a") -> Instant | None:
    return await ledger.uploads.take(ACCOUNT, key, owner=owner, now=now, until=now + PLACE_SECONDS)


async def fill(ledger: Ledger, now: Instant = START) -> None:
    """Take all places."""
    for key in KEYS[:MEDIA_UPLOADS_MAX]:
        assert await ask(ledger, key, now) is None


async def test_whoever_asked_first_goes_first(ledger: Ledger) -> None:
    """The others are told to ask again the later, the more are before them."""
    await fill(ledger)
    again = [await ask(ledger, key, START + 1 + number) for number, key in enumerate(KEYS[MEDIA_UPLOADS_MAX:])]
    waits = [(moment or 0.0) - START - 1 - number for number, moment in enumerate(again)]
    assert waits == sorted(waits)
    assert 0 < waits[0] < waits[-1] <= TURN_SECONDS_MAX
    await ledger.uploads.leave(ACCOUNT, KEYS[0], owner="a")
    second, first = KEYS[MEDIA_UPLOADS_MAX + 1], KEYS[MEDIA_UPLOADS_MAX]
    assert await ask(ledger, second, START + 20) is not None
    assert await ask(ledger, first, START + 20) is None


async def test_a_place_is_taken_again_by_its_owner_however_many_wait(ledger: Ledger) -> None:
    await fill(ledger)
    await ask(ledger, KEYS[-1])
    assert await ask(ledger, KEYS[0], START + 30) is None
    assert await ask(ledger, KEYS[-1], START + PLACE_SECONDS) is None
    assert await ask(ledger, KEYS[0], START + 70) is None


async def test_a_place_that_was_lost_is_not_taken_back_from_whoever_has_it(ledger: Ledger) -> None:
    await fill(ledger)
    late = START + PLACE_SECONDS
    for key in KEYS[-MEDIA_UPLOADS_MAX:]:
        assert await ask(ledger, key, late) is None
    assert await ask(ledger, KEYS[0], late) is not None


async def test_only_its_owner_gives_a_place_back(ledger: Ledger) -> None:
    await fill(ledger)
    await ledger.uploads.leave(ACCOUNT, KEYS[0], owner="b")
    assert await ask(ledger, KEYS[-1]) is not None


async def test_whoever_does_not_come_back_holds_up_nobody(ledger: Ledger) -> None:
    """A person cancelled it while it waited."""
    await fill(ledger)
    gone, after = KEYS[-2], KEYS[-1]
    promised = await ask(ledger, gone)
    assert promised is not None
    await ask(ledger, after, START + 1)
    for key in KEYS[1:MEDIA_UPLOADS_MAX]:
        await ask(ledger, key, START + 30)
    await ledger.uploads.leave(ACCOUNT, KEYS[0], owner="a")
    assert await ask(ledger, after, promised) is not None
    assert await ask(ledger, after, promised + LATE_SECONDS_MAX) is None


async def test_whoever_comes_back_late_has_its_turn_before_those_that_asked_after_it(ledger: Ledger) -> None:
    """All workers were away for some minutes."""
    await fill(ledger)
    await ask(ledger, KEYS[-2], START + 1)
    later = START + 1_000
    for key in KEYS[: MEDIA_UPLOADS_MAX - 1]:
        await ask(ledger, key, later)
    await ask(ledger, KEYS[-3], later)
    assert await ask(ledger, KEYS[-1], later) is not None
    await ask(ledger, KEYS[-2], later)
    await ledger.uploads.leave(ACCOUNT, KEYS[-3], owner="a")
    assert await ask(ledger, KEYS[-1], later) is not None
    assert await ask(ledger, KEYS[-2], later) is None


async def test_places_are_an_account_s_own(ledger: Ledger) -> None:
    other = AccountKey("other")
    await ledger.accounts.add(other, "sealed", START)
    await fill(ledger)
    until = START + PLACE_SECONDS
    assert await ledger.uploads.take(other, KEYS[0], owner="a", now=START, until=until) is None


async def test_what_is_over_for_long_leaves_no_rows_behind(ledger: Ledger) -> None:
    await fill(ledger)
    await ask(ledger, KEYS[-1], START + PLACE_SECONDS + KEPT_SECONDS)
    assert await ledger.database.read(lambda session: session.exec(select(UploadRow.key)).all()) == [KEYS[-1]]


@dataclass
class Story:
    """Pins of forgetful workers. `has` tells who is at work and until when, as those workers believe."""

    ledger: Ledger
    dice: random.Random
    now: Instant = START
    has: dict[tuple[PinKey, str], Instant] = field(default_factory=dict)

    async def step(self) -> None:
        self.now += self.dice.choice((0.0, 1.0, 5.0, 40.0))
        self.has = {who: until for who, until in self.has.items() if until > self.now}
        await self.dice.choice((self.ask, self.ask, self.ask, self.renew, self.leave, self.forget))()
        assert len(self.has) <= MEDIA_UPLOADS_MAX
        assert len({key for key, _ in self.has}) == len(self.has), "two tries of one pin are at work"

    async def ask(self) -> None:
        """A try of its own each time; earlier ones may still be at work."""
        key, owner = self.dice.choice(KEYS), str(self.dice.random())
        if await ask(self.ledger, key, self.now, owner=owner) is None:
            self.has[key, owner] = self.now + PLACE_SECONDS

    async def renew(self) -> None:
        for key, owner in self.dice.sample(sorted(self.has), k=min(1, len(self.has))):
            assert await ask(self.ledger, key, self.now, owner=owner) is None
            self.has[key, owner] = self.now + PLACE_SECONDS

    async def leave(self) -> None:
        for key, owner in self.dice.sample(sorted(self.has), k=min(1, len(self.has))):
            await self.ledger.uploads.leave(ACCOUNT, key, owner=owner)
            del self.has[key, owner]

    async def forget(self) -> None:
        """It died: its place is taken until then."""


@pytest.mark.parametrize("seed", range(STORIES))
async def test_in_any_order_no_more_are_at_work_than_there_are_places(ledger: Ledger, seed: int) -> None:
    story = Story(ledger, random.Random(seed))
    for _ in range(STEPS):
        await story.step()


async def test_everybody_who_keeps_asking_has_a_place_in_the_end_and_in_order(ledger: Ledger) -> None:
    """Each asks when it was told to, and has its place for some seconds."""
    due: list[tuple[Instant, int]] = [(START + number / 10, number) for number in range(len(KEYS))]
    began: dict[int, Instant] = {}
    while due:
        now, number = due.pop(due.index(min(due)))
        if number in began:
            await ledger.uploads.leave(ACCOUNT, KEYS[number], owner="a")
            continue
        again = await ask(ledger, KEYS[number], now)
        began |= {number: now} if again is None else {}
        due.append((now + UPLOAD_SECONDS if again is None else again, number))
    overtaken = [abs(place - number) for place, number in enumerate(began)]
    assert max(overtaken) < MEDIA_UPLOADS_MAX, "of two that are free, the later comer may have asked first"
    ideal = UPLOAD_SECONDS * len(KEYS) / MEDIA_UPLOADS_MAX
    assert max(began.values()) - START <= 1.5 * ideal
