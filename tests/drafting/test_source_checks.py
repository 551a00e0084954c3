"""What settings lack is said in words, before anybody asks the source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.source_settings import SourceSettings
from contracts.sources import SourceKind
from contracts.watching import POLLED, WATCHED
from drafting.source_checks import check_settings, is_zone

ADDRESS = "https://shop.example.com/feed.xml"


def check(kind: SourceKind = SourceKind.FEED, **settings: object) -> str:
    return " ".join(check_settings(kind, SourceSettings.model_validate({"address": ADDRESS} | settings)))


@pytest.mark.parametrize("kind", sorted(POLLED))
def test_an_address_is_enough_to_be_asked(kind: SourceKind) -> None:
    assert check(kind) == ""


@pytest.mark.parametrize("kind", sorted(POLLED))
@pytest.mark.parametrize(
    "address", [None, "", "feed.xml", "ftp://shop.example.com/feed.xml", "https://", "http://["]
)
def test_without_an_address_of_the_web_nothing_can_be_asked(kind: SourceKind, address: str | None) -> None:
    assert "address" in check(kind, address=address)


@pytest.mark.parametrize("kind", sorted(set(SourceKind) - WATCHED))
def test_what_sends_needs_no_address(kind: SourceKind) -> None:
    assert check(kind, address=None) == ""


def test_a_database_needs_a_slot() -> None:
    assert "slot" in check(SourceKind.POSTGRESQL, address=None)
    assert check(SourceKind.POSTGRESQL, address=None, slot="pinflow") == ""


@pytest.mark.parametrize(
    ("mapping", "missing"),
    [
        ({"title": "name"}, "items and id"),
        ({"items": "$.data", "title": "name"}, "say id"),
        ({"items": "", "id": "sku"}, "say items"),
    ],
)
def test_a_mapping_of_json_says_where_the_products_are_and_who(mapping: dict[str, str], missing: str) -> None:
    assert missing in check(SourceKind.JSON, mapping=mapping)


def test_json_needs_no_mapping_and_other_kinds_mind_none() -> None:
    assert check(SourceKind.JSON, mapping={"items": "$.data", "id": "sku"}) == ""
    assert check(SourceKind.FEED, mapping={"title": "name"}) == ""


def test_times_of_day_are_of_some_zone() -> None:
    assert "zone" in check(at=["06:30"])
    assert check(at=["06:30"], zone="Europe/Berlin") == ""


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", "Europe", "a\x00b"])
def test_a_zone_that_is_none_is_told_of(zone: str) -> None:
    assert not is_zone(zone)
    assert "time zone" in check(zone=zone)


@pytest.mark.parametrize("currency", ["euro", "€", "E1R", ""])
def test_a_currency_that_is_none_is_told_of(currency: str) -> None:
    assert "currency" in check(SourceKind.SHOPIFY, currency=currency)


def test_a_poll_cannot_begin_later_than_the_next_one() -> None:
    assert "--jitter" in check(every_seconds=60, jitter_seconds=60)
    assert check(every_seconds=60, jitter_seconds=30) == ""


@given(st.sampled_from(SourceKind), st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_too_odd_to_be_checked(kind: SourceKind, address: str, zone: str, currency: str) -> None:
    settings = SourceSettings(address=address, zone=zone, currency=currency, slot=address)
    assert all(words.endswith(".") for words in check_settings(kind, settings))
