"""A source as a person sees it."""

import pytest

from contracts.intake import Backlog
from contracts.sources import SourceKind
from starter.screen import Screen
from starter.source_look import SourceLook
from starter.source_screen import asked_words, count_words, rhythm_words, show_source, show_sources, state_words
from starter.source_words import settings_of
from tests.starter.a_source import a_card, a_note
from tests.starter.looks import NOW

FEED = "https://shop.example.com/feed.xml"


def a_look(kind: SourceKind = SourceKind.FEED, **changes: object) -> SourceLook:
    card = a_card(kind, **changes)
    return SourceLook(
        card=card,
        settings=settings_of(card.settings),
        rules_trouble=None,
        guide=None,
        next_runs=(NOW + 60,),
        backlog=Backlog(deliveries=0, changes=2, decisions=0),
        today={},
        week={"received": 1_200, "decided:pin": 3},
        refused=(),
        decisions=(),
        slot=None,
        now=NOW,
    )


def shown(capsys: pytest.CaptureFixture[str], look: SourceLook) -> str:
    show_source(Screen(), look)
    return capsys.readouterr().out


def test_counts_stand_in_the_order_in_which_a_delivery_goes() -> None:
    counts = {"decided:pin": 3, "refused:unreadable": 1, "received": 1_200, "refused:signature": 2, "later": 1}
    assert count_words(counts) == (
        "1,200 received, 2 refused (signature), 1 refused (unreadable), 3 decided (pin), 1 later"
    )
    assert count_words({}) == "nothing"


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "on"),
        ({"paused": ""}, "paused"),
        ({"polled": a_note(error="away")}, "failing"),
        ({"polled": a_note(error="away"), "paused": "x"}, "paused"),
        ({"polled": a_note()}, "on"),
    ],
)
def test_a_state_is_a_word(changes: dict[str, object], state: str) -> None:
    assert state_words(a_card(**changes)) == state  # type: ignore[arg-type]  # any field, by name


def test_only_who_is_asked_was_ever_asked() -> None:
    assert asked_words(a_card(SourceKind.SHOPIFY), NOW) == "-"
    assert asked_words(a_card(), NOW) == "not yet"
    assert asked_words(a_card(polled=a_note()), NOW) == "10 min ago"


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        (SourceKind.FEED, {}, "every 1h"),
        (SourceKind.FEED, {"at": ["06:30", "18:00"], "zone": "Europe/Berlin"}, "at 06:30, 18:00 (Europe/Berlin)"),
        (SourceKind.POSTGRESQL, {"slot": "pinflow"}, "a database is read all the time"),
    ],
)
def test_how_often_it_is_asked(kind: SourceKind, settings: dict[str, object], words: str) -> None:
    assert rhythm_words(a_look(kind, settings=settings)) == words


def test_a_source_is_shown_with_what_is_other_than_usual(capsys: pytest.CaptureFixture[str]) -> None:
    settings = {"address": FEED, "every_seconds": 7_200, "mapping": {"items": "$.p", "id": "sku"}, "first": "new"}
    told = shown(capsys, a_look(SourceKind.JSON, settings=settings, polled=a_note()))
    for words in (
        f"Address   {FEED}",
        "Mapping   items=$.p, id=sku",
        "First     new",
        "every 2h",
        "It is as it was.",
    ):
        assert words in told
    assert "Patience" not in told


def test_a_poll_in_vain_and_rules_that_are_broken_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert "in vain: It does not answer." in shown(capsys, a_look(polled=a_note(error="It does not answer.")))
    assert "nothing is decided" in shown(capsys, a_look(rules="[[rule"))


def test_words_of_a_person_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """A name in brackets would vanish, and an odd one would break the screen."""
    odd = "[bold]stock[/nothing]"
    assert odd in shown(capsys, a_look(paused=odd))
    show_sources(Screen(), [a_card(paused=odd)], NOW)
    assert odd in capsys.readouterr().out
