"""The patrol's judgement: what a pin on a board is to the ledger, and which pins are missing there.

Nothing is decided here from a listing alone: a listing lags, and forgets. What this rule points at is looked at.
"""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from math import inf
from typing import TypeVar

from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.patrol import KnownIntent, LivePin, Standing
from contracts.sightings import SeenPin
from drafting.links import bare_link, read_marker

Looked = TypeVar("Looked", KnownIntent, LivePin)


class Sign(StrEnum):
    """What a pin is to the ledger."""

    OWN = "own"
    """An intent's pin, where and as it was made."""
    DOUBTED = "doubted"
    """An intent's pin, elsewhere or with another link, or one of which the ledger says that it is gone."""
    SECOND = "second"
    """It carries the marker of an intent that has another pin."""
    FOUND = "found"
    """It carries the marker of an intent whose pin nobody had found."""
    UNEXPECTED = "unexpected"
    """It carries the marker of an intent that ended without a pin."""
    UNHEARD = "unheard"
    """It carries the marker of an intent that is under way and knows of no pin."""
    STRANGER = "stranger"
    """It carries a marker that no intent of this ledger has."""


@dataclass(frozen=True)
class Sighting:
    """A pin, and what it is to which intent; a stranger is to none."""

    sign: Sign
    pin: SeenPin
    intent: KnownIntent | None = None


@dataclass(frozen=True)
class Known:
    """The intents that may have to do with some pins."""

    by_pin: Mapping[str, KnownIntent]
    by_marker: Mapping[str, KnownIntent]


def known_of(intents: Iterable[KnownIntent]) -> Known:
    """The same intents, to be found by pin and by marker."""
    given = tuple(intents)
    return Known(
        by_pin={intent.pin_id: intent for intent in given if intent.pin_id},
        by_marker={intent.marker: intent for intent in given},
    )


def read_signs(account: AccountKey, pins: Iterable[SeenPin], known: Known) -> tuple[Sighting, ...]:
    """What each pin is to the ledger, once; a pin that is nothing to it is left out.

    What a person saved is not ours, whatever its link says. An intent of another account, which shares a board
    with this one, is that account's matter.
    """
    by_id = {pin.id: pin for pin in pins}
    found = (_sighting(account, pin, known) for pin in by_id.values())
    return tuple(sighting for sighting in found if sighting is not None)


def _sighting(account: AccountKey, pin: SeenPin, known: Known) -> Sighting | None:
    own = known.by_pin.get(pin.id)
    if own is not None:
        as_known = own.standing is not Standing.OVER and _is_as_made(pin, own)
        return Sighting(Sign.OWN if as_known else Sign.DOUBTED, pin, own) if own.account == account else None
    marker = read_marker(pin.link)
    if marker is None or pin.parent_pin_id is not None:
        return None
    intent = known.by_marker.get(marker)
    if intent is None:
        return Sighting(Sign.STRANGER, pin)
    return Sighting(_sign_of_marked(intent), pin, intent) if intent.account == account else None


def _sign_of_marked(intent: KnownIntent) -> Sign:
    """Of a pin that carries the marker of `intent` and is not the one that it has."""
    if intent.pin_id is not None:
        return Sign.SECOND
    return {Standing.UNDER_WAY: Sign.UNHEARD, Standing.OVER: Sign.UNEXPECTED}.get(intent.standing, Sign.FOUND)


def _is_as_made(pin: SeenPin, intent: KnownIntent) -> bool:
    in_place = pin.board_id in {None, intent.board_id} and intent.section_id in {None, pin.section_id}
    return in_place and leads_to(pin, intent)


def leads_to(pin: SeenPin, intent: KnownIntent) -> bool:
    """Whether the pin's link is the intent's: by marker, or as the same page when every tag was taken off."""
    marker = read_marker(pin.link)
    if marker is not None:
        return marker == intent.marker
    return bool(intent.link) and bare_link(pin.link or "") == bare_link(intent.link)


def missing(live: Iterable[LivePin], seen: Collection[str]) -> list[LivePin]:
    """Pins that should have been among those seen in a whole listing."""
    return [pin for pin in live if pin.pin_id not in seen]


def elect(found: Iterable[Sighting]) -> tuple[list[Sighting], list[Sighting]]:
    """Of several pins found for one intent the oldest is it; the others are second ones."""
    oldest: dict[str, Sighting] = {}
    others: list[Sighting] = []
    for sighting in sorted(found, key=lambda one: _age(one.pin)):
        key = sighting.intent.key if sighting.intent else ""
        if oldest.setdefault(key, sighting) is not sighting:
            others.append(sighting)
    return list(oldest.values()), others


def later_of(one: SeenPin, other: SeenPin) -> SeenPin | None:
    """The pin that was made later; None when a time is not known, for then nobody can tell."""
    if one.created is None or other.created is None:
        return None
    return max(one, other, key=_age)


def _age(pin: SeenPin) -> tuple[float, int, str]:
    """Ids grow: of two pins of one second the one with the larger id is the later."""
    return (inf if pin.created is None else pin.created, len(pin.id), pin.id)


def in_turn(intents: Sequence[Looked], began: Instant) -> list[Looked]:
    """In another order each round: when a round cannot look at all, no one is always last."""
    ordered = sorted(intents, key=lambda intent: intent.key)
    random.Random(began).shuffle(ordered)  # noqa: S311 - nothing secret, and the same again for the same round
    return ordered


def words_of_duplicate(pin: SeenPin, own_id: str, own_created: Instant | None) -> str:
    """`pin 2 was made 2026-11-22 14:02:11 UTC, pin 1 2026-11-22 14:02:03 UTC: both are of the same product`."""
    return (
        f"pin {pin.id} was made {moment_words(pin.created)}, pin {own_id} {moment_words(own_created)}: "
        "both are of the same product"
    )


def moment_words(at: Instant | None) -> str:
    """`2026-11-22 14:02:11 UTC`."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S} UTC" if at is not None else "at an unknown time"
