"""A pin's alternative text: what somebody who cannot see the picture is told."""

from contracts.pin import ALT_TEXT_MAX
from contracts.product import Product
from drafting.cutting import cut_at_word
from drafting.descriptions import byline
from drafting.kinds import leaf_kind
from drafting.pictures import picture_of
from drafting.plain_text import html_to_line


def draft_alt_text(product: Product, slot: int = 0) -> str:
    """At most 500 characters: that picture's own alternative text, else title, brand and type."""
    picture = picture_of(product, slot)
    own = html_to_line(picture.alt) if picture else ""
    return cut_at_word(own or _from_facts(product), ALT_TEXT_MAX)


def _from_facts(product: Product) -> str:
    name, kind = byline(product), leaf_kind(product)
    if not name or not kind or kind.casefold() in name.casefold():
        return name
    return f"{name}, {kind}"
