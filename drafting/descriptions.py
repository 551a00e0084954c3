"""A pin's description: the shop's own copy as text, or a plain sentence made of what the product states."""

from contracts.pin import DESCRIPTION_MAX
from contracts.product import Product
from drafting.cutting import cut_at_sentence
from drafting.kinds import leaf_kind
from drafting.plain_text import html_to_line, html_to_text
from drafting.prices import offer_text
from drafting.titles import draft_title


def draft_description(product: Product) -> str:
    """At most 800 characters, cut at the end of a sentence where one is near, else at a word with "…".

    A product without a description gets one or two sentences of its title, brand, type and price; nothing is
    made up. Empty only when it has none of title and description.
    """
    return cut_at_sentence(own_description(product), DESCRIPTION_MAX)


def own_description(product: Product) -> str:
    """The description as `draft_description` has it, however long."""
    return html_to_text(product.description) or _from_facts(product)


def byline(product: Product) -> str:
    """`Ocean Blue Shirt by Acme`; the brand is left out when the title names it already."""
    title, brand = draft_title(product), html_to_line(product.brand or "")
    if not title or not brand or brand.casefold() in title.casefold():
        return title
    return f"{title} by {brand}"


def _from_facts(product: Product) -> str:
    name = byline(product)
    if not name:
        return ""
    sentences = (_sentence(name), _whereabouts(leaf_kind(product), offer_text(product)))
    return " ".join(sentence for sentence in sentences if sentence)


def _whereabouts(kind: str, offer: str) -> str:
    if kind and offer:
        return _sentence(f"Find it in {kind}, {offer}")
    if kind:
        return _sentence(f"Find it in {kind}")
    return _sentence(offer[:1].upper() + offer[1:]) if offer else ""


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
