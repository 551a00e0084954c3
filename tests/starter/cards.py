"""Accounts as the ledger shows them, made by hand: only what matters to a test is written in it."""

from dataclasses import replace

from contracts.accounts import Alert, AlertKind, ParkCause
from contracts.names import AccountKey
from pinterest_api.scopes import SCOPES_NEEDED
from store.account_cards import AccountCard
from tests.starter.looks import NOW

DAY = 86_400.0


def a_card(**changes: object) -> AccountCard:
    """Connected through an app, with all that is needed, and a token that renews itself."""
    well = AccountCard(
        key=AccountKey("spring"),
        connected=True,
        app="1500000",
        username="anna",
        member_id="700000000000000001",
        scopes=frozenset(SCOPES_NEEDED),
        token_until=NOW + 20 * DAY,
        refresh_until=NOW + 50 * DAY,
        renews=True,
        renew_at=NOW + 15 * DAY,
        renewal_refused=None,
        token_version=1,
        parked=None,
        cause=None,
        parked_at=None,
        paused=None,
        shop_url=None,
        open_pins=0,
        alerts=(),
    )
    return replace(well, **changes)  # type: ignore[arg-type]  # any field, by name


def parked(cause: ParkCause | None = ParkCause.TOKEN_DEAD, **changes: object) -> AccountCard:
    return a_card(**{"parked": "Pinterest says no", "cause": cause, "parked_at": NOW - 60, **changes})


def an_alert() -> Alert:
    return Alert(
        id="a1",
        account=AccountKey("spring"),
        kind=AlertKind.PARKED,
        cause=ParkCause.TOKEN_DEAD,
        message="Pinterest says no",
        remedy="Connect it again",
        raised_at=NOW - 60,
    )
