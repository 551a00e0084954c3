"""Publish windows: in which hours pins may leave, and how far apart they lie."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, Field, NaiveDatetime, StringConstraints, model_validator

from contracts.contract import Contract

SPANS_MAX = 14
"""Two for each day of the week."""
BLACKOUTS_MAX = 100
DAY_MIN = date(2000, 1, 1)
DAY_MAX = date(2099, 12, 31)
"""Another year is a slip of the pen."""
BOUND_MIN = datetime(2000, 1, 1)  # noqa: DTZ001  # by the clocks of the window's zone
BOUND_MAX = datetime(2100, 1, 1)  # noqa: DTZ001  # the same
"""Between them lies what `not_before` and `not_after` may say."""

BOARD_DAY_MAX = 10_000
"""Pins of a board on one day that a limit may allow: more is no limit."""
BOARD_GAP_SECONDS_MAX = 30 * 86_400.0
SHARED_DAYS_MAX = 365
JITTER_SECONDS_MAX = 86_400.0


class Weekday(StrEnum):
    """A day of the week, in order from Monday."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


WEEK = tuple(Weekday)


def _in_order(days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
    return tuple(day for day in WEEK if day in days)


_Clock = TypeVar("_Clock", time, datetime)


def _to_the_minute(clock: _Clock) -> _Clock:
    if clock.tzinfo is not None or clock.second or clock.microsecond:
        raise ValueError("is a local time of hours and minutes, such as 18:00")
    return clock.replace(fold=0)


Minute = Annotated[time, AfterValidator(_to_the_minute)]
"""A time of day on a zone's clocks."""

Bound = Annotated[NaiveDatetime, Field(ge=BOUND_MIN, le=BOUND_MAX), AfterValidator(_to_the_minute)]
"""A day and time of day on the clocks of a window's zone."""

Day = Annotated[date, Field(ge=DAY_MIN, le=DAY_MAX, json_schema_extra={"pattern": "^20"})]


class Span(Contract):
    """Hours of some days of the week. `closes` at or before `opens` is on the day after: 00:00 is a day's end."""

    days: Annotated[tuple[Weekday, ...], Field(min_length=1), AfterValidator(_in_order)]
    """Those on which it opens; kept in order, each once."""
    opens: Minute
    closes: Minute

    @model_validator(mode="after")
    def _has_length(self) -> Self:
        if self.opens == self.closes and self.opens != time.min:
            raise ValueError("opens and closes at the same time; a whole day is 00:00 to 00:00")
        return self

    @property
    def crosses_midnight(self) -> bool:
        """It closes on the day after, or as its own day ends."""
        return self.closes <= self.opens


class Blackout(Contract):
    """Local days on which nothing leaves, the last among them."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"ends on {self.last}, before it begins on {self.first}")
        return self


class PublishWindow(Contract):
    """When pins may leave, by the clocks of one time zone.

    All of it is local time, and no moment: what a zone's clocks will show may be decided anew, and then the same
    window has other moments (`drafting.occurrences`).
    """

    spans: Annotated[tuple[Span, ...], Field(min_length=1, max_length=SPANS_MAX)]
    zone: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_+/-]{1,64}$")]
    """IANA, `Europe/Berlin`."""
    blackouts: Annotated[tuple[Blackout, ...], Field(max_length=BLACKOUTS_MAX)] = ()
    not_before: Bound | None = None
    """The first moment that is not too early."""
    not_after: Bound | None = None
    """The first moment that is too late: of a last day, the midnight that ends it."""

    @model_validator(mode="after")
    def _has_a_beginning_before_its_end(self) -> Self:
        if self.not_before and self.not_after and self.not_after <= self.not_before:
            raise ValueError("not_after must lie after not_before, or the window never opens")
        return self


class Spread(Contract):
    """How far apart the pins of an account lie inside a window. Days are local days of the window's zone."""

    board_day_limit: Annotated[int, Field(ge=1, le=BOARD_DAY_MAX)] | None = None
    """Pins of one board on one day; None: as many as the quota allows."""
    board_gap_seconds: Annotated[float, Field(ge=0, le=BOARD_GAP_SECONDS_MAX)] = 0.0
    """Between two pins of one board."""
    link_days: Annotated[int, Field(ge=0, le=SHARED_DAYS_MAX)] = 0
    """Between pins of one link on two boards; 7: a week after Monday's pin comes the next Monday's."""
    image_days: Annotated[int, Field(ge=0, le=SHARED_DAYS_MAX)] = 0
    """The same of one image."""
    jitter_seconds: Annotated[float, Field(ge=0, le=JITTER_SECONDS_MAX)] = 0.0
    """By how much a pin may leave its even place, earlier or later; never by more than a quarter of the gap."""


class WindowRule(Contract):
    """What a launch, an account or a board says about when its pins leave."""

    window: PublishWindow | None = None
    """None: at any hour."""
    spread: Spread = Spread()
