"""Days by Pinterest's clock, which is UTC's, and which of them a question about a source means."""

from datetime import UTC, date, datetime, timedelta

from ads.asking import Asked
from ads.datasets import dataset
from ads.restatement import look_back_days
from contracts.ads import AdsSourceSpec
from contracts.contract import Instant


def utc_day(at: Instant) -> date:
    """The day that it is then."""
    return datetime.fromtimestamp(at, UTC).date()


def wanted_days(spec: AdsSourceSpec, first: date | None, last: date | None, today: date) -> tuple[date, date]:
    """The days meant: as given, else from the source's own first day, or what the next run would read again.

    What it reads again is no further back than Pinterest has whole rows. A source that begins today or later has
    no days yet, and lists have none at all: then the last day is meant.
    """
    end = last or today - timedelta(days=1)
    if not dataset(spec.dataset).family.dated:
        return end, end
    if first is not None:
        return first, end
    begin = spec.first_day or end - timedelta(days=max(0, look_back_days(spec) - 1))
    if last is None and spec.first_day is None:
        begin = max(begin, Asked(spec, begin, end, today).earliest_whole)
    return (min(begin, end) if last is None else begin), end
