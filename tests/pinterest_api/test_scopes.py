"""Scopes: read however they are written, and those that are missing named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinterest_api.scopes import SCOPES_MAX, SCOPES_NEEDED, SCOPES_OF_SECRETS, missing_scopes, read_scopes

WORDS = st.sampled_from([*SCOPES_NEEDED, *SCOPES_OF_SECRETS, "ads:read"])


@given(st.sets(WORDS), st.sampled_from([" ", ",", ", ", "  ", "\n"]))
def test_scopes_are_read_with_blanks_and_with_commas(scopes: set[str], between: str) -> None:
    assert read_scopes(between.join(sorted(scopes))) == scopes
    assert read_scopes(sorted(scopes)) == scopes


@pytest.mark.parametrize("told", [None, 5, {}, "", "  ", ",", [5, None, ""], "a" * 101, ["a b", "é", "a,b"]])
def test_what_names_no_scope_grants_none(told: object) -> None:
    assert read_scopes(told) == frozenset()


def test_a_flood_of_scopes_is_cut() -> None:
    assert len(read_scopes(" ".join(f"scope:{number}" for number in range(1_000)))) == SCOPES_MAX


@given(st.sets(WORDS, min_size=1))
def test_granted_and_missing_are_all_that_is_wanted(granted: set[str]) -> None:
    missing = missing_scopes(granted)
    assert not granted & set(missing)
    assert set(SCOPES_NEEDED) <= granted | set(missing)


def test_missing_scopes_are_named_in_order() -> None:
    assert missing_scopes({"boards:read"}) == ("user_accounts:read", "boards:write", "pins:read", "pins:write")
    assert missing_scopes(SCOPES_NEEDED, SCOPES_OF_SECRETS) == SCOPES_OF_SECRETS


def test_nothing_is_missing_when_nobody_said_what_was_granted() -> None:
    assert missing_scopes(frozenset()) == ()
