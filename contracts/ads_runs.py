"""Runs of an ads source: what is asked of one, its pieces, and what became of the days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from contracts.ads import AdsSourceKey, AdsSourceSpec, Chunk, CoverageState
from contracts.ads_reports import ReportStatus, ReportToken
from contracts.contract import Contract, Instant, Line, Text

AdsRunId = Line
"""Temporal's id of the workflow's first run: the same however often the workflow continues as new."""


class AdsRunKind(StrEnum):
    """Why days are read."""

    SYNC = "sync"
    """What is new, may be restated, or is missing."""
    BACKFILL = "backfill"
    """Days that a person named."""


class ChunkState(StrEnum):
    """How far a chunk is."""

    WAITING = "waiting"
    UNPROVEN = "unproven"
    """Its rows are written; days without any are still to be confirmed."""
    DONE = "done"
    FAILED = "failed"
    SPLIT = "split"
    """Too large for one answer: smaller ones stand in its place."""


class AdsRunRequest(Contract):
    """A run as it is started. Without days: what the source's coverage asks for."""

    source: AdsSourceKey
    kind: AdsRunKind = AdsRunKind.SYNC
    first: date | None = None
    last: date | None = None
    run: AdsRunId | None = None
    """Set when the workflow continues as new."""
    paused: bool = False
    """A backfill that begins so waits for `resume`."""
    chunks_per_run: Annotated[int, Field(ge=1)] | None = None
    """Chunks after which it continues as new; None: as many as are usual."""


class AdsRunOrder(Contract):
    """A run that is to be planned."""

    run: AdsRunId
    request: AdsRunRequest


class AdsPlanned(Contract):
    """A planned run. With `why` nothing is to be read."""

    chunks: int = 0
    days: int = 0
    why: Line | None = None


class ChunkOrder(Contract):
    """The piece of a run that is next."""

    run: AdsRunId
    number: int
    words: Line = ""
    """`2026-05-01 to 2026-10-31`, for people."""
    left: int = 0
    """Pieces that wait, this one among them."""
    proof: bool = False
    """Not its rows are asked for, but the account's total of its days."""
    at_once: bool = False
    """It is answered at once; else a report is made of it."""


class FetchOrder(Contract):
    """A report to be waited for, fetched and written."""

    chunk: ChunkOrder
    token: ReportToken


class ChunkFailure(Contract):
    """A piece that cannot be read, and why."""

    chunk: ChunkOrder
    why: Text


class ReportAsked(Contract):
    """A report that was asked for, or why none is given."""

    token: ReportToken | None = None
    failed: Text | None = None
    refused: bool = False
    """It failed because Pinterest refused the request itself."""


class ChunkEnd(Contract):
    """What a piece, or a report of it, came to."""

    rows: int = 0
    lost: ReportStatus | None = None
    """There is no such report any more: it is to be asked for again."""
    failed: Text | None = None
    """It is no use to ask again."""
    refused: bool = False
    """It failed because Pinterest refused the request itself: which of its columns is to be found out."""
    pieces: int = 0
    """It was too large, and this many smaller pieces stand in its place."""
    unproven: bool = False
    """Days without rows are to be confirmed by the account's total."""


class AdsRunReport(Contract):
    """What a run came to: days by what became of them."""

    source: AdsSourceKey
    words: Text = ""
    rows: int = 0
    chunks_done: int = 0
    chunks_failed: int = 0
    days: Mapping[CoverageState, int] = Field(default_factory=dict)


class CoveredDay(Contract):
    """What became of one day."""

    day: date
    state: CoverageState
    rows: int = 0
    run: AdsRunId = ""
    at: Instant = 0.0
    why: Text = ""


@dataclass(frozen=True)
class AdsSource:
    """A source as it is kept."""

    spec: AdsSourceSpec
    added_at: Instant
    paused: str | None = None


@dataclass(frozen=True)
class AdsRun:
    """A run as it is kept."""

    id: AdsRunId
    source: AdsSourceKey
    kind: AdsRunKind
    first: date
    last: date
    began_at: Instant
    settled_before: date
    ended_at: Instant | None = None


@dataclass(frozen=True)
class ChunkAtWork:
    """A piece of a run with all that is known of it."""

    run: AdsRun
    number: int
    spec: AdsSourceSpec
    chunk: Chunk
    state: ChunkState
    counts: Mapping[date, int]
    """Rows by day, once they are written: of its first day at least, be it none."""


@dataclass(frozen=True)
class ChunkPeers:
    """Pieces of a run that have the same days and are as far, all together: there may be thousands of them."""

    first: date
    last: date
    state: ChunkState
    counts: Mapping[date, int]
    """Rows by day, of those that are written."""
