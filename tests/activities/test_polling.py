"""Polls: what changed since the last one is put in once, and nothing is ever deleted on a doubtful word."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from temporalio.exceptions import ApplicationError

from contracts.accounts import Alert
from contracts.names import SourceKey
from contracts.sources import SourceKind
from contracts.watching import WatchPlan, WatchRequest
from drafting.poll_words import FAILURES_MAX
from store.alerts import SqlAlerts
from store.sources import SqlSources
from tests.activities.polled import (
    ADDRESS,
    HOUR,
    PATH,
    Polled,
    a_feed,
    a_polled_shop,
    an_item,
    packed,
    settings_text,
)
from tests.builders import ACCOUNT
from tests.catalog.xml_builders import rss
from tests.fakes.clock import START
from tests.fetching.internet import answer
from tests.store.connected import SEALER
from tests.store.shops import NOWHERE, SHOP

EIGHTY = range(1, 81)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Polled]:
    async with a_polled_shop(tmp_path) as polled:
        yield polled


async def test_what_the_first_poll_finds_is_known_and_no_news(shop: Polled) -> None:
    shop.has(1, 2)
    report = await shop.poll()
    assert (report.seen, report.changed, report.absent, report.error) == (2, 0, 0, None)
    assert await shop.told() == ["known mug-1", "known mug-2"]


async def test_all_of_it_is_new_where_the_source_says_so(shop: Polled) -> None:
    await shop.set(first="new")
    shop.has(1)
    await shop.poll()
    assert await shop.told() == ["upsert mug-1"]


async def test_only_what_changed_is_told_after_that(shop: Polled) -> None:
    shop.has(*range(1, 11))
    await shop.poll()
    shop.has(*range(1, 12), prices={3: "9.00 EUR"})
    report = await shop.poll()
    assert (report.seen, report.changed) == (11, 2)
    assert sorted((await shop.told())[10:]) == ["upsert mug-11", "upsert mug-3"]


async def test_a_product_that_is_again_as_it_was_before_has_changed_twice(shop: Polled) -> None:
    for price in ("12.50 EUR", "9.00 EUR", "12.50 EUR"):
        shop.has(1, prices={1: price})
        await shop.poll()
    assert await shop.told() == ["known mug-1", "upsert mug-1", "upsert mug-1"]


async def test_an_answer_that_says_as_it_was_costs_one_question(shop: Polled) -> None:
    shop.has(1, 2, etag='"v1"')
    await shop.poll()
    shop.says_as_it_was()
    report = await shop.poll()
    assert report.unchanged
    assert [asked.headers.get("if-none-match") for asked in shop.server.asked] == [None, '"v1"']
    assert await shop.changes() == []


async def test_a_sale_begins_and_ends_in_a_feed_that_is_as_it_was(shop: Polled) -> None:
    """The third and the fifth hour pass a bound of it; the polls between them ask for what is new, as ever."""
    dates = "/".join(datetime.fromtimestamp(START + hours * HOUR, UTC).isoformat() for hours in (2.5, 4.5))
    sale = f"<g:sale_price>9 EUR</g:sale_price><g:sale_price_effective_date>{dates}</g:sale_price_effective_date>"
    shop.gives(rss(an_item(1) + sale, an_item(2)), etag='"v1"')
    polls = [await shop.poll() for _ in range(6)]
    assert [poll.changed for poll in polls] == [0, 0, 1, 0, 1, 0]
    assert [poll.unchanged for poll in polls] == [False, True, False, True, False, True]
    assert [asked.headers.get("if-none-match") is None for asked in shop.server.asked] == [
        not poll.unchanged for poll in polls
    ]
    assert await shop.told() == ["known mug-1", "known mug-2", "upsert mug-1", "upsert mug-1"]


async def test_the_same_bytes_sent_again_are_as_it_was(shop: Polled) -> None:
    shop.has(1)
    await shop.poll()
    assert (await shop.poll()).unchanged


async def test_settings_that_changed_are_tried_on_what_is_as_it_was(shop: Polled) -> None:
    shop.gives(rss("<g:id>mug</g:id><title>Mug</title><g:price>5</g:price>"))
    await shop.poll()
    await shop.set(currency="eur")
    assert (await shop.poll()).changed == 1
    product = (await shop.changes())[-1].product
    assert product is not None
    assert product.price is not None
    assert product.price.currency == "EUR"


async def test_what_is_not_there_any_more_is_told_as_deleted(shop: Polled) -> None:
    shop.has(1, 2, 3)
    await shop.poll()
    shop.has(1, 2)
    report = await shop.poll()
    assert (report.absent, (await shop.told())[-1]) == (1, "delete mug-3")
    shop.has(1, 2, 4)
    assert (await shop.poll()).absent == 0


async def test_an_empty_feed_deletes_nothing_and_tells_a_person(shop: Polled) -> None:
    shop.has(1, 2, 3)
    await shop.poll()
    shop.gives(rss())
    report = await shop.poll(gone=True)
    assert report.error is not None
    assert len(await shop.told()) == 3
    assert [alert.kind for alert in await alerts(shop)] == ["source.trouble"]
    assert shop.awake.accounts == [ACCOUNT]


async def test_a_first_poll_that_finds_nothing_makes_no_later_one_full_of_news(shop: Polled) -> None:
    shop.gives(rss())
    await shop.poll()
    shop.has(1, 2)
    await shop.poll()
    assert await shop.told() == ["known mug-1", "known mug-2"]


async def test_a_feed_of_rows_that_nobody_can_read_is_as_good_as_empty(shop: Polled) -> None:
    shop.has(1)
    await shop.poll()
    shop.gives(rss("<g:price>5</g:price>", "<g:price>6</g:price>"))
    report = await shop.poll()
    assert report.error is not None
    assert "None of the 2 rows" in report.error
    assert await shop.told() == ["known mug-1"]


async def test_a_shrunken_feed_is_believed_when_three_polls_say_so(shop: Polled) -> None:
    shop.has(*EIGHTY)
    await shop.poll()
    shop.has(*range(1, 31))
    first, second = await shop.poll(), await shop.poll()
    assert (first.absent, second.absent, second.unchanged) == (0, 0, False)
    assert [alert.kind for alert in await alerts(shop)] == ["source.trouble"]
    third = await shop.poll()
    assert third.absent == 50
    assert await alerts(shop) == []
    assert (await shop.note()).doubt is None


async def test_what_is_doubted_is_read_again_and_not_only_asked_after(shop: Polled) -> None:
    """A server that says "as it was" of a shrunken feed would otherwise never be believed."""
    shop.has(*EIGHTY, etag='"v1"')
    await shop.poll()
    shop.has(*range(1, 31), etag='"v2"')
    await shop.poll()
    await shop.poll()
    assert shop.server.asked[-1].headers.get("if-none-match") is None


async def test_a_person_may_say_that_it_is_gone(shop: Polled) -> None:
    shop.has(*EIGHTY)
    await shop.poll()
    shop.has(*range(1, 31))
    await shop.poll()
    report = await shop.poll(gone=True)
    assert (report.absent, (await shop.note()).alarm) == (50, None)


async def test_a_feed_that_is_whole_again_deletes_nothing(shop: Polled) -> None:
    shop.has(*EIGHTY)
    await shop.poll()
    shop.has(*range(1, 31))
    await shop.poll()
    shop.has(*EIGHTY)
    report = await shop.poll()
    assert (report.changed, report.absent, len(await shop.told())) == (0, 0, 80)
    assert await alerts(shop) == []


async def test_how_much_may_vanish_is_the_sources_to_say(shop: Polled) -> None:
    await shop.set(shrink_percent=90)
    shop.has(*EIGHTY)
    await shop.poll()
    shop.has(*range(1, 31))
    assert (await shop.poll()).absent == 50


async def test_rows_that_became_unreadable_hide_nobody(shop: Polled) -> None:
    shop.has(1, 2, 3)
    await shop.poll()
    shop.gives(rss(an_item(1), an_item(2), "<g:price>5</g:price>"))
    report = await shop.poll()
    assert (report.absent, report.unreadable) == (0, 1)
    assert (await shop.note()).alarm is not None


async def test_a_product_that_stands_there_twice_does_not_change_with_every_poll(shop: Polled) -> None:
    shop.gives(rss(an_item(1), an_item(1, "3.00 EUR")))
    await shop.poll()
    shop.gives(rss(an_item(1), an_item(1, "3.00 EUR"), an_item(2)))
    assert (await shop.poll()).changed == 1


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_lasting_no_is_told_at_once_and_deletes_nothing(shop: Polled, status: int) -> None:
    shop.has(1)
    await shop.poll()
    shop.gives(b"", status=status)
    report = await shop.poll()
    assert report.error is not None
    assert str(status) in report.error
    note = await shop.note()
    assert (note.failures, note.well_at, await shop.told()) == (1, shop.clock.now() - 3_600, ["known mug-1"])


async def test_a_password_that_changed_is_asked_for_and_never_shown(shop: Polled) -> None:
    await shop.sources.set_secrets(SHOP, ["shop:old-word", "shop:older"])
    shop.gives(b"", status=401)
    report = await shop.poll()
    assert shop.server.asked[-1].headers["authorization"].startswith("basic ")
    assert report.error is not None
    assert "pinflow sources secret" in report.error
    assert "old-word" not in report.model_dump_json() + (await shop.card()).model_dump_json()


async def test_the_secret_is_sent_in_the_header_that_is_named(shop: Polled) -> None:
    await shop.sources.set_secrets(SHOP, ["k-1"])
    await shop.set(header="X-Api-Key")
    shop.has(1)
    await shop.poll()
    assert shop.server.asked[-1].headers["x-api-key"] == "k-1"


async def test_a_secret_that_cannot_be_sent_is_no_puzzle(shop: Polled) -> None:
    await shop.sources.set_secrets(SHOP, ["k\n1"])
    report = await shop.poll()
    assert report.error is not None
    assert "pinflow sources secret spring-shop" in report.error
    assert shop.server.asked == []


async def test_a_fault_that_may_pass_is_asked_again_before_it_counts(shop: Polled) -> None:
    shop.gives(b"", status=502)
    for attempt in (1, 2):
        with pytest.raises(ApplicationError):
            await shop.poll(attempt=attempt)
        assert ((await shop.note()).failures, (await shop.note()).error is None) == (0, False)
    assert (await shop.poll(attempt=3)).error is not None
    assert (await shop.note()).failures == 1


async def test_a_shop_that_wants_to_be_left_alone_is(shop: Polled) -> None:
    shop.gives(b"", status=429, retry_after="1800")
    with pytest.raises(ApplicationError) as refused:
        await shop.poll()
    delay = refused.value.next_retry_delay
    assert delay is not None
    assert delay.total_seconds() == 1_800


async def test_a_person_hears_of_a_source_that_fails_again_and_again_and_of_its_end_no_more(shop: Polled) -> None:
    shop.gives(b"", status=404)
    for _ in range(FAILURES_MAX):
        assert await alerts(shop) == []
        await shop.poll()
    (alert,) = await alerts(shop)
    assert "spring-shop" in alert.message
    assert "404" in alert.message
    await SqlAlerts(shop.ledger.database).told(alert.id, shop.clock.now())
    await shop.poll()
    assert len(shop.awake.accounts) == 1
    shop.has(1)
    await shop.poll()
    assert await alerts(shop) == []
    assert (await shop.note()).failures == 0


async def test_an_account_that_is_not_connected_is_not_woken(tmp_path: Path) -> None:
    async with a_polled_shop(tmp_path, connected=False) as shop:
        shop.gives(rss())
        assert (await shop.poll()).error is not None
        assert (shop.awake.accounts, (await shop.note()).alarm is None) == ([], False)


async def test_an_address_inside_our_network_is_not_asked(shop: Polled) -> None:
    await shop.set(address="http://inside.example/feed.xml")
    report = await shop.poll()
    assert report.error is not None
    assert shop.server.asked == []


async def test_a_gzip_bomb_is_refused(shop: Polled) -> None:
    shop.has(1)
    await shop.poll()
    shop.gives(packed("<rss>" + " " * 8_000_000))
    report = await shop.poll()
    assert report.error is not None
    assert "unpacks to more than" in report.error
    assert await shop.told() == ["known mug-1"]


async def test_an_entity_bomb_is_refused(shop: Polled) -> None:
    shop.has(1)
    await shop.poll()
    lines = "".join(f'<!ENTITY l{n} "&l{n - 1};&l{n - 1};">' for n in range(1, 30))
    shop.gives(f'<!DOCTYPE rss [<!ENTITY l0 "ha">{lines}]>' + rss("<g:id>1</g:id><title>&l29;</title>"))
    report = await shop.poll()
    assert report.error is not None
    assert ADDRESS.removeprefix("https://") in report.error
    assert await shop.told() == ["known mug-1"]


async def test_a_feed_that_breaks_off_deletes_nothing(shop: Polled) -> None:
    shop.has(1, 2, 3)
    await shop.poll()
    shop.gives(a_feed(1, 2)[:-20])
    report = await shop.poll()
    assert report.error is not None
    assert "polls" not in report.error, "a path of ours tells nobody anything"
    assert len(await shop.told()) == 3


async def test_a_page_that_asks_people_to_log_in_is_no_feed(shop: Polled) -> None:
    shop.gives("<!doctype html><html><body>Log in</body></html>", content_type="text/html")
    assert (await shop.poll()).error is not None


async def test_of_two_polls_at_once_the_later_goes_on(shop: Polled) -> None:
    shop.has(1)
    await shop.poll()

    async def overtaken(writer: asyncio.StreamWriter) -> None:
        await shop.sources.begin_poll(SHOP)
        writer.write(answer(200, a_feed(1, 2).encode()))
        await writer.drain()

    shop.server.replies[PATH] = overtaken
    report = await shop.poll()
    assert (report.error, "Another poll" in report.words) == (None, True)
    assert await shop.told() == ["known mug-1"]
    assert (await shop.note()).error is None


async def test_settings_that_change_while_it_is_polled_are_tried_on_all_of_it_by_the_next_poll(
    shop: Polled,
) -> None:
    """What was read by the old ones must not be "as it was" from then on."""
    feed = rss("<g:id>mug</g:id><title>Mug</title><g:price>5</g:price>")

    async def set_meanwhile(writer: asyncio.StreamWriter) -> None:
        await shop.set(currency="eur")
        writer.write(answer(200, feed.encode()))
        await writer.drain()

    shop.server.replies[PATH] = set_meanwhile
    assert "settings were changed" in (await shop.poll()).words
    shop.gives(feed)
    assert (await shop.poll()).seen == 1
    price = (await shop.known("mug")).price
    assert price is not None
    assert price.currency == "EUR"


async def test_a_source_that_is_removed_meanwhile_is_no_error(shop: Polled) -> None:
    shop.has(1)
    await shop.sources.remove(SHOP, 1.0)
    report = await shop.poll()
    assert report.error is None


async def test_settings_that_say_nothing_are_told_of(shop: Polled) -> None:
    await shop.sources.set_settings(SHOP, "{}")
    report = await shop.poll()
    assert report.error is not None
    assert "no address" in report.error


async def test_nothing_of_a_poll_is_left_on_the_disk(shop: Polled, tmp_path: Path) -> None:
    left = tmp_path / "polls" / f"{SHOP}~0"
    left.mkdir(parents=True)
    (left / "catalog").write_text("of a worker that was killed")
    shop.has(1)
    await shop.poll()
    assert list((tmp_path / "polls").iterdir()) == []


async def test_a_disk_that_takes_nothing_counts_as_a_failed_poll(shop: Polled, tmp_path: Path) -> None:
    """It would be tried for ever, and its owner told nothing."""
    shop.has(1)
    (tmp_path / "polls").write_text("no folder")
    for attempt in (1, 2):
        with pytest.raises(OSError, match="File exists"):
            await shop.poll(attempt=attempt)
    report = await shop.poll(attempt=3)
    assert "this machine's disk" in (report.error or "")
    assert ((await shop.note()).failures, (await shop.note()).well_at) == (1, None)


async def test_settings_that_change_as_it_begins_are_those_it_goes_by(shop: Polled) -> None:
    """Or all of it would be known as it was read by the old ones."""
    shop.gives(rss("<g:id>mug</g:id><title>Mug</title><g:price>5</g:price>"))

    class SetMeanwhile(SqlSources):
        async def begin_poll(self, source: SourceKey) -> int:
            await self.set_settings(source, settings_text(currency="eur"))
            return await super().begin_poll(source)

    sources = SetMeanwhile(shop.ledger.database, SEALER)
    polled = replace(shop, polling=replace(shop.polling, sources=sources))
    await polled.poll()
    price = (await shop.known("mug")).price
    assert price is not None
    assert price.currency == "EUR"


async def test_a_watch_knows_how_its_source_is_asked(shop: Polled) -> None:
    await shop.sources.pause(SHOP, "sale")
    plan = await shop.polling.watched(WatchRequest(source=SHOP))
    assert plan == WatchPlan(kind=SourceKind.FEED, paused="sale")
    assert await shop.polling.watched(WatchRequest(source=NOWHERE)) == WatchPlan()


async def alerts(shop: Polled) -> Sequence[Alert]:
    return await SqlAlerts(shop.ledger.database).open(ACCOUNT)


feeds = st.lists(
    st.dictionaries(st.integers(1, 8), st.sampled_from(["5.00 EUR", "7.00 EUR"]), min_size=1),
    min_size=2,
    max_size=5,
)


@settings(max_examples=8, deadline=None)
@given(feeds)
async def test_whatever_a_feed_says_from_poll_to_poll_its_differences_are_told_and_nothing_else(
    states: list[dict[int, str]],
) -> None:
    with TemporaryDirectory() as folder:
        async with a_polled_shop(Path(folder)) as shop:
            before = states[0]
            shop.has(*before, prices=before)
            await shop.poll()
            for now in states[1:]:
                told = len(await shop.changes())
                shop.has(*now, prices=now)
                await shop.poll()
                news = {(change.kind.value, change.product_key) for change in (await shop.changes())[told:]}
                assert news == differences(before, now)
                before = now


def differences(before: dict[int, str], now: dict[int, str]) -> set[tuple[str, str]]:
    """What must be told of it: no more, and no less."""
    changed = {("upsert", f"mug-{number}") for number, price in now.items() if before.get(number) != price}
    return changed | {("delete", f"mug-{number}") for number in before.keys() - now.keys()}
