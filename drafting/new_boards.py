"""Whether a board that is not there may be made."""

from collections.abc import Collection

from contracts.outcome import Reason, Refused
from contracts.refusals import refuse
from drafting.finding import Named, clashing, looks_like_id

BOARDS_MAX = 2_000
"""As many as an account may have, group boards included (Pinterest, "Create boards and Pins")."""
IDS_TOLD_MAX = 5


def ambiguous_board(name: str, there: Collection[Named], known_id: str | None) -> Refused | None:
    """The refusal of a name that several boards have: whichever was taken, somebody meant another."""
    ids = clashing(name, there, known_id)
    if not ids:
        return None
    told = ", ".join(ids[:IDS_TOLD_MAX])
    return refuse(Reason.BOARD_AMBIGUOUS, f"{len(ids)} boards are called {name!r}: {told}.")


def unmakeable_board(name: str, there: Collection[Named], *, create: bool) -> Refused | None:
    """Why no board of this name is made; None when it may be."""
    if looks_like_id(name):
        gone = f"There is no board with the id {name}, or it is secret and the token may not see secret boards."
        return refuse(Reason.PINTEREST_BOARD_GONE, gone)
    if not create:
        return refuse(Reason.BOARD_MISSING, f"there is no board {name!r}")
    if len(there) >= BOARDS_MAX:
        full = f"There is no board {name!r}, and the account has {len(there):,}: Pinterest allows {BOARDS_MAX:,}."
        return refuse(Reason.BOARD_LIMIT, full)
    return None
