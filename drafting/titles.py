"""A pin's title: what the product is called, without the codes that only the warehouse needs."""

import re

from contracts.pin import TITLE_MAX
from contracts.product import Product
from drafting.characters import one_line
from drafting.cutting import cut_at_word
from drafting.plain_text import html_to_line

OWN_CODE_CHARACTERS_MIN = 4
OWN_NUMBER_DIGITS_MIN = 5
"""A product's own short code or number at the end of its title ("Vase 2", "Calendar 2026") is part of its name."""

_LABEL = (
    r"(?:sku|art(?:icle|ikel)?|ref(?:erence)?|mpn|ean|upc|gtin|isbn|barcode"
    r"|(?:item|product|style|model|catalog)[\s.-]{0,2}(?:no|nr|num|number|code|id))"
)
# Bounded repetitions: overlapping unbounded ones would take minutes over a title of dashes.
_LABELLED = (
    rf"(?i:{_LABEL}(?:[\s.-]{{0,2}}(?:no|nr|num|number))?(?![a-z])"
    r"[\s.:#-]{0,3}[\w./-]{0,40}?\d[\w./-]{0,40})"
)
# Two letters or more, then three digits or more: MWC-104 is a code, "SPF 50", "500ML" and "A4" are not.
_CODE = r"[A-Z]{2,6}[-_]?\d{3,}[A-Z0-9]*(?:[-_][A-Z0-9]+)*"
_IN_BRACKETS = re.compile(rf"\s*(?:\[\s*(?:{_LABELLED}|{_CODE})\s*\]|\(\s*(?:{_LABELLED}|{_CODE})\s*\))")
_AT_THE_END = re.compile(rf"(?:\s+[-\u2013\u2014|/]\s*(?:{_LABELLED}|{_CODE}))+$")
_LOOSE_ENDS = " ,;:-\u2013\u2014|/"


def draft_title(product: Product) -> str:
    """The title in at most 100 characters, cut at a word with "…"; empty only when the product has none.

    Codes go ("[SKU-MWC-104]", "(Art. 123)", "- MWC104", the product's own at the end) unless nothing would be
    left; what tells the buyer something ("(Set of 2)", "[Limited Edition]") stays.
    """
    return cut_at_word(own_title(product), TITLE_MAX)


def own_title(product: Product) -> str:
    """The title as `draft_title` has it, however long."""
    title = html_to_line(product.title)
    return _without_codes(title, product) or title


def _without_codes(title: str, product: Product) -> str:
    kept = _without_own_code(_AT_THE_END.sub("", _IN_BRACKETS.sub("", title)), product)
    return title if kept == title else one_line(kept).strip(_LOOSE_ENDS)


def _without_own_code(title: str, product: Product) -> str:
    words = title.rsplit(None, 1)
    if len(words) > 1 and words[1].strip("[]()#").casefold() in _own_codes(product):
        return words[0]
    return title


def _own_codes(product: Product) -> set[str]:
    return {code.casefold() for code in (product.sku, product.key) if code and _is_code(code)}


def _is_code(text: str) -> bool:
    enough = OWN_NUMBER_DIGITS_MIN if text.isdigit() else OWN_CODE_CHARACTERS_MIN
    return len(text) >= enough and any(char.isdigit() for char in text)
