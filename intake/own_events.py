"""Events in our own JSON: who sends them can mend them, and so is told at once what cannot be read.

What other systems send is kept first and read later: a no would have them give up, and nobody there reads it.
"""

from http import HTTPStatus

from catalog.product_events import read_product_events
from contracts.changes import UnreadableEvent
from contracts.contract import Instant
from intake.answers import Refusal


def refused_events(body: bytes, received: Instant) -> Refusal | None:
    """Why nothing of the body can be read. None: something can, and `pinflow sources show` tells what cannot."""
    events = read_product_events(body, received)
    wrong = [event for event in events if isinstance(event, UnreadableEvent)]
    if not wrong or len(wrong) < len(events):
        return None
    first = wrong[0]
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, f"{first.message} {first.remedy}")
