"""What the extraction of ads data needs of the world, as Protocols."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from contracts.ads import AdsSourceKey, AdsSourceSpec, Chunk, ReportFormat, RowBatch
from contracts.ads_reports import (
    EntitiesRequest,
    NumbersRequest,
    OrganicRequest,
    ReadyState,
    ReportRequest,
    ReportRow,
    SeenAdAccount,
    SeenReport,
)
from contracts.ads_runs import (
    AdsRun,
    AdsRunId,
    AdsSource,
    ChunkAtWork,
    ChunkOrder,
    ChunkPeers,
    ChunkState,
    CoveredDay,
)
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.sightings import Category


class Destination(Protocol):
    """Where the rows of one source go. Called in a thread of its own. Raises `DestinationTrouble`."""

    def write(self, chunk: Chunk, batches: Iterable[RowBatch]) -> int:
        """Take the chunk's rows, all of them or none, in the source's write mode; how many there were.

        By delete-insert they replace what was there of the chunk's ad account and days (`AD_ACCOUNT_COLUMN`,
        `DAY_COLUMN`), and of its ids and breakdowns where it has any; no rows at all take away what was there.
        Written again they are there once. Whatever `batches` raises comes through, and nothing was changed.
        """
        ...


class Destinations(Protocol):
    """Opens them. Nothing is touched before the first write."""

    def of(self, spec: AdsSourceSpec, at: Instant | None = None) -> Destination:
        """`at`: when rows are written, and so when those that are restated were replaced."""
        ...


class AdAccounts(Protocol):
    """Whose numbers they are. Raises `PinterestTrouble`."""

    async def ad_account(self, account: AccountKey, ad_account_id: str) -> SeenAdAccount: ...


class Reports(Protocol):
    """Reports at Pinterest. Raises `PinterestTrouble`."""

    async def create(self, account: AccountKey, request: ReportRequest) -> str:
        """Ask for one; the token by which it is asked after. Asked twice, there are two."""
        ...

    async def look(self, account: AccountKey, ad_account_id: str, token: str) -> SeenReport: ...

    async def download(self, url: str, into: Path) -> int:
        """Write it into a file; its bytes. Raises LinkDead when the link is over."""
        ...


class Numbers(Protocol):
    """Ads numbers that are answered at once. Raises `PinterestTrouble`, AnswerTooLarge among it."""

    async def rows(self, account: AccountKey, request: NumbersRequest) -> Sequence[ReportRow]: ...

    async def ready(self, account: AccountKey, day: date) -> ReadyState:
        """Whether the day's numbers are final."""
        ...


class Lists(Protocol):
    """Lists of what an ad account has. Raises `PinterestTrouble`."""

    async def page(
        self, account: AccountKey, request: EntitiesRequest, within: Sequence[str], bookmark: str | None
    ) -> tuple[Sequence[ReportRow], str | None]:
        """A page, and the bookmark of the next. `within`: the ad groups, where Pinterest lists by those."""
        ...

    async def dictionary(self, account: AccountKey) -> Sequence[ReportRow]:
        """Pinterest's words for its metrics."""
        ...


class Organic(Protocol):
    """What people did with pins. Raises `PinterestTrouble`."""

    async def rows(self, account: AccountKey, request: OrganicRequest) -> Sequence[ReportRow]: ...


class ReportReader(Protocol):
    """What stands in a report that was downloaded."""

    def rows(
        self, path: Path, id_column: str | None, asked: ReportFormat = ReportFormat.JSON
    ) -> Iterator[ReportRow]:
        """Its rows; `id_column` is what a key that is an id stands for, `asked` the form that was asked for.

        Raises Unavailable when it is cut off.
        """
        ...


class AdsCalls(Protocol):
    """The places in an account's quotas. Raises `LedgerBusy`."""

    async def hold(
        self, account: AccountKey, now: Instant, category: Category = Category.ADS_ANALYTICS
    ) -> Instant | None:
        """Take a place for a request that leaves now: None. Or when to ask again."""
        ...

    async def at_most(
        self, account: AccountKey, now: Instant, category: Category, *, beyond_seconds: float
    ) -> int | None:
        """Requests that fit into the windows that last longer than so many seconds; None: there is none."""
        ...


class AdsSources(Protocol):
    """Raises `LedgerBusy`."""

    async def get(self, key: AdsSourceKey) -> AdsSource | None: ...


class Coverage(Protocol):
    """What became of the days. Raises `LedgerBusy`."""

    async def days(self, source: AdsSourceKey, first: date, last: date) -> Sequence[CoveredDay]: ...


class AdsRuns(Protocol):
    """Runs and their pieces. Raises `LedgerBusy`."""

    async def begin(self, run: AdsRun, chunks: Sequence[Chunk], lost: Sequence[CoveredDay]) -> None:
        """Write it down; once."""
        ...

    async def get(self, run: AdsRunId) -> AdsRun | None: ...

    async def next_chunk(self, run: AdsRunId) -> ChunkOrder | None: ...

    async def chunk(self, run: AdsRunId, number: int) -> ChunkAtWork | None: ...

    async def peers(self, run: AdsRunId, number: int) -> Sequence[ChunkPeers]:
        """The other pieces that have some of the same days, those that are alike as one."""
        ...

    async def states(self, run: AdsRunId) -> Mapping[ChunkState, int]: ...

    async def written(self, work: ChunkAtWork) -> None: ...

    async def end_chunk(
        self, work: ChunkAtWork, days: Sequence[CoveredDay], at: Instant, *, why: str = "", gone: str = ""
    ) -> None:
        """Done, or with `why` failed; `gone` says what it did without."""
        ...

    async def split(self, work: ChunkAtWork, pieces: Sequence[Chunk], at: Instant) -> None:
        """Smaller pieces stand in the place of one that is too large."""
        ...

    async def failures(self, run: AdsRunId) -> Sequence[str]: ...

    async def gone(self, run: AdsRunId) -> Sequence[str]:
        """What pieces that are done did without."""
        ...

    async def end(self, run: AdsRunId, at: Instant) -> None: ...
