"""The parts of a stack, by the names that the command, its JSON and the logs use."""

from enum import StrEnum


class Part(StrEnum):
    """A process of the stack, in the order in which people read them."""

    SUPERVISOR = "supervisor"
    TEMPORAL = "temporal"
    WORKER = "worker"
    SIMULATOR = "simulator"
    INTAKE = "intake"
    MARK = "mark"
    """Lives for a moment: writes on the embedded Temporal server whose it is."""


SHOWN = (Part.SUPERVISOR, Part.TEMPORAL, Part.WORKER, Part.SIMULATOR, Part.INTAKE)
"""The parts that `pinflow up --json` gives process ids for."""

STOP_ORDER = (Part.MARK, Part.INTAKE, Part.WORKER, Part.SIMULATOR, Part.TEMPORAL)
"""Who needs the others ends first: a worker tells Temporal that it leaves."""
