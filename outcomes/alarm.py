"""When too many products of a launch fail, somebody should look before the rest goes out."""

from contracts.launch import Tally

ENDED_MIN = 20
REFUSED_SHARE_MAX = 0.3


def alarm_of(tally: Tally) -> str | None:
    """A sentence of alarm, or None while refusals stay within bounds."""
    ended = tally.total - tally.waiting
    if ended < ENDED_MIN or tally.refused <= REFUSED_SHARE_MAX * ended:
        return None
    return f"{tally.refused} of {ended} products were refused: look at the reasons before the rest goes out"
