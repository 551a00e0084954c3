"""How far a backfill is, in words and for programs, and beside its source."""

from datetime import date

import pytest

from contracts.ads_progress import AdsRunSeen, BackfillUnderWay
from contracts.ads_runs import AdsRun, AdsRunKind, AdsSource, ChunkState
from starter.ads_backfills import Backfill, read_so_far
from starter.ads_sources import tell_source
from tests.ads.sources import a_source

FIRST, LAST = date(2024, 6, 1), date(2026, 11, 21)


def under_way(*, paused: bool | None) -> BackfillUnderWay:
    return BackfillUnderWay("run-1", FIRST, LAST, 0.0, paused)


@pytest.mark.parametrize(
    ("backfill", "words"),
    [
        (Backfill(under_way(paused=False)), "backfill of 2024-06-01 to 2026-11-21: being planned"),
        (Backfill(under_way(paused=None), 5, 2), "backfill of 2024-06-01 to 2026-11-21: 2 of 5 pieces read"),
        (
            Backfill(under_way(paused=True), 5, 0),
            "backfill of 2024-06-01 to 2026-11-21: 0 of 5 pieces read, paused",
        ),
    ],
)
def test_a_source_is_shown_with_its_backfill(
    backfill: Backfill, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_source(AdsSource(a_source(), 0.0), None, backfill, as_json=False)
    assert capsys.readouterr().out.splitlines()[-1].strip() == words
    assert backfill.report["paused"] is backfill.under_way.paused


def test_a_piece_that_was_split_counts_as_those_in_its_place() -> None:
    run = AdsRun("run-1", "campaigns-daily", AdsRunKind.BACKFILL, FIRST, LAST, 0.0, LAST)
    pieces = {ChunkState.SPLIT: 1, ChunkState.DONE: 2, ChunkState.FAILED: 1, ChunkState.WAITING: 4}
    assert read_so_far(AdsRunSeen(run, pieces)) == (7, 3)
