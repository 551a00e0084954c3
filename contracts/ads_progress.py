"""How runs of ads sources are seen, and why one cannot be started or told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.ads_runs import AdsRun, AdsRunId, ChunkState
from contracts.contract import Instant


@dataclass(frozen=True)
class AdsRunSeen:
    """A run, and how many of its pieces are how far."""

    run: AdsRun
    pieces: Mapping[ChunkState, int]


@dataclass(frozen=True)
class BackfillUnderWay:
    """A backfill that Temporal runs, from the moment on in which it took it."""

    run: AdsRunId
    first: date
    last: date
    began_at: Instant
    paused: bool | None
    """None: no worker says so now."""


class BackfillRuns(Exception):
    """A backfill of the source is under way already: there is one at a time."""


class NoBackfill(Exception):
    """No backfill of the source is under way."""


class RunBroken(Exception):
    """The run broke off; the message names what with."""
