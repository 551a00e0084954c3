"""Runs of ads sources, and what became of their days, as the API tells them."""

from datetime import date

from pydantic import AwareDatetime

from ads.seen_days import SeenDays
from contracts.ads import AdsSourceKey, CoverageState
from contracts.ads_progress import AdsRunSeen, BackfillUnderWay
from contracts.ads_runs import AdsRunKind, ChunkState
from contracts.windows import Day
from intake.api.ads_questions_wire import AdsLostTold
from intake.api.ads_wire import STRICT
from intake.api.wire import Wire, moment, moment_if_any


class AdsRunBegun(Wire):
    """The run that reads the source, begun now or already under way; null: nothing is to be read."""

    source: AdsSourceKey
    run: str | None


class AdsBackfillBody(Wire):
    """Which days; without them as far back as reports go, to yesterday."""

    model_config = STRICT

    first: Day | None = None
    last: Day | None = None
    paused: bool = False
    """It begins when it is resumed."""


class AdsBackfillBegun(Wire):
    """What the backfill takes."""

    source: AdsSourceKey
    run: str
    first: date
    last: date
    pieces: int
    calls: int
    minutes: float
    """At least, by the quota of a standard app."""
    not_obtainable: list[AdsLostTold]


class AdsPiecesTold(Wire):
    """Pieces of a run, by how far they are."""

    waiting: int
    unproven: int
    """Read; that the days without rows are empty is still to be confirmed."""
    done: int
    failed: int


class AdsRunTold(Wire):
    """A run of a source."""

    id: str
    source: AdsSourceKey
    kind: AdsRunKind
    first: date
    last: date
    began_at: AwareDatetime
    ended_at: AwareDatetime | None
    pieces: AdsPiecesTold


class AdsBackfillTold(AdsRunTold):
    """The backfill that began last."""

    under_way: bool
    """Whether it goes on, or would if it were resumed."""
    paused: bool | None
    """Whether it waits to be resumed; null: no worker says so now."""


class AdsBackfillHeard(Wire):
    """The backfill was told."""

    source: AdsSourceKey


class AdsCoverageQuery(Wire):
    """Which days; without `first` from the first that is wanted, without `last` to yesterday."""

    first: Day | None = None
    last: Day | None = None


class AdsDayTold(Wire):
    """What became of one day."""

    day: date
    state: CoverageState
    rows: int
    why: str | None


class AdsGapTold(Wire):
    """Days in a row that are not there, for one reason."""

    first: date
    last: date
    state: CoverageState | None
    """null: never read."""
    why: str | None
    refillable: bool
    """Whether reading them again may help."""


class AdsCoverageTold(Wire):
    """The days of a source."""

    source: AdsSourceKey
    first: date
    last: date
    counts: dict[CoverageState, int]
    days: list[AdsDayTold]
    gaps: list[AdsGapTold]


def told_run(seen: AdsRunSeen) -> AdsRunTold:
    """As the API tells it."""
    run = seen.run
    return AdsRunTold(
        id=run.id,
        source=run.source,
        kind=run.kind,
        first=run.first,
        last=run.last,
        began_at=moment(run.began_at),
        ended_at=moment_if_any(run.ended_at),
        pieces=AdsPiecesTold(
            waiting=seen.pieces.get(ChunkState.WAITING, 0),
            unproven=seen.pieces.get(ChunkState.UNPROVEN, 0),
            done=seen.pieces.get(ChunkState.DONE, 0),
            failed=seen.pieces.get(ChunkState.FAILED, 0),
        ),
    )


def told_backfill(
    key: AdsSourceKey, under_way: BackfillUnderWay | None, seen: AdsRunSeen | None
) -> AdsBackfillTold | None:
    """As the API tells it; `seen`: what the ledger has of it, nothing until it is planned. None: there is none."""
    if under_way is None:
        return (
            None if seen is None else AdsBackfillTold(**told_run(seen).model_dump(), under_way=False, paused=False)
        )
    if seen is not None:
        return AdsBackfillTold(**told_run(seen).model_dump(), under_way=True, paused=under_way.paused)
    return AdsBackfillTold(
        id=under_way.run,
        source=key,
        kind=AdsRunKind.BACKFILL,
        first=under_way.first,
        last=under_way.last,
        began_at=moment(under_way.began_at),
        ended_at=None,
        pieces=AdsPiecesTold(waiting=0, unproven=0, done=0, failed=0),
        under_way=True,
        paused=under_way.paused,
    )


def told_coverage(seen: SeenDays) -> AdsCoverageTold:
    """As the API tells it."""
    return AdsCoverageTold(
        source=seen.spec.key,
        first=seen.first,
        last=seen.last,
        counts=dict(seen.counts),
        days=[AdsDayTold(day=one.day, state=one.state, rows=one.rows, why=one.why or None) for one in seen.days],
        gaps=[
            AdsGapTold(
                first=one.first, last=one.last, state=one.state, why=one.why or None, refillable=one.refillable
            )
            for one in seen.gaps
        ],
    )
