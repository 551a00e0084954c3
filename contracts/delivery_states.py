"""Where telling an endpoint stands. Apart from other words: a help text names them, and loads nothing else."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """Where telling one endpoint of one event stands."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    GAVE_UP = "gave_up"
    """It was tried for a week."""
    DROPPED = "dropped"
    """Its endpoint was disabled or removed meanwhile."""
