"""Shopify's webhooks: what they change, what they leave open, and what is no event at all."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.event_times import AHEAD_SECONDS_MAX
from catalog.shopify_events import ShopifyShop, read_shopify_event, shopify_dedupe, shopify_delivery
from catalog.shopify_partials import PICTURES_MAX
from contracts.changes import DELIVERY_MAX, ChangeKind
from contracts.product import IMAGES_MAX, Availability
from tests.catalog.builders import SHARED
from tests.catalog.event_builders import (
    JSON_VALUES,
    NOW,
    body_of,
    changed,
    from_shopify,
    is_sound,
    mutated,
    product_of,
    refused,
    shopify_headers,
    shopify_product,
    variant,
)

SAMPLES = SHARED / "samples" / "shopify-webhooks"
needs_shared = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")
ID = "788032119674292922"
NOT_SHOPIFYS = {"board", "section", "publish_at", "video", "idempotency_key"}


def unsaid(value: object) -> frozenset[str]:
    return changed(from_shopify(value)).unsaid


def without(*names: str) -> dict[str, object]:
    return {name: each for name, each in shopify_product().items() if name not in names}


@pytest.mark.parametrize("topic", ["products/create", "products/update", "Products/Update"])
def test_a_product_has_the_key_of_its_export_and_its_id_beside_it(topic: str) -> None:
    change = changed(from_shopify(shopify_product(), headers=shopify_headers(topic)))
    assert (change.kind, change.product_key, change.foreign_id) == (ChangeKind.UPSERT, "merino-crew", ID)
    assert change.unsaid == NOT_SHOPIFYS
    product = product_of(change)
    assert (product.title, product.brand, product.tags) == ("Merino Crew", "Acme", ("knitwear", "merino"))
    assert product.availability is Availability.IN_STOCK


def test_a_deletion_knows_the_id_alone() -> None:
    change = changed(from_shopify(f'{{"id":{ID}}}'.encode(), headers=shopify_headers("products/delete")))
    assert (change.kind, change.product, change.foreign_id) == (ChangeKind.DELETE, None, ID)
    assert change.foreign_id == changed(from_shopify(shopify_product())).foreign_id


@pytest.mark.parametrize(
    "value",
    [
        {"id": ID},
        {"id": int(ID)},
        {"admin_graphql_api_id": f"gid://shopify/Product/{ID}"},
        {"product": {"id": int(ID)}},
    ],
)
def test_an_id_is_the_same_however_it_is_written(value: object) -> None:
    assert changed(from_shopify(value, headers=shopify_headers("products/delete"))).foreign_id == ID


@pytest.mark.parametrize("number", [None, True, 1.5, -1, "abc", "٣", "", [], {"a": 1}, "9" * 31])
def test_a_deletion_without_an_id_is_refused(number: object) -> None:
    assert "id" in refused(from_shopify({"id": number}, headers=shopify_headers("products/delete"))).message


def test_the_forums_odd_body_erases_nothing() -> None:
    """It came in place of a product: no handle, no variants, no pictures."""
    change = changed(from_shopify({"id": 6133678309568, "title": "Necklace", "shop_id": 1, "body_html": "<div/>"}))
    assert (change.product_key, change.foreign_id) == ("6133678309568", "6133678309568")
    assert product_of(change).handle is None
    assert change.unsaid == NOT_SHOPIFYS | {
        *("key", "handle", "link", "images", "price", "sale_price", "sku", "availability", "published"),
        *("brand", "product_type", "categories", "tags", "extras"),
    }


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("title", {"title"}),
        ("body_html", {"description"}),
        ("vendor", {"brand"}),
        ("category", {"categories"}),
        ("tags", {"tags"}),
        ("images", {"images"}),
        ("variants", {"price", "sale_price", "sku", "availability"}),
    ],
)
def test_what_is_missing_is_left_open_and_what_is_blank_is_not(name: str, fields: set[str]) -> None:
    assert unsaid(without(name)) == NOT_SHOPIFYS | fields
    if name != "variants":
        assert unsaid(shopify_product(**{name: None})) == NOT_SHOPIFYS


@pytest.mark.parametrize("variants", [[], None, "none", [None, 5]])
def test_a_product_always_has_variants_so_none_say_nothing(variants: object) -> None:
    assert unsaid(shopify_product(variants=variants)) == NOT_SHOPIFYS | {
        *("price", "sale_price", "sku", "availability")
    }


@pytest.mark.parametrize(("quantity", "open_too"), [(3, set[str]()), (0, {"availability"})])
def test_of_some_variants_only_a_stock_is_believed(quantity: int, open_too: set[str]) -> None:
    """The cheapest may be among those that were not told; one that can be bought is enough to know."""
    value = shopify_product(variants=[variant(quantity)], variant_gids=[{"id": 1}, {"id": 2}])
    assert unsaid(value) == NOT_SHOPIFYS | {"price", "sale_price", "sku"} | open_too


def test_pictures_that_are_being_prepared_are_left_open() -> None:
    assert "images" in unsaid(shopify_product(images=[], media=[{"status": "PROCESSING"}]))
    assert "images" not in unsaid(shopify_product(images=[], media=[]))


@pytest.mark.parametrize(
    ("variants", "availability"),
    [
        ([variant(0), variant(4)], Availability.IN_STOCK),
        ([variant(0, old_inventory_quantity=3), variant(0)], Availability.OUT_OF_STOCK),
        ([variant(-1)], Availability.OUT_OF_STOCK),
        ([variant(-1, inventory_policy="continue")], Availability.IN_STOCK),
        ([variant(0)], Availability.UNKNOWN),
        ([variant(0, inventory_management=None)], Availability.IN_STOCK),
        ([variant(0, inventory_management="shopify")], Availability.OUT_OF_STOCK),
    ],
)
def test_sold_out_is_what_was_counted_and_ran_out(variants: object, availability: Availability) -> None:
    event = from_shopify(shopify_product(variants=variants))
    assert product_of(event).availability is availability
    assert "availability" not in changed(event).unsaid


@pytest.mark.parametrize(
    "changes", [{"published_at": None}, {"status": "draft"}, {"status": "archived"}, {"status": "unlisted"}]
)
def test_what_the_shop_does_not_show_is_not_published(changes: dict[str, object]) -> None:
    assert not product_of(from_shopify(shopify_product(**changes))).published


@pytest.mark.parametrize(
    ("compare_at", "price", "sale"),
    [("119.00", 119, 89), ("0.00", 89, None), (None, 89, None), ("89.00", 89, None)],
)
def test_only_a_higher_compare_at_price_makes_a_sale(compare_at: str | None, price: int, sale: int | None) -> None:
    value = shopify_product(variants=[variant(1, compare_at_price=compare_at)])
    product = product_of(from_shopify(value, shop=ShopifyShop(currency="EUR")))
    assert product.price is not None
    assert (product.price.amount, product.price.currency) == (Decimal(price), "EUR")
    assert (product.sale_price and product.sale_price.amount) == sale


def test_without_a_setting_a_price_has_no_currency() -> None:
    price = product_of(from_shopify(shopify_product())).price
    assert price is not None
    assert price.currency is None


@pytest.mark.parametrize(
    ("shop", "link"),
    [
        (ShopifyShop(), "https://acme.myshopify.com/products/merino-crew"),
        (ShopifyShop(domain="Acme.myshopify.com"), "https://acme.myshopify.com/products/merino-crew"),
        (ShopifyShop(url="https://shop.example.com/de/"), "https://shop.example.com/de/products/merino-crew"),
    ],
)
def test_the_page_is_where_the_shop_shows_it(shop: ShopifyShop, link: str) -> None:
    assert product_of(from_shopify(shopify_product(), shop=shop)).link == link


@pytest.mark.parametrize("domain", ["", "evil.example.com/path", "a b", "user@host", "x" * 300])
def test_a_domain_that_is_none_makes_no_page(domain: str) -> None:
    change = changed(from_shopify(shopify_product(), headers=shopify_headers(**{"X-Shopify-Shop-Domain": domain})))
    assert product_of(change).link is None
    assert "link" in change.unsaid


def test_another_shops_event_is_refused() -> None:
    assert (
        "acme" in refused(from_shopify(shopify_product(), shop=ShopifyShop(domain="other.myshopify.com"))).message
    )


@pytest.mark.parametrize("topic", ["", "orders/create", "products/" + "x" * 10_000])
def test_a_topic_of_something_else_is_refused(topic: str) -> None:
    assert "topic" in refused(from_shopify(shopify_product(), headers=shopify_headers(topic))).message


@pytest.mark.parametrize("body", [b"[]", b"7", b"null", b"{}", b'{"id": null, "handle": " "}', b"", b"{", b"\xff"])
@pytest.mark.parametrize("topic", ["products/update", "products/delete"])
def test_a_body_that_is_no_product_is_refused(topic: str, body: bytes) -> None:
    assert refused(from_shopify(body, headers=shopify_headers(topic))).remedy


def test_events_are_ordered_by_when_they_were_triggered_then_by_the_state_they_tell() -> None:
    early = changed(from_shopify(shopify_product()))
    late = changed(from_shopify(shopify_product(updated_at="2026-11-20T08:00:01-05:00")))
    assert early.at == late.at == pytest.approx(NOW - 1.582098, abs=1e-5)
    assert early.sequence < late.sequence


@pytest.mark.parametrize("stated", ["", "soon", "2026-11-21T19:59:58"])
def test_without_a_trigger_time_the_state_s_own_counts(stated: str) -> None:
    headers = shopify_headers(**{"X-Shopify-Triggered-At": stated})
    assert changed(from_shopify(shopify_product(), headers=headers)).at < NOW - 86_400
    assert changed(from_shopify(without("updated_at"), headers=headers)).at == NOW


def test_a_clock_far_ahead_is_not_believed() -> None:
    headers = shopify_headers(**{"X-Shopify-Triggered-At": "2027-11-21T20:00:00Z"})
    assert changed(from_shopify(shopify_product(), headers=headers)).at <= NOW + AHEAD_SECONDS_MAX


def test_attempts_of_one_delivery_are_one_and_their_successors_headers_say_the_same() -> None:
    old = shopify_delivery(shopify_headers(), NOW)
    new = shopify_delivery({name.removeprefix("X-"): text for name, text in shopify_headers().items()}, NOW)
    assert old == new
    assert shopify_dedupe(old, b"{}") == shopify_dedupe(replace(new, received=NOW + 60), b"{}")
    assert changed(read_shopify_event(old, body_of(shopify_product()))).delivery == shopify_dedupe(old, b"")


@pytest.mark.parametrize("webhook", ["", "x" * (DELIVERY_MAX + 1), "a\nb"])
def test_without_an_id_a_delivery_is_what_is_known_of_it(webhook: str) -> None:
    """One event's id is shared by all products that an action touched: it is not enough."""
    delivery = replace(shopify_delivery(shopify_headers(), NOW), webhook_id=webhook, event_id="e-1")
    assert shopify_dedupe(delivery, b"1") == shopify_dedupe(replace(delivery, received=NOW + 9), b"1")
    assert shopify_dedupe(delivery, b"1") != shopify_dedupe(delivery, b"2")
    assert len(shopify_dedupe(delivery, b"1")) <= DELIVERY_MAX


@given(
    value=JSON_VALUES | mutated(shopify_product()),
    variants=st.lists(mutated(variant(2)), max_size=3),
    topic=st.sampled_from(["products/update", "products/delete"]),
)
@settings(max_examples=80)
def test_whatever_is_sent_is_a_change_or_refused(value: object, variants: object, topic: str) -> None:
    headers = shopify_headers(topic)
    assert is_sound(from_shopify(value, headers=headers))
    if isinstance(value, dict):
        assert is_sound(from_shopify({**value, "variants": variants}, headers=headers))


@given(
    body=st.binary(max_size=300), headers=st.dictionaries(st.text(max_size=20), st.text(max_size=30), max_size=4)
)
@settings(max_examples=60)
def test_any_bytes_and_headers_are_a_change_or_refused(body: bytes, headers: dict[str, str]) -> None:
    assert is_sound(from_shopify(body, headers=shopify_headers() | headers))


def test_of_pictures_without_end_the_first_are_read() -> None:
    pictures = [{"src": f"https://cdn.example.com/{number}.jpg"} for number in range(PICTURES_MAX * 40)]
    assert len(product_of(from_shopify(shopify_product(images=pictures))).images) == IMAGES_MAX


def test_names_without_end_are_refused() -> None:
    assert "characters" in refused(from_shopify(shopify_product(**{"n" * 60_000: 1}))).message


@needs_shared
@pytest.mark.parametrize(
    ("file", "key", "price", "sale"),
    [
        ("shopify_products_create.json", "merino-wool-crew", 119, None),
        ("shopify_products_update_sale.json", "merino-wool-crew", 119, 89),
        ("shopify_products_update_odd_no_variants.json", "6133678309568", None, None),
    ],
)
def test_the_shared_samples_are_read(file: str, key: str, price: int | None, sale: int | None) -> None:
    event = from_shopify((SAMPLES / file).read_bytes())
    product = product_of(event)
    assert changed(event).product_key == key
    assert (product.price and product.price.amount) == price
    assert (product.sale_price and product.sale_price.amount) == sale
