"""Accounts: parked and mended, and seen as their semaphore sees them."""

import pytest
from sqlmodel import Session

from contracts.accounts import ParkCause
from contracts.hand import Action, Filter, HandOrder, Selection
from contracts.launch import UNSENT_PINS_MAX
from contracts.ledger import RowIntent
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.pace import WAITING_SEEN_MAX, Priority, Quota
from contracts.trouble import SpamBlocked, TokenDead
from store.quotas import count_write
from tests.builders import ACCOUNT, BOARD, a_launch, a_product, an_intent, rows_of
from tests.fakes.clock import START
from tests.ledger import MEDIA, Ledger, a_write_reading, live

OTHER = AccountKey("other")


async def test_the_first_reason_for_parking_stays(ledger: Ledger) -> None:
    await ledger.accounts.park(ACCOUNT, TokenDead("the token is dead"), START)
    await ledger.accounts.park(ACCOUNT, SpamBlocked("spam"), START + 1)
    assert await ledger.accounts.parked(ACCOUNT) == "the token is dead"


async def test_a_mended_account_is_not_parked_and_can_be_parked_again(ledger: Ledger) -> None:
    await ledger.accounts.park(ACCOUNT, TokenDead("the token is dead"), START)
    await ledger.accounts.unpark(ACCOUNT)
    assert await ledger.accounts.parked(ACCOUNT) is None
    await ledger.accounts.park(ACCOUNT, SpamBlocked("spam"), START + 1)
    assert await ledger.accounts.parked(ACCOUNT) == "spam"


@pytest.mark.parametrize(
    ("buckets", "trial"),
    [
        ((), False),
        ((Quota(limit=100, window_seconds=1), Quota(limit=1_000, window_seconds=60)), False),
        ((Quota(limit=300, window_seconds=86_400),), True),
        ((Quota(limit=100, window_seconds=1), Quota(limit=300, window_seconds=86_400)), True),
    ],
    ids=["nothing told", "by the minute", "by the day", "by the day among others"],
)
async def test_a_trial_app_is_known_by_its_daily_quota(
    ledger: Ledger, buckets: tuple[Quota, ...], *, trial: bool
) -> None:
    await ledger.note(a_write_reading(buckets=buckets))
    assert await ledger.accounts.is_trial(ACCOUNT) is trial


async def test_an_app_that_was_given_standard_access_is_no_trial_any_more(ledger: Ledger) -> None:
    await ledger.note(a_write_reading(buckets=(Quota(limit=300, window_seconds=86_400),)))
    await ledger.note(a_write_reading(buckets=(Quota(limit=100, window_seconds=60),)))
    assert not await ledger.accounts.is_trial(ACCOUNT)


async def test_parking_one_account_parks_no_other(ledger: Ledger) -> None:
    await ledger.accounts.add(OTHER, "sealed", START)
    await ledger.accounts.park(ACCOUNT, TokenDead("the token is dead"), START)
    assert await ledger.accounts.parked(OTHER) is None


async def test_a_long_reason_is_kept_short_enough_to_be_shown(ledger: Ledger) -> None:
    await ledger.accounts.park(ACCOUNT, SpamBlocked("spam " * 1_000), START)
    assert (await ledger.accounts.survey(ACCOUNT, START)).parked == ("spam " * 60)


async def test_a_survey_shows_who_waits_longest_first(ledger: Ledger) -> None:
    (late,) = await ledger.ready(a_product("late"), launch=LaunchId("late"), at=START + 5)
    (early,) = await ledger.ready(a_product("early"))
    view = await ledger.accounts.survey(ACCOUNT, START + 9)
    assert [(waiting.key, waiting.board_id) for waiting in view.waiting] == [(early, BOARD), (late, BOARD)]
    assert (view.now, view.waiting_total, view.open_pins, view.parked) == (START + 9, 2, 2, None)


async def test_a_survey_lets_more_fly_while_the_window_has_room(ledger: Ledger) -> None:
    """Slots are laid out by it: 100 a minute, answered within two seconds."""
    (key,) = await ledger.ready(a_product())
    claim = await ledger.claimed(key)
    await ledger.attempts.made(key, claim.attempt, "801", START + 2)
    empty = await ledger.accounts.survey(ACCOUNT, START + 3)
    await ledger.database.write(lambda session: _fill_window(session, empty.quotas[0].limit))
    full = await ledger.accounts.survey(ACCOUNT, START + 3)

    assert (empty.flying_max, full.flying_max) == (10, 5)


def _fill_window(session: Session, limit: int) -> None:
    for number in range(limit):
        count_write(session, ACCOUNT, START + 2, key=PinKey(f"other-{number}"), attempt=1)


async def test_a_survey_counts_open_pins_until_they_end(ledger: Ledger) -> None:
    await ledger.registered(a_product("drafted"), launch=LaunchId("drafted"))
    waiting, ended = await ledger.ready(a_product("waiting"), a_product("ended"))
    await ledger.intents.settle(ended, live(), START)
    view = await ledger.accounts.survey(ACCOUNT, START)
    assert ([seen.key for seen in view.waiting], view.waiting_total, view.open_pins) == ([waiting], 1, 2)


@pytest.mark.long
async def test_a_crowd_larger_than_a_survey_holds_is_counted_in_full(ledger: Ledger) -> None:
    """Pins that were paused, and go on while others took their places."""
    crowd = [a_product(f"mug-{number}") for number in range(WAITING_SEEN_MAX + 5)]
    everything = Selection(account=ACCOUNT)
    for begin in range(0, len(crowd), UNSENT_PINS_MAX):
        await ledger.ready(*crowd[begin : begin + UNSENT_PINS_MAX], launch=LaunchId(f"from-{begin}"))
        await ledger.hand.act(HandOrder(action=Action.PAUSE, selection=everything), Filter(), START)
    await ledger.hand.act(HandOrder(action=Action.RESUME, selection=everything), Filter(), START)
    view = await ledger.accounts.survey(ACCOUNT, START)
    assert len(view.waiting) == WAITING_SEEN_MAX
    assert view.waiting_total == len(crowd)


async def test_accounts_do_not_see_each_other(ledger: Ledger) -> None:
    await ledger.accounts.add(OTHER, "sealed", START)
    await ledger.ready(a_product())
    await ledger.accounts.hold_write(ACCOUNT, START)
    view = await ledger.accounts.survey(OTHER, START)
    assert (view.waiting, view.writes, view.open_pins) == ((), (), 0)


async def test_accounts_are_named_in_order(ledger: Ledger) -> None:
    await ledger.accounts.add(OTHER, "sealed", START)
    await ledger.accounts.add(AccountKey("atelier"), "sealed", START)
    assert await ledger.accounts.names() == ("atelier", ACCOUNT, OTHER)
    assert [card.key for card in await ledger.accounts.cards()] == ["atelier", ACCOUNT, OTHER]


async def test_a_card_shows_how_an_account_stands(ledger: Ledger) -> None:
    _, ended = await ledger.ready(a_product("waiting"), a_product("ended"))
    await ledger.intents.settle(ended, live(), START)
    await ledger.accounts.park(ACCOUNT, SpamBlocked("spam"), START + 1)
    await ledger.accounts.pause(ACCOUNT, "holidays")
    card = await ledger.accounts.card(ACCOUNT)
    assert card is not None
    assert (card.connected, card.renews, card.open_pins, card.paused) == (True, False, 1, "holidays")
    assert (card.parked, card.cause, card.parked_at) == ("spam", ParkCause.SPAM_BLOCKED, START + 1)
    assert [alert.message for alert in card.alerts] == ["spam"]
    assert await ledger.accounts.card(AccountKey("nobody")) is None


async def test_resuming_ends_what_parked_and_what_a_person_stopped(ledger: Ledger) -> None:
    await ledger.accounts.park(ACCOUNT, SpamBlocked("spam"), START)
    await ledger.accounts.pause(ACCOUNT, "holidays")
    await ledger.accounts.unpark(ACCOUNT)
    await ledger.accounts.unpark(AccountKey("nobody"))
    card = await ledger.accounts.card(ACCOUNT)
    assert card is not None
    assert (card.parked, card.cause, card.parked_at, card.paused, card.alerts) == (None, None, None, None, ())


async def test_nobody_said_which_shop(ledger: Ledger) -> None:
    assert await ledger.accounts.shop_url(ACCOUNT) is None
    assert await ledger.accounts.shop_url(AccountKey("nobody")) is None


def launch_called(name: str) -> LaunchId:
    return LaunchId(f"20261121-221530-{name}-0001")


async def ready_in(
    ledger: Ledger, name: str, count: int, priority: Priority = Priority.NORMAL, *, at: float = START
) -> None:
    """Pins of a launch of its own that wait for slots, called by its name and a number."""
    products = [a_product(f"{name}-{number}") for number in range(count)]
    await ledger.launches.begin(a_launch(launch_called(name)), rows_of(*products))
    intents = [an_intent(product).model_copy(update={"priority": priority}) for product in products]
    rows = [RowIntent(row=number, intent=intent) for number, intent in enumerate(intents, start=2)]
    await ledger.launches.register(launch_called(name), rows, START)
    for number, intent in enumerate(intents):
        await ledger.intents.make_ready(intent.key, MEDIA, at + number)


async def queue_of(ledger: Ledger) -> list[tuple[str, bool]]:
    """Product and urgency of those that wait, in their turn."""
    names = {an_intent(product).key: product.key for product in (a_product(name) for name in NAMES)}
    return [
        (names[waiting.key], waiting.urgent) for waiting in (await ledger.accounts.survey(ACCOUNT, START)).waiting
    ]


NAMES = [f"{name}-{number}" for name in ("bulk", "other", "low", "hot") for number in range(9)]


async def test_launches_take_turns(ledger: Ledger) -> None:
    await ready_in(ledger, "bulk", 4)
    await ready_in(ledger, "other", 2, at=START + 60)
    assert [name for name, _ in await queue_of(ledger)] == [
        "bulk-0",
        "other-0",
        "bulk-1",
        "other-1",
        "bulk-2",
        "bulk-3",
    ]


async def test_a_low_launch_has_a_quarter_of_the_turns(ledger: Ledger) -> None:
    await ready_in(ledger, "bulk", 9)
    await ready_in(ledger, "low", 2, Priority.LOW, at=START + 60)
    names = [name for name, _ in await queue_of(ledger)]
    assert [names.index("low-0"), names.index("low-1")] == [4, 9]


async def test_urgent_pins_come_first_and_say_so(ledger: Ledger) -> None:
    await ready_in(ledger, "bulk", 3)
    await ready_in(ledger, "hot", 1, Priority.URGENT, at=START + 60)
    assert (await queue_of(ledger))[:2] == [("hot-0", True), ("bulk-0", False)]
