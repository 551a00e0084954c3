"""What a person says of a source, as its settings."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import Settings
from contracts.source_settings import SourceSettings
from contracts.sources import SourceKind
from starter.failures import CommandFailed
from starter.source_addresses import check_addresses
from starter.source_words import ANYBODYS, ITS_OWN, OPTIONS, SourceWords, is_said, read_settings, settings_of

FEED = "https://shop.example.com/feed.xml"
A_FEED = SourceWords(address=FEED)


def stated(words: SourceWords, kind: SourceKind = SourceKind.FEED, kept: str = "{}") -> SourceSettings:
    return settings_of(read_settings(words, kind, kept))


def refused(words: SourceWords, kind: SourceKind = SourceKind.FEED, kept: str = "{}") -> str:
    with pytest.raises(CommandFailed) as failed:
        read_settings(words, kind, kept)
    return str(failed.value)


def test_every_setting_has_its_option_and_every_kind_its_settings() -> None:
    assert set(OPTIONS) == set(SourceSettings.model_fields)
    assert set(ITS_OWN) == set(SourceKind)
    assert ANYBODYS.union(*ITS_OWN.values()) == set(OPTIONS)


def test_a_feed_is_asked_as_it_was_said() -> None:
    words = SourceWords(
        address=f" {FEED} ",
        every="30m",
        currency="eur",
        first="new",
        quiet="5s",
        patience="1m",
        header="X-Api-Key",
        shrink_percent=50,
        shrink_polls=2,
        jitter="0s",
    )
    settings = stated(words)
    assert (settings.address, settings.every_seconds, settings.currency) == (FEED, 1_800, "EUR")
    assert (settings.first, settings.quiet_seconds, settings.patience_seconds) == ("new", 5, 60)
    assert (settings.shrink_percent, settings.shrink_polls, settings.jitter_seconds) == (50, 2, 0)


def test_times_of_the_day_stand_in_their_order_and_take_the_place_of_an_interval() -> None:
    kept = read_settings(SourceWords(address=FEED, at="18:00, 06:30,18:00", zone="Europe/Berlin"), SourceKind.FEED)
    assert settings_of(kept).at == ("06:30", "18:00")
    later = stated(SourceWords(every="2h"), kept=kept)
    assert (later.at, later.every_seconds, later.zone) == ((), 7_200, "Europe/Berlin")


def test_columns_and_tables_are_a_database_s() -> None:
    words = SourceWords(tables=("products", "public.goods"), columns=("bezeichnung=title", "cost="))
    settings = stated(words, SourceKind.DEBEZIUM)
    assert settings.tables == ("products", "public.goods")
    assert settings.columns == {"bezeichnung": "title", "cost": ""}


@pytest.mark.parametrize("text", ["bezeichnung", "=title", ""])
def test_a_column_without_a_name_is_refused_or_none(text: str) -> None:
    words = SourceWords(columns=(text,))
    if text:
        assert "COLUMN=NAME" in refused(words, SourceKind.DEBEZIUM)
    else:
        assert stated(words, SourceKind.DEBEZIUM).columns == {}


def test_an_empty_text_takes_a_setting_away_and_what_is_not_said_stays() -> None:
    kept = read_settings(SourceWords(shop="https://shop.example.com", currency="EUR"), SourceKind.EVENTS)
    settings = stated(SourceWords(shop=""), SourceKind.EVENTS, kept)
    assert (settings.shop_url, settings.currency) == (None, "EUR")


def test_what_a_newer_version_has_written_stays() -> None:
    kept = json.dumps({"address": FEED, "colour": "blue"})
    assert json.loads(read_settings(SourceWords(every="1d"), SourceKind.FEED, kept))["colour"] == "blue"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (SourceWords(), "It has no address"),
        (SourceWords(address="ftp://shop.example.com/f"), "none of the web"),
        (SourceWords(address=FEED, every="5x"), "--every '5x' is no length"),
        (SourceWords(address=FEED, every="1s"), "--every: Input should be greater than or equal to 60"),
        (SourceWords(address=FEED, every="90d"), "--every takes 7d at most"),
        (SourceWords(address=FEED, every="1h", at="06:30"), "--every or --at, not both"),
        (SourceWords(address=FEED, at="25:00", zone="Europe/Berlin"), "--at: String should match"),
        (SourceWords(address=FEED, at="06:30"), "of no time zone"),
        (SourceWords(address=FEED, zone="Berlin"), 'did you mean "Europe/Berlin"?'),
        (SourceWords(address=FEED, zone="../../etc/passwd"), "--zone: There is no time zone"),
        (SourceWords(address=FEED, zone="EST"), '--zone: "EST" has no summer time: write America/New_York'),
        (SourceWords(address=FEED, currency="euros"), "is no currency"),
        (SourceWords(address=FEED, first="maybe"), "--first: Input should be 'known' or 'new'"),
        (SourceWords(address=FEED, shrink_percent=101), "--shrink-percent: Input should be less"),
        (SourceWords(address=FEED, shrink_polls=0), "--shrink-polls: Input should be greater"),
        (SourceWords(address=FEED, slot="pinflow"), "--slot means nothing to a source of kind feed"),
        (SourceWords(address=FEED, pages=False), "--pages means nothing to a source of kind feed"),
        (SourceWords(address="https://a.example/" + "x" * 5_000), "--address: String should have at most"),
    ],
)
def test_what_cannot_be_is_refused_by_its_option(words: SourceWords, told: str) -> None:
    assert told in refused(words)


def test_settings_beyond_what_a_source_keeps_are_refused() -> None:
    columns = tuple(f"{'c' * 200}{number}=title" for number in range(150))
    assert "a source keeps 20,000" in refused(SourceWords(columns=columns), SourceKind.DEBEZIUM)


class TestMapping:
    def written(self, folder: Path, text: str | bytes) -> Path:
        file = folder / "mapping.toml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    @pytest.mark.parametrize(
        "text", ['items = "$.products[*]"\nid = "sku"\n', '{"items": "$.products[*]", "id": "sku"}']
    )
    def test_a_mapping_is_toml_or_json(self, tmp_path: Path, text: str) -> None:
        words = SourceWords(address=FEED, mapping=self.written(tmp_path, text))
        assert stated(words, SourceKind.JSON).mapping == {"items": "$.products[*]", "id": "sku"}

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ('items = "$.products[*]"', 'the mapping lacks "id"'),
            ('items = "$..x"\nid = "sku"', "cannot be read"),
            ('items = "$.p"\nid = "sku"\ntitel = "name"', "nothing that a product has"),
            ("items = 3", "it is no table of names and paths"),
            ("[items]\na = 'b'", "it is no table of names and paths"),
            ("items = ", "neither TOML nor JSON"),
            ("{" * 20_000, "neither TOML nor JSON"),
            (b"\xff\xfe", "it is not UTF-8"),
            ("#" * 20_001, "more than 20,000 bytes"),
        ],
    )
    def test_one_that_is_none_is_refused(self, tmp_path: Path, text: str | bytes, told: str) -> None:
        words = SourceWords(address=FEED, mapping=self.written(tmp_path, text))
        said = refused(words, SourceKind.JSON)
        assert said.startswith("The mapping of mapping.toml cannot be used")
        assert told in said

    def test_one_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        assert "No such file" in refused(SourceWords(address=FEED, mapping=tmp_path / "none"), SourceKind.JSON)


@given(
    st.builds(
        SourceWords,
        address=st.just(FEED),
        every=st.none() | st.text(max_size=8),
        zone=st.none() | st.text(max_size=20),
        currency=st.none() | st.text(max_size=5),
        header=st.none() | st.text(max_size=400),
        quiet=st.none() | st.text(max_size=6),
        shrink_percent=st.none() | st.floats(),
        shrink_polls=st.none() | st.integers(),
    )
)
def test_whatever_is_typed_becomes_settings_that_can_be_read_or_a_refusal(words: SourceWords) -> None:
    try:
        kept = read_settings(words, SourceKind.FEED)
    except CommandFailed:
        return
    again = read_settings(SourceWords(), SourceKind.FEED, kept)
    assert settings_of(again) == settings_of(kept)


def test_only_what_is_other_than_usual_is_said() -> None:
    settings = stated(A_FEED)
    assert [name for name in OPTIONS if is_said(settings, name)] == ["address"]


def test_settings_that_another_version_has_written_are_refused_in_words() -> None:
    with pytest.raises(CommandFailed, match="The source's settings cannot be read"):
        settings_of('{"first": "sometimes"}')


class TestAddresses:
    HERE = "http://127.0.0.1:8099"

    def check(self, address: str, folder: Path) -> None:
        settings = Settings(home=folder, offline=False, pinterest_url=f"{self.HERE}/v5")
        check_addresses(SourceSettings(address=address), settings)

    def test_the_demo_shop_of_a_simulator_on_this_machine_may_be_asked(self, tmp_path: Path) -> None:
        self.check(f"{self.HERE}/shop/feed.xml", tmp_path)

    @pytest.mark.parametrize(
        "address",
        [
            "http://127.0.0.1:8099/v5",
            "http://127.0.0.1:8098/shop/feed.xml",
            "http://[::1]/feed",
            "http://10.1.2.3/feed",
            "http://169.254.169.254/latest/meta-data",
            "http://intranet.local/feed",
            "https://user:geheim@shop.example.com/feed",
        ],
    )
    def test_no_other_private_address_may(self, tmp_path: Path, address: str) -> None:
        with pytest.raises(CommandFailed, match="--address: ") as failed:
            self.check(address, tmp_path)
        assert "geheim" not in str(failed.value)
