"""The read-back rule: which pins on a board are the ones whose answers were lost.

A wrong adoption hides a missing pin and a missed one makes a duplicate, so likeness alone counts only where it
leaves no doubt.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from contracts.names import PinKey
from contracts.sightings import PinPage, SeenPin
from drafting.characters import one_line
from drafting.links import bare_link, read_marker


@dataclass(frozen=True)
class OpenAttempt:
    """A POST that left at `sent_at` (epoch seconds) and whose answer is not known."""

    key: PinKey
    marker: str
    title: str
    link: str
    sent_at: float


def settle_board(
    open_attempts: Sequence[OpenAttempt],
    seen: Sequence[SeenPin],
    claimed_pin_ids: AbstractSet[str],
    *,
    skew_seconds: float,
) -> dict[PinKey, str]:
    """The pin id of each attempt that was found among `seen`; an attempt that is missing was not found.

    The attempt's own marker in a link decides; of several such pins the oldest is it. Without one, title, link
    and time (no earlier than `skew_seconds` before the POST) adopt a pin only when it alone fits, no other
    attempt fits it, and it carries no marker. Pins in `claimed_pin_ids` belong to other intents.
    """
    attempts = _first_of_each_key(open_attempts)
    pins = _free_pins(seen, claimed_pin_ids)
    settled = _by_marker(attempts, pins)
    taken = set(settled.values())
    left = [attempt for attempt in attempts if attempt.key not in settled]
    unmarked = [pin for pin in pins if pin.id not in taken and read_marker(pin.link) is None]
    return settled | _by_likeness(left, unmarked, skew_seconds)


def listing_proves_absence(pages: Sequence[PinPage], *, before: float) -> bool:
    """Whether a pin made at or after `before` (epoch seconds) and not in `pages` is not on the board.

    Listing order is undocumented: only a complete listing proves it, or one that was seen to run from new to
    old, with every time known, to a pin older than `before`.
    """
    if not pages:
        return False
    if not pages[-1].bookmark:
        return True
    times = [pin.created for page in pages for pin in page.pins]
    known = [time for time in times if time is not None]
    return bool(known) and len(known) == len(times) and _falls(known) and known[-1] < before


def _falls(times: Sequence[float]) -> bool:
    return all(earlier >= later for earlier, later in pairwise(times))


def _first_of_each_key(attempts: Iterable[OpenAttempt]) -> list[OpenAttempt]:
    """One attempt a key, the earliest, in the order of keys: the result must not depend on the order given."""
    latest_first = sorted(attempts, key=lambda a: (a.sent_at, a.marker, a.title, a.link), reverse=True)
    by_key = {attempt.key: attempt for attempt in latest_first}
    return [by_key[key] for key in sorted(by_key)]


def _free_pins(seen: Iterable[SeenPin], claimed: AbstractSet[str]) -> list[SeenPin]:
    """Each unclaimed pin once (pages overlap when pins are added meanwhile), the oldest first."""
    by_id = {pin.id: pin for pin in sorted(seen, key=lambda pin: (_age(pin), pin.title, pin.link or ""))}
    return sorted((pin for pin in by_id.values() if pin.id not in claimed), key=_age)


def _age(pin: SeenPin) -> tuple[float, int, str]:
    return (inf if pin.created is None else pin.created, len(pin.id), pin.id)


def _by_marker(attempts: Iterable[OpenAttempt], pins: Iterable[SeenPin]) -> dict[PinKey, str]:
    oldest: dict[str, str] = {}
    for pin in pins:
        marker = read_marker(pin.link)
        if marker is not None:
            oldest.setdefault(marker, pin.id)
    return {attempt.key: oldest.pop(attempt.marker) for attempt in attempts if attempt.marker in oldest}


def _by_likeness(
    attempts: Iterable[OpenAttempt], pins: Sequence[SeenPin], skew_seconds: float
) -> dict[PinKey, str]:
    fits = {attempt.key: _alike(attempt, pins, skew_seconds) for attempt in attempts}
    return _beyond_doubt(fits)


def _beyond_doubt(fits: Mapping[PinKey, Sequence[str]]) -> dict[PinKey, str]:
    rivals = Counter(pin_id for pin_ids in fits.values() for pin_id in pin_ids)
    return {key: ids[0] for key, ids in fits.items() if len(ids) == 1 and rivals[ids[0]] == 1}


def _alike(attempt: OpenAttempt, pins: Iterable[SeenPin], skew_seconds: float) -> list[str]:
    title, link, earliest = one_line(attempt.title), bare_link(attempt.link), attempt.sent_at - skew_seconds
    if not link:  # what is not known to have been sent resembles nothing
        return []
    return [
        pin.id
        for pin in pins
        if pin.created is not None
        and pin.created >= earliest
        and one_line(pin.title) == title
        and bare_link(pin.link or "") == link
    ]
