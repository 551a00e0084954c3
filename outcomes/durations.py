"""How long something takes, in the words that people use."""

from math import ceil

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
MINUTES_TOLD_MAX = 90
HOURS_TOLD_MAX = 36

_WINDOWS = ((1, "a second"), (_MINUTE, "a minute"), (_HOUR, "an hour"), (_DAY, "a day"))


def about(seconds: float) -> str:
    """`about 40 minutes`; never less than it is."""
    if seconds <= _MINUTE:
        return "less than a minute" if seconds < _MINUTE else "about a minute"
    if seconds <= MINUTES_TOLD_MAX * _MINUTE:
        return f"about {ceil(seconds / _MINUTE)} minutes"
    if seconds <= HOURS_TOLD_MAX * _HOUR:
        return f"about {ceil(seconds / _HOUR)} hours"
    return f"about {ceil(seconds / _DAY)} days"


def per(window_seconds: float) -> str:
    """`a minute`, `a day`, `in 10 seconds`: what a number of requests is followed by."""
    named = next((words for seconds, words in _WINDOWS if seconds == window_seconds), None)
    return named or f"in {window_seconds:g} seconds"
