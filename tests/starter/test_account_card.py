"""How an account stands, in words and as JSON."""

import json

import pytest

from contracts.accounts import ParkCause, Tier
from contracts.names import AccountKey
from starter.account_card import (
    SOON_SECONDS,
    Standing,
    card_report,
    end_words,
    remedy_for,
    standing_of,
    token_words,
    trouble_report,
)
from starter.accounts_screen import show_account, show_accounts
from starter.screen import Screen
from starter.welcome_screen import Welcome, show_welcome
from store.account_cards import AccountCard
from tests.starter.cards import a_card, an_alert, parked
from tests.starter.looks import NOW

RECONNECT = "pinflow accounts reconnect spring"
RESUME = "pinflow accounts resume spring"


@pytest.mark.parametrize(
    ("card", "standing", "remedy"),
    [
        (a_card(), Standing.WELL, None),
        (a_card(token_until=None, renews=False), Standing.WELL, None),
        (a_card(renews=False), Standing.WELL, None),
        (a_card(renews=False, token_until=NOW + SOON_SECONDS - 1), Standing.ENDING, RECONNECT),
        (a_card(token_until=NOW + 60), Standing.WELL, None),
        (a_card(renews=False, renewal_refused="spent"), Standing.ENDING, RECONNECT),
        (a_card(token_until=NOW), Standing.EXPIRED, None),
        (a_card(token_until=NOW - 1, renews=False), Standing.EXPIRED, RECONNECT),
        (a_card(paused="stock count"), Standing.PAUSED, RESUME),
        (a_card(paused="stock count", token_until=NOW - 1), Standing.PAUSED, RESUME),
        (parked(), Standing.PARKED, RECONNECT),
        (parked(paused="stock count"), Standing.PARKED, RECONNECT),
        (parked(ParkCause.SCOPE_MISSING), Standing.PARKED, RECONNECT),
        (parked(ParkCause.TRIAL_APP), Standing.PARKED, RESUME),
        (parked(ParkCause.SPAM_BLOCKED), Standing.PARKED, RESUME),
        (parked(None), Standing.PARKED, RESUME),
        (a_card(connected=False, token_until=None), Standing.REMOVED, "pinflow accounts connect spring"),
    ],
)
def test_the_worst_is_told_with_what_to_do(card: AccountCard, standing: Standing, remedy: str | None) -> None:
    found = remedy_for(card, NOW)
    assert standing_of(card, NOW) is standing
    assert (found is None) if remedy is None else (found is not None and found.endswith(remedy))


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (a_card(), "20 days more, until 2026-12-08 11:06 UTC; renews itself from"),
        (a_card(token_until=NOW - 60), "ended 1 min ago; renews itself"),
        (a_card(token_until=None, renew_at=None, renews=False), "end unknown; does not renew itself"),
        (a_card(renewal_refused="spent", renews=False), "cannot be renewed any more"),
        (a_card(connected=False, token_until=None), "end unknown"),
    ],
)
def test_how_long_the_token_lives(card: AccountCard, words: str) -> None:
    assert words in token_words(card, NOW)


@pytest.mark.parametrize(
    ("until", "words"),
    [(None, "?"), (NOW + 20 * 86_400, "2026-12-08"), (NOW + 3_600, "2026-11-18 12:06 UTC"), (NOW - 60, "UTC")],
)
def test_a_table_tells_an_end_that_is_near_to_the_minute(until: float | None, words: str) -> None:
    assert end_words(a_card(token_until=until), NOW).endswith(words)


def test_the_document_is_json_and_names_what_is_missing() -> None:
    card = parked(scopes=frozenset({"pins:read"}), alerts=(an_alert(),), open_pins=3)
    document = json.loads(json.dumps(card_report(card, Tier.TRIAL, NOW)))

    assert document["state"] == "parked"
    assert document["cause"] == "token_dead"
    assert document["tier"] == "trial"
    assert document["missing_scopes"] == ["user_accounts:read", "boards:read", "boards:write", "pins:write"]
    assert document["alerts"][0]["kind"] == "account.parked"
    assert document["token_until"].endswith("+00:00")
    assert trouble_report(card, NOW)["remedy"] == document["remedy"]


def test_a_list_shows_every_account_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    cards = [a_card(), parked(open_pins=1_234, key=AccountKey("autumn"))]
    show_accounts(Screen(), cards, {AccountKey("spring"): Tier.STANDARD}, NOW)

    shown = capsys.readouterr().out
    assert "spring" in shown
    assert "1,234" in shown
    assert "standard" in shown
    assert "Account autumn: parked: Pinterest says no" in shown
    assert "pinflow accounts reconnect autumn" in shown
    assert shown.count("pinflow accounts") == 1


def test_without_accounts_the_way_in_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show_accounts(Screen(), [], {}, NOW)
    assert "pinflow accounts connect" in capsys.readouterr().out


def test_one_account_is_shown_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    show_account(Screen(), parked(alerts=(an_alert(),), scopes=frozenset({"pins:read"})), Tier.TRIAL, NOW)

    shown = capsys.readouterr().out
    assert "trial access" in shown
    assert "missing: user_accounts:read" in shown
    assert "Alert since" in shown
    assert RECONNECT in shown


@pytest.mark.parametrize(
    ("welcome", "told"),
    [
        (Welcome(a_card(), None, told=True, again=False), "pinflow launch FILE --account spring"),
        (Welcome(a_card(), None, told=True, again=True), "its pins go on in order"),
        (Welcome(a_card(renews=False), None, told=True, again=False), "Nobody can renew this token"),
        (Welcome(a_card(), Tier.TRIAL, told=True, again=False), "trial access"),
        (Welcome(a_card(), None, told=False, again=False), "Temporal is not there"),
        (Welcome(parked(ParkCause.SPAM_BLOCKED), None, told=True, again=True), "still parked"),
        (Welcome(a_card(paused="stock count"), None, told=True, again=True), RESUME),
    ],
)
def test_a_connected_account_is_welcomed_with_what_is_left_to_do(
    capsys: pytest.CaptureFixture[str], welcome: Welcome, told: str
) -> None:
    show_welcome(welcome, as_json=False)
    assert told in capsys.readouterr().out
