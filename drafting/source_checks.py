"""What a source's settings lack, before anybody asks it: each sentence says what is missing, and what to write."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from contracts.source_settings import SourceSettings
from contracts.sources import SourceKind
from contracts.watching import POLLED, WATCHED

SCHEMES = frozenset({"http", "https"})
NEEDED = ("items", "id")
"""What a mapping of JSON must say."""

Check = Callable[[SourceSettings], str | None]
"""What is wrong, in words; None where nothing is."""


def check_settings(kind: SourceKind, settings: SourceSettings) -> tuple[str, ...]:
    """What keeps a source of this kind from working as it is set, in words; empty when nothing does."""
    found = (check(settings) for check in (*_OF_ALL, *_of_watched(kind), *_OF_KIND.get(kind, ())))
    return tuple(words for words in found if words is not None)


def is_zone(name: str) -> bool:
    """Whether there is such a time zone."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # a name that is no path, that is a folder, that is not there
        return False
    return True


def _of_watched(kind: SourceKind) -> tuple[Check, ...]:
    return (*((_address,) if kind in POLLED else ()), *((_times,) if kind in WATCHED else ()))


def _zone(settings: SourceSettings) -> str | None:
    if settings.zone is None or is_zone(settings.zone):
        return None
    return f'There is no time zone "{settings.zone[:60]}". Name one, such as --zone Europe/Berlin.'


def _currency(settings: SourceSettings) -> str | None:
    currency = settings.currency
    if currency is None or (len(currency) == len("EUR") and currency.isascii() and currency.isalpha()):
        return None
    return f'"{currency[:60]}" is no currency. Write its three letters, such as --currency EUR.'


def _address(settings: SourceSettings) -> str | None:
    if not settings.address:
        return "It has no address. Say where it is asked, such as --address https://shop.example.com/feed.xml."
    if not _is_web_address(settings.address):
        return "Its address is none of the web. Begin it with https:// and the host's name."
    return None


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme.lower() in SCHEMES and bool(parts.hostname)


def _times(settings: SourceSettings) -> str | None:
    if settings.at and settings.zone is None:
        return "It is asked at times of day, but of no time zone. Name one, such as --zone Europe/Berlin."
    return None


def _jitter(settings: SourceSettings) -> str | None:
    if settings.at or settings.jitter_seconds < settings.every_seconds:
        return None
    return (
        f"It may begin {settings.jitter_seconds:g} s late, and is asked every {settings.every_seconds:g} s. "
        "Give it a smaller --jitter."
    )


def _mapping(settings: SourceSettings) -> str | None:
    missing = [name for name in NEEDED if not settings.mapping.get(name)] if settings.mapping else []
    if not missing:
        return None
    return (
        f"Its mapping does not say {' and '.join(missing)}. Write into the file of --mapping where the list of "
        'products is, and what of each is its id, such as items = "$.products[*]" and id = "sku".'
    )


def _slot(settings: SourceSettings) -> str | None:
    if settings.slot:
        return None
    return "It has no replication slot. Say its name, such as --slot pinflow."


_OF_ALL: tuple[Check, ...] = (_zone, _currency)
_OF_KIND: Mapping[SourceKind, tuple[Check, ...]] = MappingProxyType(
    {
        **dict.fromkeys(POLLED, (_jitter,)),
        SourceKind.JSON: (_jitter, _mapping),
        SourceKind.POSTGRESQL: (_slot,),
    }
)
