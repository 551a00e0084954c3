"""What a copy template can say of a product: the built-in variables, and every column that nobody else claimed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from contracts.product import Availability, Money, Product
from drafting.addresses import BadAddress, whole_address
from drafting.boards import choose_board
from drafting.descriptions import own_description
from drafting.kinds import leaf_kind
from drafting.plain_text import html_to_line, html_to_text
from drafting.prices import offer_text, price_text
from drafting.templates import fold_variable
from drafting.titles import own_title

_AVAILABILITY_WORDS: Mapping[Availability, str] = MappingProxyType(
    {
        Availability.IN_STOCK: "in stock",
        Availability.OUT_OF_STOCK: "out of stock",
        Availability.PREORDER: "preorder",
        Availability.BACKORDER: "backorder",
        Availability.UNKNOWN: "",
    }
)


@dataclass(frozen=True)
class Subject:
    """What a template speaks of: a product, the board it goes to (None: by its own rule), and its shop."""

    product: Product
    board_name: str | None = None
    shop_url: str | None = None


def variables_of(subject: Subject, names: Iterable[str]) -> dict[str, str]:
    """The text of each of the folded `names`, HTML read as on the page; blank for what the product does not say.

    A built-in name always means the built-in variable, whatever columns the file has.
    """
    asked = frozenset(names)
    columns = _columns(subject.product, asked)
    return {name: _BY_FOLDED[name](subject) if name in _BY_FOLDED else columns.get(name, "") for name in asked}


def _columns(product: Product, names: frozenset[str]) -> dict[str, str]:
    """The wanted columns that say something; of two that fold alike the first."""
    found: dict[str, str] = {}
    for header, raw in product.extras.items():
        name = fold_variable(header)
        text = html_to_text(raw) if name in names and name not in found else ""
        if text:
            found[name] = text
    return found


def _price(subject: Subject) -> str:
    return _amount(subject.product.price)


def _sale_price(subject: Subject) -> str:
    return _amount(subject.product.sale_price)


def _current_price(subject: Subject) -> str:
    return _sale_price(subject) or _price(subject)


def _amount(money: Money | None) -> str:
    """What costs nothing has no price, as in a description."""
    return price_text(money) if money and money.amount else ""


def _percent(subject: Subject) -> str:
    """Rounded down: a shop must not promise more than it gives."""
    price, sale = subject.product.price, subject.product.sale_price
    if price is None or sale is None or not price.amount or price.currency != sale.currency:
        return ""
    percent = int((price.amount - sale.amount) * Decimal(100) / price.amount)
    return str(percent) if percent > 0 else ""


def _currency(subject: Subject) -> str:
    money = subject.product.sale_price or subject.product.price
    return (money.currency if money else None) or ""


def _board(subject: Subject) -> str:
    chosen = choose_board(subject.product, override=subject.board_name)
    return chosen if isinstance(chosen, str) else ""


def _link_host(subject: Subject) -> str:
    page = whole_address((subject.product.link or "").strip() or "/", subject.shop_url)
    host = "" if isinstance(page, BadAddress) else page.hostname or ""
    return ".".join(_readable(label) for label in host.removeprefix("www.").split("."))


def _readable(label: str) -> str:
    """`müller` of `xn--mller-kva`; what is no Punycode stays."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


BUILT_IN: Mapping[str, Callable[[Subject], str]] = MappingProxyType(
    {
        "title": lambda subject: own_title(subject.product),
        "description": lambda subject: own_description(subject.product),
        "brand": lambda subject: html_to_line(subject.product.brand or ""),
        "price": _price,
        "sale_price": _sale_price,
        "current_price": _current_price,
        "offer": lambda subject: offer_text(subject.product),
        "percent": _percent,
        "currency": _currency,
        "kind": lambda subject: leaf_kind(subject.product),
        "product_type": lambda subject: html_to_line(subject.product.product_type or ""),
        "availability": lambda subject: _AVAILABILITY_WORDS[subject.product.availability],
        "tags": lambda subject: ", ".join(filter(None, map(html_to_line, subject.product.tags))),
        "sku": lambda subject: html_to_line(subject.product.sku or ""),
        "key": lambda subject: html_to_line(subject.product.key),
        "board": _board,
        "section": lambda subject: html_to_line(subject.product.section or ""),
        "link_host": _link_host,
    }
)
"""The built-in variables by the names that messages and docs give them.

`title` and `description` are the product's own words, uncut. `price` is the regular price, `sale_price` blank
without a sale, `current_price` the one of them that counts; `offer` is `now €89.00 instead of €119.00`, or the
price; `percent` the discount in whole per cent, rounded down, without a sign. `kind` is the last part of
`product_type`.
"""

_BY_FOLDED: Mapping[str, Callable[[Subject], str]] = MappingProxyType(
    {fold_variable(name): value for name, value in BUILT_IN.items()}
)
