"""When a new pin is listed and processed, and how long a video takes: seeded, the same in every run."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.effects import Effect
from simulator.seeded import dice

LISTING_SECONDS_MAX = 2.0
PROCESSING_SECONDS_MAX = 2.0


@dataclass(frozen=True)
class Schedule:
    """Epoch seconds; no removal means that the pin stays."""

    listed: float
    processed: float
    removal: float | None


def schedule(seed: int, ordinal: int, created: float, effect: Effect) -> Schedule:
    """For the pin that is the `ordinal`-th ever made here; what a fault says goes before the dice."""
    listing = dice(seed, "listing", ordinal).uniform(0.0, LISTING_SECONDS_MAX)
    processing = dice(seed, "processing", ordinal).uniform(0.0, PROCESSING_SECONDS_MAX)
    removal = None if effect.remove_after is None else created + effect.remove_after
    return Schedule(
        listed=created + (listing if effect.listing_delay is None else effect.listing_delay),
        processed=created + (processing if effect.processing_delay is None else effect.processing_delay),
        removal=removal,
    )


def video_seconds(seed: int, ordinal: int, effect: Effect) -> float:
    """How long the `ordinal`-th upload of a video is processed once its bytes are there."""
    if effect.processing_delay is not None:
        return effect.processing_delay
    return dice(seed, "video", ordinal).uniform(0.0, PROCESSING_SECONDS_MAX)
