"""The quota: learnt from headers, kept exactly, whatever happens to the requests that count in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from contracts.ledger import CertainNo, Claim, ClaimOrder, NewIntent, RowIntent
from contracts.names import AccountKey, LaunchId, PinKey
from contracts.pace import DEFAULT_WRITE_QUOTA, Quota
from contracts.sightings import Category, RateReading
from store.accounts import REQUEST_SECONDS_MAX
from store.database import Database
from store.quotas import MARGIN_SECONDS, RESET_SECONDS_MAX, SqlRates, room_left
from tests.builders import ACCOUNT, a_launch, a_product, an_intent, rows_of
from tests.fakes.clock import START
from tests.ledger import REQUEST_SECONDS, Ledger, a_draft, a_write_reading

MINUTE = Quota(limit=60, window_seconds=60, name="org_write")
SECOND = Quota(limit=100, window_seconds=1, name="safety_net")


async def quotas(ledger: Ledger) -> tuple[Quota, ...]:
    return (await ledger.accounts.survey(ACCOUNT, START)).quotas


async def blocked_until(ledger: Ledger) -> float:
    return (await ledger.accounts.survey(ACCOUNT, START)).blocked_until


async def test_before_any_header_the_standard_tier_is_assumed(ledger: Ledger) -> None:
    assert await quotas(ledger) == (DEFAULT_WRITE_QUOTA,)


async def test_the_headers_last_word_counts(ledger: Ledger) -> None:
    await ledger.note(a_write_reading(buckets=(MINUTE, Quota(limit=1_000, window_seconds=86_400))))
    await ledger.note(a_write_reading(buckets=(SECOND, MINUTE)))
    assert await quotas(ledger) == (SECOND, MINUTE)


async def test_headers_that_say_nothing_forget_nothing(ledger: Ledger) -> None:
    await ledger.note(a_write_reading(buckets=(MINUTE,)))
    await ledger.note(a_write_reading(remaining=0, reset_seconds=5.0))
    assert await quotas(ledger) == (MINUTE,)


@pytest.mark.parametrize("order", [1, -1])
async def test_of_two_buckets_with_one_window_the_tighter_counts(ledger: Ledger, order: int) -> None:
    tight = Quota(limit=10, window_seconds=60, name="app")
    await ledger.note(a_write_reading(buckets=(MINUTE, tight)[::order]))
    assert await quotas(ledger) == (tight,)


async def test_more_buckets_than_a_view_holds_do_not_blind_the_account(ledger: Ledger) -> None:
    many = tuple(Quota(limit=number, window_seconds=float(number)) for number in range(1, 17))
    await ledger.note(a_write_reading(buckets=many))
    assert await quotas(ledger) == many[:10]


async def test_one_rate_book_notes_a_quota_that_changes_and_changes_back(ledger: Ledger) -> None:
    """What is no news is not written again; what is news is."""
    rates = SqlRates(ledger.database, lambda: START)
    for bucket in (MINUTE, MINUTE, SECOND, MINUTE):
        await rates.note(ACCOUNT, a_write_reading(buckets=(bucket,)))
    assert await quotas(ledger) == (MINUTE,)


@pytest.mark.parametrize(
    ("reading", "seconds"),
    [
        ({"limited": True, "reset_seconds": 30.0}, 30.0 + MARGIN_SECONDS),
        ({"remaining": 0, "reset_seconds": 30.0}, 30.0 + MARGIN_SECONDS),
        ({"limited": True, "reset_seconds": 1e9}, RESET_SECONDS_MAX + MARGIN_SECONDS),
    ],
    ids=["a 429", "nothing left", "a reset that nobody can mean"],
)
async def test_nothing_leaves_while_nothing_is_left(
    ledger: Ledger, reading: dict[str, object], seconds: float
) -> None:
    await ledger.note(a_write_reading(**reading))
    assert await blocked_until(ledger) == START + seconds


@pytest.mark.parametrize(
    "reading",
    [{"remaining": 1, "reset_seconds": 30.0}, {"remaining": 0}, {"limited": True}, {"reset_seconds": 30.0}],
)
async def test_a_reset_alone_blocks_nothing(ledger: Ledger, reading: dict[str, object]) -> None:
    await ledger.note(a_write_reading(**reading))
    assert await blocked_until(ledger) == 0.0


async def test_a_later_answer_never_shortens_a_block(ledger: Ledger) -> None:
    await ledger.note(a_write_reading(limited=True, reset_seconds=60.0))
    await ledger.note(a_write_reading(limited=True, reset_seconds=5.0), now=START + 1)
    assert await blocked_until(ledger) == START + 60 + MARGIN_SECONDS


async def test_reads_and_writes_have_quotas_of_their_own(ledger: Ledger) -> None:
    await ledger.note(RateReading(category=Category.ORG_READ, buckets=(SECOND,), limited=True, reset_seconds=60.0))
    assert await quotas(ledger) == (DEFAULT_WRITE_QUOTA,)
    assert await ledger.accounts.hold_write(ACCOUNT, START) is None


async def test_a_write_that_is_no_pin_counts_too(ledger: Ledger) -> None:
    """A board takes a place of the quota, as late as its request may last, and is told when there is none."""
    await ledger.note(a_write_reading(buckets=(Quota(limit=2, window_seconds=60),)))
    assert await ledger.accounts.hold_write(ACCOUNT, START) is None
    assert await ledger.accounts.hold_write(ACCOUNT, START + 1) is None
    room = START + REQUEST_SECONDS_MAX + 60 + MARGIN_SECONDS
    assert await ledger.accounts.hold_write(ACCOUNT, START + 2) == room
    assert await ledger.accounts.hold_write(ACCOUNT, room) is None


async def test_writes_older_than_every_window_are_not_shown(ledger: Ledger) -> None:
    await ledger.note(a_write_reading(buckets=(MINUTE,)))
    later = START + REQUEST_SECONDS_MAX
    await ledger.accounts.hold_write(ACCOUNT, START - 61)
    await ledger.accounts.hold_write(ACCOUNT, START - 59)
    assert (await ledger.accounts.survey(ACCOUNT, later)).writes == (later - 59,)


async def test_a_write_on_the_wire_is_seen_as_a_write_of_this_moment(ledger: Ledger) -> None:
    (key,) = await ledger.ready(a_product())
    await ledger.claimed(key)
    assert (await ledger.accounts.survey(ACCOUNT, START + 3)).writes == (START + 3,)


# What Pinterest counts is when a request arrives, and that is any moment between its claim and its answer, or its
# deadline if it never was answered. The property below lets requests arrive whenever that hurts.

STEPS_MAX = 40
BOARDS = 6
ENDS = ("made", "lost", "refused", "not_sent", "never")


@dataclass(frozen=True)
class Step:
    """A moment later: try a pin, or end the oldest attempt under way. `lateness` places its arrival, 0 to 1."""

    seconds: float
    end: str | None
    lateness: float


@dataclass
class Run:
    """One account's life: its claims, and when their requests arrived at Pinterest."""

    ledger: Ledger
    account: AccountKey
    keys: Iterator[tuple[int, PinKey]]
    now: float = START
    under_way: list[tuple[PinKey, Claim, float, float]] = field(default_factory=list)
    arrivals: list[float] = field(default_factory=list)

    async def take_long_ago(self, seconds: float) -> None:
        """An answer before every window: how long it took says how many requests may be under way at once."""
        self.now = START - 100
        await self._claim(1.0)
        self.now += seconds
        await self._end("made")
        self.now = START

    async def take(self, step: Step) -> None:
        self.now += step.seconds
        if step.end is None:
            await self._claim(step.lateness)
        elif self.under_way:
            await self._end(step.end)

    def crash(self) -> None:
        """Whatever is under way is never answered."""
        for _, claim, claimed, lateness in self.under_way:
            self.arrivals.append(claimed + lateness * (claim.deadline - claimed))

    async def _claim(self, lateness: float) -> None:
        number, key = next(self.keys)
        order = ClaimOrder(
            account=self.account,
            key=key,
            board_id=f"board-{number % BOARDS}",
            owner="test",
            now=self.now,
            seconds=REQUEST_SECONDS,
        )
        claim = await self.ledger.attempts.claim(order)
        if isinstance(claim, Claim):
            self.under_way.append((key, claim, self.now, lateness))

    async def _end(self, end: str) -> None:
        key, claim, claimed, lateness = self.under_way.pop(0)
        answered = min(self.now, claim.deadline)
        attempts = self.ledger.attempts
        match end:
            case "made":
                await attempts.made(key, claim.attempt, f"pin-{key}", answered)
            case "lost":
                await attempts.lost(key, claim.attempt, answered, "no answer")
            case "refused" | "not_sent":
                sent = end == "refused"
                await attempts.not_made(key, claim.attempt, answered, CertainNo(cause=None, detail="", sent=sent))
            case _:
                answered = claim.deadline
        if end != "not_sent":
            self.arrivals.append(claimed + lateness * (answered - claimed))


BUCKETS = st.lists(
    st.builds(Quota, limit=st.sampled_from([1, 2, 5]), window_seconds=st.sampled_from([0.5, 2.0, 7.0, 40.0])),
    min_size=1,
    max_size=2,
    unique_by=lambda quota: quota.window_seconds,
)
STEPS = st.lists(
    st.builds(
        Step,
        seconds=st.sampled_from([0.0, 0.1, 0.4, 1.0, 3.0, 11.0, 25.1]),
        end=st.one_of(st.none(), st.none(), st.sampled_from(ENDS)),
        lateness=st.sampled_from([0.0, 0.5, 1.0]),
    ),
    max_size=STEPS_MAX,
)
LIVES = count()


@pytest.fixture
def quick(ledger: Ledger) -> Iterator[Ledger]:
    """The ledger without its patience for the disk: many lives are tried."""
    database = Database.open(str(ledger.database.engine.url))
    event.listen(database.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=off"))
    yield Ledger(database)
    database.close()


@pytest.mark.long
@pytest.mark.parametrize("dialect", ["sqlite"])
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(buckets=BUCKETS, steps=STEPS, latency=st.sampled_from([0.0, 2.0, 10.0]))
async def test_no_window_ever_holds_more_writes_than_its_limit(
    quick: Ledger, buckets: list[Quota], steps: list[Step], latency: float
) -> None:
    run = await a_run(quick, buckets)
    await run.take_long_ago(latency)
    for step in steps:
        await run.take(step)
    run.crash()
    for bucket in buckets:
        assert most_in_a_window(run.arrivals, bucket.window_seconds) <= bucket.limit


async def a_run(ledger: Ledger, buckets: Sequence[Quota]) -> Run:
    """A fresh account with all its pins ready, on boards in turn."""
    account, launch = AccountKey(f"account-{next(LIVES)}"), LaunchId(f"launch-{next(LIVES)}")
    await ledger.accounts.add(account, "sealed", START)
    await SqlRates(ledger.database, lambda: START).note(account, a_write_reading(buckets=tuple(buckets)))
    products = [a_product(f"{account}-{number}") for number in range(STEPS_MAX + 1)]
    intents = [an_intent(product) for product in products]
    await ledger.launches.begin(a_launch(launch), rows_of(*products))
    await ledger.launches.register(launch, _rows(intents, account), START)
    for intent in intents:
        await ledger.intents.keep_draft(intent.key, a_draft(intent.key))
    return Run(ledger, account, enumerate(intent.key for intent in intents))


def _rows(intents: Sequence[NewIntent], account: AccountKey) -> list[RowIntent]:
    return [
        RowIntent(row=number, intent=intent.model_copy(update={"account": account}))
        for number, intent in enumerate(intents, start=2)
    ]


def most_in_a_window(moments: Sequence[float], seconds: float) -> int:
    """The most of `moments` that any window of `seconds`, its end excluded, holds."""
    return max((sum(1 for at in moments if begin <= at < begin + seconds) for begin in moments), default=0)


TRIAL = Quota(limit=3, window_seconds=86_400, name="org_write_app_id")
OTHER = AccountKey("other")


async def of_one_app(ledger: Ledger) -> None:
    """Two accounts of which nobody said whose app they use."""
    await ledger.accounts.add(OTHER, "sealed", START)
    await ledger.note(a_write_reading(buckets=(TRIAL,)))


async def test_the_accounts_of_a_trial_app_share_its_day(ledger: Ledger) -> None:
    await of_one_app(ledger)
    for account in (ACCOUNT, OTHER, OTHER):
        assert await ledger.accounts.hold_write(account, START) is None
    assert (
        await ledger.accounts.hold_write(ACCOUNT, START + 60)
        == START + REQUEST_SECONDS_MAX + 86_400 + MARGIN_SECONDS
    )


async def test_what_one_account_was_told_of_its_app_holds_for_the_others(ledger: Ledger) -> None:
    await of_one_app(ledger)
    assert (await ledger.accounts.survey(OTHER, START)).quotas == (TRIAL,)


async def test_what_an_account_was_told_of_its_own_quota_holds_for_it_alone(ledger: Ledger) -> None:
    await of_one_app(ledger)
    await ledger.note(a_write_reading(buckets=(MINUTE,)))
    assert (await ledger.accounts.survey(OTHER, START)).quotas == (DEFAULT_WRITE_QUOTA,)


async def test_accounts_of_another_app_have_a_day_of_their_own(ledger: Ledger) -> None:
    await of_one_app(ledger)
    await ledger.set_app(OTHER, "1500001")
    for _ in range(TRIAL.limit):
        assert await ledger.accounts.hold_write(OTHER, START) is None
    assert await ledger.accounts.hold_write(ACCOUNT, START) is None


async def test_slots_of_one_account_heed_what_the_app_s_others_wrote(ledger: Ledger) -> None:
    await of_one_app(ledger)
    await ledger.accounts.hold_write(OTHER, START - REQUEST_SECONDS_MAX)
    view = await ledger.accounts.survey(ACCOUNT, START)
    assert (view.writes, view.shared_writes) == ((), (START,))


async def test_the_room_is_what_the_fullest_bucket_leaves(ledger: Ledger) -> None:
    """One write of ours, two of the app's other account, which count in the app's bucket alone."""
    await of_one_app(ledger)
    for account in (ACCOUNT, OTHER, OTHER):
        await ledger.accounts.hold_write(account, START - REQUEST_SECONDS_MAX)
    mine, the_apps = Quota(limit=5, window_seconds=60), Quota(limit=5, window_seconds=86_400.0)

    async def room(now: float, *buckets: Quota) -> int:
        return await ledger.database.read(lambda session: room_left(session, ACCOUNT, now, buckets))

    assert await room(START, mine) == 4
    assert await room(START, mine, the_apps) == 2
    assert await room(START + 60, mine) == 5


async def test_a_write_that_is_no_pin_leaves_the_window_after_its_answer(ledger: Ledger) -> None:
    await ledger.note(a_write_reading(buckets=(Quota(limit=1, window_seconds=60),)))
    await ledger.accounts.hold_write(ACCOUNT, START)
    await ledger.accounts.wrote(ACCOUNT, START, START + 0.5)
    assert await ledger.accounts.hold_write(ACCOUNT, START + 1) == START + 0.5 + 60 + MARGIN_SECONDS


async def test_a_reset_in_whole_seconds_is_taken_to_be_what_our_own_log_says(ledger: Ledger) -> None:
    """The last place is used: there is room when the first request leaves, not up to a second later."""
    await ledger.note(a_write_reading(buckets=(Quota(limit=1, window_seconds=60),)))
    await ledger.accounts.hold_write(ACCOUNT, START)
    await ledger.accounts.wrote(ACCOUNT, START, START + 0.1)
    await ledger.note(a_write_reading(remaining=0, reset_seconds=60.0), now=START + 1)
    assert await blocked_until(ledger) == START + 0.1 + 60 + MARGIN_SECONDS


async def test_a_reset_that_our_log_cannot_explain_is_believed(ledger: Ledger) -> None:
    """Somebody else uses the quota as well."""
    await ledger.note(
        a_write_reading(buckets=(Quota(limit=5, window_seconds=60),), limited=True, reset_seconds=20.0)
    )
    assert await blocked_until(ledger) == START + 20 + MARGIN_SECONDS


async def write_often(ledger: Ledger, times: int, at: float = START) -> None:
    for number in range(times):
        await ledger.accounts.hold_write(ACCOUNT, at + number)
        await ledger.accounts.wrote(ACCOUNT, at + number, at + number)


async def test_without_headers_a_429_says_that_what_was_assumed_is_too_much(ledger: Ledger) -> None:
    await write_often(ledger, 50)
    await ledger.note(a_write_reading(limited=True), now=START + 50)
    (guess,) = (await ledger.accounts.survey(ACCOUNT, START + 50)).quotas
    assert (guess.limit, guess.window_seconds) == (40, 60)


async def test_several_429s_at_once_cut_the_guess_once(ledger: Ledger) -> None:
    await write_often(ledger, 50)
    for _ in range(3):
        await ledger.note(a_write_reading(limited=True), now=START + 50)
    assert [quota.limit for quota in (await ledger.accounts.survey(ACCOUNT, START + 50)).quotas] == [40]


async def test_a_guess_grows_with_every_quiet_window_up_to_what_was_assumed(ledger: Ledger) -> None:
    await write_often(ledger, 50)
    await ledger.note(a_write_reading(limited=True), now=START + 50)
    seen = [
        (await ledger.accounts.survey(ACCOUNT, START + 50 + 60 * windows)).quotas[0].limit
        for windows in (1, 2, 99)
    ]
    assert seen == [45, 50, DEFAULT_WRITE_QUOTA.limit]


async def test_a_guess_gives_way_to_the_first_header(ledger: Ledger) -> None:
    await write_often(ledger, 50)
    await ledger.note(a_write_reading(limited=True), now=START + 50)
    await ledger.note(a_write_reading(buckets=(MINUTE,)), now=START + 51)
    assert await quotas(ledger) == (MINUTE,)


async def test_a_429_without_headers_does_not_touch_what_headers_told(ledger: Ledger) -> None:
    await ledger.note(a_write_reading(buckets=(MINUTE,)))
    await ledger.note(a_write_reading(limited=True), now=START + 1)
    assert await quotas(ledger) == (MINUTE,)
