"""Reads a fault plan. A plan that does not say exactly what it wants is refused with the rule and field,
for a fault that silently never happens makes a test that proves nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from simulator.control_input import ControlError, Input
from simulator.effects import Effect, Ending
from simulator.faults import FaultPlan, FaultRule, Match
from simulator.seeded import dice

RULES_MAX = 1_000
ENDINGS = tuple(ending.value for ending in Ending if ending is not Ending.USUAL)
PIN_TIMES = ("listing_delay", "processing_delay", "remove_after")
REPORT_FATES = ("FAILED", "EXPIRED", "CANCELLED", "DOES_NOT_EXIST", "IN_PROGRESS")
VIDEO_FATES = ("fail_processing", "stuck_processing")


def read_plan_file(file: Path, default_seed: int) -> FaultPlan:
    """Raises ControlError with a sentence that names the file."""
    try:
        posted = json.loads(file.read_bytes())
    except (OSError, ValueError) as error:
        raise ControlError(f"The fault plan {file} cannot be read: {error}.") from error
    return read_plan(posted, default_seed)


def read_plan(posted: Any, default_seed: int) -> FaultPlan:  # JSON of any shape, read here
    """Raises ControlError with a sentence that names the rule and the field."""
    source = Input.of(posted, "The fault plan")
    source.allow("seed", "rules")
    seed = source.integer("seed", default=default_seed)
    rules = source.objects("rules", longest=RULES_MAX)
    return FaultPlan(seed, [_rule(seed, index, rule) for index, rule in enumerate(rules)])


def _rule(seed: int, index: int, posted: Any) -> FaultRule:  # JSON of any shape, read here
    rule = Input.of(posted, f"Rule {index}")
    rule.allow("match", "probability", "times", "effect")
    if rule.has("probability") and rule.has("times"):
        raise rule.refused("probability", "cannot stand beside times: choose one")
    return FaultRule(
        match=_match(rule.inner("match")),
        probability=rule.number("probability", default=1.0, most=1.0),
        times=rule.integer("times", default=0) if rule.has("times") else None,
        effect=_effect(rule),
        dice=dice(seed, "rule", index),
        source=rule.values,
    )


def _match(posted: Input) -> Match:
    posted.allow("method", "path", "account")
    method = posted.text("method", default=None)
    path = posted.text("path", default=None)
    if path is not None and not path.startswith(("/", "*")):
        raise posted.refused("path", "must begin with / (and may end in *)")
    account = posted.text("account", default=None)
    return Match(method=method.upper() if method else None, path=path, account=account)


def _effect(rule: Input) -> Effect:
    posted = rule.inner("effect")
    posted.allow(*ENDINGS, "body", "delay", *PIN_TIMES, *VIDEO_FATES, "report_fate")
    if not posted.values:
        raise rule.refused("effect", "must say what happens")
    ending = _ending(posted)
    if posted.has("body") and ending is not Ending.STATUS:
        raise posted.refused("body", "needs a status beside it")
    if all(map(posted.flag, VIDEO_FATES)):
        raise posted.refused("stuck_processing", "cannot stand beside fail_processing: what is stuck never fails")
    return Effect(
        ending=ending,
        status=posted.integer("status", default=0, least=200, most=599) if ending is Ending.STATUS else 0,
        body=posted.values.get("body"),
        slow_seconds=_slow_seconds(posted),
        delay=posted.number("delay", default=0.0),
        listing_delay=_optional_seconds(posted, "listing_delay"),
        processing_delay=_optional_seconds(posted, "processing_delay"),
        remove_after=_optional_seconds(posted, "remove_after"),
        fail_processing=posted.flag("fail_processing"),
        stuck_processing=posted.flag("stuck_processing"),
        report_fate=_report_fate(posted),
    )


def _report_fate(posted: Input) -> str | None:
    fate = posted.text("report_fate", default=None)
    if fate not in (None, *REPORT_FATES):
        raise posted.refused("report_fate", f"must be one of {', '.join(REPORT_FATES)}")
    return fate


def _ending(posted: Input) -> Ending:
    chosen = [Ending(name) for name in ENDINGS if _is_chosen(posted, name)]
    if len(chosen) > 1:
        raise posted.refused(chosen[1], f"cannot stand beside {chosen[0]}: one request ends one way")
    return chosen[0] if chosen else Ending.USUAL


def _is_chosen(posted: Input, name: str) -> bool:
    """Status and slow_body take numbers; the others are true, or false for nothing."""
    if name == Ending.STATUS or (name == Ending.SLOW_BODY and not posted.is_flag(name)):
        return posted.has(name)
    return posted.flag(name)


def _slow_seconds(posted: Input) -> float:
    if posted.is_flag("slow_body"):
        return Effect().slow_seconds
    return posted.number("slow_body", default=Effect().slow_seconds)


def _optional_seconds(posted: Input, name: str) -> float | None:
    return posted.number(name, default=0.0) if posted.has(name) else None
