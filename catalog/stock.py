"""Whether a product can be bought, in the words that files use."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from catalog.headers import fold_header
from contracts.product import Availability

_IN_STOCK = (
    *("instock", "available", "yes", "y", "true", "limitedavailability", "limitedstock", "lowstock", "onlineonly"),
    *("auflager", "ja", "lagernd", "lieferbar", "sofortlieferbar", "verfügbar", "vorrätig", "wahr"),
    *("disponible", "enstock", "oui", "vrai"),
    *("conexistencias", "eninventario", "hayexistencias", "sí", "verdadero"),
    *("disponibile", "disponibili", "si", "sì", "vero"),
    *("disponível", "disponivel", "emestoque", "emstock", "sim", "verdadeiro"),
    *("beschikbaar", "leverbaar", "opvoorraad", "waar"),
    *("dostępna", "dostępne", "dostępny", "nastanie", "prawda", "tak", "wmagazynie"),
    *("вналичии", "да", "доступно", "естьвналичии", "истина", "внаявності", "єнаявності", "так"),
)
_OUT_OF_STOCK = (
    *("outofstock", "soldout", "sold", "nostock", "notinstock", "unavailable", "notavailable", "no", "n", "false"),
    *("currentlyunavailable", "discontinued", "temporarilyoutofstock", "temporarilyunavailable"),
    *("ausverkauft", "falsch", "nein", "nichtauflager", "nichtlieferbar", "nichtverfügbar", "nichtvorrätig"),
    *("vergriffen", "derzeitnichtverfügbar"),
    *("enrupture", "enrupturedestock", "épuisé", "épuisée", "faux", "horsstock", "indisponible", "non"),
    *("nondisponible", "rupture", "rupturedestock", "pasenstock"),
    *("agotada", "agotado", "falso", "fueradestock"),
    *("nodisponible", "sinexistencias", "sinstock", "nohayexistencias"),
    *("esaurita", "esaurito", "nondisponibile", "nondisponibili"),
    *("esgotada", "esgotado", "foradeestoque", "indisponível", "indisponivel", "não", "nao", "semestoque"),
    *("nee", "nietbeschikbaar", "nietleverbaar", "nietopvoorraad", "onwaar", "uitverkocht"),
    *("brak", "brakwmagazynie", "fałsz", "nie", "niedostępna"),
    *("niedostępne", "niedostępny", "wyprzedane", "wyprzedany"),
    *("ложь", "недоступно", "нет", "нетвналичии", "отсутствует", "распродано", "немаєвнаявності", "ні"),
)
_PREORDER = (
    *("preorder", "presale", "vorbestellbar", "vorbestellung", "précommande", "preventa", "preordine", "prevenda"),
    *("przedsprzedaż", "предзаказ"),
)
_BACKORDER = ("backorder", "backordered", "onbackorder", "availableonbackorder", "lieferrückstand")

_WORDS: Mapping[str, Availability] = MappingProxyType(
    dict.fromkeys(_IN_STOCK, Availability.IN_STOCK)
    | dict.fromkeys(_OUT_OF_STOCK, Availability.OUT_OF_STOCK)
    | dict.fromkeys(_PREORDER, Availability.PREORDER)
    | dict.fromkeys(_BACKORDER, Availability.BACKORDER)
)
"""Folded (`catalog.headers`), in the languages of `catalog.tongues`."""

_COUNTED = frozenset({"byproduct", "product", "simple", "true", "y", "yes", "1"})
_WHOLE_NUMBER = re.compile(r"(-?[0-9]{1,12})(?:[.,]0+)?")


def parse_availability(text: str) -> Availability | None:
    """`in stock`, `out_of_stock`, `https://schema.org/PreOrder`, or a quantity; None when it is none of these."""
    quantity = parse_quantity(text)
    if quantity is not None:
        return Availability.IN_STOCK if quantity > 0 else Availability.OUT_OF_STOCK
    return _WORDS.get(fold_header(text.rstrip("/").rpartition("/")[2]))


def is_counted(tracking: str) -> bool:
    """Whether a product's pieces are counted: not when it says `none`, `by option` or `variant`."""
    return not tracking or fold_header(tracking) in _COUNTED


def parse_quantity(text: str) -> int | None:
    """`75` or `75.0`; None when it is no whole number."""
    found = _WHOLE_NUMBER.fullmatch(text.strip())
    return int(found[1]) if found else None
