"""Publish: one claimed attempt, one request, one record, whatever Pinterest says to it."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest
from temporalio.testing import ActivityEnvironment

from activities.publish import HOLD_SECONDS_MAX, NOT_SENT_SECONDS, PublishActivities
from activities.translate import PARKED_SECONDS, TOKEN_SECONDS
from contracts.names import PinKey
from contracts.outcome import PinOutcome, Reason, Refused
from contracts.pace import Quota
from contracts.pin import Media, MediaStrategy, PostponeCause, Postponed, Published, PublishOrder, Slot, Uncertain
from contracts.sightings import NewMedia, PictureAddress, PictureBytes, UploadedVideo
from contracts.trouble import (
    AnswerLost,
    AnswerTooLarge,
    AppRefused,
    BoardGone,
    GrantDead,
    LedgerBusy,
    LinkDead,
    MediaGone,
    NotSent,
    PinGone,
    PinterestTrouble,
    RateLimited,
    Rejected,
    ScopeMissing,
    SectionGone,
    SpamBlocked,
    TokenDead,
    TokenExpired,
    TrialApp,
    Unavailable,
    UploadRefused,
)
from tests.activities.stage import error_of, run
from tests.builders import ACCOUNT, BOARD, a_product
from tests.fakes.clock import START, FakeClock, LeapingClock
from tests.fakes.pinterest import FakePins, FakePinterest
from tests.fakes.renewable import renewable
from tests.fakes.studio import FakeAssets
from tests.ledger import MEDIA, Ledger, a_draft, a_write_reading

WAITS = [
    (NotSent("connection refused"), PostponeCause.NOT_SENT, NOT_SENT_SECONDS),
    (RateLimited("429", retry_seconds=30, code=8), PostponeCause.BRAKED, 30.0),
    (TokenExpired("it ended a second ago"), PostponeCause.TOKEN_EXPIRED, TOKEN_SECONDS),
]
PARKS = [SpamBlocked("spam"), TokenDead("401"), ScopeMissing("403"), TrialApp("trial")]
REFUSES = [
    (BoardGone("404", status=404, code=40), Reason.PINTEREST_BOARD_GONE),
    (SectionGone("404", status=404, code=2031), Reason.PINTEREST_BOARD_GONE),
    (Rejected("broken", status=400, code=235), Reason.PINTEREST_REFUSED_IMAGE),
    (Rejected("small", status=400, code=233), Reason.PINTEREST_REFUSED_IMAGE),
    (Rejected("policy", status=400, code=1), Reason.PINTEREST_REFUSED),
]
NEVER_OF_A_NEW_PIN = {
    AnswerTooLarge,
    AppRefused,
    GrantDead,
    LinkDead,
    MediaGone,
    PinGone,
    Unavailable,
    UploadRefused,
}
UNKNOWN = "cd" * 32


@pytest.fixture
def clock() -> LeapingClock:
    return LeapingClock()


@pytest.fixture
def pinterest(clock: LeapingClock) -> FakePinterest:
    return FakePinterest(clock, boards={BOARD: "Mugs"})


@pytest.fixture
def activities(ledger: Ledger, clock: LeapingClock, pinterest: FakePinterest) -> PublishActivities:
    assets = FakeAssets({MEDIA.asset: b"a picture"})
    return PublishActivities(FakePins(pinterest), ledger.attempts, ledger.accounts, assets, clock)


@pytest.fixture
async def key(ledger: Ledger) -> PinKey:
    (key,) = await ledger.ready(a_product())
    return key


async def test_the_pin_is_made_as_it_was_drafted_and_written_down(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    published = await run(activities.publish, an_order(key))
    assert isinstance(published, Published)
    pin = pinterest.pins[published.pin_id]
    assert (pin.board_id, pin.title, pin.link) == (BOARD, a_draft(key).title, a_draft(key).link)
    assert (await ledger.intents.load(key)).pin_id == pin.id


async def test_a_pin_goes_where_its_attempt_is_written_down_to_go(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger
) -> None:
    """The ledger alone says where: a later launch may have asked for another section meanwhile."""
    pinterest.sections[(BOARD, "601")] = "Blue"
    (key,) = await ledger.ready(a_product(), section_id="601")
    published = await run(activities.publish, an_order(key))
    assert isinstance(published, Published)
    assert pinterest.pins[published.pin_id].section_id == "601"


async def test_nothing_leaves_before_its_slot(
    activities: PublishActivities, pinterest: FakePinterest, key: PinKey
) -> None:
    published = await run(activities.publish, an_order(key, at=START + 7))
    assert isinstance(published, Published)
    assert pinterest.pins[published.pin_id].created == START + 7


async def test_a_slot_that_has_passed_is_not_used(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger, clock: LeapingClock, key: PinKey
) -> None:
    await clock.advance(11)
    missed = await run(activities.publish, an_order(key, expires=START + 10))
    assert isinstance(missed, Postponed)
    assert missed.cause is PostponeCause.SLOT_MISSED
    assert (pinterest.pins, await ledger.open_attempt(key)) == ({}, None)
    assert await ledger.waiting() == [key]


async def test_a_worker_that_is_to_end_begins_nothing_new(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    environment = ActivityEnvironment()
    environment.worker_shutdown()
    missed = await environment.run(activities.publish, an_order(key))
    assert isinstance(missed, Postponed)
    assert missed.cause is PostponeCause.SLOT_MISSED
    assert (pinterest.pins, await ledger.open_attempt(key)) == ({}, None)
    assert await ledger.waiting() == [key]


async def test_who_waits_for_a_slot_hears_that_the_worker_is_to_end(
    activities: PublishActivities, pinterest: FakePinterest, key: PinKey
) -> None:
    environment, clock = ActivityEnvironment(), FakeClock()
    waiting = asyncio.ensure_future(
        environment.run(replace(activities, clock=clock).publish, an_order(key, at=START + 9))
    )
    await asyncio.sleep(0)
    environment.worker_shutdown()
    missed = await waiting
    assert isinstance(missed, Postponed)
    assert (missed.cause, pinterest.pins) == (PostponeCause.SLOT_MISSED, {})


async def test_without_a_token_because_of_a_busy_ledger_nothing_left(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    """No reading is needed to know that there is no pin."""
    pinterest.troubles.append(LedgerBusy("locked"))
    postponed = await run(activities.publish, an_order(key))
    assert isinstance(postponed, Postponed)
    assert postponed.cause is PostponeCause.NOT_SENT
    assert (pinterest.pins, await ledger.open_attempt(key)) == ({}, None)


@pytest.mark.parametrize(("trouble", "cause", "seconds"), WAITS, ids=lambda value: type(value).__name__)
async def test_a_no_that_may_pass_waits_for_another_slot(
    activities: PublishActivities,
    pinterest: FakePinterest,
    key: PinKey,
    trouble: PinterestTrouble,
    cause: PostponeCause,
    seconds: float,
) -> None:
    pinterest.troubles.append(trouble)
    postponed = await run(activities.publish, an_order(key))
    assert postponed == Postponed(cause=cause, until=START + seconds, detail=str(trouble))


@pytest.mark.parametrize("trouble", PARKS, ids=lambda trouble: type(trouble).__name__)
async def test_a_no_that_only_a_person_can_mend_parks_the_account(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey, trouble: PinterestTrouble
) -> None:
    pinterest.troubles.append(trouble)
    postponed = await run(activities.publish, an_order(key))
    until = START + PARKED_SECONDS
    assert postponed == Postponed(cause=PostponeCause.PARKED, until=until, detail=str(trouble))
    assert await ledger.accounts.parked(ACCOUNT) == str(trouble)


async def test_a_dead_token_that_can_be_renewed_parks_nothing(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey, clock: LeapingClock
) -> None:
    await renewable(ledger, clock)
    pinterest.troubles.append(TokenDead("the token ended a second ago"))
    now = clock.now()
    postponed = await run(activities.publish, an_order(key, at=now, expires=now + 10))
    until = now + TOKEN_SECONDS
    assert postponed == Postponed(
        cause=PostponeCause.TOKEN_EXPIRED, until=until, detail="the token ended a second ago"
    )
    view = await ledger.accounts.survey(ACCOUNT, now)
    assert (view.parked, view.token_until, view.alerts_untold) == (None, now, 0)


@pytest.mark.parametrize(("trouble", "reason"), REFUSES)
async def test_a_no_for_ever_refuses_the_product(
    activities: PublishActivities,
    pinterest: FakePinterest,
    ledger: Ledger,
    key: PinKey,
    trouble: PinterestTrouble,
    reason: Reason,
) -> None:
    pinterest.troubles.append(trouble)
    refused = await run(activities.publish, an_order(key))
    assert isinstance(refused, Refused)
    assert refused.reason is reason
    assert str(trouble) in refused.message
    assert await ledger.accounts.parked(ACCOUNT) is None


@pytest.mark.parametrize(
    "trouble",
    [*(trouble for trouble, *_ in WAITS), *PARKS, *(trouble for trouble, _ in REFUSES)],
    ids=lambda trouble: type(trouble).__name__,
)
async def test_after_a_certain_no_the_attempt_is_closed_and_counts_only_if_it_was_sent(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey, trouble: PinterestTrouble
) -> None:
    pinterest.troubles.append(trouble)
    await run(activities.publish, an_order(key))
    assert await ledger.open_attempt(key) is None
    assert await ledger.waiting() == [key]
    writes = (await ledger.accounts.survey(ACCOUNT, START)).writes
    assert writes == (() if isinstance(trouble, NotSent | TokenExpired) else (START,))


def test_every_trouble_of_pinterest_s_is_tried_above() -> None:
    tried = {type(trouble) for trouble in (*(pair[0] for pair in WAITS), *PARKS, *(pair[0] for pair in REFUSES))}
    assert tried | {AnswerLost} | NEVER_OF_A_NEW_PIN == set(kinds_of(PinterestTrouble))


async def test_a_lost_answer_leaves_the_attempt_open(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    pinterest.troubles.append(AnswerLost("the connection was closed"))
    lost = await run(activities.publish, an_order(key))
    assert isinstance(lost, Uncertain)
    assert (lost.attempt, lost.detail) == (1, "the connection was closed")
    standing = await ledger.attempts.standing(key, START)
    assert isinstance(standing, Uncertain)
    assert (standing.attempt, standing.deadline, standing.detail) == (1, lost.deadline, lost.detail)


async def test_a_second_run_while_the_first_is_unsettled_sends_nothing(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    """The worker died while the request was on the wire."""
    pinterest.while_sending = die
    with pytest.raises(ZeroDivisionError):
        await run(activities.publish, an_order(key))
    pinterest.while_sending = nothing
    uncertain = await run(activities.publish, an_order(key))
    assert isinstance(uncertain, Uncertain)
    assert pinterest.pins == {}


async def test_a_second_run_after_the_pin_was_made_answers_with_it(
    activities: PublishActivities, pinterest: FakePinterest, key: PinKey
) -> None:
    first = await run(activities.publish, an_order(key))
    second = await run(activities.publish, an_order(key))
    assert isinstance(first, Published)
    assert isinstance(second, Published)
    assert [first.pin_id, second.pin_id] == [*pinterest.pins] * 2


async def test_a_withdrawn_pin_is_not_sent(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    await ledger.intents.withdraw(key, START)
    assert isinstance(await run(activities.publish, an_order(key)), PinOutcome)
    assert pinterest.pins == {}


async def test_a_busy_board_is_waited_for(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger, clock: LeapingClock
) -> None:
    """The other write's deadline passes while ours waits in its slot."""
    first, second = await ledger.ready(a_product("one"), a_product("two"))
    await ledger.claimed(first, now=START - 22)
    published = await run(activities.publish, an_order(second))
    assert isinstance(published, Published)
    assert START + 3 <= clock.now() <= START + HOLD_SECONDS_MAX


async def test_a_wait_that_outlasts_the_slot_gives_the_slot_up(
    activities: PublishActivities, ledger: Ledger, clock: LeapingClock
) -> None:
    first, second = await ledger.ready(a_product("one"), a_product("two"))
    await ledger.claimed(first)
    postponed = await run(activities.publish, an_order(second))
    assert isinstance(postponed, Postponed)
    assert postponed.cause is PostponeCause.BOARD_BUSY
    assert clock.now() <= START + HOLD_SECONDS_MAX


async def test_a_quota_that_is_used_up_for_long_is_not_waited_for(
    activities: PublishActivities, ledger: Ledger, clock: LeapingClock, key: PinKey
) -> None:
    await ledger.note(a_write_reading(buckets=(Quota(limit=1, window_seconds=60),)))
    await ledger.accounts.hold_write(ACCOUNT, START)
    postponed = await run(activities.publish, an_order(key))
    assert isinstance(postponed, Postponed)
    assert (postponed.cause, clock.now()) == (PostponeCause.QUOTA, START)


@pytest.mark.parametrize(
    ("media", "shown"),
    [
        (MEDIA, PictureBytes(data=b"a picture")),
        (
            Media(strategy=MediaStrategy.IMAGE_URL, asset=UNKNOWN, url="https://pictures.example.com/a.jpg"),
            PictureAddress(url="https://pictures.example.com/a.jpg"),
        ),
        (
            Media(strategy=MediaStrategy.VIDEO, asset=MEDIA.asset, media_id="77"),
            UploadedVideo(media_id="77", cover=PictureBytes(data=b"a picture")),
        ),
        (
            Media(strategy=MediaStrategy.VIDEO, asset=UNKNOWN, content_type="video/mp4", media_id="77"),
            UploadedVideo(media_id="77"),
        ),
    ],
    ids=["picture", "picture by its address", "video with a cover", "video"],
)
async def test_each_medium_travels_in_its_own_way(
    activities: PublishActivities, pinterest: FakePinterest, key: PinKey, media: Media, shown: NewMedia
) -> None:
    """What Pinterest fetches, or has, is not read from the asset store: it is not even there."""
    published = await run(activities.publish, an_order(key).model_copy(update={"media": media}))
    assert isinstance(published, Published)
    assert pinterest.made_of[published.pin_id] == shown


async def test_without_its_picture_nothing_is_claimed(
    activities: PublishActivities, pinterest: FakePinterest, ledger: Ledger, key: PinKey
) -> None:
    order = an_order(key).model_copy(update={"media": MEDIA.model_copy(update={"asset": UNKNOWN})})
    error = await error_of(activities.publish, order)
    assert (error.type, error.non_retryable) == ("AssetMissing", True)
    assert (pinterest.pins, await ledger.open_attempt(key)) == ({}, None)


def an_order(key: PinKey, *, at: float = START, expires: float = START + 60) -> PublishOrder:
    slot = Slot(at=at, expires=expires)
    return PublishOrder(account=ACCOUNT, key=key, board_id=BOARD, media=MEDIA, slot=slot)


def die() -> None:
    raise ZeroDivisionError


def nothing() -> None:
    """Nobody is in the way."""


def kinds_of(kind: type[PinterestTrouble]) -> Iterator[type[PinterestTrouble]]:
    for child in kind.__subclasses__():
        yield child
        yield from kinds_of(child)
