"""Products for tests: only what matters to a test need be said."""

import re
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from contracts.pin import PinPolicy
from contracts.product import Availability, Money, Product, ProductImage
from contracts.wording import TITLE_TEMPLATE_MAX, Wording
from drafting.variables import BUILT_IN

MARKER = "0123456789abcdef"
SHOP = "https://shop.example.com"
POLICY = PinPolicy(shop_url=SHOP)
SHOPLESS = PinPolicy()
EXTRA_HEADERS = ("Custom Label 0", "g:material", "Größe", "kind")


def a_product(**said: Any) -> Product:  # Any: a test may say any field of a product
    """A product that can become a pin, but for what the test says."""
    usual: dict[str, Any] = {  # Any: as above
        "key": "ocean-blue-shirt",
        "title": "Ocean Blue Shirt",
        "link": f"{SHOP}/products/ocean-blue-shirt",
        "images": (ProductImage(url="https://cdn.example.com/ocean-blue-shirt.jpg"),),
    }
    return Product(**(usual | said))


def euros(amount: str, currency: str | None = "EUR") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


def texts(limit: int) -> st.SearchStrategy[str]:
    """Text with a good share of what breaks text: markup, entities, joiners, marks, long words."""
    pieces = st.one_of(
        st.text(max_size=40),
        st.sampled_from(
            ["<p>", "</p>", "<li>", "<b", "&amp;", "&amp;lt;b&gt;", "<![if x]>", "<![", "<!--", "<script>"]
        ),
        st.sampled_from(
            ["\u200d", "\u200b", "e\u0301", "\ufeff", "\x00", "👩\u200d👩\u200d👧", "…", ". ", "\n", "\r\n", " - "]
        ),
        st.text(alphabet="ab ", max_size=200),
    )
    return st.lists(pieces, max_size=20).map(lambda found: "".join(found)[:limit])


def addresses() -> st.SearchStrategy[str]:
    """Addresses, nearly addresses, and no addresses."""
    starts = (
        "https://shop.example.com",
        "http://",
        "//cdn.example.com",
        "/p",
        "www.",
        "javascript:",
        "https://[",
        "#",
        "?",
    )
    return st.tuples(st.sampled_from(starts), texts(3_000)).map("".join)


def moneys() -> st.SearchStrategy[Money]:
    amounts = st.decimals(min_value=0, max_value=Decimal("9999999999.9999"), places=4)
    return st.builds(
        Money, amount=amounts, currency=st.none() | st.sampled_from(["USD", "EUR", "JPY", "KWD", "CHF"])
    )


def images() -> st.SearchStrategy[ProductImage]:
    return st.builds(ProductImage, url=addresses(), alt=texts(2_000))


def products() -> st.SearchStrategy[Product]:
    """Any product that a catalog could state."""
    return st.builds(
        Product,
        key=st.text(min_size=1, max_size=200),
        title=texts(2_000),
        description=texts(4_000),
        link=st.none() | addresses(),
        handle=st.none() | texts(300),
        images=st.lists(images(), max_size=3).map(tuple),
        price=st.none() | moneys(),
        sale_price=st.none() | moneys(),
        availability=st.sampled_from(Availability),
        published=st.booleans(),
        brand=st.none() | texts(300),
        product_type=st.none() | texts(400),
        sku=st.none() | texts(300),
        board=st.none() | texts(300),
        section=st.none() | texts(300),
        publish_at=st.none() | publish_dates(),
        video=st.none() | addresses(),
        tags=st.lists(texts(300), max_size=3).map(tuple),
        extras=st.dictionaries(st.sampled_from(EXTRA_HEADERS), texts(2_000)),
    )


def publish_dates() -> st.SearchStrategy[str]:
    """Dates as catalogs give them, and what is none."""
    offsets = st.sampled_from(["", "Z", "+01:00", "-09:30"])
    dates = st.tuples(st.datetimes().map(lambda found: found.isoformat(timespec="seconds")), offsets)
    return dates.map("".join) | texts(60)


def templates() -> st.SearchStrategy[str]:
    """Templates that can be read: built-in variables, columns, optional parts and words of any kind."""
    variables = st.sampled_from([*BUILT_IN, *EXTRA_HEADERS]).map(lambda name: f"{{{name}}}")
    words = texts(80).map(lambda text: re.sub(r"[{}\[\]]", "", text))
    optional = st.tuples(words, variables, words).map(lambda found: f"[[{''.join(found)}]]")
    return st.lists(variables | words | optional, max_size=8).map("".join).map(_uncut)


def wordings() -> st.SearchStrategy[Wording]:
    """Wordings that a door would let in."""
    return st.builds(Wording, title=st.none() | templates(), description=st.none() | templates())


def _uncut(template: str) -> str:
    """The template if a wording can hold it: half a one would be broken."""
    return template if len(template) <= TITLE_TEMPLATE_MAX else "{title}"
