"""Tables that plan when pins are made: their dates, times and time zones, by names that a shop uses, too."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from catalog import tongues
from catalog.columns import Columns, Field, claim_columns
from catalog.further_names import bare_name
from catalog.headers import fold_header
from catalog.posts import PUBLISH_AT_NAMES

PUBLISH_TIME_NAMES = ("publishtime", "postingtime", "scheduledtime", "scheduletime")
"""Folded headers of a moment, or of its time of day where another column has the date."""

_NAMES: Mapping[Field, Sequence[str]] = MappingProxyType(
    {
        Field.PUBLISH_AT: (
            *("postdate", "datum", "veröffentlichungsdatum", "datedepublication", "fecha", "fechadepublicación"),
            *("datadipubblicazione", "datadepublicação", "publicatiedatum", "datapublikacji", "датапубликации"),
        ),
        Field.PUBLISH_TIME: ("posttime",),
        Field.PUBLISH_CLOCK: (
            *("time", "timeofday", "uhrzeit", "veröffentlichungszeit", "heure", "hora", "ora", "tijd", "godzina"),
            "время",
        ),
        Field.PUBLISH_ZONE: (
            "timezone",
            "tz",
            "zeitzone",
            "fuseauhoraire",
            "zonahoraria",
            "fusoorario",
            "tijdzone",
        ),
    }
)
"""Folded headers that say when in a plan of posts. In a shop's list they may tell when a book came out, or
when a product was put on sale."""

_SURE = frozenset({*PUBLISH_AT_NAMES, *tongues.NAMES[Field.PUBLISH_AT]})


def claim_plan(columns: Columns) -> Columns:
    """`columns` with what a plan of posts says of moments; without times and zones that belong to no date."""
    claims = dict(columns.claims)
    if _is_plan(columns):
        taken = {at for places in claims.values() for at in places}
        found = claim_columns([bare_name(name) for name in columns.header], _NAMES).claims
        free = {field: tuple(at for at in places if at not in taken) for field, places in found.items()}
        claims = {field: places for field, places in free.items() if places} | claims
    if Field.PUBLISH_AT not in claims:
        claims.pop(Field.PUBLISH_CLOCK, None)
        if Field.PUBLISH_TIME not in claims:
            claims.pop(Field.PUBLISH_ZONE, None)
    return replace(columns, claims=claims)


def _is_plan(columns: Columns) -> bool:
    """Whether it may be one: it has no prices, or names boards all the same, or such a date as no shop has."""
    if any(map(columns.has, (Field.BOARD, Field.BOARD_PATH, Field.PUBLISH_TIME))) or not columns.has(Field.PRICE):
        return True
    dates = (bare_name(columns.header[at]) for at in columns.claims.get(Field.PUBLISH_AT, ()))
    return any(fold_header(name) in _SURE for name in dates)
