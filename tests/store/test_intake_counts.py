"""What came in is counted where it happened, by the day, and what waits is told."""

from store.intake_counts import day_of
from tests.fakes.clock import START
from tests.store.shops import DAY, OTHER, SHOP, Shop, a_change, a_delivery

TOMORROW = START + 86_400.0


async def test_what_a_door_turned_away_adds_up_by_reason_and_day(shop: Shop) -> None:
    await shop.intake.note_refused(SHOP, "signature", START)
    await shop.intake.note_refused(SHOP, "signature", START + 1, 3)
    await shop.intake.note_refused(SHOP, "too_large", TOMORROW)
    counts = await shop.intake.since(SHOP, DAY)
    assert [(count.day, count.what, count.count) for count in counts] == [
        (DAY, "refused:signature", 4),
        (day_of(TOMORROW), "refused:too_large", 1),
    ]
    assert [count.what for count in await shop.intake.since(SHOP, day_of(TOMORROW))] == ["refused:too_large"]


async def test_sources_are_counted_apart(shop: Shop) -> None:
    await shop.intake.note_refused(OTHER, "signature", START)
    assert await shop.counted() == {}


def test_a_day_is_that_of_utc() -> None:
    assert [day_of(at) for at in (0.0, 86_399.9, 86_400.0)] == ["1970-01-01", "1970-01-01", "1970-01-02"]


async def test_what_waits_is_told_and_nothing_else(shop: Shop) -> None:
    await shop.inbox.accept([a_delivery("1", at=START + 5), a_delivery("2", at=START + 1), a_delivery("3")])
    taken = (await shop.take())[2]
    await shop.inbox.read(taken.id, [a_change("mug"), a_change("jug")], START)
    await shop.fold("mug")
    backlog = await shop.intake.backlog(SHOP)
    assert (backlog.deliveries, backlog.changes, backlog.decisions) == (2, 1, 1)
    assert backlog.oldest == START + 1


async def test_where_nothing_waits_nothing_is_old(shop: Shop) -> None:
    backlog = await shop.intake.backlog(SHOP)
    assert (backlog.deliveries, backlog.changes, backlog.decisions, backlog.oldest) == (0, 0, 0, None)
