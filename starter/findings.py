"""What a check found: one line that a person reads and a program can count, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is."""

    OK = "ok"
    WARNING = "warning"
    """It works, and somebody should know."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """It was not looked at, because what it rests on is not there."""


class Group(StrEnum):
    """What belongs together, in the order in which people read it: each rests on those above it."""

    MACHINE = "This machine"
    STACK = "Stack"
    TEMPORAL = "Temporal"
    LEDGER = "Ledger"
    PINTEREST = "Pinterest"
    WORK = "Work"


@dataclass(frozen=True)
class Finding:
    """`found` says what is, `remedy` what to do; never a secret in either."""

    name: str
    state: State
    found: str
    remedy: str | None = None


Findings = tuple[Finding, ...]
Report = Mapping[Group, Findings]


def ok(name: str, found: str) -> Finding:
    return Finding(name, State.OK, found)


def warning(name: str, found: str, remedy: str) -> Finding:
    return Finding(name, State.WARNING, found, remedy)


def failed(name: str, found: str, remedy: str) -> Finding:
    return Finding(name, State.FAILED, found, remedy)


def skipped(name: str, why: str) -> Finding:
    return Finding(name, State.SKIPPED, why)


def all_skipped(names: Iterable[str], why: str) -> Findings:
    return tuple(skipped(name, why) for name in names)


def count(report: Report, state: State) -> int:
    return sum(finding.state is state for findings in report.values() for finding in findings)


def is_well(report: Report) -> bool:
    """Whether nothing failed; warnings do not count."""
    return count(report, State.FAILED) == 0


def summary(report: Report) -> str:
    """`All well.`, or how many problems and warnings there are."""
    counts = ((count(report, State.FAILED), "problem"), (count(report, State.WARNING), "warning"))
    parts = [f"{number} {word}{'s' if number > 1 else ''}" for number, word in counts if number]
    return f"{', '.join(parts)}." if parts else "All well."


def report_to_json(report: Report) -> dict[str, object]:
    """The document that machines rely on (`pinflow doctor --json`)."""
    checks = [
        {"name": finding.name, "state": finding.state.value, "found": finding.found, "remedy": finding.remedy}
        for findings in report.values()
        for finding in findings
    ]
    return {"ok": is_well(report), "checks": checks}
