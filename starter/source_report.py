"""A source as a document: what machines rely on. No secret is in it."""

import json

from contracts.contract import Instant
from contracts.intake import KeptDecision, PollNote, RefusedDelivery, SourceCard
from drafting.change_decisions import happenings_of
from drafting.happenings import happening_words
from outcomes.report import Report
from starter.clocks import iso_utc
from starter.source_doors import guide_report
from starter.source_look import SourceLook
from starter.source_slots import slot_report


def source_line(card: SourceCard) -> Report:
    """A source's line in the list of all."""
    return {
        "source": card.key,
        "kind": card.kind.value,
        "account": card.account,
        "paused": card.paused,
        "secrets": card.secrets,
        "created": iso_utc(card.created),
        "polled": _poll_report(card.polled),
    }


def look_report(look: SourceLook) -> Report:
    """All that is known of one."""
    runs = look.next_runs
    return {
        **source_line(look.card),
        "settings": settings_report(look.card),
        "rules": {"own": look.card.rules is not None, "trouble": look.rules_trouble},
        "door": guide_report(look.guide),
        "next_runs": None if runs is None else [iso_utc(at) for at in runs],
        "backlog": look.backlog.model_dump() | {"oldest": _moment(look.backlog.oldest)},
        "today": dict(look.today),
        "week": dict(look.week),
        "refused": [_refused_report(one) for one in look.refused],
        "decisions": [_decision_report(one) for one in look.decisions],
        "slot": slot_report(look.slot) if look.slot else None,
    }


def settings_report(card: SourceCard) -> Report:
    """As they are kept: only what is other than usual."""
    settings: Report = json.loads(card.settings)
    return settings


def _poll_report(note: PollNote | None) -> Report | None:
    return (
        None
        if note is None
        else {
            "at": iso_utc(note.at),
            "words": note.words,
            "error": note.error,
            "well": _moment(note.well_at),
            "failures": note.failures,
            "alarm": note.alarm or (note.doubt.why if note.doubt else None),
        }
    )


def _refused_report(refused: RefusedDelivery) -> Report:
    return {
        "received": iso_utc(refused.received),
        "topic": refused.topic,
        "reason": refused.reason,
        "message": refused.message,
    }


def _decision_report(decision: KeptDecision) -> Report:
    return {
        "product": decision.product_key,
        "at": iso_utc(decision.at),
        "happened": [happening_words(one) for one in happenings_of(decision)],
        "actions": list(decision.counted),
        "explanation": decision.explanation.splitlines(),
    }


def _moment(at: Instant | None) -> str | None:
    return None if at is None else iso_utc(at)
