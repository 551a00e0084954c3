"""Two and a half years of a thousand ads, through all that goes wrong: the table equals the truth."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from contracts.ads import CoverageState
from tests.week.ads_history import MISFORTUNES, SILENT_DAYS, read_history

DAYS = 913
ADS = 1_000
SETTLING_DAYS = 32


@pytest.mark.virtual
async def test_the_history_of_a_thousand_ads_equals_the_truth_whatever_goes_wrong(tmp_path: Path) -> None:
    """429 with code 8 and 2726, "Retry after" in a 400, lost answers, dead links, FAILED and EXPIRED reports, a
    neighbour who uses up the quota of 300 a minute: to the last cent and id, and no day without its word.
    """
    found = await read_history(tmp_path, days=DAYS, ads=ADS)
    assert found.wrong == []
    assert found.rows == found.report.rows > 0
    assert found.report.chunks_failed == 0
    assert [day.day for day in found.days] == [found.first + timedelta(days=number) for number in range(DAYS)]
    assert Counter(day.state for day in found.days) == {
        CoverageState.EMPTY_CONFIRMED: SILENT_DAYS,
        CoverageState.FETCHED: DAYS - SILENT_DAYS - SETTLING_DAYS,
        CoverageState.PROVISIONAL: SETTLING_DAYS,
    }
    assert found.hits == sum(rule["times"] for rules in MISFORTUNES for rule in rules)
    assert found.limited > len(MISFORTUNES)
