"""What must hold when everything has ended: asked of Pinterest's own books and of ours, and of nobody else."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from tests.chaos.books import AttemptSeen, IntentSeen, RowSeen
from tests.journeys.pinflow import Document

LIVE = "live"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Evidence:
    """All that is known when a run has ended. `pins` are Pinterest's, removed ones not among them."""

    products: int
    """Rows that were launched, in all launches together."""
    rows: Sequence[RowSeen]
    intents: Sequence[IntentSeen]
    attempts: Sequence[AttemptSeen]
    pins: Sequence[Document]
    withdrawn_said: frozenset[str] = frozenset()
    """Keys of pins of which somebody was told that there is none, and will be none."""
    may_be_withdrawn: bool = False


@dataclass(frozen=True)
class Verdict:
    """Sentences; a run is good when there are none."""

    live: int
    duplicates: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    disagreements: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not (self.duplicates or self.lost or self.disagreements)


@dataclass(frozen=True)
class _Found:
    """The evidence, in the order in which it is asked."""

    evidence: Evidence
    by_marker: Mapping[str, Sequence[Document]] = field(default_factory=dict)
    by_id: Mapping[str, Document] = field(default_factory=dict)
    intents: Mapping[str, IntentSeen] = field(default_factory=dict)
    """By marker."""


def judge(evidence: Evidence) -> Verdict:
    """Duplicates, losses, and everything in which Pinterest and the ledger are not of one mind."""
    found = _sorted(evidence)
    return Verdict(
        live=sum(intent.outcome == LIVE for intent in evidence.intents),
        duplicates=tuple(_duplicates(found)),
        lost=tuple(_lost(found)),
        disagreements=(*_bad_ends(found), *_intents_that_differ(found), *_unowned(found), *_left_open(found)),
    )


def marker_in(pin: Document) -> str:
    """The marker that the pin's link carries; nothing for one that is none of ours."""
    return parse_qs(urlsplit(pin["link"] or "").query).get("pf", [""])[0]


def doubled(pins: Sequence[Document]) -> Mapping[str, Sequence[Document]]:
    """Pins by their marker, where there are several."""
    return {marker: group for marker, group in _by_marker(pins).items() if marker and len(group) > 1}


def _sorted(evidence: Evidence) -> _Found:
    return _Found(
        evidence,
        _by_marker(evidence.pins),
        {pin["id"]: pin for pin in evidence.pins},
        {intent.marker: intent for intent in evidence.intents},
    )


def _by_marker(pins: Sequence[Document]) -> Mapping[str, Sequence[Document]]:
    groups = defaultdict[str, list[Document]](list)
    for pin in pins:
        groups[marker_in(pin)].append(pin)
    return groups


def _duplicates(found: _Found) -> Iterator[str]:
    """One for each pin too many."""
    for marker, group in doubled(found.evidence.pins).items():
        intent = found.intents.get(marker)
        for pin in group[1:]:
            yield f"pin {pin['id']} is another {group[0]['id']} of intent {intent.key if intent else '?'}"


def _lost(found: _Found) -> Iterator[str]:
    """Products that nobody can say anything of, or that are called live and are not there."""
    missing = found.evidence.products - len(found.evidence.rows)
    if missing:
        yield f"{missing} rows are not in the ledger"
    for row in found.evidence.rows:
        if row.outcome is None:
            yield f"{row.launch}, product {row.product}: no outcome"
        elif row.outcome == LIVE and row.pin_id not in found.by_id:
            yield f"{row.launch}, product {row.product}: live as pin {row.pin_id}, which is not there"


def _bad_ends(found: _Found) -> Iterator[str]:
    """Every fault goes by: in the end each good product is live, unless somebody cancelled it."""
    for row in found.evidence.rows:
        withdrawn = row.outcome == WITHDRAWN and found.evidence.may_be_withdrawn
        if row.outcome not in {None, LIVE} and not withdrawn:
            yield f"{row.launch}, product {row.product}: {row.outcome} ({row.reason}: {row.message})"


def _intents_that_differ(found: _Found) -> Iterator[str]:
    rows = defaultdict[str | None, list[RowSeen]](list)
    for row in found.evidence.rows:
        rows[row.intent_key].append(row)
    for intent in found.evidence.intents:
        yield from _differences(intent, rows[intent.key], found)


def _differences(intent: IntentSeen, rows: Sequence[RowSeen], found: _Found) -> Iterator[str]:
    for row in rows:
        if (row.outcome, row.pin_id) != (intent.outcome, intent.pin_id):
            yield f"intent {intent.key} is {intent.outcome}, its row in {row.launch} {row.outcome}"
    pin = found.by_id.get(intent.pin_id or "")
    if intent.outcome == LIVE and pin is not None:
        there = (pin["account"], pin["board_id"], marker_in(pin))
        if there != (intent.account, intent.board_id, intent.marker):
            yield f"intent {intent.key} has pin {pin['id']}, which is {there}"
    if intent.key in found.evidence.withdrawn_said and found.by_marker.get(intent.marker):
        yield f"intent {intent.key}: withdrawn was said, and there is a pin"


def _unowned(found: _Found) -> Iterator[str]:
    """Pins of which no intent says that they are its live one. Those too many are told as duplicates."""
    for marker, group in found.by_marker.items():
        intent = found.intents.get(marker)
        if intent is None:
            yield f"pin {group[0]['id']} belongs to no intent"
        elif intent.outcome != LIVE:
            yield f"pin {group[0]['id']} is there, and intent {intent.key} is {intent.outcome} ({intent.reason})"
        elif intent.pin_id not in {pin["id"] for pin in group}:
            yield f"intent {intent.key} calls {intent.pin_id} its pin, and {group[0]['id']} is"


def _left_open(found: _Found) -> Iterator[str]:
    for attempt in found.evidence.attempts:
        if attempt.is_open:
            yield f"attempt {attempt.number} of {attempt.key} is still {attempt.state}"
