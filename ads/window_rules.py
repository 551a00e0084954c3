"""Rules of attribution windows: which triples Pinterest counts by."""

from collections.abc import Iterator
from itertools import product

from ads.asking import Asked
from ads.objections import Objection, Severity
from contracts.ads import AttributionWindows

WINDOW_DAYS = (0, 1, 7, 14, 30, 60)
"""Pinterest's enumeration."""
_OFFERED = (60, 30, 7, 1)
"""What Ads Manager offers."""
TRIPLES = frozenset(
    {
        (click, engagement, view)
        for click, engagement, view in product(_OFFERED, _OFFERED, _OFFERED)
        if click >= engagement >= view
    }
    | {(30, 60, 1)},
)
"""Ads Manager's 21 combinations: click, engagement, view."""
NEAREST_MAX = 3
_FIELDS = ("click_days", "engagement_days", "view_days")
_DOUBTFUL = (0, 14)


def of_the_enumeration(asked: Asked) -> Iterator[Objection]:
    """A window is one of six lengths."""
    for field, days in zip(_FIELDS, _triple(asked.spec.windows), strict=True):
        if days not in WINDOW_DAYS:
            near = sorted(WINDOW_DAYS, key=lambda known: (abs(known - days), known))[:NEAREST_MAX]
            message = f"a window of {days} days does not exist"
            yield Objection(f"windows.{field}", "unknown_window", message, tuple(map(str, near)))


def of_a_triple(asked: Asked) -> Iterator[Objection]:
    """The three go together as in Ads Manager: clicks count no shorter than engagements, nor those than views."""
    triple = _triple(asked.spec.windows)
    if set(triple) <= set(WINDOW_DAYS) and not _combines(triple):
        message = f"the windows {_said(triple)} (click/engagement/view) do not go together"
        yield Objection("windows", "window_combination", message, nearest_triples(triple))


def without_doubt(asked: Asked) -> Iterator[Objection]:
    """0 and 14 are in Pinterest's enumeration, but not in Ads Manager, so they cannot be compared with it."""
    triple = _triple(asked.spec.windows)
    if not _combines(triple):
        return
    for field, days in zip(_FIELDS, triple, strict=True):
        if days in _DOUBTFUL:
            message = f"Ads Manager has no window of {days} days, so its numbers will differ"
            yield Objection(f"windows.{field}", "doubtful_window", message, _near_offers(days), Severity.WARNED)


def no_dead_engagements(asked: Asked) -> Iterator[Objection]:
    """Pinterest has stopped attributing conversions to engagements; the past is kept until 30 September 2027."""
    for column in asked.known_columns:
        if column.conversion and "_ENGAGEMENT_" in column.name:
            message = f"{column.name} gets no new data: Pinterest no longer attributes to engagements"
            yield Objection("columns", "engagement_ended", message, severity=Severity.WARNED)


def nearest_triples(triple: tuple[int, int, int]) -> tuple[str, ...]:
    """The valid combinations nearest to this one, the nearest first."""

    def far(known: tuple[int, int, int]) -> tuple[int, tuple[int, int, int]]:
        apart = sum(abs(_rank(one) - _rank(other)) for one, other in zip(known, triple, strict=True))
        return apart, known

    return tuple(_said(known) for known in sorted(TRIPLES, key=far)[:NEAREST_MAX])


def _combines(triple: tuple[int, int, int]) -> bool:
    """14 for clicks is known to be refused; 0 and 14 elsewhere are taken when nothing grows."""
    if triple in TRIPLES:
        return True
    doubtful = any(days in _DOUBTFUL for days in triple)
    return doubtful and triple[0] != _DOUBTFUL[1] and triple[0] >= triple[1] >= triple[2]


def _triple(windows: AttributionWindows) -> tuple[int, int, int]:
    return windows.click_days, windows.engagement_days, windows.view_days


def _said(triple: tuple[int, int, int]) -> str:
    return "/".join(map(str, triple))


def _rank(days: int) -> int:
    return WINDOW_DAYS.index(days)


def _near_offers(days: int) -> tuple[str, ...]:
    return tuple(str(known) for known in sorted(_OFFERED, key=lambda known: abs(known - days))[:2])


WINDOW_RULES = (of_the_enumeration, of_a_triple, without_doubt, no_dead_engagements)
