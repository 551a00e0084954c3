"""Findings in words: for a person in a line, for a program in a document."""

import pytest

from contracts.findings import Finding, FindingKind
from contracts.names import PinKey
from contracts.patrol import ToldFinding
from outcomes.findings import TO_DO, WHAT, counts_in_words, finding_report, seen_words
from tests.builders import ACCOUNT
from tests.fakes.clock import START

PINS = "https://www.pinterest.com/pin"


def a_told(kind: FindingKind = FindingKind.DUPLICATE, **fields: object) -> ToldFinding:
    usual = {"account": ACCOUNT, "kind": kind, "pin_id": "900", "key": PinKey("k"), "seen_at": START}
    return ToldFinding(finding=Finding.model_validate(usual | fields), product="mug", title="Blue mug")


@pytest.mark.parametrize("kind", FindingKind)
def test_every_kind_has_its_words(kind: FindingKind) -> None:
    assert WHAT[kind]
    assert TO_DO[kind].endswith(".") or "pinflow" in TO_DO[kind]
    assert counts_in_words({kind: 1}) != counts_in_words({kind: 2})


def test_counts_are_told_in_the_order_of_their_kinds() -> None:
    counts = {FindingKind.STRANGER: 1, FindingKind.DUPLICATE: 2_000, FindingKind.REMOVED: 0}
    assert counts_in_words(counts) == "2,000 duplicates, 1 stranger"
    assert counts_in_words({}) == ""


def test_a_duplicate_is_reported_with_both_pins() -> None:
    report = finding_report(a_told(other_pin_id="801"), pins_at=PINS)
    assert (report["pin_url"], report["other_pin_url"]) == (f"{PINS}/900/", f"{PINS}/801/")
    assert (report["kind"], report["product"], report["open"], report["settlement"]) == (
        "duplicate",
        "mug",
        True,
        None,
    )


def test_without_a_place_for_pins_there_is_no_address() -> None:
    report = finding_report(a_told(other_pin_id="801"), pins_at=None)
    assert (report["pin_url"], report["other_pin_url"]) == (None, None)


def test_what_has_no_pin_is_reported_without_one() -> None:
    report = finding_report(a_told(FindingKind.ABSENT, pin_id="key"), pins_at=PINS)
    assert (report["pin_id"], report["pin_url"], report["other_pin_id"]) == (None, None, None)


def test_what_was_done_about_it_is_told() -> None:
    told = a_told(settled_at=START + 1, settlement="removed by hand")
    assert seen_words(told) == "since 2026-11-18 11:06 UTC; removed by hand"
    assert not finding_report(told, pins_at=None)["open"]
    assert seen_words(a_told()) == "since 2026-11-18 11:06 UTC"
