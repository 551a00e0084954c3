"""Changes of products for tests, and what is known of them."""

from typing import Any

from hypothesis import strategies as st

from contracts.changes import ChangeKind, KnownProduct, ProductChange
from contracts.names import AccountKey, SourceKey
from contracts.product import Product
from drafting.change_folding import digest_of
from drafting.change_rules import ChangeBook
from drafting.change_rules_text import read_change_rules
from tests.drafting.builders import a_product, products

SOURCE = SourceKey("spring-shop")
DEMO = AccountKey("demo")
NOW = 1_795_348_800.0
"""2026-11-22 12:00 UTC."""
DAY = 86_400.0


def a_change(product: Product | None = None, **said: Any) -> ProductChange:  # Any: a test may say any field
    """An event at second 100 of a product that is there."""
    usual: dict[str, Any] = {  # Any: as above
        "kind": ChangeKind.UPSERT,
        "product_key": "ocean-blue-shirt",
        "product": product,
        "at": 100.0,
        "delivery": "delivery-1",
    }
    return ProductChange(**(usual | said))


def a_deletion(**said: Any) -> ProductChange:  # Any: a test may say any field
    return a_change(None, kind=ChangeKind.DELETE, **said)


def a_snapshot(product: Product, **said: Any) -> ProductChange:  # Any: a test may say any field
    return a_change(product, kind=ChangeKind.SNAPSHOT, **said)


def known(product: Product | None = None, *, pinned_at: float | None = None, at: float = 100.0) -> KnownProduct:
    """What is known of a product; None: it was deleted."""
    return KnownProduct(
        source=SOURCE,
        product_key="ocean-blue-shirt",
        product=product,
        deleted=product is None,
        at=at,
        digest=digest_of(product) if product else None,
        pinned_at=pinned_at,
    )


def shirt(**said: Any) -> KnownProduct:  # Any: a test may say any field
    """A known product, but for what the test says of it."""
    return known(a_product(**said))


def a_book(text: str) -> ChangeBook:
    return ChangeBook.of(read_change_rules(text, DEMO))


UNSAID = st.frozensets(st.sampled_from(sorted(Product.model_fields)), max_size=6)


def changes() -> st.SearchStrategy[ProductChange]:
    """Events of one product, of few moments, so that they meet."""
    return st.builds(
        lambda kind, product, unsaid, at, sequence: a_change(
            None if kind is ChangeKind.DELETE else product, kind=kind, unsaid=unsaid, at=at, sequence=sequence
        ),
        st.sampled_from(ChangeKind),
        small_products(),
        UNSAID,
        st.sampled_from([1.0, 2.0, 3.0]),
        st.sampled_from(["", "01", "02"]),
    )


def small_products() -> st.SearchStrategy[Product]:
    """Few products, which differ in what rules look at."""
    return st.builds(
        a_product,
        title=st.sampled_from(["Shirt", "Blouse"]),
        brand=st.sampled_from([None, "Acme"]),
        tags=st.sampled_from([(), ("spring",), ("spring", "wool")]),
        published=st.booleans(),
    )


def known_products() -> st.SearchStrategy[KnownProduct]:
    """Any state of a product."""
    return st.builds(known, st.none() | products(), pinned_at=st.none() | st.just(NOW))
