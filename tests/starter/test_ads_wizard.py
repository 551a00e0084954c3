"""`pinflow ads create` at a terminal: each answer is checked at once, and nothing is kept before the last yes."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

import pexpect
import pytest

from ads.objections import Objection
from ads.previewing import PreviewAsk
from ads.written import read_written
from contracts.ads import AdsSourceSpec, DatasetKey
from contracts.ads_reports import PreviewRows, SeenAdAccount
from contracts.ads_runs import AdsSource
from contracts.names import AccountKey
from starter.__main__ import run_command
from starter.ads_draft import Draft
from starter.ads_files import read_toml
from starter.ads_questions import NotThis, Questions, one_of, several_of
from starter.ads_wizard import described
from starter.screen import Screen
from tests.starter.pinterest_here import PinterestHere, pinterest_here

T = TypeVar("T")
TODAY = date(2026, 11, 23)
ENTER = ""
OWN, SHARED = "549755885175", "549755885176"


class Person(Questions):
    """Answers what it was given, in order; `heard` is what it was told of answers that would not do."""

    def __init__(self, answers: Sequence[str]) -> None:
        super().__init__()
        self.answers = list(answers)
        self.heard: list[str] = []

    def ask(self, what: str, check: Callable[[str], T], *, default: str = "") -> T:
        while True:
            given = self.answers.pop(0)
            try:
                return check(given or default)
            except NotThis as no:
                self.heard.append(str(no))

    def agrees(self, what: str, *, default: bool = True) -> bool:
        return {"": default, "y": True, "n": False}[self.answers.pop(0)]


@dataclass
class StandIn:
    """Keeps the port `Backstage`: two ad accounts, one of which may not be read."""

    names: Sequence[str] = ("demo",)
    previewed: list[PreviewAsk] = field(default_factory=list)

    def accounts(self) -> Sequence[tuple[AccountKey, str]]:
        return [(AccountKey(name), "connected") for name in self.names]

    def ad_accounts(self, account: AccountKey) -> Sequence[SeenAdAccount]:
        return (
            SeenAdAccount(id=SHARED, permissions=("AUDIENCE_MANAGER",)),
            SeenAdAccount(id=OWN, currency="EUR", permissions=("ANALYST",)),
        )

    def is_taken(self, key: str) -> bool:
        return key == "campaign-daily"

    def preview(self, ask: PreviewAsk) -> PreviewRows | Objection:
        self.previewed.append(ask)
        return Objection("source", "refused_by_pinterest", "Invalid report")

    def keep(self, spec: AdsSourceSpec, *, replace: bool) -> AdsSource | tuple[Objection, ...]:
        raise NotImplementedError


def heard_of(
    answers: Sequence[str], names: Sequence[str] = ("demo",)
) -> tuple[AdsSourceSpec | None, Person, StandIn]:
    person, backstage = Person(answers), StandIn(names)
    spec = described(Draft(person, backstage, Screen(quiet=True), TODAY))
    assert person.answers == []
    return spec, person, backstage


WHOLE = (
    *("camp", "1", ENTER),  # the dataset is searched, taken by its number; a row is a day
    *("1", ENTER),  # an ad account that may not be read, then the one that may
    *("-campaign_name", ENTER),
    *("checkout", "1-2", "TOTAL_CHEKOUT", "ctr", "-CLICKTHROUGH_1", ENTER),
    *("1/30/1", "7/7/1", ENTER),
    ENTER,
    "n",
    *(ENTER, "25:00", "06:30", "Europe/Berlim", "Europe/Berlin", "always", ENTER, ENTER),
    *("parquet", "ads", ENTER),
    *(ENTER, "Big Name", "campaigns-eu"),
)


def test_each_answer_is_checked_when_it_is_given() -> None:
    spec, person, _ = heard_of((*WHOLE, "n", "yes"))

    assert spec == read_written(
        {
            "key": "campaigns-eu",
            "account": "demo",
            "ad_account_id": OWN,
            "currency": "EUR",
            "dataset": "campaign",
            "columns": ["SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION", "TOTAL_CHECKOUT", "TOTAL_WEB_CHECKOUT", "CTR"],
            "windows": {"click_days": 7, "engagement_days": 7, "view_days": 1},
            "allow_empty": "always",
            "metadata": False,
            "snapshot": {"at": "06:30", "zone": "Europe/Berlin"},
            "destination": {"kind": "parquet", "target": "ads"},
        }
    )
    told = "\n".join(person.heard)
    for word in (
        "AUDIENCE_MANAGER",
        "did you mean TOTAL_CHECKOUT",
        "[window_combination]",
        "25:00",
        "Europe/Berlin",
        "already",
        "Big",
    ):
        assert word in told, word


def test_an_answer_may_be_changed_at_the_end_and_what_hangs_on_it_is_asked_again() -> None:
    again = ("dataset", "ad_group_breakdown", ENTER, ENTER, ENTER, "GENDER 1", ENTER)
    spec, _, _ = heard_of((*WHOLE, "n", *again, "n", "yes"))

    assert spec is not None
    assert spec.dataset is DatasetKey.AD_GROUP_BREAKDOWN
    assert (len(spec.breakdowns), spec.columns[:2]) == (2, ("CAMPAIGN_NAME", "AD_GROUP_NAME"))


def test_a_filter_has_values_and_all_that_are_given_for_it() -> None:
    again = ("filters", "campaign_ids=", "campaign_ids=1 campaign_ids=2,3")
    spec, _, _ = heard_of((*WHOLE, "n", *again, "n", "yes"))
    assert spec is not None
    assert spec.filters.campaign_ids == ("1", "2", "3")


def test_where_rows_cannot_be_written_is_said_at_once() -> None:
    """By this source, that is without metadata."""
    again = ("destination", "database", "launches", "2026", "spend", "truncate_insert", ENTER)
    spec, person, _ = heard_of((*WHOLE, "n", *again, "n", "yes"))
    assert spec is not None
    assert spec.destination.target == "spend"
    assert "\n".join(person.heard).count("[unfit_target]") == 2
    assert "[truncate_without_metadata]" in "\n".join(person.heard)


def test_what_pinterest_says_of_test_data_ends_nothing() -> None:
    spec, _, backstage = heard_of((*WHOLE, "y", "2026-11-20", "2026-11-18", "no"))

    assert spec is None
    assert [(ask.chunk.first, ask.chunk.last) for ask in backstage.previewed] == [
        (date(2026, 11, 18), date(2026, 11, 20))
    ]


def test_of_several_accounts_one_is_chosen() -> None:
    spec, _, _ = heard_of(("agency", *WHOLE, "n", "yes"), names=("demo", "agency"))
    assert spec is not None
    assert spec.account == "agency"


def test_numbers_ranges_and_names_mean_several() -> None:
    names = ("a", "b", "c", "d")
    assert several_of("1, 3-4 B", names) == ("a", "c", "d", "b")
    assert one_of("C", names) == "c"
    for wrong in ("5", "0", "2-9", "x"):
        with pytest.raises(NotThis):
            several_of(wrong, names)


@pytest.fixture
def pinterest() -> Iterator[PinterestHere]:
    with pinterest_here() as running:
        running.post("ads", {"account": "demo", "name": "Shop", "currency": "EUR"})
        yield running


@contextmanager
def terminal(pinterest: PinterestHere, home: Path) -> Iterator["pexpect.spawn[str]"]:
    """The command at a terminal of 80 columns."""
    env = {**os.environ, "PINFLOW_PINTEREST_URL": pinterest.api_url, "TERM": "xterm", "NO_COLOR": "1"}
    argv = ["-P", "-m", "starter", "ads", "create", "--save-toml", "source.toml"]
    child = pexpect.spawn(
        sys.executable, argv, env=env, cwd=str(home), encoding="utf-8", timeout=120, dimensions=(40, 80)
    )
    try:
        yield child
    finally:
        child.close(force=True)


def test_a_person_at_a_terminal_describes_a_source(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of yesterday are shown, the file is written, and the command that is told keeps the same source."""
    with terminal(pinterest, tmp_path) as child:
        for prompt, answer in (
            ("Dataset ", "campaign"),
            ("One row is", ENTER),
            ("Ad account ", ENTER),
            ("Attributes ", ENTER),
            ("Metrics ", ENTER),
            ("Only ", ENTER),
            ("Metadata columns", ENTER),
            ("When is it read", "1"),
            ("Allow empty", ENTER),
            ("Days that each run", ENTER),
            ("First day", ENTER),
            ("Rows go to", ENTER),
            ("Table, file", ENTER),
            ("Written by", ENTER),
            ("Name of the source", ENTER),
            ("some rows", ENTER),
            ("To ", ENTER),
            ("From ", ENTER),
        ):
            child.expect_exact(prompt)
            child.sendline(answer)
        child.expect_exact("SPEND_IN_CURRENCY")
        child.expect_exact("--dataset campaign")
        child.expect_exact("Keep it?")
        child.sendline("yes")
        child.expect_exact("campaign-daily is kept")
        child.expect(pexpect.EOF)
        child.wait()
    assert child.exitstatus == 0
    monkeypatch.setenv("PINFLOW_PINTEREST_URL", pinterest.api_url)
    assert run_command(["ads", "show", "campaign-daily", "--json"]) == 0
    kept = json.loads(capsys.readouterr().out)
    written = read_written(read_toml(tmp_path / "source.toml"))
    assert isinstance(written, AdsSourceSpec)
    assert kept["columns"] == list(written.columns)
    assert (kept["currency"], kept["snapshot"]["at"]) == ("EUR", None)


def test_who_leaves_leaves_nothing_behind(
    pinterest: PinterestHere, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with terminal(pinterest, tmp_path) as child:
        child.expect_exact("Dataset ")
        child.sendline("campaign")
        child.expect_exact("One row is")
        child.expect_exact(": ")  # the question has been asked to its end
        child.sendintr()
        child.expect_exact("Nothing was kept")
        child.expect(pexpect.EOF)
        child.wait()
    assert child.exitstatus == 130
    assert run_command(["ads", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"sources": []}
    assert not (tmp_path / "source.toml").exists()


def test_without_a_terminal_nothing_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["ads", "create"]) == 2
    assert "give a file, or options" in capsys.readouterr().err
