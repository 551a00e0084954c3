"""What of a request is kept, and by which name it is known when it comes again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.contract import Instant
from contracts.intake import HEADER_MAX, Delivery
from contracts.names import SourceKey
from contracts.sources import SourceKind
from intake.deliveries import delivery_of
from intake.ports import Door
from tests.builders import ACCOUNT
from tests.fakes.clock import START

SHOPIFY = {"x-shopify-topic": "products/update", "x-shopify-webhook-id": "w-1"}
WOO = {"x-wc-webhook-topic": "product.updated", "x-wc-webhook-delivery-id": "d-1"}


def delivered(
    kind: SourceKind, body: bytes, headers: dict[str, str] | None = None, *, at: Instant = START
) -> Delivery | None:
    door = Door(SourceKey("shop"), kind, ACCOUNT, secrets=("secret",))
    value = json.loads(body) if body.strip() else None
    return delivery_of(door, body, value, headers or {}, at)


def dedupe(kind: SourceKind, body: bytes, headers: dict[str, str] | None = None, *, at: Instant = START) -> str:
    found = delivered(kind, body, headers, at=at)
    assert found is not None
    return found.dedupe


def test_shopifys_attempts_share_a_name_whenever_they_come() -> None:
    assert dedupe(SourceKind.SHOPIFY, b"{}", SHOPIFY) == dedupe(SourceKind.SHOPIFY, b"{}", SHOPIFY, at=START + 9)


def test_woocommerces_body_tells_products_of_one_second_apart() -> None:
    names = {dedupe(SourceKind.WOOCOMMERCE, body, WOO) for body in (b'{"id":1}', b'{"id":2}', b'{"id":1}')}

    assert len(names) == 2


def test_a_product_that_was_deleted_twice_is_two_deliveries() -> None:
    deleted = {**WOO, "x-wc-webhook-topic": "product.deleted"}
    later = {**deleted, "x-wc-webhook-delivery-id": "d-2"}

    assert dedupe(SourceKind.WOOCOMMERCE, b'{"id":1}', deleted) != dedupe(
        SourceKind.WOOCOMMERCE, b'{"id":1}', later
    )


def test_a_change_of_a_row_is_the_same_whenever_it_comes() -> None:
    body = b'{"op":"u","source":{"lsn":7}}'

    assert dedupe(SourceKind.DEBEZIUM, body) == dedupe(SourceKind.DEBEZIUM, body, at=START + 9)


@pytest.mark.parametrize(
    ("event", "same"),
    [
        pytest.param({"id": "e1"}, True, id="named"),
        pytest.param([{"id": "e1"}, {"id": "e2"}], True, id="all named"),
        pytest.param([{"id": "e1"}, {}], False, id="one without a name"),
        pytest.param({"id": ""}, False, id="a blank name"),
        pytest.param({}, False, id="nameless"),
        pytest.param(["e1"], False, id="no object"),
        pytest.param(7, False, id="a number"),
    ],
)
def test_events_are_the_same_again_where_they_have_names(event: object, *, same: bool) -> None:
    body = json.dumps(event).encode()

    assert (dedupe(SourceKind.EVENTS, body) == dedupe(SourceKind.EVENTS, body, at=START + 1)) == same


def test_an_event_that_was_mended_under_its_old_name_is_another_delivery() -> None:
    """The first could perhaps not be read."""
    assert dedupe(SourceKind.EVENTS, b'{"id":"e1"}') != dedupe(SourceKind.EVENTS, b'{"id":"e1","product":{}}')


@pytest.mark.parametrize("kind", [SourceKind.SHOPIFY, SourceKind.WOOCOMMERCE])
@pytest.mark.parametrize("topic", ["", "orders/paid", "order.created", "products", "x" * 5_000])
def test_another_topic_is_no_delivery(kind: SourceKind, topic: str) -> None:
    assert delivered(kind, b"{}", {"x-shopify-topic": topic, "x-wc-webhook-topic": topic}) is None


HEADERS = st.dictionaries(
    st.sampled_from(
        [
            *("x-shopify-webhook-id", "shopify-webhook-id", "x-shopify-triggered-at", "x-shopify-shop-domain"),
            *("x-shopify-hmac-sha256", "shopify-hmac-sha256", "authorization", "cookie", "x-pinflow-secret"),
            *("x-wc-webhook-signature", "x-wc-webhook-delivery-id", "x-wc-webhook-source"),
        ]
    ),
    st.text(st.characters(max_codepoint=0xFF), max_size=HEADER_MAX + 50),
)
SECRETIVE = ("hmac", "signature", "secret", "authorization", "cookie")


@given(headers=HEADERS, kind=st.sampled_from([SourceKind.SHOPIFY, SourceKind.WOOCOMMERCE]))
def test_whatever_the_headers_say_it_can_be_kept_and_no_secret_is(
    headers: dict[str, str], kind: SourceKind
) -> None:
    kept = delivered(kind, b"{}", {**headers, **SHOPIFY, **WOO, **headers})

    assert kept is not None
    assert not [name for name in kept.headers if any(word in name for word in SECRETIVE)]


@given(body=st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=10))
def test_any_json_is_kept_for_whoever_can_tell_what_is_wrong_with_it(body: object) -> None:
    for kind in (SourceKind.EVENTS, SourceKind.DEBEZIUM):
        assert delivered(kind, json.dumps(body).encode()) is not None
