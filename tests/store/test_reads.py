"""The patrol's share of an account's reads: never more than a tenth, however many rounds there are."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.pace import Quota
from contracts.sightings import Category, RateReading
from store.quotas import MARGIN_SECONDS
from store.reads import SqlReads
from tests.builders import ACCOUNT
from tests.fakes.clock import START
from tests.ledger import Ledger

A_DAY = 86_400.0
TRIAL = Quota(limit=30, window_seconds=A_DAY)


def a_read_reading(*buckets: Quota, **fields: object) -> RateReading:
    """Headers about reads."""
    return RateReading.model_validate({"category": Category.ORG_READ, "buckets": buckets} | fields)


@pytest.fixture
def reads(ledger: Ledger) -> SqlReads:
    return SqlReads(ledger.database)


async def held(reads: SqlReads, count: int, *, now: float = START) -> float | None:
    """Take so many reads at once; what the last one was told."""
    answers = [await reads.hold_read(ACCOUNT, now) for _ in range(count)]
    return answers[-1]


async def test_before_any_header_a_tenth_of_the_standard_tier_is_taken(reads: SqlReads) -> None:
    assert await held(reads, 100) is None
    assert await held(reads, 1) == START + 60 + MARGIN_SECONDS


async def test_a_share_by_the_day_is_used_up_for_the_day(reads: SqlReads, ledger: Ledger) -> None:
    """A trial app has 1,000 requests a day for everything."""
    await ledger.note(a_read_reading(TRIAL))
    assert await held(reads, 3) is None
    until = await held(reads, 1)
    assert until == START + A_DAY + MARGIN_SECONDS
    assert await held(reads, 1, now=until - 1) == until
    assert await held(reads, 1, now=until) is None


async def test_the_tightest_bucket_decides(reads: SqlReads, ledger: Ledger) -> None:
    await ledger.note(a_read_reading(Quota(limit=100, window_seconds=1), Quota(limit=1_000, window_seconds=60)))
    assert await held(reads, 11) == START + 1 + MARGIN_SECONDS


async def test_the_smallest_quota_still_lets_one_read_through(reads: SqlReads, ledger: Ledger) -> None:
    await ledger.note(a_read_reading(Quota(limit=2, window_seconds=60)))
    assert await held(reads, 1) is None
    assert await held(reads, 1) == START + 60 + MARGIN_SECONDS


async def test_a_block_of_pinterest_s_is_heeded(reads: SqlReads, ledger: Ledger) -> None:
    await ledger.note(a_read_reading(limited=True, reset_seconds=20))
    assert await held(reads, 1) == START + 20 + MARGIN_SECONDS


async def test_reads_take_nothing_from_the_quota_of_writes(reads: SqlReads, ledger: Ledger) -> None:
    await held(reads, 100)
    assert (await ledger.accounts.survey(ACCOUNT, START)).writes == ()
    assert await ledger.accounts.hold_write(ACCOUNT, START) is None
    assert await held(reads, 1, now=START + 61) is None


@pytest.mark.parametrize("dialect", ["sqlite"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.floats(0.0, 40.0), min_size=20, max_size=40))
async def test_no_window_ever_holds_more_than_the_share(
    reads: SqlReads, ledger: Ledger, gaps: list[float]
) -> None:
    await ledger.note(a_read_reading(Quota(limit=50, window_seconds=60)))
    now, granted = START + 10 * A_DAY * (1 + hash(tuple(gaps)) % 1_000), list[float]()
    for gap in gaps:
        now += gap
        if await reads.hold_read(ACCOUNT, now) is None:
            granted.append(now)
    assert all(sum(at - 60 < other <= at for other in granted) <= 5 for at in granted)
