"""Secrets at rest: nothing to read in them, and no other key opens them."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from store.sealing import SealBroken, sealer_of

SECRET = "pina_S3cretS3cretS3cret"
KEY, OTHER_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@given(st.text())
def test_what_was_sealed_opens_again(secret: str) -> None:
    sealer = sealer_of(KEY)
    assert sealer.open(sealer.seal(secret)) == secret


def test_a_sealed_secret_shows_nothing_not_even_that_it_is_the_same() -> None:
    sealer = sealer_of(KEY)
    first, second = sealer.seal(SECRET), sealer.seal(SECRET)
    assert SECRET not in first
    assert first != second


@pytest.mark.parametrize("sealed", [sealer_of(KEY).seal(SECRET)[:-4], "", "not sealed", "ünsealed"])
def test_what_is_damaged_does_not_open(sealed: str) -> None:
    with pytest.raises(SealBroken):
        sealer_of(KEY).open(sealed)


def test_another_key_opens_nothing_and_tells_nothing() -> None:
    sealed = sealer_of(KEY).seal(SECRET)
    with pytest.raises(SealBroken) as caught:
        sealer_of(OTHER_KEY).open(sealed)
    told = f"{caught.value!r} {caught.value.__cause__!r}"
    assert not [secret for secret in (SECRET, KEY, OTHER_KEY, sealed) if secret in told]


@pytest.mark.parametrize("key", ["", "short", "no base64 at all, whatever its length is", "schlüssel"])
def test_what_is_no_key_is_told_without_quoting_it(key: str) -> None:
    with pytest.raises(SealBroken) as caught:
        sealer_of(key)
    assert "url-safe base64" in str(caught.value)
    assert not key or key not in str(caught.value)


def test_a_sealer_does_not_show_its_key() -> None:
    assert KEY not in repr(sealer_of(KEY))
