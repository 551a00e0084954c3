import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fetching.availability import in_stock


def ld(document: Any) -> str:  # JSON-LD is free in form
    return f'<html><head><script type="application/ld+json">{json.dumps(document)}</script></head>'


def product(*availabilities: str) -> dict[str, Any]:  # JSON-LD is free in form
    offers = [{"@type": "Offer", "availability": f"https://schema.org/{one}"} for one in availabilities]
    return {"@context": "https://schema.org", "@type": "Product", "name": "Mug", "offers": offers}


IN = "https://schema.org/InStock"
OUT = "https://schema.org/OutOfStock"


@pytest.mark.parametrize(
    ("word", "buyable"),
    [
        ("InStock", True), ("InStoreOnly", True), ("LimitedAvailability", True), ("OnlineOnly", True),
        ("PreOrder", True), ("PreSale", True), ("BackOrder", True),
        ("OutOfStock", False), ("SoldOut", False), ("Discontinued", False),
        ("Reserved", None), ("", None),
    ],
)  # fmt: skip
def test_schema_org_words(word: str, *, buyable: bool | None) -> None:
    for prefix in ("https://schema.org/", "http://schema.org/", "schema:", ""):
        page = ld({"@type": "Product", "offers": {"availability": prefix + word}})
        assert in_stock(page) is buyable


@pytest.mark.parametrize(
    ("document", "buyable"),
    [
        (product("OutOfStock", "InStock"), True),
        (product("OutOfStock", "SoldOut"), False),
        (product(), None),
        ([product("InStock")], True),
        ({"@graph": [{"@type": "WebSite"}, product("OutOfStock")]}, False),
        ({"@graph": {"@type": ["Thing", "Product"], "offers": {"availability": IN}}}, True),
        ({"@type": "ItemPage", "mainEntity": product("InStock")}, True),
        ({"@type": "ProductGroup", "hasVariant": [product("OutOfStock"), product("InStock")]}, True),
        ({"@type": "https://schema.org/Product", "offers": {"availability": {"@id": OUT}}}, False),
        ({"@type": "Product", "offers": {"@type": "AggregateOffer", "availability": IN}}, True),
        ({"@type": "Product", "offers": {"@type": "AggregateOffer", "offers": [{"availability": OUT}]}}, False),
        ({"@type": "Product", "offers": {"availability": [OUT, IN]}}, True),
        ({"@type": "Product", "offers": "none"}, None),
        ({"@type": "Offer", "availability": IN}, None),
        ({"@type": "Product", "isRelatedTo": product("InStock"), "offers": {"availability": OUT}}, False),
        ({"@type": 7, "offers": 3}, None),
        ("Product", None),
        (None, None),
    ],
)
def test_the_shapes_that_json_ld_comes_in(document: Any, *, buyable: bool | None) -> None:
    assert in_stock(ld(document)) is buyable


@pytest.mark.parametrize(
    ("tag", "buyable"),
    [
        ('<meta property="product:availability" content="in stock">', True),
        ('<META NAME="og:availability" CONTENT="instock"/>', True),
        ('<meta property="product:availability" content="available for order">', True),
        ("<meta content=oos property=product:availability>", False),
        ('<meta property="product:availability" content="out of stock">', False),
        ('<meta property="product:availability" content="preorder">', True),
        ('<meta property="product:availability">', None),
        ('<meta property="og:title" content="in stock">', None),
        ('<!-- <meta property="product:availability" content="in stock"> -->', None),
    ],
)
def test_the_meta_tags_of_shops(tag: str, *, buyable: bool | None) -> None:
    assert in_stock(f"<html><head>{tag}</head>") is buyable


def test_json_ld_has_the_first_word_and_meta_tags_the_second() -> None:
    meta = '<meta property="product:availability" content="in stock">'
    assert in_stock(meta + ld(product("OutOfStock"))) is False
    assert in_stock(meta + ld({"@type": "WebSite"})) is True


@pytest.mark.parametrize(
    "page",
    [
        '<script type="application/ld+json">{"@type": "Product", </script>',
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
        '<script type="application/ld+json">' + json.dumps(product("InStock")),
        "<html><<<><script><!--",
        "",
    ],
)
def test_broken_pages_say_nothing(page: str) -> None:
    assert in_stock(page) is None


def test_a_broken_document_does_not_hide_the_next_one() -> None:
    assert in_stock('<script type="application/ld+json">{oops</script>' + ld(product("InStock"))) is True


def test_raw_line_breaks_in_json_texts_are_forgiven() -> None:
    document = json.dumps(product("InStock")).replace("Mug", "Mug\nblue")
    assert in_stock(f'<script type="application/ld+json; charset=utf-8">\n{document}\n</script>') is True


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=8) | st.sampled_from([IN, OUT]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "offers", "availability", "mainEntity", "hasVariant", "@id"]),
            inner,
        )
    ),
    max_leaves=12,
)


@given(json_values)
def test_no_document_makes_reading_fail(document: Any) -> None:
    assert in_stock(ld(document)) in {True, False, None}


@given(st.text(alphabet="<>/!-=\"' abscriptmeta&;#\n", max_size=200))
def test_no_markup_makes_reading_fail(page: str) -> None:
    assert in_stock(page) is None


@given(st.lists(st.sampled_from(["InStock", "OutOfStock", "SoldOut", "PreOrder"]), min_size=1))
def test_one_offer_that_can_be_bought_is_enough(words: list[str]) -> None:
    assert in_stock(ld(product(*words))) is any(word in {"InStock", "PreOrder"} for word in words)
