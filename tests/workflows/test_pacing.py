"""What pacing promises, tried hard: any quotas, any past, any queue, any order."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.names import AccountKey, PinKey
from contracts.pace import (
    BURST,
    GRANTS_MAX,
    PROBE_SECONDS_MAX,
    TAIL,
    AccountState,
    AccountView,
    Grant,
    Quota,
    Waiting,
)
from contracts.pin import Slot
from tests.fakes.clock import START
from workflows.pacing import (
    HORIZON_SECONDS,
    IDLE_SECONDS_MAX,
    LEAD_SECONDS,
    LOOK_SECONDS_MAX,
    LOOK_SECONDS_MIN,
    PARKED_SECONDS,
    SLOT_SECONDS,
    TOKEN_SECONDS,
    Batch,
    Timetable,
    grant_batch,
    in_turn,
    next_look_seconds,
    rest_seconds,
)

ACCOUNT = AccountKey("demo")
ROUNDING = 1e-4
"""Seconds: moments are floats around 1.8e9."""

BUCKETS = st.lists(
    st.builds(
        Quota,
        limit=st.integers(1, 40),
        window_seconds=st.sampled_from([1.0, 10.0, 60.0, 3_600.0]),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda quota: quota.window_seconds,
).map(tuple)

UNTIL = st.one_of(st.just(0.0), st.integers(-20, 120).map(lambda tenths: START + tenths / 10))
"""The end of a block or a brake, mostly near the horizon."""

KEYS = st.lists(st.integers(0, 99), max_size=90, unique=True).map(
    lambda numbers: [PinKey(f"pin-{number}") for number in numbers]
)


def waiting_of(keys: Sequence[PinKey], *, boards: int = 1, urgent: bool = False) -> tuple[Waiting, ...]:
    return tuple(
        Waiting(key=key, board_id=f"70{number % boards}", urgent=urgent) for number, key in enumerate(keys)
    )


def slots_within(
    quotas: Sequence[Quota], taken: Sequence[float], *, ready: float, horizon: float, count: int
) -> list[float]:
    timetable = Timetable(quotas=quotas, ready=ready, moments=sorted(taken))
    queue = waiting_of([PinKey(f"pin-{number}") for number in range(count)])
    return [grant.slot.at for grant in timetable.serve(queue, horizon=horizon, count=GRANTS_MAX)]


@st.composite
def pasts(draw: st.DrawFn, quotas: Sequence[Quota]) -> tuple[float, ...]:
    """Writes that broke none of the quotas, the last of them now or before."""
    moments: list[float] = []
    for ago in sorted(draw(st.lists(st.floats(0, 120), max_size=60)), reverse=True):
        if all(fits(quota, moments, START - ago) for quota in quotas):
            moments.append(START - ago)
    return tuple(moments)


def fits(quota: Quota, moments: Sequence[float], at: float) -> bool:
    return sum(1 for moment in moments if moment > at - quota.window_seconds - ROUNDING) < quota.limit


@st.composite
def views(draw: st.DrawFn) -> AccountView:
    quotas, keys = draw(BUCKETS), draw(KEYS)
    return AccountView(
        now=START,
        quotas=quotas,
        writes=draw(pasts(quotas)),
        blocked_until=draw(UNTIL),
        waiting=waiting_of(keys),
        waiting_total=len(keys),
        open_pins=len(keys),
    )


@st.composite
def states(draw: st.DrawFn, view: AccountView) -> AccountState:
    """What an earlier batch left: grants of pins that still wait, of pins that were sent, and expired ones."""
    earlier = view.model_copy(update={"now": START - draw(st.floats(0, 25)), "blocked_until": 0.0})
    sent = waiting_of([PinKey(f"sent-{number}") for number in range(draw(st.integers(0, 5)))])
    queue = (*sent, *view.waiting[: draw(st.integers(0, 20))])
    batch = grant_batch(earlier.model_copy(update={"waiting": queue}), AccountState(account=ACCOUNT))
    return AccountState(account=ACCOUNT, granted=batch.outstanding, braked_until=draw(UNTIL))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[AccountView, AccountState]:
    view = draw(views())
    return view, draw(states(view))


@given(worlds())
def test_no_window_holds_more_slots_and_writes_than_its_limit(world: tuple[AccountView, AccountState]) -> None:
    """Counted wherever a window ends in a slot of this batch; what was taken before is not ours to judge."""
    view, state = world
    batch = grant_batch(view, state)
    taken = sorted([*view.writes, *(grant.slot.at for grant in batch.outstanding)])
    for quota in view.quotas:
        for grant in batch.fresh:
            end = grant.slot.at
            assert sum(1 for at in taken if end - quota.window_seconds < at <= end) <= quota.limit


@given(worlds())
def test_slots_ascend_from_ready_to_the_horizon(world: tuple[AccountView, AccountState]) -> None:
    view, state = world
    moments = [grant.slot.at for grant in grant_batch(view, state).fresh]
    assert moments == sorted(set(moments))
    assert all(view.now + LEAD_SECONDS <= at <= view.now + HORIZON_SECONDS for at in moments)


@given(worlds())
def test_nothing_is_granted_before_a_block_or_a_brake_ends(world: tuple[AccountView, AccountState]) -> None:
    view, state = world
    ends = max(view.blocked_until, state.braked_until)
    assert all(grant.slot.at >= ends for grant in grant_batch(view, state).fresh)


@given(worlds())
def test_no_pin_holds_two_grants_and_none_is_granted_that_does_not_wait(
    world: tuple[AccountView, AccountState],
) -> None:
    view, state = world
    batch = grant_batch(view, state)
    holders = [grant.key for grant in batch.outstanding]
    assert len(holders) == len(set(holders))
    assert set(holders) <= {waiting.key for waiting in view.waiting}
    assert set(batch.fresh) <= set(batch.outstanding)


@given(worlds())
def test_who_waits_longest_is_served_first(world: tuple[AccountView, AccountState]) -> None:
    view, state = world
    batch = grant_batch(view, state)
    fresh = [grant.key for grant in batch.fresh]
    held = {grant.key for grant in batch.outstanding} - set(fresh)
    queue = [waiting.key for waiting in view.waiting if waiting.key not in held]
    assert fresh == queue[: len(fresh)]


@given(worlds())
def test_catching_up_goes_no_faster_than_the_burst(world: tuple[AccountView, AccountState]) -> None:
    view, state = world
    batch = grant_batch(view, state)
    moments = sorted(grant.slot.at for grant in batch.fresh)
    gap = max(quota.window_seconds / quota.limit / BURST for quota in view.quotas)
    assert all(later - earlier >= gap - ROUNDING for earlier, later in pairwise(moments))


@given(worlds(), st.randoms(use_true_random=False))
def test_the_moments_do_not_depend_on_the_order_of_waiting(
    world: tuple[AccountView, AccountState], dice: Random
) -> None:
    """The order of arrival decides who gets a slot, never which slots there are."""
    view, state = world
    shuffled = list(view.waiting)
    dice.shuffle(shuffled)
    moments = [grant.slot.at for grant in grant_batch(view, state).fresh]
    other = grant_batch(view.model_copy(update={"waiting": tuple(shuffled)}), state)
    assert [grant.slot.at for grant in other.fresh] == moments


@given(worlds())
def test_the_same_question_has_the_same_answer(world: tuple[AccountView, AccountState]) -> None:
    assert grant_batch(*world) == grant_batch(*world)


@given(worlds())
def test_a_second_look_at_the_same_moment_grants_nothing_twice(world: tuple[AccountView, AccountState]) -> None:
    view, state = world
    batch = grant_batch(view, state)
    again = grant_batch(view, state.model_copy(update={"granted": batch.outstanding}))
    assert not {grant.key for grant in again.fresh} & {grant.key for grant in batch.outstanding}
    assert again.outstanding[: len(batch.outstanding)] == batch.outstanding


@given(views())
def test_a_used_grant_is_counted_once(view: AccountView) -> None:
    """Its pin waits no more: its write is in the log already, so the slot is as if it had never been."""
    slot = Slot(at=START + 5, expires=START + 5 + SLOT_SECONDS)
    used = AccountState(account=ACCOUNT, granted=(Grant(key=PinKey("sent"), slot=slot),))
    assert grant_batch(view, used) == grant_batch(view, AccountState(account=ACCOUNT))


@given(views())
def test_an_expired_grant_is_given_anew(view: AccountView) -> None:
    past = Slot(at=START - SLOT_SECONDS, expires=START)
    state = AccountState(
        account=ACCOUNT, granted=tuple(Grant(key=waiting.key, slot=past) for waiting in view.waiting)
    )
    assert grant_batch(view, state) == grant_batch(view, AccountState(account=ACCOUNT))


def test_a_quiet_account_grants_at_once_and_at_the_quota_s_pace() -> None:
    """100 a minute is one in 0.6 s; from a standing start it may go three times as fast, as far as the horizon."""
    keys = [PinKey(f"pin-{number}") for number in range(200)]
    batch = grant_batch(AccountView(now=START, waiting=waiting_of(keys)), AccountState(account=ACCOUNT))
    moments = [grant.slot.at - START for grant in batch.fresh]
    assert moments[0] == pytest.approx(LEAD_SECONDS)
    assert len(moments) == 18
    assert moments[-1] == pytest.approx(LEAD_SECONDS + 17 * 0.2)


@pytest.mark.parametrize(("limit", "ahead"), [(6, 10.0), (30, 8.0), (100, 4.0), (1_000, 4.0)])
def test_where_slots_lie_close_they_are_given_less_far_ahead(limit: int, ahead: float) -> None:
    """What was granted stays where it is when a quota is raised: the less of it, the sooner that is used."""
    keys = [PinKey(f"pin-{number}") for number in range(200)]
    view = AccountView(now=START, quotas=(Quota(limit=limit, window_seconds=60),), waiting=waiting_of(keys))
    batch = grant_batch(view, AccountState(account=ACCOUNT))
    assert batch.next_at is not None
    assert batch.fresh[-1].slot.at <= START + ahead
    assert len(batch.fresh) == 60 or batch.next_at > START + ahead


@given(world=worlds())
def test_the_next_look_comes_before_the_next_slot_is_due(world: tuple[AccountView, AccountState]) -> None:
    view, state = world
    batch = grant_batch(view, state)
    if batch.fresh or batch.next_at is None or view.blocked_until > view.now:
        return
    assert view.now + next_look_seconds(view, batch, LOOK_SECONDS_MAX) < batch.next_at


@given(quotas=BUCKETS)
def test_the_tail_of_a_window_is_spread_so_that_a_changed_quota_is_heard_of(quotas: tuple[Quota, ...]) -> None:
    """From one slot to the next there is never more than the window's refill, or the longest probe."""
    (quota, *_) = quotas
    moments = [START]
    for _ in range(3 * quota.limit):
        moments.append(quota.next_moment(moments, START))
    usual = max(PROBE_SECONDS_MAX, quota.window_seconds / (TAIL * quota.limit + 1))
    for number, at in enumerate(moments[1:], start=1):
        full = number >= quota.limit and at == pytest.approx(moments[number - quota.limit] + quota.window_seconds)
        assert full or at - moments[number - 1] <= max(usual, quota.burst_gap) + ROUNDING


@given(quotas=BUCKETS, count=st.integers(1, 200))
def test_as_much_as_the_quota_allows_has_left_at_the_end_of_each_window(
    quotas: tuple[Quota, ...], count: int
) -> None:
    (quota, *_) = quotas
    moments = [START]
    for _ in range(count):
        moments.append(quota.next_moment(moments, START))
    windows = int((moments[-1] - START) // quota.window_seconds)
    left = sum(1 for at in moments if at < START + windows * quota.window_seconds - ROUNDING)
    assert left >= windows * quota.limit


def test_a_board_has_one_write_at_a_time() -> None:
    """Slots of a board lie as far apart as answers take; a pin for a free board goes first meanwhile."""
    queue = (*waiting_of([PinKey("a1"), PinKey("a2")]), Waiting(key=PinKey("b1"), board_id="800"))
    view = AccountView(now=START, waiting=queue, answer_seconds=2.0, flying_max=4)
    batch = grant_batch(view, AccountState(account=ACCOUNT))
    assert [(grant.key, round(grant.slot.at - START, 1)) for grant in batch.fresh] == [
        ("a1", 0.5),
        ("b1", 1.0),
        ("a2", 2.5),
    ]


def test_the_wire_carries_no_more_than_it_may() -> None:
    keys = [PinKey(f"pin-{number}") for number in range(20)]
    view = AccountView(now=START, waiting=waiting_of(keys, boards=20), answer_seconds=2.0, flying_max=1)
    moments = [grant.slot.at for grant in grant_batch(view, AccountState(account=ACCOUNT)).fresh]
    assert all(later - earlier >= 2.0 for earlier, later in pairwise(moments))


def a_rush(
    count: int, *, state: AccountState | None = None, now: float = START
) -> tuple[AccountView, AccountState]:
    """A hundred usual pins, some of them with slots already, and `count` urgent ones that come after them."""
    usual = waiting_of([PinKey(f"pin-{number}") for number in range(100)])
    view = AccountView(now=now, waiting=usual)
    state = state or AccountState(account=ACCOUNT)
    state = state.model_copy(update={"granted": grant_batch(view, state).outstanding})
    urgent = waiting_of([PinKey(f"urgent-{number}") for number in range(count)], urgent=True)
    return view.model_copy(update={"waiting": (*usual, *urgent)}), state


def test_an_urgent_pin_overtakes_those_that_have_slots_already() -> None:
    view, state = a_rush(1)
    assert state.granted
    (grant, *_) = grant_batch(view, state).fresh
    assert grant.key == PinKey("urgent-0")
    assert grant.slot.at - START == pytest.approx(LEAD_SECONDS)


def test_overtaking_takes_no_more_than_half_of_the_quota() -> None:
    """A rush of urgent pins delays the others, and never stops them."""
    view, state = a_rush(50)
    overtaken = list[float]()
    for look in range(30):
        view = view.model_copy(update={"now": START + 2 * look})
        batch = grant_batch(view, state)
        overtaken += [batch.overtook]
        gone = {grant.key for grant in batch.outstanding}
        left = tuple(waiting for waiting in view.waiting if waiting.key not in gone)
        view = view.model_copy(update={"waiting": left})
        state = state.model_copy(update={"granted": (), "overtook": batch.overtook})
    moments = sorted(set(overtaken))
    assert all(later - earlier >= 2 * 0.6 - ROUNDING for earlier, later in pairwise(moments))


@given(st.lists(st.booleans(), max_size=40))
def test_urgent_and_usual_pins_take_turns(kinds: list[bool]) -> None:
    queue = [
        Waiting(key=PinKey(f"pin-{number}"), board_id="700", urgent=urgent) for number, urgent in enumerate(kinds)
    ]
    mixed = in_turn(queue)
    assert sorted(mixed, key=lambda one: one.key) == sorted(queue, key=lambda one: one.key)
    both = 2 * min(sum(kinds), len(kinds) - sum(kinds))
    assert [one.urgent for one in mixed[:both]] == [True, False] * (both // 2)
    for kind in (True, False):
        assert [one for one in mixed if one.urgent is kind] == [one for one in queue if one.urgent is kind]


def test_a_slot_can_be_used_for_a_while() -> None:
    batch = grant_batch(AccountView(now=START, waiting=waiting_of([PinKey("one")])), AccountState(account=ACCOUNT))
    (grant,) = batch.fresh
    assert grant.slot.expires == grant.slot.at + SLOT_SECONDS


@given(quotas=BUCKETS, count=st.integers(0, 200))
def test_no_more_slots_than_were_asked_for(quotas: tuple[Quota, ...], count: int) -> None:
    found = slots_within(quotas, [], ready=START, horizon=START + 86_400, count=count)
    assert len(found) <= min(count, GRANTS_MAX)


@given(quotas=BUCKETS)
def test_given_time_everybody_is_served(quotas: tuple[Quota, ...]) -> None:
    found = slots_within(quotas, [], ready=START, horizon=START + 1e7, count=GRANTS_MAX)
    assert len(found) == GRANTS_MAX


def test_a_full_window_is_waited_out() -> None:
    quota = Quota(limit=2, window_seconds=10)
    (slot, *_) = slots_within([quota], [START - 4, START - 3], ready=START, horizon=START + 8, count=5)
    assert START + 6 < slot <= START + 7


@given(
    granted=st.booleans(),
    blocked=st.floats(-100, 100_000),
    last=st.floats(0, 1_000),
)
def test_the_next_look_is_neither_hectic_nor_far(*, granted: bool, blocked: float, last: float) -> None:
    grant = Grant(key=PinKey("one"), slot=Slot(at=START, expires=START))
    batch = Batch(fresh=(grant,) if granted else (), outstanding=())
    seconds = next_look_seconds(AccountView(now=START, blocked_until=START + blocked), batch, last)
    assert LOOK_SECONDS_MIN <= seconds <= LOOK_SECONDS_MAX


def test_the_account_is_looked_at_again_soon_while_slots_flow_and_rarely_while_nothing_does() -> None:
    view = AccountView(now=START)
    nothing = Batch(fresh=(), outstanding=())
    something = replace(nothing, fresh=(Grant(key=PinKey("one"), slot=Slot(at=START, expires=START)),))
    assert next_look_seconds(view, something, LOOK_SECONDS_MAX) == LOOK_SECONDS_MIN
    seconds = LOOK_SECONDS_MIN
    for _ in range(10):
        seconds = next_look_seconds(view, nothing, seconds)
    assert seconds == LOOK_SECONDS_MAX


def test_a_block_is_looked_at_again_just_before_its_end() -> None:
    view = AccountView(now=START, blocked_until=START + 5)
    seconds = next_look_seconds(view, Batch(fresh=(), outstanding=()), LOOK_SECONDS_MAX)
    assert 5 - HORIZON_SECONDS < seconds < 5


@given(quotas=BUCKETS)
def test_the_burst_is_a_multiple_of_the_average(quotas: tuple[Quota, ...]) -> None:
    for quota in quotas:
        assert quota.burst_gap * BURST * quota.limit == pytest.approx(quota.window_seconds)


@given(st.integers(-30, 300), st.integers(1, 30))
def test_no_slot_is_given_that_its_token_does_not_live_to_see(tenths: int, count: int) -> None:
    until = START + tenths / 10
    waiting = waiting_of([PinKey(f"pin-{number}") for number in range(count)], boards=5)
    urgent = waiting_of([PinKey("urgent")], urgent=True)
    view = AccountView(now=START, waiting=(*waiting, *urgent), token_until=until)
    batch = grant_batch(view, AccountState(account=ACCOUNT))
    assert all(grant.slot.at <= until - TOKEN_SECONDS for grant in batch.fresh)


@given(st.integers(-30, 300))
def test_a_token_that_lives_longer_than_slots_are_given_ahead_changes_nothing(seconds: int) -> None:
    waiting = waiting_of([PinKey(f"pin-{number}") for number in range(9)], boards=3)
    view = AccountView(now=START, waiting=waiting)
    lives = view.model_copy(update={"token_until": START + HORIZON_SECONDS + TOKEN_SECONDS + max(0, seconds)})
    state = AccountState(account=ACCOUNT)
    assert grant_batch(lives, state) == grant_batch(view, state)


@pytest.mark.parametrize(
    ("view", "errand", "seconds"),
    [
        (AccountView(now=START), None, None),
        (AccountView(now=START), START + 9, 9.0),
        (AccountView(now=START), START - 9, 0.1),
        (AccountView(now=START), START + 99 * IDLE_SECONDS_MAX, IDLE_SECONDS_MAX),
        (AccountView(now=START, paused="closed"), None, None),
        (AccountView(now=START, paused="closed"), START + 9, 9.0),
        (AccountView(now=START, open_pins=1), START + 9, 2.0),
        (AccountView(now=START, open_pins=1), START + 1, 1.0),
        (AccountView(now=START, open_pins=1, parked="401"), None, PARKED_SECONDS),
        (AccountView(now=START, next_due=START + 50), START + 20, 20.0),
        (AccountView(now=START, next_due=START + 50), START + 90, 50.0),
    ],
)
def test_an_account_sleeps_until_whatever_comes_first(
    view: AccountView, errand: float | None, seconds: float | None
) -> None:
    assert rest_seconds(view, 2.0, errand) == seconds
