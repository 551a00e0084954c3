"""Polls: what changed is found by digests, what is gone by not being seen, and a poll that dies loses nothing."""

import hashlib

import pytest

from contracts.changes import KnownProduct, ProductChange
from contracts.contract import Digest
from contracts.feeds import FeedMarks, FeedPart
from contracts.intake import Absentees, PollOvertaken, SourceGone
from store.feeds import ITEMS_MAX
from tests.builders import a_product
from tests.fakes.clock import START
from tests.store.shops import NOWHERE, OTHER, SHOP, Shop, a_change, a_deletion, a_source

READ = FeedPart(marks=FeedMarks(etag='"v1"', last_modified="Sat, 21 Nov 2026", content="ab" * 32), unreadable=3)
ITEMS = [f"mug-{number:03}" for number in range(100)]


async def test_the_first_poll_finds_everything_new_and_the_second_nothing(shop: Shop) -> None:
    assert await poll(shop, 1, digests()) == set(ITEMS)
    assert await poll(shop, 2, digests()) == set()


async def test_of_many_only_those_that_changed_are_put_in(shop: Shop) -> None:
    await poll(shop, 1, digests())
    changed = set(ITEMS[10:15])
    assert await poll(shop, 2, digests(changed=changed)) == changed
    assert (await shop.counted())["changes"] == len(ITEMS) + len(changed)


async def test_a_poll_that_dies_between_asking_and_keeping_has_lost_nothing(shop: Shop) -> None:
    await poll(shop, 1, digests())
    changed = set(ITEMS[:3])
    for number in (2, 3):
        assert await shop.feeds.changed_among(SHOP, number, digests(changed=changed)) == changed
    assert await poll(shop, 4, digests(changed=changed)) == changed


async def test_a_digest_is_kept_with_its_changes_or_not_at_all(shop: Shop) -> None:
    broken = a_change().model_copy(update={"unsaid": None})
    with pytest.raises(TypeError):
        await shop.feeds.put(SHOP, 1, {"mug": digest_of("mug")}, [broken], START)
    assert await shop.feeds.changed_among(SHOP, 1, {"mug": digest_of("mug")}) == {"mug"}


async def test_what_a_whole_poll_has_not_seen_is_gone(shop: Shop) -> None:
    await poll(shop, 1, digests())
    await poll(shop, 2, digests(ITEMS[2:], changed={ITEMS[50]}))
    assert await shop.feeds.absentees(SHOP, 2) == Absentees(known=100, absent=2)
    assert await shop.feeds.absent(SHOP, 2, 1) == ITEMS[:1]
    assert await shop.feeds.put_absent(SHOP, 2, deletions(ITEMS[:2]), START) == 2
    assert await shop.feeds.absentees(SHOP, 2) == Absentees(known=98, absent=0)
    assert await shop.feeds.absent(SHOP, 2, 10) == []


async def test_what_is_gone_is_told_once_however_often_it_is_looked_for(shop: Shop) -> None:
    await poll(shop, 1, digests())
    await shop.feeds.put_absent(SHOP, 2, deletions(ITEMS[:2]), START)
    assert await shop.feeds.put_absent(SHOP, 2, deletions(ITEMS[:2]), START) == 0


async def test_what_came_back_meanwhile_is_not_deleted(shop: Shop) -> None:
    await poll(shop, 1, digests())
    await poll(shop, 3, digests(ITEMS[:1]))
    assert await shop.feeds.put_absent(SHOP, 2, deletions(ITEMS[:2]), START) == 1
    assert (await shop.feeds.absentees(SHOP, 2)).known == 99


async def test_what_comes_back_is_new_again(shop: Shop) -> None:
    await poll(shop, 1, digests())
    await shop.feeds.put_absent(SHOP, 2, deletions(ITEMS[:1]), START)
    assert await poll(shop, 3, digests()) == {ITEMS[0]}


async def test_the_longest_unseen_are_asked_for_first(shop: Shop) -> None:
    await poll(shop, 2, digests(["a"]))
    await poll(shop, 1, digests(["z"]))
    assert await shop.feeds.absent(SHOP, 3, 10) == ["z", "a"]


async def test_sources_have_items_of_their_own(shop: Shop) -> None:
    await shop.sources.add(a_source(OTHER), [], START)
    await poll(shop, 1, digests())
    assert await shop.feeds.changed_among(OTHER, 1, digests()) == set(ITEMS)
    assert await shop.feeds.absentees(OTHER, 9) == Absentees(known=0, absent=0)


async def test_a_poll_that_another_overtook_stops_whatever_it_asks(shop: Shop) -> None:
    first = await shop.sources.begin_poll(SHOP)
    await shop.sources.begin_poll(SHOP)
    page = digests(["mug"])
    for asks in (
        shop.feeds.changed_among(SHOP, first, page),
        shop.feeds.put(SHOP, first, page, [a_change()], START),
        shop.feeds.put_known(SHOP, first, page, []),
        shop.feeds.put_absent(SHOP, first, deletions(["mug"]), START),
        shop.feeds.seen_part(SHOP, first, "a"),
        shop.feeds.keep_part(SHOP, first, "a", READ),
        shop.feeds.drop_parts(SHOP, first),
    ):
        with pytest.raises(PollOvertaken):
            await asks
    assert (await shop.feeds.absentees(SHOP, 9)).known == 0
    assert await shop.counted() == {}


async def test_what_is_known_from_the_first_poll_on_tells_nobody(shop: Shop) -> None:
    known = KnownProduct(
        source=SHOP, product_key="mug", product=a_product("mug"), at=START, digest=digest_of("mug")
    )
    await shop.feeds.put_known(SHOP, 1, {"mug": digest_of("mug")}, [known])
    assert await shop.products.known(SHOP, "mug") == known
    assert await shop.changes.pending(START, 10) == []
    assert await shop.feeds.changed_among(SHOP, 2, {"mug": digest_of("mug")}) == set()


async def test_a_file_that_is_as_it_was_still_has_what_stood_in_it(shop: Shop) -> None:
    await shop.feeds.put(SHOP, 1, digests(["mug", "cup"]), [], START, part="a")
    await shop.feeds.put(SHOP, 1, digests(["pot"]), [], START, part="b")
    assert await shop.feeds.seen_part(SHOP, 2, "a") == 2
    assert await shop.feeds.absent(SHOP, 2, 10) == ["pot"]


async def test_what_moved_to_another_file_is_seen_there(shop: Shop) -> None:
    await shop.feeds.put(SHOP, 1, digests(["mug"]), [], START, part="a")
    assert await shop.feeds.changed_among(SHOP, 2, digests(["mug"]), part="b") == set()
    assert await shop.feeds.seen_part(SHOP, 3, "b") == 1


async def test_files_are_asked_by_their_last_marks_until_they_are_met_no_more(shop: Shop) -> None:
    await shop.feeds.keep_part(SHOP, 1, "a", READ)
    await shop.feeds.keep_part(SHOP, 1, "b", READ)
    newer = READ.model_copy(update={"unreadable": 7})
    await shop.feeds.keep_part(SHOP, 2, "a", newer)
    assert await shop.feeds.parts(SHOP) == {"a": newer, "b": READ}
    await shop.feeds.drop_parts(SHOP, 2)
    assert await shop.feeds.parts(SHOP) == {"a": newer}


async def test_with_other_settings_every_file_is_read_again(shop: Shop) -> None:
    await shop.feeds.keep_part(SHOP, 1, "a", READ)
    await shop.sources.set_settings(SHOP, "{}")
    assert await shop.feeds.parts(SHOP) == {}


async def test_nothing_is_kept_of_a_source_that_is_not_there(shop: Shop) -> None:
    with pytest.raises(SourceGone):
        await shop.feeds.changed_among(NOWHERE, 1, digests())
    with pytest.raises(SourceGone):
        await shop.feeds.put(NOWHERE, 1, digests(), [], START)
    with pytest.raises(SourceGone):
        await shop.feeds.put_absent(NOWHERE, 1, {}, START)
    with pytest.raises(SourceGone):
        await shop.feeds.keep_part(NOWHERE, 1, "a", READ)


async def test_a_page_has_a_limit(shop: Shop) -> None:
    page = digests([str(number) for number in range(ITEMS_MAX + 1)])
    with pytest.raises(ValueError, match=str(ITEMS_MAX)):
        await shop.feeds.changed_among(SHOP, 1, page)
    with pytest.raises(ValueError, match=str(ITEMS_MAX)):
        await shop.feeds.put(SHOP, 1, page, [], START)


async def poll(shop: Shop, number: int, page: dict[str, Digest]) -> frozenset[str]:
    """One page of a poll, as pollers do it; what changed."""
    changed = await shop.feeds.changed_among(SHOP, number, page)
    changes = [a_change(item, delivery=f"{number}-{item}") for item in sorted(changed)]
    await shop.feeds.put(SHOP, number, {item: page[item] for item in changed}, changes, START)
    return changed


def digests(items: list[str] = ITEMS, *, changed: set[str] | None = None) -> dict[str, Digest]:
    return {item: digest_of(f"{item} {item in (changed or ())}") for item in items}


def digest_of(text: str) -> Digest:
    return hashlib.sha256(text.encode()).hexdigest()


def deletions(items: list[str]) -> dict[str, ProductChange]:
    return {item: a_deletion(item, delivery=f"gone-{item}") for item in items}
