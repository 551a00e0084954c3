"""What kind of thing a product is, in the shop's own words."""

from contracts.product import Product
from drafting.plain_text import html_to_line


def leaf_kind(product: Product) -> str:
    """The last part of the product type: `Sweaters` of `Apparel > Sweaters`; empty when it has none.

    Parts are parted by ">" (as Merchant feeds write them) or, where there is none, by "/".
    """
    path = html_to_line(product.product_type or "")
    parts = (part.strip() for part in path.split(">" if ">" in path else "/"))
    return next((part for part in reversed(list(parts)) if part), "")
