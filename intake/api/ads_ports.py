"""What the API's ads data needs of the world. All of it raises `contracts.trouble.LedgerBusy`."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from ads.objections import Objection
from ads.previewing import PreviewAsk
from contracts.ads import AdsSourceKey, AdsSourceSpec
from contracts.ads_progress import AdsRunSeen, BackfillUnderWay
from contracts.ads_reports import PreviewRows, ReportRequest, ReportToken, SeenAdAccount
from contracts.ads_runs import AdsRunId, AdsRunKind, AdsRunRequest, AdsSource, CoveredDay
from contracts.contract import Instant
from contracts.names import AccountKey


class KeptAdsSources(Protocol):
    """The sources of ads data."""

    async def add(self, spec: AdsSourceSpec, at: Instant) -> bool:
        """Whether it is new. One of that name stays as it is."""
        ...

    async def change(self, spec: AdsSourceSpec) -> bool:
        """Describe it anew; whether there is one."""
        ...

    async def get(self, key: AdsSourceKey) -> AdsSource | None: ...

    async def all(self) -> Sequence[AdsSource]:
        """By their names."""
        ...

    async def pause(self, key: AdsSourceKey, why: str | None) -> bool:
        """Stop it, or with None let it go on; whether there is one."""
        ...

    async def remove(self, key: AdsSourceKey) -> bool:
        """Forget it with its runs and coverage; its rows stay."""
        ...


class SeenAdAccounts(Protocol):
    """Ad accounts at Pinterest. Raises `PinterestTrouble`."""

    async def list_all(self, account: AccountKey) -> Sequence[SeenAdAccount]: ...

    async def if_there(self, account: AccountKey) -> Sequence[SeenAdAccount] | None:
        """The same; None while there is no Pinterest to ask."""
        ...


class Previews(Protocol):
    """Rows before a source is kept. Raises `PinterestTrouble`."""

    async def at_once(self, account: AccountKey, ask: PreviewAsk) -> PreviewRows | Objection:
        """The first rows of what has no report, or what Pinterest says against it."""
        ...

    async def begin(self, account: AccountKey, request: ReportRequest) -> ReportToken | Objection:
        """Ask for the report, or what Pinterest says against it."""
        ...

    async def rows(
        self, account: AccountKey, ask: PreviewAsk, token: ReportToken
    ) -> PreviewRows | Objection | None:
        """The first rows, or what stands against them; None: the report is not ready yet."""
        ...


class AdsRuns(Protocol):
    """Runs as the ledger has them."""

    async def page(self, source: AdsSourceKey, limit: int, offset: int) -> tuple[Sequence[AdsRunSeen], int]:
        """Newest first, and how many there are in all."""
        ...

    async def one(self, source: AdsSourceKey, run: AdsRunId) -> AdsRunSeen | None: ...

    async def newest(self, source: AdsSourceKey, kind: AdsRunKind) -> AdsRunSeen | None: ...


class AdsCoverage(Protocol):
    """What became of the days."""

    async def days(self, source: AdsSourceKey, first: date, last: date) -> Sequence[CoveredDay]: ...


class AdsRunStarter(Protocol):
    """Starts runs in Temporal, and tells them. Raises `EngineAway`."""

    async def sync(self, request: AdsRunRequest) -> AdsRunId:
        """Begin, or join who reads the source already."""
        ...

    async def backfill(self, request: AdsRunRequest) -> AdsRunId:
        """Raises `BackfillRuns` while one is under way."""
        ...

    async def tell_backfill(self, source: AdsSourceKey, signal: str) -> None:
        """`pause` or `resume`. Raises `NoBackfill`."""
        ...

    async def backfill_under_way(self, source: AdsSourceKey) -> BackfillUnderWay | None:
        """The one that runs, also when it is paused; None: none does."""
        ...
