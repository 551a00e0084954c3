"""A product's page, read for what a sitemap cannot tell: JSON-LD first, then the shop's og: and product: tags."""

from urllib.parse import urljoin

from catalog.linked_data import linked_cells, linked_product
from catalog.named_records import NamedRecords
from catalog.page_markup import PageMarkup, parse_document
from catalog.storable import storable
from contracts.product import IMAGES_MAX, Availability, Product, UnreadableRow

_KINDS = frozenset({"product", "og:product", "product.item", "product.group"})
_AMOUNTS = ("product:price:amount", "og:price:amount")
_KEPT = frozenset({"key", "link", "handle", "extras"})
"""What the sitemap says of a product, and no page may say otherwise: it is who it is."""


def read_product_page(page: bytes, listed: Product) -> Product | UnreadableRow | None:
    """The product that a sitemap lists, with all that its page says; what the page is silent about stays.

    None when the page says of no product; an `UnreadableRow` of row 0 when what it says cannot be kept.
    """
    markup = PageMarkup(page)
    address = listed.link or ""
    tagged, linked = _tagged(markup), _linked(markup, address)
    if not tagged and not linked:
        return None
    cells = {**tagged, **linked, "id": listed.key, "link": address}
    read = NamedRecords().read(0, _whole(cells, address))
    return read if isinstance(read, UnreadableRow) else _over(listed, read.product)


def _linked(markup: PageMarkup, address: str) -> dict[str, str]:
    product = linked_product((parse_document(text) for text in markup.documents), address)
    return {} if product is None else linked_cells(product)


def _tagged(markup: PageMarkup) -> dict[str, str]:
    """What the tags say; nothing unless they say that this is a product."""
    current = _money(markup, *_AMOUNTS)
    if markup.meta("og:type").lower() not in _KINDS and not current:
        return {}
    regular, sale = _money(markup, "product:original_price:amount"), _money(markup, "product:sale_price:amount")
    pictures = [text for text in markup.metas.get("og:image", []) if text] or [markup.meta("og:image:secure_url")]
    cells = {
        "title": markup.meta("og:title"),
        "description": markup.meta("og:description"),
        "image_link": pictures[0],
        "additional_image_link": "\n".join(pictures[1:IMAGES_MAX]),
        "price": regular or current,
        "sale_price": sale or (current if regular else ""),
        "availability": markup.meta("product:availability", "og:availability"),
        "brand": markup.meta("product:brand", "og:brand"),
        "product_type": markup.meta("product:category"),
    }
    return {name: storable(text) for name, text in cells.items() if text}


def _money(markup: PageMarkup, *names: str) -> str:
    """The first of the amounts with its own currency, or with the one that the page names."""
    for name in names:
        if amount := markup.meta(name):
            own = name.removesuffix("amount") + "currency"
            return f"{amount} {markup.meta(own, 'product:price:currency', 'og:price:currency')}".strip()
    return ""


def _whole(cells: dict[str, str], address: str) -> dict[str, str]:
    """Pictures by their whole address, and a title and a description in any case, so that nothing else is."""
    return {
        "title": "",
        "description": "",
        **cells,
        "image_link": _joined(address, cells.get("image_link", "")),
        "additional_image_link": ",".join(
            _joined(address, each) for each in cells.get("additional_image_link", "").splitlines() if each
        ),
    }


def _joined(address: str, picture: str) -> str:
    try:
        return urljoin(address, picture) if picture else ""
    except ValueError:
        return picture


def _over(listed: Product, told: Product) -> Product:
    said = {
        name: getattr(told, name)
        for name in Product.model_fields.keys() - _KEPT
        if getattr(told, name) != Product.model_fields[name].default
    }
    if told.availability is Availability.UNKNOWN:
        said.pop("availability", None)
    return listed.model_copy(update=said)
