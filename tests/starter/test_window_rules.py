"""Rules of when pins leave, as typed and as told."""

import re

import pytest

from contracts.windows import Spread, WindowRule
from drafting.window_text import read_window
from starter.failures import CommandFailed, ExitCode
from starter.window_rules import RuleWords, read_rule, rule_words

EVENINGS = "Mon-Fri 18:00-22:00 America/New_York"
ALL = RuleWords(EVENINGS, 5, "30m", 7, 1, "5m")
SPREAD = Spread(board_day_limit=5, board_gap_seconds=1_800.0, link_days=7, image_days=1, jitter_seconds=300.0)


def test_nothing_said_is_no_rule() -> None:
    assert read_rule(RuleWords(), zone="Europe/Berlin") is None


def test_what_is_said_is_the_rule() -> None:
    assert read_rule(ALL, zone=None) == WindowRule(window=read_window(EVENINGS), spread=SPREAD)


def test_a_distance_alone_is_a_rule_at_any_hour() -> None:
    rule = read_rule(RuleWords(per_day=3), zone=None)

    assert rule == WindowRule(spread=Spread(board_day_limit=3))
    assert rule_words(rule) == "at any hour, at most 3 a day and board"


def test_a_window_without_a_zone_is_meant_in_the_one_beside_it() -> None:
    rule = read_rule(RuleWords("weekends 10:00-20:00"), zone="Europe/Berlin")

    assert rule is not None
    assert rule_words(rule) == "Sat-Sun 10:00-20:00 Europe/Berlin"


def test_a_rule_is_told_in_full() -> None:
    assert rule_words(WindowRule(window=read_window(EVENINGS), spread=SPREAD)) == (
        f"{EVENINGS}, at most 5 a day and board, 30m between pins of a board, 7 days between boards for one link, "
        "1 day between boards for one picture, up to 5m off the even place"
    )


@pytest.mark.parametrize(
    ("words", "zone", "told"),
    [
        (RuleWords("evenings"), None, '--window: "evenings" says no hours'),
        (RuleWords(""), None, "--window: "),
        (RuleWords("18:00-22:00"), None, "does not say in which time zone"),
        (RuleWords("18:00-22:00 Mars"), None, 'no time zone "Mars"'),
        (RuleWords("18:00-22:00"), "Mars", 'no time zone "Mars"'),
        (RuleWords("18:00-22:00 UTC not after 2001-01-01"), None, "closed for good since 2001-01-02"),
        (RuleWords("x" * 5_000), None, "at most 4000 are taken"),
        (RuleWords(per_day=0), None, "--per-day takes a number from 1 to 10,000"),
        (RuleWords(per_day=10_001), None, "--per-day"),
        (RuleWords(link_days=-1), None, "--link-days takes a number from 0 to 365"),
        (RuleWords(image_days=366), None, "--image-days"),
        (RuleWords(board_gap="soon"), None, "--board-gap 'soon' is no length"),
        (RuleWords(board_gap="31d"), None, "--board-gap takes 30d at most"),
        (RuleWords(jitter="25h"), None, "--jitter takes 1d at most"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(words: RuleWords, zone: str | None, told: str) -> None:
    with pytest.raises(CommandFailed, match=re.escape(told)) as raised:
        read_rule(words, zone=zone)
    assert raised.value.exit_code == ExitCode.USAGE
    assert len(str(raised.value)) < 300
