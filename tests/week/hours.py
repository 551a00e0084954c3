"""Publish windows as the measures see them: hours of a zone, made moments without the code that is measured."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS, WEEKEND = WEEK[:5], WEEK[5:]

ONE_DAY = timedelta(days=1)
HOUR = 3_600.0


@dataclass(frozen=True)
class Hours:
    """Open on these days of the week; `closes` at or before `opens` is on the day after.

    Neither may be a time that the zone's clocks skip or show twice: what is between may.
    """

    days: tuple[str, ...]
    opens: time
    closes: time

    def words(self) -> str:
        run = WEEK[WEEK.index(self.days[0]) :][: len(self.days)] == self.days and len(self.days) > 1
        days = f"{self.days[0]}-{self.days[-1]}" if run else ",".join(self.days)
        return f"{days} {self.opens:%H:%M}-{self.closes:%H:%M}"

    def on(self, day: date, zone: ZoneInfo) -> "Opening":
        last = day + ONE_DAY if self.closes <= self.opens else day
        return Opening(moment(day, self.opens, zone), moment(last, self.closes, zone))


@dataclass(frozen=True, order=True)
class Opening:
    """One time that a window is open: from `start` on, until before `end`; epoch seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        return self.end - self.start

    def has(self, at: float) -> bool:
        return self.start <= at < self.end


def moment(day: date, clock: time, zone: ZoneInfo) -> float:
    """When the clocks of the zone show this."""
    return datetime.combine(day, clock, zone).timestamp()


def openings(hours: Iterable[Hours], zone: ZoneInfo, first: date, days: int) -> Iterator[Opening]:
    """Those of so many days, in order."""
    found = (
        some.on(day, zone)
        for day in (first + number * ONE_DAY for number in range(days))
        for some in hours
        if WEEK[day.weekday()] in some.days
    )
    yield from sorted(found)


def without(opening: Opening, dark: Iterable[Opening]) -> Iterator[Opening]:
    """What is left of an opening outside of `dark`."""
    start = opening.start
    for night in sorted(dark):
        if start < min(night.start, opening.end):
            yield Opening(start, min(night.start, opening.end))
        start = max(start, night.end)
    if start < opening.end:
        yield Opening(start, opening.end)


def change_of_clocks(day: date, zone: ZoneInfo) -> float | None:
    """The hour of that local day from which on clocks are put otherwise than before; None when there is none."""
    at, end = moment(day, time.min, zone), moment(day + ONE_DAY, time.min, zone)
    while at < end:
        if _ahead(at, zone) != _ahead(at - 1, zone):
            return at
        at += HOUR
    return None


def _ahead(at: float, zone: ZoneInfo) -> timedelta | None:
    """By how much the zone's clocks are ahead of the world's."""
    return datetime.fromtimestamp(at, zone).utcoffset()


def sunday_of_change(since: date, zone: ZoneInfo) -> date:
    """The first Sunday from `since` on, on which clocks are put forward: an hour of that day there is not."""
    day = since + timedelta(days=(6 - since.weekday()) % 7)
    while moment(day + ONE_DAY, time.min, zone) - moment(day, time.min, zone) >= ONE_DAY.total_seconds():
        day += 7 * ONE_DAY
    return day
