"""Whether each part of a stack is really there: asked of the part itself, not of its process."""

import json
from dataclasses import dataclass

import httpx
from temporalio.service import RPCError

from config import Settings
from connection import TemporalAway, marked_home
from starter.home import Home
from starter.parts import Part
from starter.processes import is_running
from starter.reaching import reach
from starter.record import StackRecord

PROBE_SECONDS_MAX = 2.0
DEATHS_MAX = 3
"""A part that died so often in a row will not come up; waiting longer only hides why."""


@dataclass(frozen=True)
class Ailment:
    """What is wrong with a part, in words that fit after its name; `hopeless` when waiting will not heal it."""

    part: Part
    what: str
    hopeless: bool = False


async def first_ailment(settings: Settings, home: Home, record: StackRecord) -> Ailment | None:
    """The first part of the stack that is not well; None when all are. `settings` have the found addresses."""
    return (
        _dying(record)
        or await _temporal_ailment(settings, home, record)
        or await simulator_ailment(record)
        or worker_ailment(home, record)
        or await intake_ailment(record)
    )


def _dying(record: StackRecord) -> Ailment | None:
    for part, child in record.children.items():
        if child.deaths >= DEATHS_MAX:
            return Ailment(part, f"died {child.deaths} times in a row", hopeless=True)
    return None


async def _temporal_ailment(settings: Settings, home: Home, record: StackRecord) -> Ailment | None:
    embedded = record.services.web_ui is not None
    if embedded and not _runs(record, Part.TEMPORAL):
        return Ailment(Part.TEMPORAL, "does not run")
    try:
        client = await reach(settings, wait_seconds_max=PROBE_SECONDS_MAX)
        mark = await marked_home(client, settings.temporal_namespace) if embedded else home.id()
    except (TemporalAway, RPCError):
        return Ailment(Part.TEMPORAL, f"does not answer at {record.services.temporal}")
    if mark is None:
        return Ailment(Part.TEMPORAL, f"at {record.services.temporal} does not carry this home's mark yet")
    if mark != home.id():
        return Ailment(Part.TEMPORAL, f"at {record.services.temporal} belongs to another home")
    return None


async def simulator_ailment(record: StackRecord) -> Ailment | None:
    """What is wrong with the embedded simulator; None when nothing is, or there is none."""
    url = record.services.simulator
    if url is None:
        return None
    if not _runs(record, Part.SIMULATOR):
        return Ailment(Part.SIMULATOR, "does not run")
    return await _unanswered(Part.SIMULATOR, url, "/_simulator/health")


async def intake_ailment(record: StackRecord) -> Ailment | None:
    """What is wrong with the doors for machines; None when what they are sent can be kept."""
    url = record.services.intake
    if url is None:
        return None
    if not _runs(record, Part.INTAKE):
        return Ailment(Part.INTAKE, "does not run")
    return await _unanswered(Part.INTAKE, url, "/healthz")


def worker_ailment(home: Home, record: StackRecord) -> Ailment | None:
    """What is wrong with the embedded worker; None when it takes tasks."""
    if not _runs(record, Part.WORKER):
        return Ailment(Part.WORKER, "does not run")
    mark = record.children[Part.WORKER].mark
    if mark is None or _ready_pid(home) != mark.pid:
        return Ailment(Part.WORKER, "does not take tasks yet")
    return None


async def _unanswered(part: Part, url: str, path: str) -> Ailment | None:
    try:
        # No proxy that the environment names has a say about loopback.
        async with httpx.AsyncClient(trust_env=False, timeout=PROBE_SECONDS_MAX) as client:
            answer = await client.get(f"{url}{path}")
    except httpx.HTTPError:
        return Ailment(part, f"does not answer at {url}")
    return None if answer.is_success else Ailment(part, f"answers {answer.status_code} at {url}")


def _runs(record: StackRecord, part: Part) -> bool:
    child = record.children.get(part)
    return child is not None and child.mark is not None and is_running(child.mark)


def _ready_pid(home: Home) -> object:
    try:
        ready = json.loads(home.worker_ready.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return ready.get("pid") if isinstance(ready, dict) else None
