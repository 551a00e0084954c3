"""Headers of the quota: what is understood, and that nothing else does harm."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.sightings import Category, RateReading
from pinterest_api.ratelimits import PLAUSIBLE_SECONDS_MAX, read_rate

MEASURED = '60, 100;w=1;name="safety_net_app_id_user_id", 60;w=60;name="org_analytics_app_id_user_id"'
"""As Pinterest sent it on 2026-07-29."""

NAMES = ["X-RateLimit-Limit", "x-ratelimit-limit", "ratelimit-limit", "RateLimit-Limit", "x-rate-limit-limit"]


def read(**headers: str) -> RateReading:
    spelled = {name.replace("_", "-"): value for name, value in headers.items()}
    return read_rate(spelled, Category.ORG_WRITE, limited=False)


@pytest.mark.parametrize("name", NAMES)
def test_the_measured_list_gives_every_bucket(name: str) -> None:
    reading = read_rate({name: MEASURED}, Category.ORG_READ, limited=True)
    assert [(quota.limit, quota.window_seconds, quota.name) for quota in reading.buckets] == [
        (100, 1, "safety_net_app_id_user_id"),
        (60, 60, "org_analytics_app_id_user_id"),
    ]
    assert (reading.category, reading.limited) == (Category.ORG_READ, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100", []),
        ("100;w=60", [(100, 60, "")]),
        ("100 ; w = 60 ; name = a", [(100, 60, "a")]),
        ('100;name="a, b;w=1";w=60', [(100, 60, "a, b;w=1")]),
        ("300;w=86400", [(300, 86_400, "")]),
        ("0;w=60, 5;w=0, x;w=60, 5;w=x, 7;w=10", [(7, 10, "")]),
        (',,;;=="', []),
        (";", []),
        ("", []),
    ],
)
def test_buckets_are_the_elements_with_a_window(text: str, expected: list[tuple[int, float, str]]) -> None:
    buckets = read(x_ratelimit_limit=text).buckets
    assert [(quota.limit, quota.window_seconds, quota.name) for quota in buckets] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("59", 59), ("0", 0), ("59, 99;w=1", 59), ("59;w=60", 59), ("-1", None), ("many", None), ("", None)],
)
def test_remaining_is_the_first_number(text: str, expected: int | None) -> None:
    assert read(x_ratelimit_remaining=text).remaining == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("37", 37),
        ("0", 0),
        ("0.25", 0.25),
        ("37, 1;w=1", 37),
        ("67150", 67_150),
        ("1795300000", None),
        ("1795300000000", None),
        ("2026-11-21T22:00:00Z", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
    ],
)
def test_reset_is_seconds_and_never_an_epoch(text: str, expected: float | None) -> None:
    assert read(x_ratelimit_reset=text).reset_seconds == expected


@pytest.mark.parametrize(
    ("retry_after", "date", "expected"),
    [
        ("12", "", 12),
        ("Sat, 21 Nov 2026 22:00:30 GMT", "Sat, 21 Nov 2026 22:00:00 GMT", 30),
        ("Sat, 21 Nov 2026 21:00:00 GMT", "Sat, 21 Nov 2026 22:00:00 GMT", 0),
        ("Sat, 21 Nov 2026 22:00:30 GMT", "", 99),
        ("Sat, 21 Nov 2066 22:00:30 GMT", "Sat, 21 Nov 2026 22:00:00 GMT", 99),
        ("1795300000", "", 99),
        ("whenever", "whenever", 99),
    ],
)
def test_retry_after_goes_first_and_a_date_is_compared_with_the_answers(
    retry_after: str, date: str, expected: float
) -> None:
    """Where it cannot be read, the reset (99) stands."""
    reading = read(retry_after=retry_after, date=date, x_ratelimit_reset="99")
    assert reading.reset_seconds == expected


def test_no_headers_say_nothing() -> None:
    assert read() == RateReading(category=Category.ORG_WRITE)


def test_headers_that_come_twice_are_one_list() -> None:
    headers = httpx.Headers([("x-ratelimit-limit", "100;w=1"), ("x-ratelimit-limit", "60;w=60")])
    assert [quota.limit for quota in read_rate(headers, Category.ORG_READ, limited=False).buckets] == [100, 60]


@st.composite
def header_sets(draw: st.DrawFn) -> dict[str, str]:
    names = st.sampled_from([*NAMES, "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after", "date"])
    listlike = st.text(alphabet='0123456789;,=w"name. -:GMTSatNov', max_size=80)
    return draw(st.dictionaries(names | st.text(max_size=20), st.text() | listlike, max_size=6))


@given(header_sets(), st.booleans())
def test_no_header_makes_it_raise_or_promise_nonsense(headers: dict[str, str], limited: bool) -> None:  # noqa: FBT001
    reading = read_rate(headers, Category.ORG_WRITE, limited=limited)
    assert reading.limited is limited
    assert all(quota.limit >= 1 and quota.window_seconds > 0 for quota in reading.buckets)
    assert reading.reset_seconds is None or 0 <= reading.reset_seconds <= PLAUSIBLE_SECONDS_MAX


BUCKETS = st.tuples(st.integers(1, 10**6), st.integers(1, 86_400), st.from_regex(r"[a-z_]{1,30}", fullmatch=True))


@given(st.integers(0, 1_000), st.lists(BUCKETS, max_size=8))
def test_every_bucket_that_is_written_is_read(binding: int, buckets: list[tuple[int, int, str]]) -> None:
    elements = [str(binding), *(f'{limit};w={window};name="{name}"' for limit, window, name in buckets)]
    reading = read(x_ratelimit_limit=", ".join(elements))
    assert [(quota.limit, quota.window_seconds, quota.name) for quota in reading.buckets] == buckets
