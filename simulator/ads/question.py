"""What is asked of an ad account's numbers, once it is known to be a good question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Windows:
    """For how many days after a click, an engagement or a view a conversion counts; 0: not at all."""

    click: int = 30
    engagement: int = 30
    view: int = 1

    def has_room(self, interaction: str, lag: int) -> bool:
        days = {"CLICK": self.click, "ENGAGEMENT": self.engagement, "VIEW": self.view}[interaction]
        return days > 0 and lag <= days


@dataclass(frozen=True)
class Question:
    """`first` to `last` are days since the epoch, both counted in; `today` is the day as of which is answered.
    `types` are the breakdowns, none for whole rows. With `at_conversion` a conversion counts on its own day.
    """

    level: str
    columns: tuple[str, ...]
    first: int
    last: int
    today: int
    granularity: str = "DAY"
    windows: Windows = Windows()
    at_conversion: bool = False
    types: tuple[str, ...] = ()

    @property
    def is_dated(self) -> bool:
        return self.granularity != "TOTAL"


def date_of(day: int) -> date:
    return EPOCH + timedelta(days=day)


def day_number(text: str) -> int | None:
    """None for anything but a date like "2026-11-22"."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return (found - EPOCH).days if found.isoformat() == text else None


def bucket_of(day: int, granularity: str) -> int:
    """The first day of the row that the day belongs to: itself, its Monday, the first of its month, or 0."""
    if granularity == "TOTAL":
        return 0
    if granularity == "WEEK":
        return day - date_of(day).weekday()
    if granularity == "MONTH":
        return day - date_of(day).day + 1
    return day
