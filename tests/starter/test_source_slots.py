"""A replication slot in words: what is missing, what it costs, and the alarm before a disk is full."""

from dataclasses import replace

import pytest

from contracts.slots import SlotState
from starter.source_slots import (
    RETAINED_BYTES_MAX,
    SHORT_BYTES,
    SlotLook,
    slot_alarm,
    slot_lines,
    slot_report,
)

WELL = SlotState(
    exists=True,
    plugin="pgoutput",
    active=True,
    lag_bytes=2_000_000,
    retained_bytes=16_777_216,
    wal_status="reserved",
    publication_ok=True,
    tables=("public.products",),
)


def test_a_slot_that_is_well_alarms_nobody() -> None:
    assert slot_alarm(WELL) is None
    assert list(slot_lines(SlotLook(WELL))) == [
        "  Slot      pgoutput, being read, 2.0 MB behind, 17 MB of log kept for it; reserved",
        "  Tables    public.products",
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"retained_bytes": RETAINED_BYTES_MAX + 1}, "they fill the server's disk"),
        ({"wal_status": "lost"}, "The slot is lost"),
        ({"wal_status": "unreserved"}, "The slot is unreserved"),
        ({"safe_wal_size": SHORT_BYTES - 1}, "more of log"),
        ({"safe_wal_size": -5}, "lost after 0.0 MB"),
    ],
)
def test_a_slot_that_fills_a_disk_or_is_about_to_be_lost_is_an_alarm(
    changes: dict[str, object], told: str
) -> None:
    alarm = slot_alarm(replace(WELL, **changes))  # type: ignore[arg-type]  # any field, by name
    assert alarm is not None
    assert told in alarm


@pytest.mark.parametrize(
    "changes", [{"retained_bytes": RETAINED_BYTES_MAX}, {"safe_wal_size": SHORT_BYTES}, {"wal_status": "extended"}]
)
def test_just_before_that_there_is_none(changes: dict[str, object]) -> None:
    assert slot_alarm(replace(WELL, **changes)) is None  # type: ignore[arg-type]  # as above


def test_a_paused_source_abandons_its_slot() -> None:
    alarm = slot_alarm(WELL, paused=True)
    assert alarm is not None
    assert "nobody reads the slot" in alarm
    assert slot_alarm(SlotState(exists=False), paused=True) is None


def test_what_is_not_set_up_is_told_with_its_sql() -> None:
    missing = ("There is no publication: CREATE PUBLICATION pinflow FOR TABLE products;",)
    lines = list(slot_lines(SlotLook(SlotState(exists=False, missing=missing))))
    assert lines == ["  Slot      not there", f"  To do     {missing[0]}"]


def test_a_slot_that_nobody_can_look_at_says_why() -> None:
    look = SlotLook(None, "shop at db.example.com:5432 does not answer")
    assert list(slot_lines(look)) == [f"  Slot      cannot be looked at: {look.trouble}"]
    assert slot_report(look) == {"state": None, "trouble": look.trouble}
    assert slot_report(SlotLook(WELL))["state"]["alarm"] is None
