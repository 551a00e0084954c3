"""What monitoring is told: every source in numbers, to those who may know, and nothing while the store is away."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from contracts.api_keys import ApiScope
from contracts.contract import Instant
from contracts.intake import Backlog, PollNote
from contracts.measures import AccountMeasures, QuotaUse, SourceMeasures
from contracts.names import SourceKey
from contracts.trouble import LedgerBusy
from intake.account_metrics import LIMITED, PINS, QUOTA_USED, STOPPED, TOKEN_ENDS, UNCERTAIN, WAITING_PINS
from intake.limits import Limits
from intake.metrics import (
    CHANGES,
    CONTENT_TYPE,
    DECISIONS,
    DELIVERIES,
    METRICS,
    OLDEST,
    PAUSED,
    POLL_AGE,
    POLL_SUCCESS,
    WAITING,
    exposition,
)
from tests.builders import ACCOUNT
from tests.fakes.clock import START, FakeClock
from tests.intake.house import OURS, SHOP, Doors, House

Samples = dict[tuple[str, ...], float]
HASTY = Limits(health_seconds_max=0.2)


def samples_of(text: str) -> Samples:
    """By name and labels, as Prometheus itself reads them."""
    families = text_string_to_metric_families(text)
    return {(one.name, *one.labels.values()): one.value for family in families for one in family.samples}


async def told(doors: Doors) -> Samples:
    answer = await doors.http.get("/metrics")
    assert (answer.status_code, answer.headers["content-type"]) == (200, CONTENT_TYPE)
    return samples_of(answer.text)


class Away:
    """A store that is not there, or gives no answer."""

    async def look(self, now: Instant) -> Sequence[SourceMeasures]:
        raise LedgerBusy("gone")

    async def accounts(self, now: Instant) -> Sequence[AccountMeasures]:
        raise LedgerBusy("gone")


class Silent:
    async def look(self, now: Instant) -> Sequence[SourceMeasures]:
        await asyncio.Event().wait()
        return ()

    async def accounts(self, now: Instant) -> Sequence[AccountMeasures]:
        return ()


async def test_deliveries_are_counted_by_what_became_of_them(house: House) -> None:
    async with house.open() as doors:
        for number in (1, 1, 2):
            await doors.shopify(number=number)
        found = await told(doors)
    assert (found[DELIVERIES, SHOP, "received"], found[DELIVERIES, SHOP, "doubled"]) == (3, 1)
    assert (found[WAITING, SHOP, "deliveries"], found[WAITING, OURS, "deliveries"]) == (2, 0)


async def test_what_waits_grows_old(house: House, clock: FakeClock) -> None:
    async with house.open() as doors:
        await doors.shopify()
        await clock.advance(90)
        found = await told(doors)
    assert (found[OLDEST, SHOP], found[OLDEST, OURS]) == (90, 0)


async def test_a_poll_is_as_old_as_it_is_and_went_as_it_went(house: House, clock: FakeClock) -> None:
    await house.sources.note_poll(SHOP, PollNote(at=START, error="no answer"))
    await house.sources.note_poll(OURS, PollNote(at=START))
    await house.sources.pause(OURS, "for a while")
    await clock.advance(30)
    async with house.open() as doors:
        found = await told(doors)
    assert (found[POLL_AGE, SHOP], found[POLL_SUCCESS, SHOP], found[PAUSED, SHOP]) == (30, 0, 0)
    assert (found[POLL_SUCCESS, OURS], found[PAUSED, OURS]) == (1, 1)
    assert (POLL_AGE, "woo-shop") not in found


def test_changes_and_decisions_have_metrics_of_their_own() -> None:
    counts = {"received": 5, "changes": 4, "coalesced": 3, "decided:pin": 1, "refused:signature": 2}
    found = samples_of(exposition([measures(counts)], START).decode())
    assert [found[CHANGES, SHOP, what] for what in ("changes", "coalesced")] == [4, 3]
    assert found[DECISIONS, SHOP, "pin"] == 1
    assert {what for name, _, *whats in found if name == DELIVERIES for what in whats} == {
        "received",
        "refused:signature",
    }


async def test_accounts_are_told_beside_the_sources(house: House) -> None:
    async with house.open() as doors:
        found = await told(doors)
    assert (found[UNCERTAIN, ACCOUNT], found[STOPPED, ACCOUNT, "parked"]) == (0, 0)


def test_an_account_s_numbers_stand_under_its_name() -> None:
    use = QuotaUse(category="org_write", window_seconds=60, limit=100, used=7)
    one = AccountMeasures(account=ACCOUNT, pins={"live": 3}, waiting={"slot": 2}, limited=1, quotas=(use,))
    found = samples_of(exposition([], START, [one]).decode())
    assert (found[PINS, ACCOUNT, "live"], found[WAITING_PINS, ACCOUNT, "slot"], found[LIMITED, ACCOUNT]) == (
        3,
        2,
        1,
    )
    assert found[QUOTA_USED, ACCOUNT, "org_write", "60"] == 7
    assert not [name for name, *_ in found if name == TOKEN_ENDS]


def test_without_a_source_every_metric_is_named_all_the_same() -> None:
    families = {family.name for family in text_string_to_metric_families(exposition([], START).decode())}
    assert families == {name.removesuffix("_total") for name in METRICS}


@given(st.text(min_size=1, max_size=40), st.floats(0, 1e12))
def test_whatever_a_source_is_called_can_be_read_back(name: str, oldest: float) -> None:
    named = measures({"received": 1}, source=SourceKey(name), oldest=oldest)
    text = exposition([named], START).decode("utf-8", "surrogatepass")
    assert text.count(DELIVERIES + "{") == 1


async def test_who_reaches_the_doors_from_elsewhere_needs_a_key(house: House) -> None:
    good, narrow = await house.key(ApiScope.PINS_READ), await house.key(ApiScope.PINS_READ, account=ACCOUNT)
    other = await house.key(ApiScope.INTAKE)
    async with house.open(public=True) as doors:
        statuses = [
            (await doors.http.get("/metrics", headers={"Authorization": f"Bearer {key}"})).status_code
            for key in (good, narrow, other, "none")
        ]
        bare = await doors.http.get("/metrics")
    assert statuses == [200, 401, 401, 401]
    assert (bare.status_code, SHOP in bare.text) == (401, False)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Origin"])
async def test_what_a_proxy_or_a_page_asks_for_is_not_told(house: House, header: str) -> None:
    async with house.open() as doors:
        answer = await doors.http.get("/metrics", headers={header: "https://elsewhere.example.com"})
    assert answer.status_code == 401


@pytest.mark.parametrize("store", [Away(), Silent()])
async def test_while_the_store_is_away_nothing_is_told(house: House, store: Away | Silent) -> None:
    async with house.open(measures=store, limits=HASTY) as doors:
        answer = await doors.http.get("/metrics")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


async def test_no_product_and_no_secret_is_told(house: House) -> None:
    async with house.open() as doors:
        await doors.shopify(b'{"id":1,"handle":"blue-mug"}')
        await doors.shopify(secret="wrong")
        text = (await doors.http.get("/metrics")).text
    assert "blue-mug" not in text
    assert "shpss" not in text


def measures(counts: dict[str, int], *, source: SourceKey = SHOP, oldest: Instant | None = None) -> SourceMeasures:
    backlog = Backlog(deliveries=0, changes=0, decisions=0, oldest=oldest)
    return SourceMeasures(source=source, counts=counts, backlog=backlog)
