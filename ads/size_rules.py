"""The rule of a run's size: what is cut into too many pieces is not begun."""

from collections.abc import Iterator

from ads.asking import Asked
from ads.limits import PLAN_PIECES_MAX
from ads.objections import Objection
from ads.pieces import pieces_count
from contracts.ads import Route


def few_enough_pieces(asked: Asked, *others: Asked) -> Iterator[Objection]:
    """A plan can be made, shown and kept in no time. `others`: further days of the same source."""
    if not asked.dataset.family.dated:
        return
    pieces = pieces_count(asked) + sum(map(pieces_count, others))
    if pieces <= PLAN_PIECES_MAX:
        return
    ids = len(asked.own_ids)
    field = f"filters.{asked.dataset.ids}" if ids else "first_day"
    message = f"these days are asked for in {pieces:,} pieces, and a run is of {PLAN_PIECES_MAX:,} at most"
    yield Objection(field, "too_many_pieces", message, tuple(_fewer(asked, ids, pieces)))


def _fewer(asked: Asked, ids: int, pieces: int) -> Iterator[str]:
    if ids:
        yield f"{max(1, ids * PLAN_PIECES_MAX // pieces)} ids, and another source for the others"
    if asked.route is Route.SYNC and Route.ASYNC in asked.dataset.routes:
        yield f'route = "{Route.ASYNC}"'
    yield "fewer days, columns or breakdowns"


SIZE_RULES = (few_enough_pieces,)
