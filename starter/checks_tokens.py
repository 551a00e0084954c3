"""What the ledger knows of an account's tokens while all is well: what will stop it, and what to do before."""

from contracts.accounts import ParkCause, Tier, remedy_of
from contracts.contract import Instant
from pinterest_api.scopes import missing_scopes
from starter.account_card import is_ending, renewal_words, utc
from starter.findings import Finding, failed, warning
from store.account_cards import AccountCard
from store.health import AccountStanding
from store.tiers import tier_of_window

ASK_STANDARD = "Ask Pinterest for standard access of the app at developers.pinterest.com, or use the sandbox."


def connect_again(account: AccountStanding) -> str:
    """What mends a dead token."""
    return remedy_of(ParkCause.TOKEN_DEAD, account.account)


def judge_tokens(name: str, account: AccountStanding, *, now: Instant, production: bool) -> Finding | None:
    """None when there is nothing to be said."""
    card = account.card
    return (_lacking(name, account, card) or _ending(name, account, card, now) if card is not None else None) or (
        _on_trial(name, account) if production else None
    )


def _lacking(name: str, account: AccountStanding, card: AccountCard) -> Finding | None:
    missing = missing_scopes(card.scopes)
    if not missing:
        return None
    remedy = remedy_of(ParkCause.SCOPE_MISSING, account.account)
    return failed(name, f"its token was not granted: {', '.join(missing)}", remedy)


def _ending(name: str, account: AccountStanding, card: AccountCard, now: Instant) -> Finding | None:
    """Nobody but a person can give it another token."""
    if not is_ending(card, now):
        return None
    until = "until Pinterest refuses it" if card.token_until is None else f"until {utc(card.token_until)}"
    why = f": {card.renewal_refused}" if card.renewal_refused else ""
    return warning(name, f"its token works {until} and {renewal_words(card)}{why}", connect_again(account))


def _on_trial(name: str, account: AccountStanding) -> Finding | None:
    longest = max((quota.window_seconds for quota in account.quotas), default=0.0)
    if tier_of_window(longest) is not Tier.TRIAL:
        return None
    return warning(name, "its app has trial access: Pinterest refuses its pins in production", ASK_STANDARD)
