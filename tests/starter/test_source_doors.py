"""What a sender is told to do, and whose a secret is."""

from pathlib import Path

import pytest

from config import Settings
from contracts.sources import HOOKED, SourceKind
from contracts.watching import WATCHED
from starter.failures import CommandFailed
from starter.source_doors import DoorGuide, door_guide, guide_lines, guide_report, secret_lines
from starter.source_secrets import NEEDS, WHAT, Need, SecretWords, read_secret
from tests.starter.a_source import SPRING

SENDING = sorted(set(SourceKind) - WATCHED)


def a_settings(folder: Path, host: str = "127.0.0.1") -> Settings:
    return Settings(home=folder, offline=False, intake_host=host)


@pytest.mark.parametrize("kind", SENDING)
def test_each_sender_has_its_address_and_what_to_do_there(kind: SourceKind, tmp_path: Path) -> None:
    guide = door_guide(a_settings(tmp_path), SPRING, kind)
    assert guide is not None
    assert guide.address.endswith("/hooks/spring" if kind in HOOKED else "/v1/events/spring")
    lines = "\n".join(guide_lines(guide, kind, "demo"))
    for line in (guide.address, "Set up", *guide.topics):
        assert line in lines


@pytest.mark.parametrize("kind", sorted(WATCHED))
def test_who_is_asked_has_no_door(kind: SourceKind, tmp_path: Path) -> None:
    assert door_guide(a_settings(tmp_path), SPRING, kind) is None
    assert guide_report(None) == {"address": None, "topics": [], "served": None}


def test_a_door_that_others_reach_is_told_without_a_warning(tmp_path: Path) -> None:
    guide = door_guide(a_settings(tmp_path, "192.0.2.7"), SPRING, SourceKind.EVENTS)
    assert guide is not None
    assert not guide.is_near
    assert not any("this machine alone" in line for line in guide_lines(guide, SourceKind.EVENTS, "demo"))


def test_a_door_that_is_served_is_not_said_to_be_shut() -> None:
    guide = DoorGuide("http://127.0.0.1:8100/hooks/spring", is_open=True)
    assert not any("Served" in line for line in guide_lines(guide, SourceKind.DEBEZIUM, "demo"))


def test_a_secret_is_shown_with_where_it_goes() -> None:
    assert "each webhook" in "".join(secret_lines(SourceKind.WOOCOMMERCE, "abc"))
    assert "X-Pinflow-Secret" in "".join(secret_lines(SourceKind.DEBEZIUM, "abc"))


def test_every_kind_knows_whose_its_secret_is() -> None:
    assert set(NEEDS) == set(SourceKind)
    assert set(WHAT) == {kind for kind, need in NEEDS.items() if need is not Need.NEVER}


@pytest.mark.parametrize("kind", [SourceKind.WOOCOMMERCE, SourceKind.DEBEZIUM])
def test_no_secret_that_we_make_is_another_s(kind: SourceKind) -> None:
    made = [read_secret(kind, SecretWords(), header=None) for _ in range(3)]
    assert all(secret and secret.made and len(secret.value) >= 43 for secret in made)
    assert len({secret.value for secret in made if secret}) == 3
    assert not any(secret.value in repr(secret) for secret in made if secret)


def test_a_feed_has_a_secret_only_if_somebody_gives_one(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("Basic abc=", encoding="utf-8")
    assert read_secret(SourceKind.FEED, SecretWords(), header=None) is None
    given = read_secret(SourceKind.FEED, SecretWords(file=file), header=None)
    assert given is not None
    assert (given.value, given.made) == ("Basic abc=", False)


@pytest.mark.parametrize(
    ("kind", "words", "told"),
    [
        (SourceKind.FEED, SecretWords(dsn_file=Path("x")), "--dsn-file means nothing"),
        (SourceKind.POSTGRESQL, SecretWords(file=Path("x"), dsn_file=Path("y")), "not both"),
        (SourceKind.POSTGRESQL, SecretWords(none=True), "without a terminal"),
        (SourceKind.EVENTS, SecretWords(stdin=True), "pinflow keys create"),
        (SourceKind.SHOPIFY, SecretWords(file=Path("nowhere")), "Cannot read the app's client secret"),
    ],
)
def test_what_cannot_be_meant_is_refused(kind: SourceKind, words: SecretWords, told: str) -> None:
    with pytest.raises(CommandFailed, match=told):
        read_secret(kind, words, header=None)
