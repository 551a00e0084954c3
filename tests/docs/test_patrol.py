"""The page of the patrol says what the program says of each finding, and of its limits."""

import pytest

from activities.pin_looks import GONE_AGAIN_SECONDS
from config import Settings
from contracts.findings import FindingKind
from contracts.patrol import LOOKS_MAX, READS_MAX, STRANGERS_MAX
from outcomes.findings import TO_DO, WHAT
from store.findings import TOLD_SECONDS_MAX
from store.reads import PATROL_SHARE
from tests.docs.pages import ROOT, section, table, text_of

PAGE = ROOT / "docs" / "patrol.md"


def rows() -> dict[str, tuple[str, str]]:
    return {kind.strip("`"): (what, to_do) for kind, what, to_do in table(section(PAGE, "Findings"))}


def test_every_kind_of_finding_is_explained_once_and_no_unknown_one() -> None:
    assert [row[0] for row in table(section(PAGE, "Findings"))] == [f"`{kind}`" for kind in FindingKind]


@pytest.mark.parametrize("kind", FindingKind)
def test_the_page_says_what_to_do_as_the_program_does(kind: FindingKind) -> None:
    assert rows()[kind] == (f"{WHAT[kind]}.", TO_DO[kind])


def test_the_figures_on_the_page_are_the_program_s() -> None:
    told = " ".join(text_of(PAGE).split())
    assert f"until {READS_MAX} pages are read" in told
    assert f"at most {LOOKS_MAX} in a round" in told
    assert f"a round keeps {STRANGERS_MAX}" in told
    assert (GONE_AGAIN_SECONDS, PATROL_SHARE, TOLD_SECONDS_MAX / 86_400) == (10, 0.1, 30)
    assert Settings.model_fields["patrol_minutes"].default == 6 * 60
