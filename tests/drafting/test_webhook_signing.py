"""Signatures as Standard Webhooks has them."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from drafting.webhook_signing import HEX_HEADER, SecretUnfit, key_of, secret_of, signed_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EVENT, AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330.9, '{"test": 2432232314}'


def test_the_standard_s_own_example_comes_out() -> None:
    headers = signed_headers(EVENT, AT, BODY, [SECRET], hex_signature=False)
    assert headers == {
        "webhook-id": EVENT,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@given(st.lists(st.binary(min_size=24, max_size=64), min_size=1, max_size=3), st.text())
def test_the_reference_library_verifies_each_of_several_secrets(keys: list[bytes], body: str) -> None:
    secrets = [secret_of(key) for key in keys]
    body = body.encode(errors="replace").decode()
    headers = signed_headers("evt_1", AT, body, secrets, hex_signature=False)
    for secret in secrets:
        expected = Webhook(secret).sign("evt_1", datetime.fromtimestamp(int(AT), UTC), body)
        assert expected in headers["webhook-signature"].split()


def test_an_old_receiver_gets_a_plain_signature_of_the_body() -> None:
    headers = signed_headers(EVENT, AT, "{}", ["a-secret-of-pinbridge"], hex_signature=True)
    assert headers[HEX_HEADER].startswith("sha256=")
    assert len(headers[HEX_HEADER]) == len("sha256=") + 64


@pytest.mark.parametrize(
    "secret", ["a-secret-of-pinbridge", "whsec_test_secret_123456", "whsec_AAAAAAAAAAAAAAAA", "whsec_é" * 9]
)
def test_a_text_that_is_no_base64_signs_as_it_is(secret: str) -> None:
    headers = dict(signed_headers("evt_1", time.time(), BODY, [secret], hex_signature=False))
    assert Webhook(secret.encode()).verify(BODY, headers) == {"test": 2432232314}


@given(st.binary(min_size=24, max_size=64))
def test_base64_without_padding_is_read_as_the_reference_library_reads_it(key: bytes) -> None:
    assert key_of(secret_of(key).rstrip("=")) == key


@pytest.mark.parametrize("secret", ["", "short", "x" * 256, "whsec_", "whsec_AAAA", "whsec_*", "whsec_é" * 50])
def test_what_cannot_sign_is_refused_without_being_quoted(secret: str) -> None:
    with pytest.raises(SecretUnfit) as caught:
        key_of(secret)
    assert len(secret) < 7 or secret not in str(caught.value)
