"""Windows for tests, and local times as moments."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from contracts.windows import WEEK, Blackout, PublishWindow, Span
from drafting.occurrences import Occurrence, occurrences
from drafting.window_text import read_window

BERLIN = "Europe/Berlin"
NIGHTS = (
    ("2026-03-29", BERLIN),
    ("2026-10-25", BERLIN),
    ("2026-11-01", "America/New_York"),
    ("2026-03-08", "America/New_York"),
    ("2026-04-05", "Australia/Lord_Howe"),
    ("2026-10-04", "Australia/Lord_Howe"),
    ("2026-06-01", "Asia/Kathmandu"),
    ("2018-11-04", "America/Sao_Paulo"),
    ("2018-02-18", "America/Sao_Paulo"),
    ("2011-12-30", "Pacific/Apia"),
    ("2026-11-01", "America/Havana"),
    ("2028-02-29", "UTC"),
)
"""Days on which clocks change, a zone skips a day, or a leap day is, and near which everything may go wrong."""

Case = tuple[PublishWindow, datetime]
"""A window, and the local time from which it is looked at."""

QUARTERS = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))


def a_window(text: str, zone: str | None = BERLIN) -> PublishWindow:
    return read_window(text, zone=zone)


def at(local: str, zone: str = BERLIN) -> float:
    """The moment at which the zone's clocks show `local`: of two the first."""
    return datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone)).timestamp()


def local(moment: float, zone: str = BERLIN) -> str:
    """What the clocks show, with the offset."""
    return datetime.fromtimestamp(moment, ZoneInfo(zone)).isoformat(" ", "minutes")


def opened(text: str, since: str, *, zone: str = BERLIN, count: int = 3) -> list[tuple[str, str]]:
    """The first occurrences, as the zone's clocks show them."""
    found = islice(occurrences(a_window(text, zone), at(since, zone)), count)
    return [(local(one.start, zone), local(one.end, zone)) for one in found]


def hours(found: Iterable[Occurrence]) -> list[float]:
    return [(one.end - one.start) / 3_600 for one in found]


def spans() -> st.SearchStrategy[Span]:
    days = st.sets(st.sampled_from(WEEK), min_size=1).map(tuple)
    clocks = st.tuples(QUARTERS, QUARTERS).filter(lambda both: both[0] != both[1] or both[0] == time.min)
    return st.builds(
        lambda days, clocks: Span(days=days, opens=clocks[0], closes=clocks[1]), days=days, clocks=clocks
    )


@st.composite
def windows(draw: st.DrawFn) -> Case:
    """A window in a zone, and a local time near a night that matters there."""
    night, zone = draw(st.sampled_from(NIGHTS))
    day = date.fromisoformat(night)
    near = st.integers(-3, 5).map(lambda days: day + timedelta(days=days))
    dark = st.tuples(near, st.integers(0, 2)).map(
        lambda found: Blackout(first=found[0], last=found[0] + timedelta(days=found[1]))
    )
    early, late = draw(st.none() | near), draw(st.none() | near)
    window = PublishWindow(
        spans=tuple(draw(st.lists(spans(), min_size=1, max_size=4))),
        zone=zone,
        blackouts=tuple(draw(st.lists(dark, max_size=2))),
        not_before=datetime.combine(early, draw(QUARTERS)) if early else None,
        not_after=datetime.combine(late + timedelta(days=9), draw(QUARTERS)) if late else None,
    )
    return window, datetime.combine(draw(near), draw(QUARTERS))
