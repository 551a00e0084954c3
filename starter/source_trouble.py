"""What somebody must see to about a source, as its card tells: pure, so that every case can be tried."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.intake import SourceCard
from contracts.sources import HOOKED, SourceKind
from starter.source_rules import rules_trouble


@dataclass(frozen=True)
class SourceTrouble:
    """`found` says what is, `remedy` what to do."""

    found: str
    remedy: str
    stops: bool = True
    """Nothing of the source is pinned until it is mended."""


def source_trouble(card: SourceCard) -> SourceTrouble | None:
    """The worst of it; None: all is well, as far as its card tells."""
    if card.paused is not None:
        why = f": {card.paused}" if card.paused else ""
        return SourceTrouble(
            f"paused by a person{why}", f"When it shall go on: pinflow sources resume {card.key}", stops=False
        )
    return _rules(card) or _poll(card) or _secret(card)


def _rules(card: SourceCard) -> SourceTrouble | None:
    trouble = rules_trouble(card)
    if trouble is None:
        return None
    return SourceTrouble(
        f"its rules cannot be read, and so nothing is decided: {trouble}",
        f"Mend them, then: pinflow sources rules {card.key} FILE",
    )


def _poll(card: SourceCard) -> SourceTrouble | None:
    note = card.polled
    if note is None or not (note.error or note.alarm or note.doubt):
        return None
    if not note.error:
        return SourceTrouble(
            note.alarm or (note.doubt.why if note.doubt else ""),
            f"When what is missing is really gone: pinflow sources run {card.key} --gone",
            stops=False,
        )
    return SourceTrouble(
        f"it was last asked in vain: {note.error}",
        f"It is tried again by itself; when the cause is mended, at once: pinflow sources run {card.key}",
    )


def _secret(card: SourceCard) -> SourceTrouble | None:
    if card.secrets:
        return None
    if card.kind is SourceKind.POSTGRESQL:
        return SourceTrouble("it has no connection string", f"Give it one: pinflow sources secret {card.key}")
    if card.kind in HOOKED:
        return SourceTrouble(
            "its door has no secret: open to programs on this machine, shut to all others",
            f"Give it one: pinflow sources secret {card.key}",
            stops=False,
        )
    return None


def trouble_line(cards: Sequence[SourceCard]) -> str | None:
    """`Sources in trouble: spring-feed, lamps. See: pinflow sources list`; None where none is."""
    troubled = [card.key for card in cards if (trouble := source_trouble(card)) and trouble.stops]
    return f"Sources in trouble: {', '.join(troubled)}. See: pinflow sources list" if troubled else None


def troubles_report(cards: Sequence[SourceCard]) -> list[dict[str, object]]:
    """Each source that somebody must see to, in a document."""
    found = [(card.key, trouble) for card in cards if (trouble := source_trouble(card))]
    return [
        {"source": key, "found": trouble.found, "remedy": trouble.remedy, "stops": trouble.stops}
        for key, trouble in found
    ]
