"""Alarms of sources: their account has one open alert as long as one of them has something to see to."""

import pytest

from contracts.accounts import AlertKind
from contracts.intake import PollDoubt, PollNote, PollOvertaken
from contracts.names import SourceKey
from store.alerts import TELL_AGAIN_SECONDS, SqlAlerts
from tests.builders import ACCOUNT
from tests.fakes.clock import START
from tests.store.shops import OTHER, SHOP, Shop, a_source

WELL = PollNote(at=START)
WRONG = PollNote(at=START, error="It answered 404.", failures=3, alarm="3 polls in a row went wrong.")


@pytest.fixture
async def both(shop: Shop) -> Shop:
    """SHOP and OTHER, of one account."""
    await shop.sources.add(a_source(OTHER), [], START)
    return shop


async def alarms(shop: Shop) -> list[str]:
    found = await SqlAlerts(shop.database).open(ACCOUNT)
    assert all(alert.kind is AlertKind.SOURCE_TROUBLE for alert in found)
    return [alert.message for alert in found]


async def test_an_alarm_is_told_once_and_ends_with_what_it_was_about(shop: Shop) -> None:
    assert await shop.sources.note_poll(SHOP, WRONG)
    assert await alarms(shop) == [f"Source {SHOP}: 3 polls in a row went wrong."]
    assert not await shop.sources.note_poll(SHOP, WRONG)
    assert not await shop.sources.note_poll(SHOP, WELL)
    assert await alarms(shop) == []
    assert await shop.sources.note_poll(SHOP, WRONG)


async def test_one_source_that_is_well_ends_no_alarm_of_another(both: Shop) -> None:
    await both.sources.note_poll(SHOP, WRONG)
    assert not await both.sources.note_poll(OTHER, WRONG)
    await both.sources.note_poll(OTHER, WELL)
    assert len(await alarms(both)) == 1
    await both.sources.note_poll(SHOP, WELL)
    assert await alarms(both) == []


async def test_an_alarm_that_nobody_was_told_of_is_told_by_the_next_poll(shop: Shop) -> None:
    """Whoever raised it may have died before it could wake the account."""
    await shop.sources.note_poll(SHOP, WRONG)
    later = WRONG.model_copy(update={"at": START + TELL_AGAIN_SECONDS})
    assert await shop.sources.note_poll(SHOP, later)
    (alert,) = await SqlAlerts(shop.database).open(ACCOUNT)
    await SqlAlerts(shop.database).told(alert.id, START)
    assert not await shop.sources.note_poll(SHOP, later)


async def test_when_one_is_well_again_the_other_that_is_not_is_told_of(both: Shop) -> None:
    await both.sources.note_poll(SHOP, WRONG)
    assert not await both.sources.note_poll(OTHER, WRONG)
    assert await both.sources.note_poll(SHOP, WELL)
    assert await alarms(both) == [f"Source {OTHER}: 3 polls in a row went wrong."]
    assert not await both.sources.note_poll(SHOP, WELL)
    await both.sources.note_poll(OTHER, WELL)
    assert await alarms(both) == []


async def test_the_alarm_of_a_source_goes_with_it(shop: Shop) -> None:
    await shop.sources.note_poll(SHOP, WRONG)
    await shop.sources.remove(SHOP, START)
    assert await alarms(shop) == []


async def test_an_account_that_is_not_connected_has_no_alerts_and_the_source_keeps_its_own(shop: Shop) -> None:
    lonely = SourceKey("lonely")
    await shop.sources.add(a_source(lonely, account="nobody"), [], START)
    assert not await shop.sources.note_poll(lonely, WRONG)
    card = await shop.sources.card(lonely)
    assert card is not None
    assert card.polled == WRONG
    assert await SqlAlerts(shop.database).open() == []


async def test_all_that_a_poll_says_is_kept(shop: Shop) -> None:
    doubt = PollDoubt(absent=50, polls=2, why="50 of 80 are missing.")
    note = PollNote(
        at=START, words="80 products.", well_at=START, failures=0, unreadable=4, doubt=doubt, alarm=doubt.why
    )
    await shop.sources.note_poll(SHOP, note)
    card = await shop.sources.card(SHOP)
    assert card is not None
    assert card.polled == note


async def test_a_poll_that_was_overtaken_says_nothing_any_more(shop: Shop) -> None:
    first = await shop.sources.begin_poll(SHOP)
    second = await shop.sources.begin_poll(SHOP)
    with pytest.raises(PollOvertaken):
        await shop.sources.note_poll(SHOP, WRONG, poll=first)
    await shop.sources.note_poll(SHOP, WELL, poll=second)
    assert await alarms(shop) == []


async def test_other_settings_forget_the_marks_and_nothing_else(shop: Shop) -> None:
    marks = {"etag": '"v1"', "last_modified": "Sat, 21 Nov 2026", "content": "ab" * 32}
    await shop.sources.note_poll(SHOP, PollNote(at=START, well_at=START, words="Well.", **marks))
    await shop.sources.set_settings(SHOP, "{}")
    card = await shop.sources.card(SHOP)
    assert card is not None
    assert card.polled == PollNote(at=START, well_at=START, words="Well.")
