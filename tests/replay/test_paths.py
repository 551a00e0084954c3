"""Every path that matters has a history, and every history shows the path that it is kept for."""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from tests.replay import histories
from tests.replay.fingerprints import fingerprints_of
from tests.replay.record import SCENES
from tests.replay.sources import room_sources

FINGERPRINTS = fingerprints_of(room_sources())
TOLD = {name: histories.told(histories.text_of(name)) for name in histories.names()}
KINDS = {name: histories.workflow_of(histories.text_of(name)) for name in histories.names()}

DRAFTED = ("local activity extract", "remote activity prepare_image", "local activity upload_media")
DECIDED = ("signal changed", "timer", "time is up", "local activity decide")
SENT = ("signal granted", "remote activity publish")
ASKED = ("stage reconciling", "remote activity read_back")
RECONCILED = ("stage reconciling", "remote activity read_back", "stage in_progress")
WITHDRAWN = ("local activity withdraw", "answered withdrawn", "ended withdrawn cancelled")
LIVE = ("remote activity confirm", "ended live")
CANCEL = "update cancel"
ADS_READ = ("remote activity ask_for_report", "remote activity fetch_report")
ROUND = ("remote activity plan_round", "remote activity settle_overdue", "remote activity patrol_board")
LAST_OF_ROUND = ("remote activity review_findings", "remote activity count_findings", "ended")
POSTED = "remote activity deliver"
CARRIED_OUT = ("remote activity act", "answered")

SHOWN: Mapping[str, Sequence[str]] = {
    "pin-live": (*DRAFTED, *SENT, *LIVE),
    "pin-looked-at-again": (*SENT, "remote activity confirm", "timer", "remote activity look_again", "ended live"),
    "pin-rescheduled": (*DRAFTED, "update reschedule", *CARRIED_OUT, *SENT, *LIVE),
    "pin-held": (*DRAFTED, "update pause", *CARRIED_OUT, "update resume", *CARRIED_OUT, *SENT, *LIVE),
    "pin-wanted-again": (
        "signal wanted",
        *SENT,
        "remote activity confirm",
        "local activity extract",
        "ended live",
    ),
    "pin-video": ("remote activity prepare_video", "remote activity upload_media", *SENT, *LIVE),
    "pin-video-parked-for-days": (
        "remote activity upload_media",
        "patched '2026-11-22-waits-while-parked'",
        "remote activity upload_media",
        *SENT,
        *LIVE,
    ),
    "pin-refused": ("local activity extract", "local activity settle", "ended refused link_dead"),
    "pin-refused-by-pinterest": (*SENT, "ended refused pinterest_refused"),
    "pin-gave-up": (*DRAFTED, "local activity settle", "ended refused gave_up"),
    "pin-removed": (*SENT, "remote activity confirm", "ended refused pin_removed"),
    "pin-answer-lost-and-adopted": (*SENT, *RECONCILED, *LIVE),
    "pin-answer-lost-and-posted-again": (*SENT, *RECONCILED, *SENT, *LIVE),
    "pin-worker-lost": (*SENT, "failed", *RECONCILED, *SENT, *LIVE),
    "pin-in-doubt": (*SENT, *ASKED, "local activity standing", "ended unconfirmed answer_lost"),
    "pin-unconfirmed": (*SENT, *ASKED, "local activity settle", "ended unconfirmed answer_lost"),
    "pin-braked": (*SENT, "signal 'brake' to another workflow", *SENT, *LIVE),
    "pin-parked": (*SENT, *SENT, *LIVE),
    "pin-cancelled-while-drafting": ("timer", CANCEL, *WITHDRAWN),
    "pin-cancelled-while-preparing": ("remote activity prepare_image", CANCEL, *WITHDRAWN),
    "pin-cancelled-while-uploading": ("remote activity upload_media", CANCEL, *WITHDRAWN),
    "pin-cancelled": (*DRAFTED, "cancelled", "local activity withdraw", "ended withdrawn cancelled"),
    "pin-cancelled-by-update": (*DRAFTED, "update reschedule", CANCEL, *WITHDRAWN),
    "pin-recalled": (*DRAFTED, "signal recall", "local activity heed", "ended withdrawn cancelled"),
    "pin-recall-taken-back": (*DRAFTED, "signal recall", "local activity heed", *DRAFTED, *SENT, *LIVE),
    "pin-cancelled-on-the-wire-and-made": (*ASKED, CANCEL, "stage in_progress", "answered too_late", "ended live"),
    "pin-cancelled-on-the-wire-and-not-made": (
        *ASKED,
        CANCEL,
        "local activity withdraw",
        "stage in_progress",
        *WITHDRAWN[1:],
    ),
    "pin-cancelled-while-nobody-knows": (*ASKED, CANCEL, "answered unconfirmed", "ended withdrawn cancelled"),
    "pin-cancelled-while-confirming": (
        *SENT,
        "remote activity confirm",
        CANCEL,
        "answered too_late",
        "ended live",
    ),
    "pin-cancelled-before-the-second-look": (*LIVE[:1], "timer", "cancelled", "timer cancelled", "ended live"),
    "launch-done": ("remote activity open_boards", "remote activity admit", "local activity finish", "ended"),
    "launch-judged": ("remote activity admit", "remote activity judge", "remote activity admit", "ended"),
    "launch-planned": ("remote activity plan", "remote activity admit", "timer", "remote activity plan", "ended"),
    "launch-revives": ("remote activity revive", "ended"),
    "launch-without-boards": ("remote activity open_boards", "timer", "remote activity open_boards", "ended"),
    "launch-cancelled": ("cancelled", "remote activity act", "ended"),
    "launch-by-hand": ("update pause", *CARRIED_OUT, "update resume", *CARRIED_OUT, "ended"),
    "launch-continued-as-new": ("remote activity admit", "signal look", "continue as new"),
    "account-paused": ("signal pause", "timer cancelled", "local activity pause"),
    "account-parked": ("signal resume", "local activity unpark", "signal 'granted' to another workflow"),
    "account-braked": ("signal brake", "local activity survey", "signal 'granted' to another workflow"),
    "account-recalls": ("local activity told", "signal 'recall' to another workflow"),
    "account-by-hand": (CANCEL, "remote activity act", "local activity told"),
    "account-left-by-its-pin": ("nobody heard it", "local activity shelve"),
    "account-continued-as-new": ("signal brake", "continue as new"),
    "account-renews": ("remote activity renew_token", "signal renew", "remote activity renew_token"),
    "account-tells": ("remote activity renew_token", "remote activity tell_alerts"),
    "patrol-whole": (*ROUND, "timer", "time is up", "remote activity settle_overdue", *LAST_OF_ROUND),
    "patrol-ended-early": (*ROUND, *LAST_OF_ROUND),
    "removal": ("remote activity remove_duplicate", "ended"),
    "change-pinned": (*DECIDED, "local activity add_rows", "local activity finish_decision", "ended"),
    "change-behind": (*DECIDED, "timer", "local activity decide", "local activity add_rows", "ended"),
    "change-updated": (*DECIDED, "local activity find_pins", "timer", "remote activity update_pin", "ended"),
    "change-deleted": (*DECIDED, "local activity stop_pins", "remote activity delete_pin", "ended"),
    "change-replaced": (
        *DECIDED,
        "local activity add_rows",
        "local activity find_pins",
        "timer",
        "remote activity delete_pin",
        "local activity finish_decision",
        "ended",
    ),
    "change-unconnected": (
        *DECIDED,
        "local activity add_rows",
        "remote activity tell_alerts",
        "timer",
        "local activity add_rows",
        "local activity finish_decision",
        "ended",
    ),
    "watch-polled": ("local activity watched", "remote activity poll", "ended"),
    "watch-drained": ("local activity watched", "remote activity drain_slot", "ended"),
    "watch-paused": ("local activity watched", "ended"),
    "delivery-accepted": (POSTED, "ended"),
    "delivery-after-trouble": (POSTED, "timer", POSTED, "local activity plan_next_try", "timer", POSTED, "ended"),
    "delivery-given-up": (POSTED, "timer", POSTED, "local activity give_up_delivery", "ended"),
    "delivery-while-it-rests": (POSTED, "local activity plan_next_try", "timer", POSTED, "ended"),
    "ads-synced": (*ADS_READ[:2], "timer", *ADS_READ, *ADS_READ, "local activity finish_ads_run", "ended"),
    "ads-given-up": (*ADS_READ, "timer", *ADS_READ, "local activity fail_ads_chunk", "ended"),
    "ads-nothing-to-do": ("local activity plan_ads_run", "ended"),
    "ads-backfilled": ("signal resume", *ADS_READ, "timer", "local activity fail_ads_chunk", "ended"),
    "ads-backfilled-at-once": ("remote activity read_at_once", "ended"),
    "ads-backfill-refused": (
        "remote activity ask_for_report",
        "remote activity explain_refusal",
        "local activity fail_ads_chunk",
        "ended",
    ),
    "ads-continued-as-new": (*ADS_READ, "local activity next_ads_chunk", "continue as new"),
    "results-read": ("remote activity read_results", "ended"),
    "results-ended-early": ("remote activity read_results", "failed", "ended"),
    "results-continued-as-new": ("remote activity read_results", "continue as new"),
    "ads-sync-continued-as-new": (*ADS_READ, "local activity next_ads_chunk", "continue as new"),
    "change-continued-as-new": ("local activity find_pins", "timer", "signal changed", "continue as new"),
}
"""Of each history what makes it worth keeping, in this order; other things may stand between."""

NOT_SHOWN: Mapping[str, str] = {}
"""Commands of a workflow that no history has, as `Workflow: command`, each with the reason why none is needed."""

COMMANDS = ("local activity ", "remote activity ", "timer", "continue as new", "child workflow ", "patched ")


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_a_history_shows_what_it_is_kept_for(name: str) -> None:
    left = list(SHOWN[name])
    for line in TOLD[name]:
        if left and line == left[0]:
            left.pop(0)
    assert not left, f"{name} does not show {left[0]!r} where it should: {TOLD[name]}"


@pytest.mark.parametrize(
    "name", ["pin-cancelled-while-drafting", "pin-cancelled-while-preparing", "pin-cancelled-while-uploading"]
)
def test_what_was_cancelled_early_never_left(name: str) -> None:
    assert "remote activity publish" not in TOLD[name]


def test_what_was_cancelled_on_the_wire_is_not_posted_again() -> None:
    for name in ("pin-cancelled-on-the-wire-and-made", "pin-cancelled-on-the-wire-and-not-made"):
        assert TOLD[name].count("remote activity publish") == 1


@pytest.mark.parametrize("workflow", sorted(FINGERPRINTS))
def test_whatever_a_workflow_may_ask_for_a_history_has(workflow: str) -> None:
    """A new step, or a new workflow, needs a scene in `record.py` and its history."""
    shown = {line for name, lines in TOLD.items() if KINDS[name] == workflow for line in lines}
    wanted = {f"{workflow}: {command}": command for command in _commands(workflow)}
    missing = sorted(name for name, command in wanted.items() if command not in shown and name not in NOT_SHOWN)
    assert not missing, "no history has: " + "; ".join(missing)


def _commands(workflow: str) -> Iterator[str]:
    """What the fingerprint of a workflow has, in the words of a history."""
    for lines in FINGERPRINTS[workflow].values():
        for line in map(str.strip, lines):
            if line.endswith("with a timer"):
                yield "timer"
            if line.startswith(COMMANDS):
                yield line.partition(" on ")[0]


def test_an_exception_is_still_one() -> None:
    """What a history shows by now, or no workflow asks for any more, leaves the list."""
    named = {f"{workflow}: {command}" for workflow in FINGERPRINTS for command in _commands(workflow)}
    shown = {f"{KINDS[name]}: {line}" for name, lines in TOLD.items() for line in lines}
    assert set(NOT_SHOWN) <= named - shown


def test_every_history_that_a_scene_plays_is_kept() -> None:
    assert {name for names in SCENES for name in names} <= set(TOLD)


def test_every_history_that_is_kept_for_something_is_there() -> None:
    assert set(SHOWN) <= set(TOLD)


def test_no_history_tells_of_the_machine_it_was_recorded_on() -> None:
    for name in TOLD:
        text = histories.text_of(name)
        assert not [word for word in ("stackTrace", "site-packages", "/home/", "sim_") if word in text]
