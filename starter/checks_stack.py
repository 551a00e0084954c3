"""The stack of this home: whether its supervisor runs, and how its parts are."""

import time
from contextlib import suppress
from dataclasses import dataclass

from config import Settings
from starter.child import LIVED_SECONDS
from starter.difference import refuse_difference
from starter.failures import StackDiffers
from starter.findings import Finding, Findings, failed, ok, skipped, warning
from starter.health import DEATHS_MAX, Ailment, intake_ailment, simulator_ailment, worker_ailment
from starter.home import Home
from starter.lock import owner_of
from starter.parts import Part
from starter.processes import is_running
from starter.record import ChildRecord, StackRecord

NAME = "supervisor"
NOT_UP = "the stack is not up"
BRING_UP = "Start it with: pinflow up"


@dataclass(frozen=True)
class StackLook:
    """The stack as it is written down. `settings` have the addresses of what runs, if anything does."""

    settings: Settings
    home: Home
    record: StackRecord | None = None
    """None when no supervisor runs, or it has not written anything yet."""
    differs: str | None = None
    """Why the running stack is not the one that the settings mean."""
    calm_seconds: float = 0.0
    """How long no part was started or died."""
    unseen: str | None = None
    """Why nothing could be seen at all."""


def look_at_stack(settings: Settings) -> StackLook:
    """Read what the supervisor wrote; it is believed only while that very supervisor runs."""
    home = Home(settings.home)
    record = StackRecord.read(home)
    if record is None or record.supervisor != owner_of(home.lock):
        return StackLook(settings, home)
    calm = 0.0
    with suppress(FileNotFoundError):
        calm = max(0.0, time.time() - home.stack_file.stat().st_mtime)
    try:
        refuse_difference(settings, record.services)
    except StackDiffers as error:
        return StackLook(settings, home, record, str(error), calm)
    services = record.services
    found = settings.pointed_at(temporal_address=services.temporal, pinterest_url=services.pinterest_url)
    return StackLook(found, home, record, calm_seconds=calm)


def unseen_stack(settings: Settings, why: str) -> StackLook:
    """For when its files cannot even be read."""
    return StackLook(settings, Home(settings.home), unseen=why)


async def stack_findings(look: StackLook) -> Findings:
    """The supervisor and each part that it keeps."""
    if look.record is None:
        return (judge_no_stack(look),)
    ailments = await _ailments(look.home, look.record)
    children = {**dict.fromkeys(ailments, ChildRecord()), **look.record.children}
    if Part.MARK in children and not children[Part.MARK].deaths:
        del children[Part.MARK]  # it lives for a moment only
    return (
        judge_supervisor(look, look.record),
        *(judge_part(part, children[part], ailments.get(part), look) for part in Part if part in children),
    )


async def _ailments(home: Home, record: StackRecord) -> dict[Part, Ailment]:
    found = (await simulator_ailment(record), worker_ailment(home, record), await intake_ailment(record))
    return {ailment.part: ailment for ailment in found if ailment is not None}


def judge_no_stack(look: StackLook) -> Finding:
    """With a Temporal and a Pinterest of one's own, workers may run without a stack."""
    settings = look.settings
    if look.unseen is not None:
        return failed(NAME, f"its files cannot be read: {look.unseen}", "Is this the user who runs the stack?")
    if settings.temporal_address is not None and settings.pinterest_url is not None:
        return skipped(NAME, "no stack runs here; Temporal and Pinterest are your own")
    return failed(NAME, f"{NOT_UP}: nothing is published", BRING_UP)


def judge_supervisor(look: StackLook, record: StackRecord) -> Finding:
    if look.differs is not None:
        what, _, remedy = look.differs.partition("\n")
        return failed(NAME, what, remedy)
    return ok(NAME, f"process {record.supervisor.pid}")


def judge_part(part: Part, child: ChildRecord, ailment: Ailment | None, look: StackLook) -> Finding:
    """Deaths are written down for ever; they count until the part has lived for a while again."""
    name = f"{part} process"
    dying = child.deaths if look.calm_seconds < LIVED_SECONDS else 0
    log = f"See the end of {look.home.logs / f'{part}.log'}"
    if child.mark is None or not is_running(child.mark):
        return failed(name, f"does not run{_deaths(dying)}", f"{log}; it is started again by itself.")
    if dying >= DEATHS_MAX:
        return failed(name, f"dies again and again{_deaths(dying)}", f"{log}, and mend what it says.")
    if ailment is not None and look.calm_seconds >= LIVED_SECONDS:
        return failed(name, ailment.what, f"{log}; then pinflow down, and pinflow up.")
    if ailment is not None or dying:
        return warning(name, f"{ailment.what if ailment else 'was just started again'}{_deaths(dying)}", f"{log}.")
    return ok(name, f"process {child.mark.pid}")


def _deaths(number: int) -> str:
    return f", died {'once' if number == 1 else f'{number} times in a row'}" if number else ""
