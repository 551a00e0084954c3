"""The inbox: what was accepted is there, once, in its order, and is read whole or waits."""

import random

import pytest
from pydantic import ValidationError
from sqlmodel import Session, select

from contracts.intake import BODY_BYTES_MAX, Arrival, Delivery
from store import inbox
from store.database import Database
from store.inbox import GROUP_MAX, SqlInbox
from store.tables.sources import ChangeRow, DeliveryRow
from tests.fakes.clock import START
from tests.store.shops import LEASE_SECONDS, NOWHERE, OTHER, SHOP, Shop, a_change, a_delivery, a_source

DEAD = START + LEASE_SECONDS
BYTES = bytes(range(256)) * 40


async def test_what_was_accepted_is_given_back_as_it_came(shop: Shop) -> None:
    """Any bytes, also such as no text has."""
    came = a_delivery("1", body=BYTES)
    assert await shop.inbox.accept([came]) == [Arrival.NEW]
    (taken,) = await shop.take()
    assert Delivery.model_validate(taken.model_dump()) == came


async def test_a_body_is_kept_small_and_shown_nowhere(shop: Shop) -> None:
    await shop.inbox.accept([a_delivery("1", body=b"secret" * 10_000)])
    row = await shop.database.read(lambda session: session.exec(select(DeliveryRow)).one())
    assert (row.size, len(row.body) < 1_000) == (60_000, True)
    assert "secret" not in repr(await shop.take())


def test_a_body_that_is_too_large_is_no_delivery() -> None:
    with pytest.raises(ValidationError):
        a_delivery("1", body=b"x" * (BODY_BYTES_MAX + 1))


@pytest.mark.parametrize("dedupe", ["", "a\0b", "x" * 201])
def test_a_name_that_no_database_keeps_is_no_delivery(dedupe: str) -> None:
    """One of a group would spoil the transaction of all."""
    with pytest.raises(ValidationError):
        a_delivery(dedupe)


async def test_a_group_tells_of_each_what_became_of_it(shop: Shop) -> None:
    await shop.inbox.accept([a_delivery("1")])
    group = [a_delivery("1"), a_delivery("2"), a_delivery("2"), a_delivery("3", source=NOWHERE)]
    assert await shop.inbox.accept(group) == [Arrival.DOUBLED, Arrival.NEW, Arrival.DOUBLED, Arrival.UNKNOWN]
    assert [delivery.dedupe for delivery in await shop.take()] == ["1", "2"]
    assert await shop.counted() == {"received": 4, "doubled": 2}
    assert await shop.counted(NOWHERE) == {}


async def test_an_empty_group_is_nothing(shop: Shop) -> None:
    assert await shop.inbox.accept([]) == []


async def test_a_group_has_a_limit(shop: Shop) -> None:
    with pytest.raises(ValueError, match=str(GROUP_MAX)):
        await shop.inbox.accept([a_delivery(str(number)) for number in range(GROUP_MAX + 1)])


async def test_two_sources_may_give_their_deliveries_the_same_name(shop: Shop) -> None:
    await shop.sources.add(a_source(OTHER), [], START)
    group = [a_delivery("1"), a_delivery("1", source=OTHER)]
    assert await shop.inbox.accept(group) == [Arrival.NEW, Arrival.NEW]


async def test_a_storm_with_duplicates_is_kept_once_in_its_order(shop: Shop) -> None:
    names = [str(number) for number in range(300)]
    storm = names + names[::10]
    random.Random(7).shuffle(storm)
    for begin in range(0, len(storm), 50):
        await shop.inbox.accept([a_delivery(name) for name in storm[begin : begin + 50]])
    taken = [*await shop.take(limit=200), *await shop.take(limit=200)]
    assert [delivery.dedupe for delivery in taken] == list(dict.fromkeys(storm))
    assert await shop.counted() == {"received": 330, "doubled": 30}


async def test_what_one_has_taken_another_gets_only_when_the_lease_is_over(shop: Shop) -> None:
    await shop.inbox.accept([a_delivery("1"), a_delivery("2")])
    (first,) = await shop.take("a", limit=1)
    assert [delivery.dedupe for delivery in await shop.take("b")] == ["2"]
    assert await shop.take("b", at=DEAD - 1) == []
    again = await shop.take("b", at=DEAD)
    assert [(delivery.dedupe, delivery.takes) for delivery in again] == [("1", 2), ("2", 2)]
    assert again[0].id == first.id


async def test_what_is_given_back_is_taken_at_once_but_only_by_who_had_it(shop: Shop) -> None:
    await shop.inbox.accept([a_delivery("1")])
    (taken,) = await shop.take("a")
    await shop.inbox.give_back([taken.id], "b")
    assert await shop.take("b") == []
    await shop.inbox.give_back([taken.id], "a")
    assert [delivery.id for delivery in await shop.take("b")] == [taken.id]


async def test_bodies_that_are_taken_at_once_fit_into_memory(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "TAKEN_BYTES_MAX", 2_000)
    await shop.inbox.accept(
        [a_delivery(str(number), body=b"x" * size) for number, size in enumerate([3_000, 900, 900, 900])]
    )
    assert [len(await shop.take()) for _ in range(4)] == [1, 2, 1, 0]


async def test_a_read_delivery_is_never_taken_again(shop: Shop) -> None:
    await shop.inbox.accept([a_delivery("1")])
    (taken,) = await shop.take()
    assert await shop.inbox.read(taken.id, [a_change("mug"), a_change("jug")], START)
    assert await shop.take(at=DEAD) == []
    assert await shop.pending() == ["mug", "jug"]


async def test_two_who_read_the_same_put_its_changes_in_once(shop: Shop) -> None:
    """The lease of the first ended while it read."""
    await shop.inbox.accept([a_delivery("1")])
    (taken,) = await shop.take("a")
    await shop.take("b", at=DEAD)
    assert await shop.inbox.read(taken.id, [a_change()], DEAD)
    assert not await shop.inbox.read(taken.id, [a_change("other")], DEAD)
    assert not await shop.inbox.refuse(taken.id, "late", "too late", DEAD)
    assert await shop.pending(at=DEAD) == ["mug"]


async def test_an_event_told_by_two_deliveries_is_one_change(shop: Shop) -> None:
    await shop.inbox.accept([a_delivery("1"), a_delivery("2")])
    for taken in await shop.take():
        await shop.inbox.read(taken.id, [a_change()], START)
    assert (await shop.fold()).folded == 1
    assert (await shop.counted())["changes"] == 1
    assert (await shop.counted())["repeated"] == 1


async def test_a_reader_that_dies_in_the_middle_has_read_nothing(shop: Shop) -> None:
    """The delivery is marked and the first changes are in; then the transaction ends badly."""
    await shop.inbox.accept([a_delivery("1")])
    (taken,) = await shop.take("a")
    broken = a_change("jug").model_copy(update={"unsaid": None})
    with pytest.raises(TypeError):
        await shop.inbox.read(taken.id, [a_change(), broken], START)
    assert await shop.pending() == []
    (again,) = await shop.take("b", at=DEAD)
    assert await shop.inbox.read(again.id, [a_change()], DEAD)
    assert await shop.pending() == ["mug"]


async def test_what_cannot_be_read_is_refused_and_says_why(shop: Shop) -> None:
    await shop.inbox.accept([a_delivery("1"), a_delivery("2")])
    first, second = await shop.take()
    assert await shop.inbox.refuse(first.id, "not_json", "it begins with <", START)
    assert await shop.inbox.read(second.id, [], START, unreadable=["no id", "no title"])
    refused = await shop.inbox.refused(SHOP, 10)
    assert [(one.reason, one.message) for one in refused] == [
        ("unreadable", "no id"),
        ("not_json", "it begins with <"),
    ]
    assert await shop.counted() == {"received": 2, "refused:not_json": 1, "refused:unreadable": 2}


async def test_one_bad_event_stops_nothing_else_of_its_delivery(shop: Shop) -> None:
    await shop.inbox.accept([a_delivery("1")])
    (taken,) = await shop.take()
    await shop.inbox.read(taken.id, [a_change()], START, unreadable=["no id" * 1_000])
    assert await shop.pending() == ["mug"]
    (refused,) = await shop.inbox.refused(SHOP, 10)
    assert (refused.reason, len(refused.message)) == (None, 2_000)


async def test_a_delivery_that_changes_nothing_is_read(shop: Shop) -> None:
    await shop.inbox.accept([a_delivery("1")])
    (taken,) = await shop.take()
    assert await shop.inbox.read(taken.id, [], START)
    assert await shop.inbox.refused(SHOP, 10) == []
    assert (await shop.intake.backlog(SHOP)).deliveries == 0


async def test_a_delivery_of_many_events_is_read_whole(shop: Shop) -> None:
    """More than one statement asks for or puts in."""
    await shop.inbox.accept([a_delivery("1")])
    (taken,) = await shop.take()
    await shop.inbox.read(taken.id, [a_change(f"mug-{number}") for number in range(1_201)], START)
    kept = await shop.database.read(lambda session: len(session.exec(select(ChangeRow.id)).all()))
    assert kept == 1_201


async def test_nobody_reads_what_is_not_there(shop: Shop) -> None:
    assert not await shop.inbox.read(4711, [a_change()], START)
    assert not await shop.inbox.refuse(4711, "gone", "", START)


async def test_a_group_that_cannot_be_kept_leaves_nothing(shop: Shop, database: Database) -> None:
    """All or none: a door must know what to answer to everybody who waits for this group."""

    def half_done(session: Session) -> None:
        inbox._accept(session, [a_delivery("1")], [inbox._columns(a_delivery("1"))])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(half_done)
    assert await shop.counted() == {}
    assert await SqlInbox(database).accept([a_delivery("1")]) == [Arrival.NEW]
