"""How like a pin is to what was sent, where no marker tells: by its title, its link and its time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from contracts.contract import Instant
from contracts.names import PinKey
from contracts.sightings import SeenPin
from drafting.characters import one_line
from drafting.links import bare_link, read_marker
from drafting.skew import Skew


@dataclass(frozen=True)
class OpenAttempt:
    """A POST that left at `sent_at` (our clock) and whose answer is not known."""

    key: PinKey
    marker: str
    title: str
    link: str
    sent_at: Instant
    board_id: str | None = None
    """Where it went; None: a pin on any board is as good."""


@dataclass(frozen=True)
class Resemblance:
    """A pin that may be an attempt's: it has its title or its link."""

    pin_id: str
    created: Instant | None
    """By Pinterest's clock; None: not known."""
    title: bool
    link: bool
    likely: bool
    """It was made late enough by any measure, and on the attempt's board."""
    elsewhere: bool
    """It lies on another board."""
    rivals: int = 1
    """How many attempts it fits."""

    @property
    def fits(self) -> bool:
        """Nothing speaks against it."""
        return self.title and self.link and self.likely


@dataclass(frozen=True)
class Faces:
    """Pins by what is compared of them."""

    by_title: Mapping[str, Sequence[SeenPin]]
    by_link: Mapping[str, Sequence[SeenPin]]

    @classmethod
    def of(cls, pins: Iterable[SeenPin]) -> Self:
        by_title, by_link = defaultdict[str, list[SeenPin]](list), defaultdict[str, list[SeenPin]](list)
        for pin in pins:
            by_title[one_line(pin.title)].append(pin)
            by_link[bare_link(pin.link or "")].append(pin)
        return cls(by_title, by_link)

    def like(self, attempt: OpenAttempt, skew: Skew) -> Sequence[Resemblance]:
        """The pins with its title or its link that were not made before it, the oldest first."""
        title, link = one_line(attempt.title), bare_link(attempt.link)
        if not link:  # what is not known to have been sent resembles nothing
            return ()
        titled = {pin.id: pin for pin in self.by_title.get(title, ()) if title}
        linked = {pin.id: pin for pin in self.by_link.get(link, ())}
        found = [
            _resemblance(pin, attempt, skew, title=pin.id in titled, link=pin.id in linked)
            for pin in (titled | linked).values()
            if pin.created is None or pin.created >= skew.possible_since(attempt.sent_at)
        ]
        return sorted(found, key=lambda like: (like.created is None, like.created or 0.0, like.pin_id))


def _resemblance(pin: SeenPin, attempt: OpenAttempt, skew: Skew, *, title: bool, link: bool) -> Resemblance:
    elsewhere = None not in {pin.board_id, attempt.board_id} and pin.board_id != attempt.board_id
    late_enough = pin.created is not None and pin.created >= skew.likely_since(attempt.sent_at)
    return Resemblance(
        pin_id=pin.id,
        created=pin.created,
        title=title,
        link=link,
        likely=late_enough and not elsewhere,
        elsewhere=elsewhere,
    )


@dataclass(frozen=True)
class Description:
    """What a pin must have to matter to any of some attempts: one look at each of 200,000 pins."""

    markers: frozenset[str]
    titles: frozenset[str]
    links: frozenset[str]

    @classmethod
    def of(cls, attempts: Sequence[OpenAttempt]) -> Self:
        return cls(
            markers=frozenset(attempt.marker for attempt in attempts),
            titles=frozenset(one_line(attempt.title) for attempt in attempts) - {""},
            links=frozenset(bare_link(attempt.link) for attempt in attempts) - {""},
        )

    def fits(self, pin: SeenPin) -> bool:
        """Whether `settle_board` would answer otherwise without it, or may."""
        marker = read_marker(pin.link)
        if marker is not None:
            return marker in self.markers
        return one_line(pin.title) in self.titles or bare_link(pin.link or "") in self.links
