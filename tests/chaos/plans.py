"""The plans of the fault suite: which troubles come together. Each has a name that a person can ask for."""

from dataclasses import dataclass, replace

from tests.chaos import troubles
from tests.chaos.crash_points import PUBLISHING, READING_BACK
from tests.chaos.misfortunes import MAKE_A_PIN, Misfortune, on_pins, on_reads
from tests.chaos.orders import Crash
from tests.chaos.troubles import Trouble

LISTED_LATE_SECONDS = 12.0
"""Below the simulator's grace of 20 s: as late as the protocol bears."""
LISTED_FAR_TOO_LATE_SECONDS = 100.0
"""Above it: the second request leaves before the first one's pin is listed."""
SLOW_SECONDS = 40.0
"""Longer than the client waits for the whole answer to a write (`pinterest_api.limits.WRITE_SECONDS_MAX`)."""


@dataclass(frozen=True)
class Plan:
    """What befalls one run."""

    name: str
    misfortunes: tuple[Misfortune, ...] = ()
    crashes: tuple[Crash, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    workers: int = 1
    launches: int = 1
    """How often each file is launched, at the same time."""
    cancels: bool = False
    """A part of the pins may end withdrawn."""


LOST = (on_pins("done, answer dropped", 0.08, drop_after=True), on_pins("dropped before", 0.06, drop_before=True))
LISTED_LATE = on_pins(
    "done, answer dropped, listed late", 0.05, drop_after=True, listing_delay=LISTED_LATE_SECONDS
)
BROKEN_PINS = (
    on_pins("answered 500", 0.03, status=500),
    on_pins("answered 502", 0.03, status=502),
    on_pins("answered 503", 0.03, status=503),
    on_pins("answered 409", 0.03, status=409),
    on_pins("done, garbage answered", 0.04, garbage=True),
)
BROKEN_READS = (
    on_reads("answered 500", 0.01, status=500),
    on_reads("answered 503", 0.02, status=503),
    on_reads("garbage answered", 0.01, garbage=True),
    on_reads("dropped", 0.01, drop_after=True),
)
SLOW = (
    Misfortune("pin done, answered too slowly", MAKE_A_PIN, {"slow_body": SLOW_SECONDS}, times=3),
    on_reads("answered too slowly", 0.005, slow_body=SLOW_SECONDS),
)

KILLED = Trouble("workers killed", troubles.kill_worker, times=4)
STOPPED = Trouble("workers stopped for a while", troubles.stop_worker_for_a_while, times=2)
ASKED_TO_END = Trouble("workers asked to end", troubles.ask_worker_to_end, times=3)
TEMPORAL_KILLED = Trouble("Temporal killed", troubles.kill_temporal, times=2)
PINTEREST_KILLED = Trouble("Pinterest killed", troubles.kill_simulator, times=2)
LOCKED = Trouble("ledger locked", troubles.lock_ledger)
DISK_FULL = Trouble("disk full", troubles.fill_disk, times=2, gap=(0.0, 3.0), early=True)
STORM = Trouble("storms of 429", troubles.storm_of_429, times=2)
SQUEEZED = Trouble("quota squeezed", troubles.squeeze_quota)
CHANGED = Trouble("quota changed", troubles.change_quota, times=4, gap=(2.0, 6.0))
REVOKED = Trouble("token revoked", troubles.revoke_token, times=2)
CANCELLED = Trouble("cancelled", troubles.cancel_some, times=8, gap=(0.5, 3.0), overlapping=True)

DYING_PUBLISHING = tuple(Crash(point, odds=0.04, times=2) for point in PUBLISHING)
DYING_READING_BACK = tuple(Crash(point, odds=0.3, times=1) for point in READING_BACK)

PLANS = (
    Plan("lost answers", (*LOST, LISTED_LATE, *BROKEN_READS)),
    Plan("broken answers", (*BROKEN_PINS, *BROKEN_READS, *SLOW)),
    Plan("storms", LOST, troubles=(STORM, SQUEEZED, CHANGED)),
    Plan("revoked tokens", LOST, troubles=(REVOKED,)),
    Plan("killed workers", (*LOST, LISTED_LATE), troubles=(KILLED,), workers=2),
    Plan("crash points", LOST, (*DYING_PUBLISHING, *DYING_READING_BACK), workers=2),
    Plan("stopped workers", LOST, troubles=(STOPPED, ASKED_TO_END), workers=2),
    Plan("killed services", LOST, troubles=(TEMPORAL_KILLED, PINTEREST_KILLED)),
    Plan("sick storage", LOST, troubles=(DISK_FULL, LOCKED)),
    Plan("cancelled", (*LOST, LISTED_LATE), troubles=(CANCELLED, KILLED), cancels=True),
    Plan("launched twice", (*LOST, LISTED_LATE), troubles=(KILLED,), workers=2, launches=2),
    Plan(
        "everything",
        (*LOST, LISTED_LATE, *BROKEN_PINS, *BROKEN_READS),
        (*DYING_PUBLISHING, *DYING_READING_BACK),
        (
            *(KILLED, STOPPED, TEMPORAL_KILLED, PINTEREST_KILLED, STORM, REVOKED, CANCELLED),
            # Nothing leaves while the ledger is locked, so that the others would strike into nothing.
            replace(LOCKED, gap=(30.0, 45.0)),
            replace(DISK_FULL, gap=(3.0, 12.0)),
        ),
        workers=2,
        cancels=True,
    ),
)

BEYOND_GRACE = Plan(
    "beyond grace",
    (
        Misfortune(
            "pin done, answer dropped, listed far too late",
            MAKE_A_PIN,
            {"drop_after": True, "listing_delay": LISTED_FAR_TOO_LATE_SECONDS},
            times=8,
        ),
    ),
)
"""Exceeds on purpose what the protocol rests on: it makes duplicates, and the patrol must find all of them."""
