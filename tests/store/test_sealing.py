"""Secrets at rest: nothing to read in them, and no other key opens them."""

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from store.sealing import RereadSealer, SealBroken, sealer_of

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


def test_of_several_keys_the_first_seals_and_all_open() -> None:
    both = sealer_of(f"{OTHER_KEY}, {KEY}")
    assert both.open(sealer_of(KEY).seal(SECRET)) == SECRET
    assert sealer_of(OTHER_KEY).open(both.seal(SECRET)) == SECRET
    with pytest.raises(SealBroken):
        sealer_of(KEY).open(both.seal(SECRET))


def test_what_the_first_key_sealed_is_told_apart() -> None:
    both = sealer_of(f"{OTHER_KEY},{KEY}")
    assert both.is_current(both.seal(SECRET))
    assert not both.is_current(sealer_of(KEY).seal(SECRET))
    assert not both.is_current("not sealed")


@pytest.mark.parametrize(
    "keys",
    [f"{KEY},", f",{KEY}", f"{KEY},{KEY[:-4]}", ","],
    ids=["nothing after it", "nothing before it", "cut short", "a comma"],
)
def test_one_bad_key_among_several_is_refused_without_quoting_it(keys: str) -> None:
    with pytest.raises(SealBroken) as caught:
        sealer_of(keys)
    assert KEY[:10] not in str(caught.value)


def test_a_key_that_was_changed_is_read_again() -> None:
    """A worker that began with the old key opens what is sealed with the new one."""
    file = [KEY]
    sealer = RereadSealer(lambda: file[0])
    old = sealer.seal(SECRET)
    file[0] = f"{OTHER_KEY},{KEY}"
    new = sealer_of(OTHER_KEY).seal("another")
    assert (sealer.open(old), sealer.open(new), sealer.open(old)) == (SECRET, "another", SECRET)


def test_nothing_is_sealed_with_a_key_that_went_out_of_use() -> None:
    file = [KEY]
    sealer = RereadSealer(lambda: file[0])
    assert sealer.open(sealer.seal(SECRET)) == SECRET
    file[0] = OTHER_KEY
    assert sealer_of(OTHER_KEY).open(sealer.seal(SECRET)) == SECRET


def test_what_no_key_opens_is_broken_however_often_it_is_read() -> None:
    sealer = RereadSealer(lambda: KEY)
    with pytest.raises(SealBroken):
        sealer.open(sealer_of(OTHER_KEY).seal(SECRET))
    assert KEY not in repr(sealer)


def test_a_key_file_that_cannot_be_read_is_said() -> None:
    def read() -> str:
        raise PermissionError("/home/of/somebody/secret.key")

    with pytest.raises(SealBroken, match="cannot be read: PermissionError"):
        RereadSealer(read).open("sealed")
