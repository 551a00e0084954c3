"""When a delivery is tried again, and when no more: the schedule of Standard Webhooks, then daily for a week."""

from contracts.contract import Instant
from contracts.webhooks import Attempt, AttemptEnd

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0

SCHEDULE = (0.0, 5.0, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR)
"""Seconds before each attempt, after the one before it; from the last on it stays."""

BACK_AGAIN = 2
"""Where in the schedule a delivery goes on when a receiver answers after it had not: it has just come back."""

JITTER_SHARE = 0.1
"""Up to this part of a wait is added, so that a receiver that comes back is not met by all at once."""

GIVE_UP_SECONDS = 7 * DAY
"""How long a delivery is tried, from its first attempt on."""

ATTEMPTS_MAX = 400
"""Of one delivery, however often its receiver comes and goes."""

RESTS_MAX = 50
"""How often a delivery stands back because its endpoint rests, before it is tried all the same."""

RETRY_AFTER_SECONDS_MAX = DAY
"""What a receiver may ask for; more is no wish but a mistake."""

ASKED_SECONDS_MIN = 30 * MINUTE
"""One that always asks for a moment only is asked no oftener, once the schedule's first steps are over."""

THROTTLE_SECONDS = 60.0
"""How long an endpoint is left alone that says it has too much to do, and not until when."""

THROTTLING = frozenset({429, 502, 504})
"""Answers that say so (Standard Webhooks, 'Retry schedule')."""

GONE = 410
"""The receiver wants nothing more, ever."""

DISABLED_AFTER_SECONDS = 5 * DAY
"""An endpoint at which nothing was delivered for so long is disabled."""


def next_step(step: int, before: AttemptEnd | None, now: AttemptEnd) -> int:
    """The place in the schedule of the attempt after this one, which was at `step`."""
    if before is AttemptEnd.SILENT and now is AttemptEnd.FAILED:
        return BACK_AGAIN
    return min(step + 1, len(SCHEDULE) - 1)


def wait_seconds(step: int, attempt: Attempt | None, chance: float) -> float:
    """Before the attempt at `step`, after `attempt`; `chance` is between 0 and 1.

    What the receiver asked for is kept: it is never asked sooner, and long before a late place in the schedule.
    """
    asked = None if attempt is None else attempt.wait_seconds
    if asked is None:
        base = SCHEDULE[step]
    else:
        base = max(min(asked, RETRY_AFTER_SECONDS_MAX), min(SCHEDULE[step], ASKED_SECONDS_MIN))
    return base * (1 + JITTER_SHARE * chance)


def gives_up(attempts: int, begun: Instant, now: Instant) -> bool:
    """Whether the attempt just made was the last."""
    return attempts >= ATTEMPTS_MAX or now - begun >= GIVE_UP_SECONDS


def rest_seconds(status: int, asked: float | None) -> float | None:
    """How long the whole endpoint is left alone after this answer; None: not at all."""
    if asked is not None and not 200 <= status < 300:  # noqa: PLR2004 - the 2xx
        return min(asked, RETRY_AFTER_SECONDS_MAX)
    return THROTTLE_SECONDS if status in THROTTLING else None


def is_hopeless(failing_since: Instant | None, now: Instant) -> bool:
    """Whether an endpoint has failed for so long that it is disabled."""
    return failing_since is not None and now - failing_since >= DISABLED_AFTER_SECONDS
