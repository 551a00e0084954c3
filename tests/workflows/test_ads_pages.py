"""What the page of a run that reads ads data tells, while it reads and at its end."""

from contracts.ads_runs import AdsPlanned, AdsRunReport, ChunkOrder
from workflows.ads_chunks import end_page, reading_page

ORDER = ChunkOrder(run="run", number=3, words="2026-05-01 to 2026-05-31", left=2)


def test_while_it_reads_it_says_what_and_how_much_is_done() -> None:
    page = reading_page("Sync of campaigns", "reading", AdsPlanned(chunks=5, days=150), ORDER, 0)
    assert page.splitlines() == [
        "### Sync of campaigns",
        "**Now:** reading 2026-05-01 to 2026-05-31",
        "",
        "- pieces read: 3 of 5",
    ]


def test_pieces_that_failed_come_with_what_to_do_about_them() -> None:
    page = reading_page("Sync of campaigns", "reading", AdsPlanned(chunks=5, days=150), ORDER, 1)
    assert "- **failed**: 1; `pinflow ads coverage` tells which days" in page


def test_at_its_end_it_says_what_came_of_it() -> None:
    report = AdsRunReport(source="campaigns", words="60 rows", chunks_failed=2)
    page = end_page("Backfill of campaigns", report)
    assert "**Now:** done" in page
    assert "- 60 rows" in page
    assert "- **failed**: 2" in page
