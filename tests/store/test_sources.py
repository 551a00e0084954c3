"""Sources: added once, their secrets sealed, paused and resumed, their polls noted, removed with all they sent."""

import pytest
from sqlmodel import Session, select

from contracts.feeds import FeedMarks, FeedPart
from contracts.intake import SECRETS_MAX, Arrival, Folding, PollNote, SourceGone
from contracts.names import SourceKey
from contracts.sources import SourceKind
from store.sources import SourceTaken
from store.sweeping import STEP, forget, mark_removed
from store.tables.every import METADATA
from store.tables.sources import SourceRow
from tests.fakes.clock import START
from tests.store.shops import NOWHERE, OTHER, SHOP, Shop, a_change, a_delivery, a_source, last_word

OF_SOURCES = (
    "sources",
    "deliveries",
    "changes",
    "product_states",
    "foreign_ids",
    "decisions",
    "feed_items",
    "feed_parts",
    "intake_counts",
)


async def test_a_source_is_shown_as_it_was_added(shop: Shop) -> None:
    new = a_source(OTHER, SourceKind.FEED, settings='{"address": "https://x"}', rules="[[rule]]")
    await shop.sources.add(new, [], START + 1)
    card = await shop.sources.card(OTHER)
    assert card is not None
    assert card.model_dump(include=set(new.model_dump())) == new.model_dump()
    assert (card.created, card.secrets, card.paused, card.polled) == (START + 1, 0, None, None)
    assert [card.key for card in await shop.sources.cards()] == [SHOP, OTHER]


async def test_a_taken_name_is_refused_and_the_first_stays(shop: Shop) -> None:
    with pytest.raises(SourceTaken, match=SHOP):
        await shop.sources.add(a_source(kind=SourceKind.FEED), ["another"], START + 1)
    card = await shop.sources.card(SHOP)
    assert card is not None
    assert (card.kind, card.created) == (SourceKind.SHOPIFY, START)
    assert await shop.sources.secrets(SHOP) == ("first-secret",)


async def test_a_secret_is_changed_by_way_of_both(shop: Shop) -> None:
    await shop.sources.set_secrets(SHOP, ["second-secret", "first-secret"])
    assert await shop.sources.secrets(SHOP) == ("second-secret", "first-secret")
    await shop.sources.set_secrets(SHOP, ["second-secret"])
    assert await shop.sources.secrets(SHOP) == ("second-secret",)
    await shop.sources.set_secrets(SHOP, [])
    assert await shop.sources.secrets(SHOP) == ()


async def test_no_secret_is_shown_or_stored_as_it_is(shop: Shop) -> None:
    row = await shop.database.read(lambda session: session.get_one(SourceRow, SHOP))
    assert "first-secret" not in repr([row, await shop.sources.cards(), shop.sources])


async def test_more_secrets_than_anybody_needs_are_refused(shop: Shop) -> None:
    with pytest.raises(ValueError, match=f"{SECRETS_MAX} at most"):
        await shop.sources.set_secrets(SHOP, ["s"] * (SECRETS_MAX + 1))
    assert await shop.sources.secrets(SHOP) == ("first-secret",)


async def test_rules_and_settings_are_kept_as_written(shop: Shop) -> None:
    await shop.sources.set_rules(SHOP, "# mine\n[[rule]]")
    await shop.sources.set_settings(SHOP, '{"currency": "EUR"}')
    card = await shop.sources.card(SHOP)
    assert card is not None
    assert (card.rules, card.settings) == ("# mine\n[[rule]]", '{"currency": "EUR"}')
    await shop.sources.set_rules(SHOP, None)
    card = await shop.sources.card(SHOP)
    assert card is not None
    assert card.rules is None


async def test_a_failed_poll_asks_next_time_as_the_last_good_one_said(shop: Shop) -> None:
    good = PollNote(at=START, etag='"v1"', last_modified="Sat, 21 Nov 2026", content="ab" * 32)
    await shop.sources.note_poll(SHOP, good)
    await shop.sources.note_poll(SHOP, PollNote(at=START + 60, error="502", etag='"lost"'))
    card = await shop.sources.card(SHOP)
    assert card is not None
    assert card.polled == good.model_copy(update={"at": START + 60, "error": "502"})


async def test_each_poll_has_a_number_of_its_own(shop: Shop) -> None:
    assert [await shop.sources.begin_poll(SHOP) for _ in range(3)] == [1, 2, 3]


async def test_a_paused_source_is_listened_to_and_nothing_more(shop: Shop) -> None:
    await shop.sources.pause(SHOP, "stocktaking")
    assert await shop.inbox.accept([a_delivery("1")]) == [Arrival.NEW]
    await shop.put(a_change())
    assert await shop.take() == []
    assert await shop.pending() == []
    assert (await shop.fold()).folded == 0
    card = await shop.sources.card(SHOP)
    assert card is not None
    assert card.paused == "stocktaking"


async def test_resumed_it_goes_on_at_once_with_what_was_told_before(shop: Shop) -> None:
    await shop.put(a_change("mug"), a_change("jug"))
    await shop.told()
    await shop.sources.pause(SHOP, "stocktaking")
    await shop.sources.resume(SHOP)
    assert await shop.pending() == ["mug", "jug"]
    assert (await shop.fold()).folded == 1


async def test_resumed_a_decision_that_was_left_is_told_at_once(shop: Shop) -> None:
    await shop.put(a_change())
    await shop.fold()
    assert await shop.pending() == []
    await shop.sources.resume(SHOP)
    assert await shop.pending() == ["mug"]


@pytest.mark.parametrize("name", ["set_rules", "pause", "set_settings"])
async def test_nothing_can_be_changed_of_a_source_that_is_not_there(shop: Shop, name: str) -> None:
    with pytest.raises(SourceGone, match=NOWHERE):
        await getattr(shop.sources, name)(NOWHERE, "x")


async def test_a_source_that_is_not_there_has_no_card_and_no_secrets(shop: Shop) -> None:
    assert await shop.sources.card(NOWHERE) is None
    with pytest.raises(SourceGone):
        await shop.sources.secrets(NOWHERE)
    with pytest.raises(SourceGone):
        await shop.sources.remove(NOWHERE, START)


async def test_nothing_is_left_of_a_removed_source_and_all_of_the_others(shop: Shop) -> None:
    await shop.sources.add(a_source(OTHER), [], START)
    for source in (SHOP, OTHER):
        await fill(shop, source)
    whole = await counts(shop, OTHER)
    await shop.sources.remove(SHOP, START)
    assert await counts(shop, SHOP) == dict.fromkeys(OF_SOURCES, 0)
    assert await counts(shop, OTHER) == whole == dict.fromkeys(OF_SOURCES, 1) | {"intake_counts": 3}


async def test_a_source_of_the_same_name_has_other_numbers(shop: Shop) -> None:
    """A decision's number is its row in the launch of the day: given again, its product would be there already."""
    before = await numbers(shop)
    await shop.sources.remove(SHOP, START)
    await shop.sources.add(a_source(), [], START)
    after = await numbers(shop)
    assert all(new > old for old, new in zip(before, after, strict=True))


async def numbers(shop: Shop) -> tuple[int, int, int]:
    """Of a delivery, a change and a decision that come in now."""
    await shop.inbox.accept([a_delivery("1")])
    (delivery,) = await shop.take()
    await shop.put(a_change("mug"))
    (pending,) = await shop.changes.pending(START, 10)
    decision = (await shop.fold("mug")).decision
    assert decision is not None
    return delivery.id, pending.changes[0], decision.id


async def test_what_is_removed_in_many_steps_is_removed(shop: Shop) -> None:
    await shop.put(*(a_change("mug", number) for number in range(STEP + 1)))
    await shop.sources.remove(SHOP, START)
    assert await counts(shop, SHOP) == dict.fromkeys(OF_SOURCES, 0)


async def test_a_removal_that_broke_off_is_known_to_nobody_and_finished_later(shop: Shop) -> None:
    await fill(shop, SHOP)
    await shop.database.write(lambda session: mark_removed(session, SHOP, START))
    assert await shop.sources.cards() == []
    assert await shop.inbox.accept([a_delivery("late")]) == [Arrival.UNKNOWN]
    assert await shop.take() == []
    assert await shop.pending(at=START + 10_000) == []
    assert (await shop.fold()).decision is None
    with pytest.raises(SourceGone):
        await shop.put(a_change("jug"))
    with pytest.raises(SourceTaken):
        await shop.sources.add(a_source(), [], START)
    await forget(shop.database, START)
    assert await counts(shop, SHOP) == dict.fromkeys(OF_SOURCES, 0)


async def test_a_name_is_free_again_and_nothing_is_known_under_it(shop: Shop) -> None:
    await fill(shop, SHOP)
    await shop.sources.remove(SHOP, START)
    await shop.sources.add(a_source(), [], START)
    assert await shop.products.known(SHOP, "mug") is None
    assert await shop.put(a_change("mug")) == 1


async def fill(shop: Shop, source: SourceKey) -> None:
    """One row in each table, and two counts more."""
    await shop.inbox.accept([a_delivery("1", source=source)])
    await shop.feeds.put(source, 1, {"mug": "ab" * 32}, [a_change(foreign_id="77")], START)
    await shop.feeds.keep_part(source, 1, "a", FeedPart(marks=FeedMarks()))
    await shop.products.fold(source, "mug", lambda known, changes: of(source, last_word(known, changes)), START)


def of(source: SourceKey, folding: Folding) -> Folding:
    return folding.model_copy(update={"known": folding.known.model_copy(update={"source": source})})


async def counts(shop: Shop, source: SourceKey) -> dict[str, int]:
    def work(session: Session) -> dict[str, int]:
        found = {}
        for name in OF_SOURCES:
            table = METADATA.tables[name]
            column = table.c["key" if name == "sources" else "source"]
            found[name] = len(session.execute(select(column).where(column == source)).all())
        return found

    return await shop.database.read(work)
