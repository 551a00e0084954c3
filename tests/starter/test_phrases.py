"""What is said of a launch, in words."""

import re
import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.launch import LaunchPolicy, LaunchSummary, ProductResult, Tally
from contracts.reconciling import Reconciling, ReconcilingPin
from contracts.windows import Spread, WindowRule
from contracts.wording import Wording, Wordings
from drafting.window_text import read_window
from outcomes.forecast import Forecast, Limit
from starter.phrases import (
    amount,
    ends_words,
    expected,
    launch_again,
    patrol_words,
    reconciling_headline,
    reconciling_line,
    reconciling_sample,
    samples_of,
    span,
    took,
    way_on,
)
from tests.builders import ACCOUNT, LAUNCH
from tests.fakes.clock import START

FILE = Path("spring-to-mend.csv")


def a_summary(*, images: int = 1, finished: float | None = None, **tally: int) -> LaunchSummary:
    return LaunchSummary(
        launch=LAUNCH,
        account=ACCOUNT,
        source="spring.csv",
        created=START,
        finished=finished,
        policy=LaunchPolicy(images=images),
        tally=Tally(**tally),
    )


@pytest.mark.parametrize(
    ("images", "total", "told"),
    [(1, 24, "24 products"), (1, 1, "1 product"), (3, 90, "90 pins"), (1, 100_000, "100,000 products")],
)
def test_a_launch_counts_products_and_where_they_have_several_pictures_pins(
    images: int, total: int, told: str
) -> None:
    assert amount(a_summary(images=images, total=total)) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (-3, "0 s"),
        (0.4, "0 s"),
        (12.4, "12 s"),
        (59.7, "1 min"),
        (185, "3 min 5 s"),
        (7_799, "2 h 9 min"),
        (86_400, "1 day"),
        (3 * 86_400 + 4 * 3_600 + 59, "3 days 4 h"),
    ],
)
def test_a_time_is_told_in_two_units_at_most(seconds: float, told: str) -> None:
    assert took(seconds) == told


@given(st.floats(0, 10**8))
def test_what_is_told_of_a_time_is_not_longer_than_it_was_and_not_much_shorter(seconds: float) -> None:
    units = {"s": 1, "min": 60, "h": 3_600, "day": 86_400, "days": 86_400}
    parts = [(int(count), units[unit]) for count, unit in re.findall(r"(\d+) (\w+)", took(seconds))]
    told = sum(count * unit for count, unit in parts)

    assert told <= round(seconds) < told + parts[0][1]


def test_a_launch_that_runs_says_since_when_and_one_that_ended_how_long_it_took() -> None:
    assert span(a_summary(total=24, waiting=3), START + 60) == "24 products, launched 2026-11-18 11:06 UTC"
    assert span(a_summary(total=24, finished=START + 75), START + 9_000) == "24 products in 1 min 15 s"
    assert span(a_summary(total=24), START + 10) == "24 products in 10 s"


def a_forecast(limit: Limit, *, at: float | None = None) -> Forecast:
    return Forecast(at, limit, "the reason")


def test_what_goes_on_is_expected_and_what_does_not_has_stopped() -> None:
    assert expected(a_forecast(Limit.QUOTA, at=START)) == "Expected: the reason"
    assert expected(a_forecast(Limit.PAUSED)) == "Stopped: the reason"


def test_an_end_is_told_by_the_clocks_that_people_mean() -> None:
    told = ends_words(a_forecast(Limit.DUE, at=START), "America/New_York")

    assert told is not None
    assert told.startswith("Ends: about 2026-11-18 06:06 (America/New_York)")


@pytest.mark.parametrize(
    ("limit", "at", "zone"),
    [
        (Limit.DUE, START, None),
        (Limit.PAUSED, None, "America/New_York"),
        (Limit.NOTHING, START, "America/New_York"),
    ],
)
def test_without_a_zone_or_an_end_no_moment_is_named(limit: Limit, at: float | None, zone: str | None) -> None:
    assert ends_words(a_forecast(limit, at=at), zone) is None


@pytest.mark.parametrize(
    ("limit", "runs", "command"),
    [
        (Limit.PAUSED, True, "pinflow resume --account demo"),
        (Limit.PARKED, False, None),
        (Limit.HELD, True, f"pinflow resume {LAUNCH}"),
        (Limit.QUOTA, False, "pinflow up"),
        (Limit.QUOTA, True, None),
    ],
)
def test_the_way_on_is_a_command(limit: Limit, command: str | None, *, runs: bool) -> None:
    assert way_on(a_forecast(limit), a_summary(), runs=runs) == command


def a_result(row: int, image: int = 1, message: str = "too small") -> ProductResult:
    return ProductResult(row=row, image=image, product=f"mug-{row}", title=f"Mug {row}", message=message)


def test_pictures_of_a_product_of_which_the_same_is_said_are_one_sample() -> None:
    results = [a_result(2), a_result(3), a_result(3, 2), a_result(3, 4, "broken"), a_result(4, 2)]

    samples = [(sample.row, sample.title, sample.message) for sample in samples_of(results)]

    assert samples == [
        (2, "Mug 2", "too small"),
        (3, "Mug 3, pictures 1, 2", "too small"),
        (3, "Mug 3, picture 4", "broken"),
        (4, "Mug 4, picture 2", "too small"),
    ]


def test_a_product_without_a_title_is_named_by_its_key() -> None:
    (sample,) = samples_of([ProductResult(row=2, product="mug-2")])

    assert (sample.title, sample.message) == ("mug-2", "")


def test_the_plain_command_launches_what_was_launched_plainly() -> None:
    assert launch_again(FILE, LaunchPolicy(), account=None, shop=None) == "pinflow launch spring-to-mend.csv"


def test_a_mended_file_is_launched_by_the_rules_of_before() -> None:
    """Else it would make other pins: of one picture only, on other boards, in other words."""
    policy = LaunchPolicy(
        board="Spring looks",
        edition="autumn",
        images=20,
        zone="Europe/Berlin",
        create_boards=False,
        wordings=Wordings(every=Wording(title="{title}'s [[now {sale_price}]]")),
    )

    words = shlex.split(launch_again(FILE, policy, account="b", shop="https://shop.example.com"))

    assert words == [
        *("pinflow", "launch", "spring-to-mend.csv", "--account", "b", "--board", "Spring looks"),
        *("--shop", "https://shop.example.com", "--edition", "autumn", "--images", "all"),
        *("--title", "{title}'s [[now {sale_price}]]", "--timezone", "Europe/Berlin", "--no-create-boards"),
    ]


def test_the_command_that_launches_again_keeps_to_the_same_hours() -> None:
    text = "Mon-Fri 18:00-22:00 America/New_York"
    spread = Spread(board_day_limit=5, board_gap_seconds=1_800, link_days=7, image_days=1, jitter_seconds=300)
    policy = LaunchPolicy(window=WindowRule(window=read_window(text), spread=spread))

    words = shlex.split(launch_again(FILE, policy, account=None, shop=None))

    assert words[3:] == [
        *("--window", text, "--per-day", "5", "--board-gap", "30m"),
        *("--link-days", "7", "--image-days", "1", "--jitter", "5m"),
    ]
    apart = LaunchPolicy(window=WindowRule(spread=Spread(board_day_limit=5)))
    assert launch_again(FILE, apart, account=None, shop=None) == f"pinflow launch {FILE} --per-day 5"


def a_lost_pin(**said: object) -> ReconcilingPin:
    fields: dict[str, object] = {
        "row": 4,
        "product": "blue-mug",
        "title": "Blue mug",
        "board_id": "700",
        "attempt": 2,
        "sent": START,
        "known": "sent, no answer; pin 123 may be it",
        "next_read": START + 8,
        "settles": START + 45,
    }
    return ReconcilingPin.model_validate(fields | said)


def test_a_pin_without_an_answer_is_told_with_what_is_known_and_what_is_next() -> None:
    sample = reconciling_sample(a_lost_pin(), START + 2)
    assert (sample.row, sample.title) == (4, "Blue mug, attempt 2")
    known, following = sample.message.splitlines()
    assert known == "sent, no answer; pin 123 may be it"
    assert following.startswith("next: the board is read again at ~")


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({}, "Blue mug"),
        ({"title": ""}, "blue-mug"),
        ({"image": 3}, "Blue mug, picture 3"),
    ],
)
def test_a_pin_without_an_answer_is_named_as_elsewhere(said: dict[str, object], title: str) -> None:
    assert reconciling_line(a_lost_pin(**said), START + 2).startswith(f"{title}: sent ")


@pytest.mark.parametrize(("count", "told"), [(1, "1 pin sent"), (2, "2 pins sent"), (12_000, "12,000 pins sent")])
def test_pins_without_an_answer_are_counted(count: int, told: str) -> None:
    assert told in reconciling_headline(Reconciling(count=count))


def test_who_goes_on_looking_is_named_only_where_somebody_must() -> None:
    assert patrol_words(a_summary(total=2, live=2)) is None
    assert f"pinflow patrol --account {ACCOUNT}" in (patrol_words(a_summary(total=2, unconfirmed=1)) or "")
