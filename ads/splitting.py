"""A piece that is too large for one answer, cut in two, or down to the least that can be asked."""

from datetime import timedelta

from ads.day_rules import SPLITTABLE
from contracts.ads import AdsSourceSpec, Chunk


def halves(spec: AdsSourceSpec, chunk: Chunk) -> tuple[Chunk, ...]:
    """Two pieces that are the whole of it together, the newer days first; none when it cannot be cut.

    Rows of a week, a month or all days would be cut in two with their days, so those stay together.
    """
    days = (chunk.last - chunk.first).days + 1
    if days > 1 and spec.granularity in SPLITTABLE:
        middle = chunk.first + timedelta(days=days // 2)
        return (
            chunk.model_copy(update={"first": middle}),
            chunk.model_copy(update={"last": middle - timedelta(days=1)}),
        )
    for name, held in (("ids", chunk.ids), ("breakdowns", chunk.breakdowns)):
        if len(held) > 1:
            middle_one = len(held) // 2
            return tuple(chunk.model_copy(update={name: part}) for part in (held[:middle_one], held[middle_one:]))
    return ()


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
