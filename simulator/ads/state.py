"""The ad accounts and reports of this Pinterest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from simulator.ads.entities import Tree, grow
from simulator.ads.question import Question, Windows
from simulator.ads.shape import Shape

REPORT_LIVES = 3_600.0  # seconds: Pinterest keeps a report for an hour
REPORT_FORGOTTEN = 86_400.0  # seconds until nobody knows that there was one


class Fate(StrEnum):
    """What becomes of a report; all but the first happen by the fault plan alone."""

    FINISHED = "FINISHED"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    DOES_NOT_EXIST = "DOES_NOT_EXIST"
    STUCK = "IN_PROGRESS"


@dataclass(frozen=True)
class Report:
    """`ready` is the epoch second from which its fate is known; numbers are as of its creation."""

    token: str
    ad_account: str
    created: float
    ready: float
    fate: Fate
    question: Question
    ids: tuple[str, ...]
    by_date: bool
    as_csv: bool

    def status(self, now: float) -> Fate:
        if now >= self.created + REPORT_FORGOTTEN:
            return Fate.DOES_NOT_EXIST
        if now < self.ready:
            return Fate.STUCK
        if self.fate is Fate.FINISHED and now >= self.created + REPORT_LIVES:
            return Fate.EXPIRED
        return self.fate


@dataclass
class AdsState:
    """Changed by history.py alone. Trees are grown from their shapes when somebody asks."""

    shapes: dict[str, Shape] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    _trees: dict[str, Tree] = field(default_factory=dict)

    def keep_shape(self, shape: Shape) -> None:
        self.shapes[shape.id] = shape
        self._trees.pop(shape.id, None)

    def tree(self, ad_account: str) -> Tree:
        if ad_account not in self._trees:
            self._trees[ad_account] = grow(self.shapes[ad_account])
        return self._trees[ad_account]


def ads_entries(state: AdsState) -> Iterator[dict[str, Any]]:  # JSON
    for shape in state.shapes.values():
        yield {"event": "ad_account", **asdict(shape)}
    for report in state.reports.values():
        yield {"event": "ads_report", **asdict(report)}


def apply_ad_account(state: AdsState, fields: dict[str, Any]) -> None:  # JSON
    state.keep_shape(Shape(**fields))


def apply_report(state: AdsState, fields: dict[str, Any]) -> None:  # JSON
    question = dict(fields["question"])
    question |= {"windows": Windows(**question["windows"])}
    question |= {"columns": tuple(question["columns"]), "types": tuple(question["types"])}
    kinds = {"fate": Fate(fields["fate"]), "question": Question(**question), "ids": tuple(fields["ids"])}
    report = Report(**fields | kinds)
    state.reports[report.token] = report
