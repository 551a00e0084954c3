"""The read-back rule: which pins on a board are the ones whose answers were lost.

A wrong adoption hides a missing pin, and a pin taken for absent is made twice. So likeness alone counts only where
it leaves no doubt, and as long as there is doubt nothing is absent.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import reduce
from math import inf

from contracts.contract import Instant
from contracts.names import PinKey
from contracts.sightings import PinPage, SeenPin
from drafting.descent import Descent
from drafting.doubts import doubt_words
from drafting.likeness import Faces, OpenAttempt, Resemblance
from drafting.links import read_marker
from drafting.skew import Skew


@dataclass(frozen=True)
class Found:
    """The attempt's pin. `others` have its marker too: more than one pin was made of its intent."""

    pin_id: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Doubt:
    """Pins that may be the attempt's, and in words why none is taken for it."""

    pin_ids: tuple[str, ...]
    why: str


Verdict = Found | Doubt


def settle_board(
    open_attempts: Sequence[OpenAttempt],
    seen: Sequence[SeenPin],
    claimed_pin_ids: AbstractSet[str],
    *,
    skew: Skew,
    unsure: AbstractSet[PinKey] = frozenset(),
) -> dict[PinKey, Verdict]:
    """What `seen` shows of each attempt. Of one that is missing in the answer it shows nothing that could be its
    pin: that alone may prove absence.

    The attempt's own marker in a link decides; of several such pins the oldest is it. Without one, title, link
    and time adopt a pin only when it alone fits, no other attempt fits it, and the attempt is not among the
    `unsure`, for which not everything was read. What has its title or its link and is not adopted raises doubt,
    unless it was made before the attempt. Pins in `claimed_pin_ids` and pins with another marker belong to other
    intents; pins that were saved from others are a person's.
    """
    attempts = _first_of_each_key(open_attempts)
    pins = _free_pins(seen, claimed_pin_ids)
    marked = _by_marker(attempts, pins)
    left = [attempt for attempt in attempts if attempt.key not in marked]
    alike = _alike(left, pins, skew)
    adopted = _beyond_doubt(alike, unsure)
    taken = {found.pin_id for found in adopted.values()}
    doubts = {key: _doubt(likes, taken) for key, likes in alike.items() if key not in adopted}
    return {**marked, **adopted, **{key: doubt for key, doubt in doubts.items() if doubt is not None}}


def listing_proves_absence(pages: Sequence[PinPage], *, before: Instant) -> bool:
    """Whether a pin made at or after `before` and not in `pages` is not in the listing (`Descent` says when)."""
    return reduce(Descent.after, pages, Descent()).proves_absence(before=before)


def _first_of_each_key(attempts: Iterable[OpenAttempt]) -> list[OpenAttempt]:
    """One attempt a key, the earliest, in the order of keys: the result must not depend on the order given."""
    latest_first = sorted(attempts, key=lambda a: (a.sent_at, a.marker, a.title, a.link), reverse=True)
    by_key = {attempt.key: attempt for attempt in latest_first}
    return [by_key[key] for key in sorted(by_key)]


def _free_pins(seen: Iterable[SeenPin], claimed: AbstractSet[str]) -> list[SeenPin]:
    """Each pin once that could be an attempt's, the oldest first.

    Pages overlap when pins are added meanwhile, and a pin is changed between two looks: the look that shows most
    of its link is kept.
    """
    by_id = {pin.id: pin for pin in sorted(seen, key=_tells)}
    return sorted((pin for pin in by_id.values() if pin.id not in claimed and not pin.parent_pin_id), key=_age)


def _tells(pin: SeenPin) -> tuple[bool, bool, str, tuple[float, int, str], str, str]:
    """By this order the look that tells most about a pin comes last."""
    link = pin.link or ""
    return bool(pin.parent_pin_id), read_marker(link) is not None, link, _age(pin), pin.title, pin.board_id or ""


def _age(pin: SeenPin) -> tuple[float, int, str]:
    return (inf if pin.created is None else pin.created, len(pin.id), pin.id)


def _by_marker(attempts: Iterable[OpenAttempt], pins: Iterable[SeenPin]) -> dict[PinKey, Found]:
    oldest_first: dict[str, list[str]] = {}
    for pin in pins:
        marker = read_marker(pin.link)
        if marker is not None:
            oldest_first.setdefault(marker, []).append(pin.id)
    mine = {attempt.key: oldest_first.pop(attempt.marker, []) for attempt in attempts}
    return {key: Found(ids[0], tuple(ids[1:])) for key, ids in mine.items() if ids}


def _alike(
    attempts: Sequence[OpenAttempt], pins: Iterable[SeenPin], skew: Skew
) -> dict[PinKey, Sequence[Resemblance]]:
    """Pins without any marker that have the title or link of an attempt, and are not older than all of them."""
    earliest = min((skew.possible_since(attempt.sent_at) for attempt in attempts), default=inf)
    late_enough = (pin for pin in pins if pin.created is None or pin.created >= earliest)
    faces = Faces.of(pin for pin in late_enough if read_marker(pin.link) is None)
    alike = {attempt.key: faces.like(attempt, skew) for attempt in attempts}
    rivals = Counter(like.pin_id for likes in alike.values() for like in likes if like.fits)
    return {key: [replace(like, rivals=rivals[like.pin_id]) for like in likes] for key, likes in alike.items()}


def _beyond_doubt(
    alike: Mapping[PinKey, Sequence[Resemblance]], unsure: AbstractSet[PinKey]
) -> dict[PinKey, Found]:
    fitting = {key: [like for like in likes if like.fits] for key, likes in alike.items() if key not in unsure}
    return {
        key: Found(likes[0].pin_id) for key, likes in fitting.items() if len(likes) == 1 and likes[0].rivals == 1
    }


def _doubt(likes: Sequence[Resemblance], taken: AbstractSet[str]) -> Doubt | None:
    left = [like for like in likes if like.pin_id not in taken]
    return Doubt(tuple(like.pin_id for like in left), doubt_words(left)) if left else None
