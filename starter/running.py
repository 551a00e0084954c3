"""The home's stack as it runs: found by what its supervisor wrote down, without asking any part of it."""

from dataclasses import dataclass
from pathlib import Path

from config import Settings
from starter.difference import refuse_difference
from starter.home import Home
from starter.lock import owner_of
from starter.parts import SHOWN, Part
from starter.record import StackRecord


@dataclass(frozen=True)
class Stack:
    """A stack that runs. `settings` are the caller's, with the addresses of what was found filled in.

    `web_ui` is None with an external Temporal whose page nobody named, `simulator` (an origin, without `/v5`) with
    an external Pinterest, and so are their `pids`.
    """

    home: Path
    settings: Settings
    temporal: str
    web_ui: str | None
    simulator: str | None
    intake: str | None
    pids: dict[Part, int | None]


def running_stack(settings: Settings) -> Stack | None:
    """The stack if its supervisor runs, well or not; starts nothing. Raises `StackDiffers` as `bring_up` does.

    None also where everything is run elsewhere: whatever runs in this home is not what the settings mean then.
    """
    if not settings.embedded:
        return None
    record = running_record(Home(settings.home))
    return None if record is None else record_to_stack(settings, record)


def running_record(home: Home) -> StackRecord | None:
    """What the supervisor that runs now has written; None while it has not, or when none runs."""
    record, supervisor = StackRecord.read(home), owner_of(home.lock)
    return record if record is not None and record.supervisor == supervisor else None


def record_to_stack(settings: Settings, record: StackRecord) -> Stack:
    """What is written down, as the commands see it. Raises `StackDiffers`."""
    services = record.services
    refuse_difference(settings, services)
    marks = record.marks() | {Part.SUPERVISOR: record.supervisor}
    return Stack(
        home=record.folder,
        settings=settings.pointed_at(temporal_address=services.temporal, pinterest_url=services.pinterest_url),
        temporal=services.temporal,
        web_ui=services.web_ui or settings.web_ui,
        simulator=services.simulator,
        intake=services.intake,
        pids={part: marks[part].pid if part in marks else None for part in SHOWN},
    )
