"""A source written and read again is the same source, as a file and as options."""

import tomllib
from datetime import date, time
from typing import Any

import pytest
import tomli_w
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from ads.objections import Objection
from ads.written import read_written, written_of
from contracts.ads import (
    AdsFilters,
    AdsSourceSpec,
    AllowEmpty,
    Attribution,
    AttributionWindows,
    Breakdown,
    DatasetKey,
    DestinationKind,
    DestinationSpec,
    Granularity,
    ReportFormat,
    ReportTime,
    Route,
    Snapshot,
    WriteMode,
)
from intake.api.ads_wire import AdsSourcePatch, AdsSourceTold
from starter.ads_words import PLACES, AdsWords, options_of, words_to_written
from starter.failures import CommandFailed
from tests.ads.sources import a_source

IDS = st.lists(st.from_regex(r"[0-9]{1,20}", fullmatch=True), max_size=3, unique=True).map(tuple)
SNAPSHOTS = st.one_of(
    st.just(Snapshot()),
    st.builds(Snapshot, every_hours=st.integers(1, 168)),
    st.builds(
        Snapshot,
        at=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
        zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
    ),
)
SPECS = st.builds(
    AdsSourceSpec,
    key=st.sampled_from(["campaigns-daily", "a"]),
    account=st.sampled_from(["demo", "the shop's own"]),
    ad_account_id=st.from_regex(r"[0-9]{1,20}", fullmatch=True),
    currency=st.sampled_from(["", "EUR"]),
    dataset=st.sampled_from(DatasetKey),
    columns=st.lists(st.sampled_from(["SPEND_IN_DOLLAR", "CTR"]), unique=True).map(tuple),
    breakdowns=st.lists(st.sampled_from(Breakdown), max_size=3, unique=True).map(tuple),
    windows=st.builds(AttributionWindows, click_days=st.integers(0, 60), view_days=st.integers(0, 60)),
    report_time=st.sampled_from(ReportTime),
    report_format=st.sampled_from(ReportFormat),
    granularity=st.sampled_from(Granularity),
    filters=st.builds(
        AdsFilters, campaign_ids=IDS, ad_ids=IDS, ad_statuses=st.sampled_from([(), ("PAUSED", "DRAFT")])
    ),
    attributions=st.sampled_from([(), (Attribution.HOUSEHOLD,)]),
    route=st.sampled_from([None, Route.SYNC, Route.ASYNC]),
    look_back_days=st.none() | st.integers(0, 180),
    first_day=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    allow_empty=st.sampled_from(AllowEmpty),
    destination=st.builds(
        DestinationSpec, kind=st.sampled_from(DestinationKind), target=st.sampled_from(["", "a b/c's"])
    ),
    write_mode=st.sampled_from(WriteMode),
    snapshot=SNAPSHOTS,
    metadata=st.booleans(),
    revisions=st.booleans(),
)


@given(SPECS)
def test_a_file_says_the_same_source(spec: AdsSourceSpec) -> None:
    assert read_written(tomllib.loads(tomli_w.dumps(written_of(spec)))) == spec


@given(SPECS)
def test_the_command_that_is_told_describes_the_same_source(spec: AdsSourceSpec) -> None:
    """As a shell would take it apart, and the command line puts it together."""
    words = typed(" ".join(options_of(spec)))
    assert read_written(words_to_written(words, {})) == spec


def typed(line: str) -> AdsWords:
    """What the command makes of the options."""
    from starter import ads_command  # noqa: PLC0415 - the real command, with what it ends in replaced

    heard: list[AdsWords] = []
    app = typer.Typer()
    app.command()(ads_command.create)
    import shlex  # noqa: PLC0415

    import starter.ads_creating as creating  # noqa: PLC0415

    def hear(wish: Any) -> int:  # Any: only its words matter
        heard.append(wish.words)
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(creating, "create_source", hear)
        result = CliRunner().invoke(app, shlex.split(line))
    assert result.exit_code == 0, result.output
    return heard[0]


def test_all_that_a_file_can_say_has_an_option_and_the_api_a_field() -> None:
    fields = set(AdsSourceSpec.model_fields)
    assert {place[0] for place in PLACES.values()} == fields
    assert set(AdsSourcePatch.model_fields) == fields - {"key"}
    assert fields - {"key"} <= set(AdsSourceTold.model_fields)


def test_an_option_holds_where_a_file_says_otherwise() -> None:
    base = written_of(a_source(snapshot={"every_hours": 6}, windows={"click_days": 7}, filters={"ad_ids": ["1"]}))
    words = AdsWords(
        at="06:30", windows="30/30/1", filter=("campaign_ids=2, 3", "ad_statuses=paused"), column=("ctr",)
    )
    spec = read_written(words_to_written(words, base))
    assert isinstance(spec, AdsSourceSpec)
    assert (spec.snapshot.at, spec.snapshot.every_hours) == (time(6, 30), None)
    assert (spec.windows.click_days, spec.columns) == (30, ("CTR",))
    assert (spec.filters.ad_ids, spec.filters.campaign_ids) == (("1",), ("2", "3"))
    assert spec.filters.ad_statuses == ("PAUSED",)


def test_a_filter_that_is_named_twice_has_all_its_values() -> None:
    written = words_to_written(AdsWords(filter=("campaign_ids=1", "ad_ids=3", "campaign_ids=2,4")), {})
    assert written == {"filters": {"campaign_ids": ["1", "2", "4"], "ad_ids": ["3"]}}


@pytest.mark.parametrize(
    "words",
    [
        AdsWords(windows="30/30"),
        AdsWords(windows="a/b/c"),
        AdsWords(windows="9" * 5_000 + "/30/1"),
        AdsWords(filter=("ids",)),
        AdsWords(filter=("campaign_ids=",)),
        AdsWords(filter=("campaign_ids=1", "ad_ids= ,")),
    ],
    ids=lambda words: str(words.said())[:60],
)
def test_what_cannot_be_read_says_how_it_is_written(words: AdsWords) -> None:
    """A filter without a value would be none: of all entities."""
    with pytest.raises(CommandFailed, match="such as"):
        words_to_written(words, {})


OF_ANOTHER_KIND = [
    ("look_back_days = true", "look_back_days", "1"),
    ('look_back_days = "5"', "look_back_days", "5"),
    ('look_back_days = "500"', "look_back_days", "500"),
    ("windows.click_days = true", "windows.click_days", "1"),
    ('windows.click_days = "30"', "windows.click_days", "30"),
    ("snapshot.every_hours = true", "snapshot.every_hours", "1"),
    ('snapshot.every_hours = "6"', "snapshot.every_hours", "6"),
    ("metadata = 1", "metadata", "true"),
    ('metadata = "yes"', "metadata", "true"),
    ('revisions = "on"', "revisions", "true"),
    ('metadata = "0"', "metadata", "false"),
    ("first_day = 1767225600", "first_day", "2026-01-01"),
]


@pytest.mark.parametrize(("line", "field", "nearest"), OF_ANOTHER_KIND)
def test_a_value_of_another_kind_is_refused_by_its_name(line: str, field: str, nearest: str) -> None:
    """With what it would be read as."""
    (found,) = refused_as_written(line)
    assert (found.field, found.rule, found.nearest) == (field, "unfit_value", (nearest,))


@pytest.mark.parametrize(
    "line",
    ["look_back_days = 5.0", "first_day = 2026-01-01", 'first_day = "2026-01-01"', "snapshot.at = 06:30:00"],
)
def test_a_value_that_toml_has_another_way_is_taken(line: str) -> None:
    assert refused_as_written(line) == ()


def refused_as_written(line: str) -> tuple[Objection, ...]:
    """What stands against an ordinary source with this line."""
    found = read_written({**written_of(a_source()), **tomllib.loads(line)})
    return () if isinstance(found, AdsSourceSpec) else found


def test_what_is_as_usual_is_left_out_and_a_misspelt_zone_is_named() -> None:
    assert set(written_of(a_source())) == {"key", "account", "ad_account_id", "dataset", "columns"}
    found = read_written({**written_of(a_source()), "snapshot": {"at": "06:30", "zone": "Europe/Berlim"}})
    assert not isinstance(found, AdsSourceSpec)
    assert [(one.rule, one.nearest[0]) for one in found] == [("unknown_zone", "Europe/Berlin")]
