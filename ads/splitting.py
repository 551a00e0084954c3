"""A piece that is too large for one answer, cut in two, or down to the least that can be asked."""

from datetime import date, timedelta

from ads.day_rules import SPLITTABLE
from ads.periods import PERIODS, next_period, period_start
from contracts.ads import AdsSourceSpec, Chunk, Granularity


def halves(spec: AdsSourceSpec, chunk: Chunk) -> tuple[Chunk, ...]:
    """Two pieces that are the whole of it together, the newer days first; none when it cannot be cut.

    Days are cut between two rows: those of a week, a month or a total stay together.
    """
    middle = _middle(chunk, spec.granularity)
    if middle is not None:
        return (
            chunk.model_copy(update={"first": middle}),
            chunk.model_copy(update={"last": middle - timedelta(days=1)}),
        )
    for name, held in (("ids", chunk.ids), ("breakdowns", chunk.breakdowns)):
        if len(held) > 1:
            middle_one = len(held) // 2
            return tuple(chunk.model_copy(update={name: part}) for part in (held[:middle_one], held[middle_one:]))
    return ()


def _middle(chunk: Chunk, granularity: Granularity) -> date | None:
    """The first day of the newer half; None when all days are one row's."""
    if granularity not in SPLITTABLE | PERIODS:
        return None
    days = (chunk.last - chunk.first).days + 1
    start = period_start(chunk.first + timedelta(days=days // 2), granularity)
    cut = start if start > chunk.first else next_period(chunk.first, granularity)
    return cut if cut <= chunk.last else None


def narrowest(spec: AdsSourceSpec, chunk: Chunk) -> Chunk:
    """A piece that is asked the same and answered with little: its last day, and one of its entities."""
    first = chunk.last if spec.granularity in SPLITTABLE else chunk.first
    return chunk.model_copy(update={"first": first, "ids": chunk.ids[:1]})


def too_large_words(words: str) -> str:
    """What to do about a piece that cannot be cut."""
    return (
        f"{words} It is of one day and one entity, or cannot be cut: name fewer columns or breakdowns, name the"
        " entities by their ids, or read by DAY."
    )
