"""The keyring's own rules, under any order of events."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulator.history import apply, shortest
from simulator.keyring import TOKENS_KEPT, AccessToken, Keyring, RefreshToken
from simulator.keyring_history import tokens
from simulator.state import State
from simulator.things import Account, Tier

NAMES = st.sampled_from(["a", "b", "c", "d"])


def refresh_token(text: str, made: float = 0.0, *, is_legacy: bool = False) -> RefreshToken:
    return RefreshToken(text, "77", "demo", ("pins:read",), made, is_legacy)


def access_token(text: str) -> AccessToken:
    return AccessToken(text, "77", "demo", ("pins:read",), 0.0, is_client=False)


@given(st.lists(NAMES))
def test_a_chain_of_refreshes_leaves_one_token_alive(tried: list[str]) -> None:
    """Whatever is tried, old or new: only the newest brings the next one."""
    state = State()
    apply(state, {"event": "tokens", **tokens(refresh=refresh_token("a"))})
    for number, text in enumerate(tried):
        if text in state.keyring.refresh:
            born = refresh_token(f"{number}")
            apply(state, {"event": "tokens", **tokens(spent=text, access=access_token(f"{number}"), refresh=born)})
        assert len(state.keyring.refresh) == 1


@given(st.lists(st.tuples(st.booleans(), NAMES, st.none() | NAMES)))
def test_the_shortest_diary_leads_to_the_same_keyring(events: list[tuple[bool, str, str | None]]) -> None:
    state, again = State(), State()
    for is_access, text, spent in events:
        access = access_token(text) if is_access else None
        refresh = None if is_access else refresh_token(text)
        apply(state, {"event": "tokens", **tokens(spent=spent, access=access, refresh=refresh)})
    for entry in shortest(state):
        apply(again, entry)
    assert again.keyring == state.keyring


@given(
    made=st.floats(0, 2e9),
    ttl=st.none() | st.floats(0, 1e8),
    later=st.floats(0, 1e9),
    is_legacy=st.booleans(),
)
def test_a_refresh_token_lives_exactly_as_long_as_was_said(
    *, made: float, ttl: float | None, later: float, is_legacy: bool
) -> None:
    account = Account("demo", "7", "77", Tier.STANDARD, 0.0, 0.0, refresh_ttl=ttl)
    token = refresh_token("a", made, is_legacy=is_legacy)
    end = made + token.seconds(account)
    assert token.is_alive(account, made + later) == (made + later < end)
    assert not token.is_alive(account, end)


def test_the_oldest_tokens_are_forgotten_before_there_are_too_many() -> None:
    keyring = Keyring()
    for number in range(TOKENS_KEPT + 3):
        keyring.keep_access(access_token(f"{number}"))
    assert len(keyring.access) == TOKENS_KEPT
    assert "2" not in keyring.access
    assert "3" in keyring.access


@given(st.sampled_from(Tier), st.sampled_from(["1500000", "unknown"]))
def test_an_account_is_on_trial_if_it_or_its_app_is(tier: Tier, app: str) -> None:
    account = Account("demo", "7", "small", tier, 0.0, 0.0)
    seen = Keyring().seen_through(account, app)
    assert (seen.app, seen.tier) == (app, tier)
