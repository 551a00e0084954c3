"""The days that a command looks at: so many up to yesterday, or those that its options name."""

from datetime import date, timedelta

from contracts.windows import DAY_MAX, DAY_MIN
from starter.failures import CommandFailed, ExitCode


def window_of(first: date | None, last: date | None, days: int, today: date) -> tuple[date, date]:
    """The first and the last of them. Raises `CommandFailed` when they run backwards, or are centuries away."""
    for day in (first, last):
        if day is not None and not DAY_MIN <= day <= DAY_MAX:
            raise CommandFailed(f"{day} is no day between {DAY_MIN} and {DAY_MAX}.", ExitCode.USAGE)
    end = last or today - timedelta(days=1)
    begin = first or end - timedelta(days=days - 1)
    if begin > end:
        raise CommandFailed(f"The last day, {end}, is before the first, {begin}.", ExitCode.USAGE)
    return begin, end
