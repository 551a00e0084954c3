"""What somebody must see to about a source, and what a doctor says of all of them."""

import pytest

from contracts.intake import PollDoubt
from contracts.sources import SourceKind
from starter.checks_ledger import shut_ledger
from starter.checks_sources import TROUBLES_TOLD_MAX, judge_sources, source_findings
from starter.findings import State
from starter.source_trouble import source_trouble, trouble_line, troubles_report
from tests.starter.a_source import a_card, a_note

BROKEN = "[[rule]]\non = 'soon'\ndo = 'pin'"


@pytest.mark.parametrize("kind", list(SourceKind))
def test_a_source_that_is_well_troubles_nobody(kind: SourceKind) -> None:
    assert source_trouble(a_card(kind, polled=a_note())) is None


def test_a_pause_comes_before_everything_and_stops_nothing_that_should_run() -> None:
    trouble = source_trouble(a_card(paused="stocktaking", rules=BROKEN, polled=a_note(error="away")))
    assert trouble is not None
    assert (trouble.found, trouble.stops) == ("paused by a person: stocktaking", False)
    assert "pinflow sources resume spring" in trouble.remedy


def test_rules_that_cannot_be_read_stop_a_source() -> None:
    trouble = source_trouble(a_card(rules=BROKEN, polled=a_note(error="away")))
    assert trouble is not None
    assert trouble.stops
    assert "nothing is decided" in trouble.found
    assert "pinflow sources rules spring FILE" in trouble.remedy


def test_a_poll_in_vain_stops_a_source_and_a_doubted_one_waits_for_a_word() -> None:
    vain = source_trouble(a_card(polled=a_note(error="It does not answer.")))
    assert vain is not None
    assert vain.stops
    assert "It does not answer." in vain.found
    doubt = PollDoubt(absent=40, polls=1, why="40 of 100 products are missing.")
    doubted = source_trouble(a_card(polled=a_note(doubt=doubt, alarm=doubt.why)))
    assert doubted is not None
    assert (doubted.found, doubted.stops) == (doubt.why, False)
    assert "pinflow sources run spring --gone" in doubted.remedy


@pytest.mark.parametrize(
    ("kind", "found", "stops"),
    [
        (SourceKind.SHOPIFY, "its door has no secret", False),
        (SourceKind.WOOCOMMERCE, "its door has no secret", False),
        (SourceKind.DEBEZIUM, "its door has no secret", False),
        (SourceKind.POSTGRESQL, "it has no connection string", True),
        (SourceKind.EVENTS, None, False),
        (SourceKind.FEED, None, False),
    ],
)
def test_a_secret_that_is_missing_matters_to_some_kinds(
    kind: SourceKind, found: str | None, *, stops: bool
) -> None:
    trouble = source_trouble(a_card(kind, secrets=0))
    assert (trouble is None) == (found is None)
    if trouble and found:
        assert trouble.found.startswith(found)
        assert trouble.stops is stops


def test_the_line_of_status_names_those_that_stand_still() -> None:
    stopped = a_card(key="feed", polled=a_note(error="away"))
    paused = a_card(key="desk", paused="")
    assert trouble_line([stopped, paused]) == "Sources in trouble: feed. See: pinflow sources list"
    assert trouble_line([paused, a_card()]) is None
    assert [one["source"] for one in troubles_report([stopped, paused, a_card()])] == ["feed", "desk"]


class TestDoctor:
    def test_none_is_well(self) -> None:
        assert judge_sources([]).state is State.OK
        assert "2 kept" in judge_sources([a_card(), a_card()]).found

    def test_the_worst_comes_first(self) -> None:
        paused, stopped = a_card(key="a", paused=""), a_card(key="b", polled=a_note(error="away"))
        finding = judge_sources([paused, stopped])
        assert finding.state is State.FAILED
        assert finding.found.startswith("b: it was last asked in vain")
        assert finding.remedy is not None
        assert "pinflow sources run b" in finding.remedy

    def test_what_a_person_chose_is_a_warning(self) -> None:
        assert judge_sources([a_card(paused="")]).state is State.WARNING

    def test_a_few_are_told_and_the_rest_counted(self) -> None:
        many = [a_card(key=f"s{number}", paused="") for number in range(TROUBLES_TOLD_MAX + 2)]
        assert judge_sources(many).found.endswith("; and 2 more")

    async def test_a_ledger_that_cannot_be_read_tells_nothing_of_sources(self) -> None:
        (finding,) = await source_findings(shut_ledger("locked"))
        assert finding.state is State.SKIPPED
