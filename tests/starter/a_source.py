"""Sources for tests: only what matters to a test is written in it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from contracts.contract import Instant
from contracts.intake import PollNote, SourceCard
from contracts.names import SourceKey
from contracts.sources import SourceKind
from contracts.trouble import EngineAway
from contracts.watching import WatchReport, WatchRequest
from tests.builders import ACCOUNT
from tests.starter.looks import NOW

SPRING = SourceKey("spring")


def a_card(kind: SourceKind = SourceKind.FEED, **changes: object) -> SourceCard:
    """A source that is well."""
    well = SourceCard(key=SPRING, kind=kind, account=ACCOUNT, created=NOW - 86_400, secrets=1)
    settings = changes.pop("settings", None)
    stated = {} if settings is None else {"settings": json.dumps(settings)}
    return well.model_copy(update={**changes, **stated})


def a_note(**changes: object) -> PollNote:
    """A poll ten minutes ago that went well."""
    return PollNote(at=NOW - 600, well_at=NOW - 600, words="It is as it was.").model_copy(update=changes)


@dataclass
class StandInSchedules:
    """Keeps the port `Schedules`; with `away` nobody answers."""

    report: WatchReport = field(default_factory=lambda: WatchReport(words="It is as it was.", unchanged=True))
    away: bool = False
    runs: Sequence[Instant] = ()
    kept: list[SourceCard] = field(default_factory=list)
    asked: list[WatchRequest] = field(default_factory=list)

    async def keep(self, sources: Sequence[SourceCard]) -> None:
        self._answer()
        self.kept[:] = sources

    async def run_now(self, request: WatchRequest) -> WatchReport:
        self._answer()
        self.asked.append(request)
        return self.report

    async def next_runs(self, source: SourceKey) -> Sequence[Instant]:
        self._answer()
        return self.runs

    def _answer(self) -> None:
        if self.away:
            raise EngineAway("Temporal does not answer")
