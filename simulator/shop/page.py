"""A product's page, as small shops have them: what search engines and link checks look for is there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape

from simulator.shop.naming import SIZE, Mishap, Wish

STYLE = """
body{margin:0;background:#faf8f5;color:#2b2723;font:16px/1.6 Georgia,"Times New Roman",serif}
header{padding:22px 6vw;letter-spacing:.22em;text-transform:uppercase;font-size:13px;
 border-bottom:1px solid #e8e2da}
main{display:grid;grid-template-columns:repeat(auto-fit,minmax(300px,1fr));gap:5vw;max-width:1100px;
 margin:5vh auto;padding:0 6vw}
img{width:100%;height:auto;border-radius:4px;background:#eee8e0}
h1{font-weight:400;font-size:34px;line-height:1.15;margin:0 0 8px}
.price{font-size:20px;color:#7a6a58}
button{font:inherit;padding:12px 34px;border:0;border-radius:3px;background:#2b2723;color:#fff;margin-top:18px}
button:disabled{background:#b9b1a7}
"""


@dataclass(frozen=True)
class Product:
    """What the page says of the product. The price is in euros, made up from the path."""

    title: str
    price: str
    in_stock: bool
    address: str
    image: str

    @property
    def availability(self) -> str:
        return "InStock" if self.in_stock else "OutOfStock"


def product_page(wish: Wish, origin: str) -> bytes:
    """The page in UTF-8; the same for the same path."""
    product = _product(wish, origin)
    return (f"{_head(product)}<body>{_body(product)}</body></html>").encode()


def _product(wish: Wish, origin: str) -> Product:
    title = SIZE.sub("", wish.name).replace("-", " ").replace("_", " ").strip().title() or "Welcome"
    folder = wish.path.rpartition("/")[0]
    stem = wish.name or "welcome"
    host, _, rest = wish.path.partition("/")
    return Product(
        title=title,
        price=f"{wish.dice.randrange(9, 190)}.{wish.dice.choice(('00', '50', '90', '95'))}",
        in_stock=wish.mishap is not Mishap.SOLD_OUT,
        address=f"https://{host}/{rest}" if "." in host else f"{origin}/shop/{wish.path}",
        image=f"{origin}/shop/{folder}/{stem}_1200x1500.jpg",
    )


def _head(product: Product) -> str:
    metas = {
        "og:type": "product",
        "og:title": product.title,
        "og:url": product.address,
        "og:image": product.image,
        "product:price:amount": product.price,
        "product:price:currency": "EUR",
        "product:availability": "in stock" if product.in_stock else "out of stock",
    }
    lines = "".join(f'<meta property="{name}" content="{escape(value)}">' for name, value in metas.items())
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(product.title)}</title>{lines}"
        f'<script type="application/ld+json">{_linked_data(product)}</script><style>{STYLE}</style></head>'
    )


def _linked_data(product: Product) -> str:
    offer = {
        "@type": "Offer",
        "url": product.address,
        "price": product.price,
        "priceCurrency": "EUR",
        "availability": f"https://schema.org/{product.availability}",
    }
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.title,
        "image": [product.image],
        "offers": offer,
    }
    return json.dumps(data).replace("<", "\\u003c")  # or a name could end the script


def _body(product: Product) -> str:
    button = "<button>Add to basket</button>" if product.in_stock else "<button disabled>Sold out</button>"
    return (
        "<header>The Demo Shop</header>"
        f'<main><img src="{escape(product.image)}" width="1200" height="1500" alt="{escape(product.title)}">'
        f'<section><h1>{escape(product.title)}</h1><p class="price">€ {product.price}</p>'
        f"<p>A made-up product of a made-up shop, here to be looked at.</p>{button}</section></main>"
    )
