"""Signatures of webhooks: the vectors of the real senders, and whatever else may stand in a header."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.signatures import is_signed_by_shopify, is_signed_by_woocommerce

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
VECTORS = SHARED / "samples" / "signature_vectors.json"
needs_shared = pytest.mark.skipif(not VECTORS.is_file(), reason="the sample files are not here")

# OpenSSL says the same: printf '%s' "$body" | openssl dgst -sha256 -hmac "$secret" -binary | base64
BODY = '{"id":788032119674292922,"title":"Mütze, warm"}'.encode()
SECRET = "shpss_1f2e"
SIGNATURE = "ZeRDrcEhCugeclMtU/uljKm1Nf+dwl9SPIEnWTXAkn4="
DECODED_SECRET = "a&b<c>\"d'e"
STORED_SECRET = "a&amp;b&lt;c&gt;&quot;d&#039;e"
DECODED_SIGNATURE = "idjo3gDN/NDXnnXsPSeSNi8KOtJMqVcgR3H5TQ9v+go="


@pytest.mark.parametrize(
    "name",
    ["X-Shopify-Hmac-SHA256", "x-shopify-hmac-sha256", "X-Shopify-Hmac-Sha256", "Shopify-Hmac-Sha256"],
)
def test_shopifys_signature_is_found_however_its_header_is_written(name: str) -> None:
    assert is_signed_by_shopify(BODY, {name: SIGNATURE}, [SECRET])
    assert is_signed_by_shopify(BODY, {"Content-Type": "application/json", name: f" {SIGNATURE} "}, [SECRET])


@pytest.mark.parametrize("secrets", [["new", SECRET], [SECRET, "old"], ["", SECRET]])
def test_after_a_rotation_either_secret_signs(secrets: list[str]) -> None:
    assert is_signed_by_shopify(BODY, {"X-Shopify-Hmac-Sha256": SIGNATURE}, secrets)


@pytest.mark.parametrize(
    ("body", "given_text", "secrets"),
    [
        pytest.param(BODY + b" ", SIGNATURE, [SECRET], id="another body"),
        pytest.param(BODY, SIGNATURE, ["other"], id="another secret"),
        pytest.param(BODY, SIGNATURE, [], id="no secret"),
        pytest.param(BODY, SIGNATURE[:-2], [SECRET], id="cut off"),
        pytest.param(BODY, SIGNATURE + "A" * 10_000, [SECRET], id="more behind it"),
        pytest.param(BODY, SIGNATURE.lower(), [SECRET], id="lower case"),
        pytest.param(BODY, "", [SECRET], id="blank"),
        pytest.param(BODY, "é\ud800\0", [SECRET], id="garbage"),
    ],
)
def test_what_the_secret_did_not_sign_is_refused(body: bytes, given_text: str, secrets: list[str]) -> None:
    assert not is_signed_by_shopify(body, {"X-Shopify-Hmac-Sha256": given_text}, secrets)
    assert not is_signed_by_woocommerce(body, {"X-WC-Webhook-Signature": given_text}, secrets)


def test_a_blank_secret_signs_nothing() -> None:
    """Anybody could sign with it."""
    signed = {"X-Shopify-Hmac-Sha256": "Y2HMSvAnkl+Bjf6LZt0cSCBL6BeG8Qo5ritA1F9l1ns="}
    assert not is_signed_by_shopify(BODY, signed, ["", "  "])


def test_a_header_that_is_missing_or_anothers_is_no_signature() -> None:
    assert not is_signed_by_shopify(BODY, {}, [SECRET])
    assert not is_signed_by_shopify(BODY, {"X-WC-Webhook-Signature": SIGNATURE}, [SECRET])
    assert not is_signed_by_woocommerce(BODY, {"X-Shopify-Hmac-Sha256": SIGNATURE}, [SECRET])


@pytest.mark.parametrize("secret", [STORED_SECRET, DECODED_SECRET, "a&#38;b&#x3C;c&#062;&#0034;d&#x27;e"])
def test_woocommerces_secret_is_decoded_as_wordpress_does(secret: str) -> None:
    assert is_signed_by_woocommerce(BODY, {"x-wc-webhook-signature": DECODED_SIGNATURE}, [secret])


def test_what_wordpress_leaves_encoded_stays_encoded() -> None:
    """`&copy;` is part of the secret: an HTML parser would make another one of it."""
    signed = {"X-WC-Webhook-Signature": "D+uz0/P3aQI+quk6w91YCd5oQBSefnPwdjVsXDeLkws="}
    assert is_signed_by_woocommerce(BODY, signed, ["&copy;&amp;lt;"])


@given(
    headers=st.dictionaries(st.text(max_size=30), st.text(max_size=300), max_size=4), body=st.binary(max_size=50)
)
@settings(max_examples=50)
def test_no_header_breaks_the_check(headers: dict[str, str], body: bytes) -> None:
    assert not is_signed_by_shopify(body, headers, [SECRET])
    assert not is_signed_by_woocommerce(body, {"X-WC-Webhook-Signature": str(headers), **headers}, [SECRET])


@needs_shared
def test_the_shared_vectors_hold() -> None:
    vectors = json.loads(VECTORS.read_bytes())
    shopify, woocommerce = vectors["shopify"], vectors["woocommerce"]
    body = (VECTORS.parent / "shopify-webhooks" / shopify["file"]).read_bytes()
    other = (VECTORS.parent / "woocommerce" / woocommerce["file"]).read_bytes()
    assert is_signed_by_shopify(body, shopify, [shopify["secret"]])
    assert is_signed_by_woocommerce(other, woocommerce, [woocommerce["secret"]])
