"""Confirm: live means seen, with the right board, section, link and picture; what was live is looked at again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.confirm import (
    APPEARS_SECONDS_MAX,
    EVIDENCE_MAX,
    LOOK_AGAIN_SECONDS,
    LOOK_AGAIN_SECONDS_MAX,
    PICTURE_SECONDS_MAX,
    VIDEO_SECONDS_MAX,
    ConfirmActivities,
    next_gap,
    seen_again,
)
from activities.translate import NOT_YET
from contracts.names import LaunchId, PinKey
from contracts.outcome import Actor, Evidence, Outcome, PinOutcome, Reason
from contracts.pace import Quota
from contracts.pin import ConfirmOrder, Media, MediaStrategy
from contracts.sightings import SeenPin
from contracts.trouble import Unavailable
from tests.activities.stage import error_of, run
from tests.builders import ACCOUNT, BOARD, LAUNCH, a_product, an_intent
from tests.fakes.clock import START, FakeClock
from tests.fakes.pinterest import FakePins, FakePinterest
from tests.ledger import MEDIA, Ledger, a_write_reading, live

PIN = "801"
SECTION = "601"
LATER = LaunchId("later")
MADE = (1_000, 1_500)
A_DAY = 86_400.0
LINK = f"https://shop.example.com/mug?pf={an_intent(a_product()).marker}"


@pytest.fixture
def pinterest(clock: FakeClock) -> FakePinterest:
    return FakePinterest(clock, pins={PIN: SeenPin(id=PIN, board_id=BOARD, link=LINK, created=START)})


@pytest.fixture
def activities(ledger: Ledger, pinterest: FakePinterest, clock: FakeClock) -> ConfirmActivities:
    return ConfirmActivities(FakePins(pinterest), ledger.intents, ledger.accounts, clock)


@pytest.fixture
async def key(ledger: Ledger) -> PinKey:
    (key,) = await ledger.ready(a_product())
    return key


async def test_what_was_seen_is_live_with_evidence(
    activities: ConfirmActivities, ledger: Ledger, key: PinKey
) -> None:
    outcome = await run(activities.confirm, an_order(key))
    assert (outcome.outcome, outcome.pin_id, outcome.board_id) == (Outcome.LIVE, PIN, BOARD)
    assert {evidence.what: evidence.value for evidence in outcome.evidence} == {
        "read_back": f"pin {PIN}, seen by its owner; the API tells no more",
        "board": BOARD,
        "link": LINK,
        "images": "4 sizes",
    }
    assert {evidence.at for evidence in outcome.evidence} == {START}
    assert (await ledger.intents.load(key)).outcome == outcome


async def test_a_pin_that_only_its_owner_sees_is_said_to_be_so(activities: ConfirmActivities, key: PinKey) -> None:
    outcome = await run(activities.confirm, an_order(key).model_copy(update={"owner_only": True}))
    assert "its owner only" in outcome.evidence[0].value


async def test_a_trial_app_s_pin_is_known_to_be_seen_by_its_owner_only(
    activities: ConfirmActivities, ledger: Ledger, key: PinKey
) -> None:
    """Nobody said so at launch: only a trial app has a quota by the day."""
    await ledger.note(a_write_reading(buckets=(Quota(limit=300, window_seconds=A_DAY),)))
    outcome = await run(activities.confirm, an_order(key))
    assert (outcome.outcome, outcome.owner_only) == (Outcome.LIVE, True)
    assert "its owner only" in outcome.evidence[0].value
    (row,) = await ledger.launches.results(LAUNCH)
    assert row.owner_only


async def test_a_standard_app_s_pin_is_not_said_to_be_hidden(
    activities: ConfirmActivities, ledger: Ledger, key: PinKey
) -> None:
    await ledger.note(a_write_reading(buckets=(Quota(limit=100, window_seconds=60),)))
    assert not (await run(activities.confirm, an_order(key))).owner_only


async def test_a_pin_in_its_section_is_live_with_the_section_as_evidence(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    key = await a_pin_in_a_section(ledger)
    shows(pinterest, section_id=SECTION)
    outcome = await run(activities.confirm, an_order(key))
    assert outcome.outcome is Outcome.LIVE
    assert ("section", SECTION) in {(piece.what, piece.value) for piece in outcome.evidence}


@pytest.mark.parametrize(
    ("section_id", "told"), [("602", "is in section 602"), (None, "is in no section of its board")]
)
async def test_a_pin_that_is_not_in_its_section_is_unconfirmed(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, section_id: str | None, told: str
) -> None:
    key = await a_pin_in_a_section(ledger)
    shows(pinterest, section_id=section_id)
    outcome = await run(activities.confirm, an_order(key))
    assert (outcome.outcome, outcome.reason) == (Outcome.UNCONFIRMED, Reason.PIN_DIFFERS)
    assert told in (outcome.message or "")


async def test_a_pin_that_somebody_put_into_a_section_is_live(
    activities: ConfirmActivities, pinterest: FakePinterest, key: PinKey
) -> None:
    """The row asked for none: tidying up a board changes no pin."""
    shows(pinterest, section_id=SECTION)
    assert (await run(activities.confirm, an_order(key))).outcome is Outcome.LIVE


async def test_the_picture_that_was_made_is_the_one_that_is_shown(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    await made_of(ledger, key, width=MADE[0], height=MADE[1])
    shows(pinterest, original=MADE)
    outcome = await run(activities.confirm, an_order(key))
    assert outcome.outcome is Outcome.LIVE
    assert outcome.evidence[-1].value == "4 sizes, the original 1000 x 1500 px"


async def test_another_picture_than_the_one_made_is_unconfirmed(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    await made_of(ledger, key, width=MADE[0], height=MADE[1])
    shows(pinterest, original=(600, 900))
    outcome = await run(activities.confirm, an_order(key))
    assert (outcome.outcome, outcome.reason) == (Outcome.UNCONFIRMED, Reason.PIN_DIFFERS)
    assert "600 x 900 px, not the one of 1000 x 1500 px" in (outcome.message or "")
    assert outcome.evidence


async def test_a_picture_whose_size_nobody_tells_is_believed(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    """Pinterest's specification has no originals; and an older ledger's pin has no media."""
    shows(pinterest, original=(600, 900))
    assert (await run(activities.confirm, an_order(key))).outcome is Outcome.LIVE


async def test_a_picture_that_is_long_in_coming_is_waited_for(
    activities: ConfirmActivities, pinterest: FakePinterest, clock: FakeClock, key: PinKey
) -> None:
    pinterest.processing_seconds = A_DAY
    await clock.advance(PICTURE_SECONDS_MAX - 1)
    assert (await error_of(activities.confirm, an_order(key))).type == NOT_YET


async def test_a_picture_that_never_comes_leaves_the_pin_unconfirmed(
    activities: ConfirmActivities, pinterest: FakePinterest, clock: FakeClock, ledger: Ledger, key: PinKey
) -> None:
    pinterest.processing_seconds = A_DAY
    await clock.advance(PICTURE_SECONDS_MAX)
    outcome = await run(activities.confirm, an_order(key))
    assert (outcome.outcome, outcome.reason) == (Outcome.UNCONFIRMED, Reason.PIN_NOT_READY)
    assert (outcome.pin_id, outcome.message) == (
        PIN,
        f"pin {PIN} is there; after 600 s the picture is being processed",
    )
    assert (await ledger.intents.load(key)).outcome == outcome


@pytest.mark.parametrize(
    "processed", [{"creative_type": "VIDEO"}, {"creative_type": "REGULAR", "duration_seconds": 12.5}]
)
async def test_a_video_pin_is_live_when_its_video_was_processed(
    activities: ConfirmActivities,
    pinterest: FakePinterest,
    ledger: Ledger,
    key: PinKey,
    processed: dict[str, object],
) -> None:
    """Whatever the size of its cover: Pinterest makes that itself."""
    await made_of(ledger, key, strategy=MediaStrategy.VIDEO, media_id="5", width=720, height=1_280)
    shows(pinterest, original=(1, 1), media_type="video", **processed)
    outcome = await run(activities.confirm, an_order(key))
    assert outcome.outcome is Outcome.LIVE
    assert (outcome.evidence[-1].what, outcome.evidence[-1].value.partition(",")[0]) == ("video", "processed")


async def test_a_video_pin_with_a_cover_alone_is_not_live_yet(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock, key: PinKey
) -> None:
    await made_of(ledger, key, strategy=MediaStrategy.VIDEO, media_id="5")
    shows(pinterest, media_type="video", creative_type="REGULAR")
    await clock.advance(VIDEO_SECONDS_MAX - 1)
    assert (await error_of(activities.confirm, an_order(key))).type == NOT_YET
    await clock.advance(1)
    outcome = await run(activities.confirm, an_order(key))
    assert (outcome.outcome, outcome.reason) == (Outcome.UNCONFIRMED, Reason.PIN_NOT_READY)


@given(st.floats(0, A_DAY))
def test_looks_grow_rare_and_never_stop(waited: float) -> None:
    assert LOOK_AGAIN_SECONDS <= next_gap(waited) <= LOOK_AGAIN_SECONDS_MAX
    assert next_gap(waited) <= next_gap(waited + 1)


def test_waiting_for_a_picture_costs_few_looks() -> None:
    """200 pins may wait at once: a look a second of each would use up what may be read."""
    waited, looks = 0.0, 0
    while waited < PICTURE_SECONDS_MAX:
        waited, looks = waited + next_gap(waited), looks + 1
    assert looks < 40


async def test_a_link_of_any_length_is_borne(
    activities: ConfirmActivities, pinterest: FakePinterest, key: PinKey
) -> None:
    shows(pinterest, link="https://elsewhere.example/" + "x" * 10_000)
    assert (await run(activities.confirm, an_order(key))).reason is Reason.PIN_DIFFERS


async def test_seen_twice_the_first_sight_stays(
    activities: ConfirmActivities, clock: FakeClock, key: PinKey
) -> None:
    first = await run(activities.confirm, an_order(key))
    await clock.advance(60)
    assert await run(activities.confirm, an_order(key)) == first


async def test_without_its_picture_it_is_not_live_yet(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    pinterest.processing_seconds = 5
    error = await error_of(activities.confirm, an_order(key))
    assert error.type == NOT_YET
    assert error.next_retry_delay is not None
    assert error.next_retry_delay.total_seconds() == LOOK_AGAIN_SECONDS
    assert (await ledger.intents.load(key)).outcome is None


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"board_id": "elsewhere"}, "is on board elsewhere"),
        ({"link": "https://shop.example.com/mug"}, "links to https://shop.example.com/mug"),
        ({"link": f"https://shop.example.com/mug?pf={'0' * 16}"}, f"pf={'0' * 16}"),
        ({"link": None}, "links to None"),
    ],
    ids=["another board", "no marker", "another's marker", "no link"],
)
async def test_a_pin_that_differs_is_unconfirmed_and_says_how(
    activities: ConfirmActivities, pinterest: FakePinterest, key: PinKey, changes: dict[str, str | None], told: str
) -> None:
    shows(pinterest, **changes)
    outcome = await run(activities.confirm, an_order(key))
    assert (outcome.outcome, outcome.reason) == (Outcome.UNCONFIRMED, Reason.PIN_DIFFERS)
    assert (outcome.pin_id, outcome.actor) == (PIN, Actor.OPERATOR)
    assert told in (outcome.message or "")


async def test_a_pin_that_cannot_be_read_yet_is_waited_for(
    activities: ConfirmActivities, pinterest: FakePinterest, clock: FakeClock, key: PinKey
) -> None:
    pinterest.pins.clear()
    await clock.advance(APPEARS_SECONDS_MAX - 1)
    assert (await error_of(activities.confirm, an_order(key))).type == NOT_YET


async def test_a_pin_that_stays_away_was_removed(
    activities: ConfirmActivities, pinterest: FakePinterest, clock: FakeClock, ledger: Ledger, key: PinKey
) -> None:
    pinterest.pins.clear()
    await clock.advance(APPEARS_SECONDS_MAX)
    outcome = await run(activities.confirm, an_order(key))
    assert (outcome.outcome, outcome.reason) == (Outcome.REFUSED, Reason.PIN_REMOVED)
    assert (outcome.pin_id, outcome.actor) == (PIN, Actor.PINTEREST)
    assert (await ledger.intents.load(key)).outcome == outcome


async def test_an_end_that_is_known_is_answered_without_a_look(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    await ledger.intents.settle(key, live("another door's"), START)
    pinterest.read_troubles.append(Unavailable("nobody should ask"))
    outcome: PinOutcome = await run(activities.confirm, an_order(key))
    assert outcome == live("another door's")


async def test_trouble_at_pinterest_is_no_verdict(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    pinterest.read_troubles.append(Unavailable("500"))
    assert not (await error_of(activities.confirm, an_order(key))).non_retryable
    assert (await ledger.intents.load(key)).outcome is None


async def test_a_live_pin_that_is_seen_again_has_evidence_of_it(
    activities: ConfirmActivities, ledger: Ledger, clock: FakeClock, key: PinKey
) -> None:
    first = await run(activities.confirm, an_order(key))
    again = await looked_again(activities, clock, key)
    assert again.model_copy(update={"evidence": ()}) == first.model_copy(update={"evidence": ()})
    assert again.evidence[:-1] == first.evidence
    assert (again.evidence[-1].what, again.evidence[-1].at) == ("read_back", clock.now())
    assert (await ledger.intents.load(key)).outcome == again


async def test_looked_at_again_twice_it_is_live_all_the_same(
    activities: ConfirmActivities, ledger: Ledger, clock: FakeClock, key: PinKey
) -> None:
    await run(activities.confirm, an_order(key))
    outcomes = [await looked_again(activities, clock, key) for _ in range(EVIDENCE_MAX)]
    assert {outcome.outcome for outcome in outcomes} == {Outcome.LIVE}
    assert len(outcomes[-1].evidence) == EVIDENCE_MAX
    assert (await ledger.launches.tally(LAUNCH)).live == 1


async def test_a_live_pin_that_was_removed_later_is_refused_in_every_launch(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock, key: PinKey
) -> None:
    first = await run(activities.confirm, an_order(key))
    await ledger.registered(a_product(), launch=LATER)
    pinterest.pins.clear()
    outcome = await looked_again(activities, clock, key)
    assert (outcome.outcome, outcome.reason, outcome.actor) == (
        Outcome.REFUSED,
        Reason.PIN_REMOVED,
        Actor.PINTEREST,
    )
    assert outcome.evidence[:-1] == first.evidence
    for launch in (LAUNCH, LATER):
        (row,) = await ledger.launches.results(launch)
        assert (row.outcome, row.reason, row.pin_id) == (Outcome.REFUSED, Reason.PIN_REMOVED, PIN)


async def test_a_pin_that_is_missing_for_a_moment_is_not_taken_for_removed(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock, key: PinKey
) -> None:
    await run(activities.confirm, an_order(key))
    await clock.advance(A_DAY)
    pinterest.pins.clear()
    assert (await error_of(activities.look_again, an_order(key), scheduled=clock.now())).type == NOT_YET
    known = (await ledger.intents.load(key)).outcome
    assert known is not None
    assert known.outcome is Outcome.LIVE


async def test_a_live_pin_that_was_changed_later_is_unconfirmed(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock, key: PinKey
) -> None:
    await run(activities.confirm, an_order(key))
    shows(pinterest, board_id="elsewhere")
    outcome = await looked_again(activities, clock, key)
    assert (outcome.outcome, outcome.reason) == (Outcome.UNCONFIRMED, Reason.PIN_DIFFERS)
    tally = await ledger.launches.tally(LAUNCH)
    assert (tally.live, tally.unconfirmed) == (0, 1)


async def test_what_was_removed_stays_removed(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock, key: PinKey
) -> None:
    """The look whose answer got lost runs again, and the pin is back: a person puts it right, not a retry."""
    await run(activities.confirm, an_order(key))
    pinterest.pins.clear()
    removed = await looked_again(activities, clock, key)
    pinterest.read_troubles.append(Unavailable("nobody should ask"))
    assert await looked_again(activities, clock, key) == removed


async def test_a_pin_without_an_end_gets_one_by_another_look(
    activities: ConfirmActivities, ledger: Ledger, clock: FakeClock, key: PinKey
) -> None:
    outcome = await looked_again(activities, clock, key)
    assert outcome.outcome is Outcome.LIVE
    assert (await ledger.intents.load(key)).outcome == outcome


async def test_trouble_at_pinterest_ends_no_live_pin(
    activities: ConfirmActivities, pinterest: FakePinterest, ledger: Ledger, clock: FakeClock, key: PinKey
) -> None:
    first = await run(activities.confirm, an_order(key))
    pinterest.read_troubles.append(Unavailable("500"))
    assert not (await error_of(activities.look_again, an_order(key))).non_retryable
    assert (await ledger.intents.load(key)).outcome == first


EVIDENCE = st.lists(
    st.builds(Evidence, what=st.sampled_from(["read_back", "board"]), at=st.floats(0, START)), max_size=12
).map(tuple)


@given(EVIDENCE, EVIDENCE, st.sampled_from(Outcome))
def test_evidence_is_bounded_and_the_newest_is_kept(
    old: tuple[Evidence, ...], new: tuple[Evidence, ...], outcome: Outcome
) -> None:
    before, now = (
        live().model_copy(update={"evidence": old}),
        PinOutcome(outcome=outcome, evidence=new),
    )
    after = seen_again(before, now)
    assert after.outcome is outcome
    assert len(after.evidence) <= EVIDENCE_MAX
    assert not new or {*after.evidence} & {*new}


async def looked_again(activities: ConfirmActivities, clock: FakeClock, key: PinKey) -> PinOutcome:
    """A day later, and after as long as a pin may be missing for a moment."""
    await clock.advance(A_DAY)
    return await run(activities.look_again, an_order(key), scheduled=clock.now() - APPEARS_SECONDS_MAX)


async def a_pin_in_a_section(ledger: Ledger) -> PinKey:
    """One whose row asked for `SECTION`."""
    (key,) = await ledger.ready(a_product(), section_id=SECTION)
    return key


async def made_of(ledger: Ledger, key: PinKey, **media: object) -> None:
    """The pin was sent with this media."""
    await ledger.claimed(key)
    await ledger.intents.make_ready(key, Media.model_validate({"asset": MEDIA.asset} | media), START)


def shows(pinterest: FakePinterest, **changes: object) -> None:
    """Pinterest shows the pin so."""
    pinterest.pins[PIN] = pinterest.pins[PIN].model_copy(update=changes)


def an_order(key: PinKey) -> ConfirmOrder:
    return ConfirmOrder(account=ACCOUNT, key=key, board_id=BOARD, pin_id=PIN)
