"""Readings of a board: what is found is adopted, what is absent for certain is sent again, the rest stays open."""

from typing import Any

import pytest

from contracts.findings import FindingKind
from contracts.names import LaunchId, PinKey
from contracts.outcome import Evidence, Outcome, PinOutcome, Reason
from contracts.pin import PostponeCause, Postponed, Published, Uncertain
from tests.builders import ACCOUNT, a_product, an_intent
from tests.fakes.clock import START
from tests.ledger import REQUEST_SECONDS, Ledger
from tests.store.found import findings

GRACE = 20.0
SETTLES = START + REQUEST_SECONDS + GRACE
"""A reading begun after this moment may prove that a pin claimed at START was never made."""


async def lost_keys(ledger: Ledger, *names: str) -> list[PinKey]:
    """Pins claimed at START whose answers were lost a second later."""
    keys = await ledger.ready(*(a_product(name) for name in names))
    for key in keys:
        claim = await ledger.claimed(key)
        await ledger.attempts.lost(key, claim.attempt, START + 1, "the connection was closed")
    return keys


async def lost_key(ledger: Ledger) -> PinKey:
    (key,) = await lost_keys(ledger, "mug")
    return key


async def known(ledger: Ledger, key: PinKey) -> str:
    standing = await ledger.attempts.standing(key, SETTLES)
    assert isinstance(standing, Uncertain)
    return standing.known


async def test_a_reading_that_finds_the_pin_adopts_it(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await ledger.read_board({key: "801"}, began=START + 5)
    adopted = Published(pin_id="801", evidence=Evidence(what="adopted", value="pin 801", at=START + 5))
    assert await ledger.attempts.standing(key, START + 9) == adopted
    assert (await ledger.intents.load(key)).pin_id == "801"
    assert await ledger.open_attempt(key) is None
    assert await findings(ledger) == []


async def test_a_reading_that_is_not_whole_adopts_what_it_found(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await ledger.read_board({key: "801"}, began=START + 5, whole=False)
    assert isinstance(await ledger.attempts.standing(key, START + 9), Published)


async def test_a_pin_that_another_product_took_meanwhile_is_not_adopted(ledger: Ledger) -> None:
    """Two boards are read at the same time, and one look-alike was seen by both."""
    first, second = await lost_keys(ledger, "one", "two")
    await ledger.read_board({first: "801", second: "801"}, began=START + 5)
    standings = [await ledger.attempts.standing(key, START + 9) for key in (first, second)]
    assert sorted(type(standing).__name__ for standing in standings) == ["Published", "Uncertain"]
    (left,) = [standing for standing in standings if isinstance(standing, Uncertain)]
    assert "pin 801 seemed to be it, and was taken by another product meanwhile" in left.known


async def test_an_answer_that_comes_after_the_adoption_says_the_same(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await ledger.read_board({key: "801"}, began=START + 5)
    await ledger.attempts.made(key, 1, "801", START + 6)
    standing = await ledger.attempts.standing(key, START + 9)
    assert isinstance(standing, Published)
    assert standing.pin_id == "801"


async def test_two_readings_the_last_after_the_grace_prove_that_there_is_no_pin(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await ledger.read_board(began=START + 5)
    await ledger.read_board(began=SETTLES + 1)
    standing = await ledger.attempts.standing(key, SETTLES + 2)
    assert isinstance(standing, Postponed)
    assert standing.cause is PostponeCause.ABSENT
    assert await ledger.waiting() == [key]
    assert (await ledger.claimed(key, now=SETTLES + 2)).attempt == 2


@pytest.mark.parametrize(
    "moments",
    [
        [SETTLES + 1],
        [START + 5, START + 10, SETTLES - 1],
        [START + 5, SETTLES],
        [START, SETTLES + 1],
        [START - 5, SETTLES + 1],
    ],
    ids=[
        "one reading, however late",
        "many readings, none after the grace",
        "one at the very end of the grace",
        "one begun with the claim",
        "one begun before the claim",
    ],
)
async def test_absence_is_not_proven_by_less(ledger: Ledger, moments: list[float]) -> None:
    key = await lost_key(ledger)
    for moment in moments:
        await ledger.read_board(began=moment)
    assert isinstance(await ledger.attempts.standing(key, SETTLES + 2), Uncertain)


@pytest.mark.parametrize(
    "last",
    [
        {"whole": False},
        {"everywhere": False},
        {"doubt": "pin 802 may be it"},
        {"whole": False, "doubt": "the board has more than 200,000 pins"},
    ],
    ids=["not whole", "of the board alone", "in doubt", "cut short"],
)
async def test_a_last_reading_that_does_not_show_everything_settles_nothing(
    ledger: Ledger,
    last: dict[str, Any],  # Any: fields of a `Sight`
) -> None:
    """The one before showed nothing; but the pin may have come since, or be what the doubt is about."""
    key = await lost_key(ledger)
    await ledger.read_board(began=START + 5)
    for moment in (SETTLES + 1, SETTLES + 100):
        await ledger.read_board(began=moment, **last)
    assert isinstance(await ledger.attempts.standing(key, SETTLES + 101), Uncertain)
    assert await ledger.waiting() == []
    await ledger.read_board(began=SETTLES + 200)
    assert isinstance(await ledger.attempts.standing(key, SETTLES + 201), Postponed)


async def test_a_doubt_is_kept_until_a_reading_has_none(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await ledger.read_board(began=START + 5, doubt="pin 801 may be it")
    assert (await known(ledger, key)).endswith("; pin 801 may be it")
    await ledger.read_board(began=START + 10, doubt="pin 802 may be it")
    assert (await known(ledger, key)).endswith("read whole 2 times, last at 11:06:50 UTC; pin 802 may be it")
    await ledger.read_board(began=START + 15)
    assert (await known(ledger, key)).endswith("read whole 3 times, last at 11:06:55 UTC")


async def test_a_failed_reading_leaves_its_why_behind_and_counts_for_nothing(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await ledger.read_board(began=START + 5)
    await ledger.attempts.note_unread(ACCOUNT, an_intent(a_product()).board_id, "503", START + 10)
    attempt = await ledger.open_attempt(key)
    assert attempt is not None
    assert (attempt.reads, attempt.last_read) == (1, START + 5)
    assert (await known(ledger, key)).endswith("; it could not be read at 11:06:50 UTC: 503")
    await ledger.read_board(began=START + 15)
    assert "503" not in await known(ledger, key)


async def test_a_failed_reading_of_one_board_says_nothing_of_another(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await ledger.attempts.note_unread(ACCOUNT, "another", "503", START + 10)
    assert "503" not in await known(ledger, key)


async def test_a_doubt_goes_with_the_pin_s_answer(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await ledger.read_board(began=START + 5, doubt="pin 801 may be it")
    await ledger.attempts.made(key, 1, "802", START + 6)
    assert isinstance(await ledger.attempts.standing(key, START + 9), Published)


async def test_a_board_that_went_proves_nothing_and_lets_nothing_leave(ledger: Ledger) -> None:
    """It may come back, and the pin with it."""
    key = await lost_key(ledger)
    for moment in (START + 5, SETTLES + 1):
        await ledger.read_board(began=moment, gone=True)
    attempt = await ledger.open_attempt(key)
    assert attempt is not None
    assert attempt.board_gone
    assert isinstance(await ledger.claim(key, now=SETTLES + 2), Uncertain)
    assert await ledger.waiting() == []


async def test_a_board_that_came_back_is_gone_no_more(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    for moment in (START + 5, SETTLES + 1):
        await ledger.read_board(began=moment, gone=True)
    await ledger.read_board(began=SETTLES + 2, whole=False)
    attempt = await ledger.open_attempt(key)
    assert attempt is not None
    assert not attempt.board_gone


async def test_a_reading_of_one_board_says_nothing_of_another(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    for moment in (START + 5, SETTLES + 1):
        await ledger.read_board(began=moment, board_id="another")
    assert isinstance(await ledger.attempts.standing(key, SETTLES + 2), Uncertain)


async def test_an_attempt_that_was_not_looked_for_is_not_settled(ledger: Ledger) -> None:
    """It was claimed while the board was being read."""
    key = await lost_key(ledger)
    for moment in (START + 5, SETTLES + 1):
        await ledger.attempts.record_reading(
            ACCOUNT, an_intent(a_product()).board_id, [], began=moment, grace_seconds=GRACE
        )
    assert isinstance(await ledger.attempts.standing(key, SETTLES + 2), Uncertain)


async def test_one_reading_settles_all_open_attempts_of_the_board(ledger: Ledger) -> None:
    first, second = await lost_keys(ledger, "one", "two")
    await ledger.read_board(began=START + 5)
    await ledger.read_board({second: "802"}, began=SETTLES + 1)
    assert isinstance(await ledger.attempts.standing(first, SETTLES + 2), Postponed)
    assert isinstance(await ledger.attempts.standing(second, SETTLES + 2), Published)
    assert await ledger.attempts.open_on_board(ACCOUNT, an_intent(a_product()).board_id) == []


async def test_whole_readings_are_counted_with_the_last_one_s_time(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await ledger.read_board(began=START + 5)
    await ledger.read_board(began=START + 10)
    await ledger.read_board(began=START + 15, whole=False)
    attempt = await ledger.open_attempt(key)
    assert attempt is not None
    assert (attempt.reads, attempt.last_read) == (2, START + 15)


async def test_two_pins_with_one_marker_are_a_duplicate_and_the_oldest_is_kept(ledger: Ledger) -> None:
    key = await lost_key(ledger)
    await ledger.read_board({key: "801"}, began=START + 5, others=("802", "803"))
    assert (await ledger.intents.load(key)).pin_id == "801"
    found = await findings(ledger)
    assert [(each.kind, each.pin_id, each.other_pin_id) for each in found] == [
        (FindingKind.DUPLICATE, "802", "801"),
        (FindingKind.DUPLICATE, "803", "801"),
    ]


class TestLateWords:
    """Answers of the dead: they come after a reading had settled the attempt they belong to."""

    async def test_a_pin_that_comes_after_another_was_made_is_a_duplicate(self, ledger: Ledger) -> None:
        key = await self._absent(ledger)
        second = await ledger.claimed(key, now=SETTLES + 2)
        await ledger.attempts.made(key, second.attempt, "802", SETTLES + 3)
        late = await ledger.attempts.made(key, 1, "801", SETTLES + 9)
        assert late.pin_id == "802"
        assert (await ledger.intents.load(key)).pin_id == "802"
        (found,) = await findings(ledger)
        assert (found.kind, found.pin_id, found.other_pin_id) == (FindingKind.DUPLICATE, "801", "802")
        assert (found.key, found.seen_at) == (key, SETTLES + 9)
        assert "attempt 1" in found.detail

    async def test_the_same_late_words_twice_are_one_finding(self, ledger: Ledger) -> None:
        key = await self._absent(ledger)
        second = await ledger.claimed(key, now=SETTLES + 2)
        await ledger.attempts.made(key, second.attempt, "802", SETTLES + 3)
        for moment in (SETTLES + 9, SETTLES + 10):
            await ledger.attempts.made(key, 1, "801", moment)
        assert len(await findings(ledger)) == 1

    async def test_a_pin_that_comes_while_the_next_attempt_is_open_is_adopted(self, ledger: Ledger) -> None:
        key = await self._absent(ledger)
        second = await ledger.claimed(key, now=SETTLES + 2)
        await ledger.attempts.made(key, 1, "801", SETTLES + 3)
        standing = await ledger.attempts.standing(key, SETTLES + 4)
        assert standing == Published(
            pin_id="801", evidence=Evidence(what="posted", value="pin 801", at=SETTLES + 3)
        )
        attempt = await ledger.open_attempt(key)
        assert attempt is not None
        assert attempt.attempt == second.attempt
        assert await findings(ledger) == []

    async def test_the_open_attempt_s_own_pin_is_then_a_duplicate_and_not_adopted(self, ledger: Ledger) -> None:
        key = await self._absent(ledger)
        await ledger.claimed(key, now=SETTLES + 2)
        await ledger.attempts.made(key, 1, "801", SETTLES + 3)
        await ledger.read_board({key: "802"}, began=SETTLES + 10)
        assert (await ledger.intents.load(key)).pin_id == "801"
        assert await ledger.open_attempt(key) is None
        (found,) = await findings(ledger)
        assert (found.kind, found.pin_id, found.other_pin_id) == (FindingKind.DUPLICATE, "802", "801")

    async def test_the_open_attempt_without_a_pin_ends_and_makes_no_other(self, ledger: Ledger) -> None:
        key = await self._absent(ledger)
        await ledger.claimed(key, now=SETTLES + 2)
        await ledger.attempts.made(key, 1, "801", SETTLES + 3)
        for moment in (SETTLES + 10, SETTLES + 100):
            await ledger.read_board(began=moment)
        assert await ledger.open_attempt(key) is None
        assert isinstance(await ledger.claim(key, now=SETTLES + 101), Published)
        assert await findings(ledger) == []

    @pytest.mark.parametrize("outcome", [Outcome.WITHDRAWN, Outcome.REFUSED])
    async def test_a_pin_of_a_product_that_had_ended_without_one_is_unexpected(
        self, ledger: Ledger, outcome: Outcome
    ) -> None:
        key = await self._absent(ledger)
        await ledger.intents.settle(key, PinOutcome(outcome=outcome, reason=Reason.CANCELLED), SETTLES + 2)
        late = await ledger.attempts.made(key, 1, "801", SETTLES + 9)
        assert late.pin_id == "801"
        (found,) = await findings(ledger)
        assert (found.kind, found.pin_id, found.other_pin_id) == (FindingKind.UNEXPECTED, "801", "")
        assert outcome in found.detail

    async def test_wanted_again_the_product_keeps_the_pin_that_came_unexpectedly(self, ledger: Ledger) -> None:
        key = await self._absent(ledger)
        await ledger.intents.settle(
            key, PinOutcome(outcome=Outcome.WITHDRAWN, reason=Reason.CANCELLED), SETTLES + 2
        )
        await ledger.attempts.made(key, 1, "801", SETTLES + 9)
        await ledger.ready(a_product("mug"), launch=LaunchId("second"), at=SETTLES + 10)
        answer = await ledger.claim(key, now=SETTLES + 20)
        assert isinstance(answer, Published)
        assert answer.pin_id == "801"

    async def test_a_pin_of_an_unconfirmed_product_is_kept_without_any_ado(self, ledger: Ledger) -> None:
        key = await self._absent(ledger)
        await ledger.intents.settle(
            key, PinOutcome(outcome=Outcome.UNCONFIRMED, reason=Reason.ANSWER_LOST), SETTLES + 2
        )
        await ledger.attempts.made(key, 1, "801", SETTLES + 9)
        assert (await ledger.intents.load(key)).pin_id == "801"
        assert await findings(ledger) == []

    async def test_a_certain_no_from_the_dead_changes_nothing(self, ledger: Ledger) -> None:
        key = await self._absent(ledger)
        await ledger.attempts.lost(key, 1, SETTLES + 9, "no answer")
        assert await ledger.waiting() == [key]

    async def _absent(self, ledger: Ledger) -> PinKey:
        """A pin whose first attempt was found to have made none."""
        key = await lost_key(ledger)
        for moment in (START + 5, SETTLES + 1):
            await ledger.read_board(began=moment)
        return key
