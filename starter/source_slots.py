"""How a source's replication slot stands, for commands; and the alarm when it fills its server's disk."""

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

from catalog.postgres_slots import drop, prepare, slot_state
from contracts.slots import PUBLICATION, SlotState, SlotTrouble
from contracts.source_settings import SourceSettings
from outcomes.report import Report
from starter.checks_machine import bytes_to_text
from starter.failures import CommandFailed, ExitCode

LOOK_SECONDS_MAX = 20.0
RETAINED_BYTES_MAX = 1024**3
"""More of the log that is kept for the slot is told as an alarm."""
SHORT_BYTES = 256 * 1024**2
"""A slot that may be lost after so much more is one, too."""
LOST = frozenset({"lost", "unreserved"})


@dataclass(frozen=True)
class Connection:
    """The way to the database, and what is read there."""

    address: str = field(repr=False)
    settings: SourceSettings = field(default_factory=SourceSettings)

    @property
    def slot(self) -> str:
        return self.settings.slot or ""

    @property
    def publication(self) -> str:
        return self.settings.publication or PUBLICATION


@dataclass(frozen=True)
class SlotLook:
    """A slot as it is; or why nobody can say."""

    state: SlotState | None
    trouble: str | None = None


async def look_at_slot(connection: Connection) -> SlotLook:
    """What a person should know of it; nothing is changed."""
    try:
        async with asyncio.timeout(LOOK_SECONDS_MAX):
            return SlotLook(await slot_state(connection.address, connection.slot, connection.publication))
    except SlotTrouble as trouble:
        return SlotLook(None, str(trouble))
    except TimeoutError:
        return SlotLook(None, f"the database gave no answer within {LOOK_SECONDS_MAX:g} s")


async def prepare_slot(connection: Connection) -> None:
    """Make the publication and the slot where they are missing. Raises `CommandFailed`."""
    try:
        await prepare(connection.address, connection.slot, connection.publication, connection.settings.tables)
    except SlotTrouble as trouble:
        raise CommandFailed(f"The slot cannot be set up: {trouble}", ExitCode.SERVICE_AWAY) from trouble


async def drop_slot(connection: Connection) -> None:
    """Drop the slot; one that is not there is dropped. Raises `CommandFailed`."""
    try:
        await drop(connection.address, connection.slot)
    except SlotTrouble as trouble:
        raise CommandFailed(
            f"The slot cannot be dropped: {trouble} Nothing was forgotten; the source is paused.",
            ExitCode.SERVICE_AWAY,
        ) from trouble


def slot_lines(look: SlotLook, *, paused: bool = False) -> Iterator[str]:
    """Its state, what is not set up, and the alarm."""
    state = look.state
    if state is None:
        yield f"  Slot      cannot be looked at: {look.trouble}"
        return
    yield f"  Slot      {_state_words(state)}"
    if state.tables:
        yield f"  Tables    {', '.join(state.tables)}"
    yield from (f"  To do     {missing}" for missing in state.missing)
    alarm = slot_alarm(state, paused=paused)
    if alarm:
        yield f"  Alarm     {alarm}"


def _state_words(state: SlotState) -> str:
    if not state.exists:
        return "not there"
    read = "being read" if state.active else "nobody reads it at this moment"
    lag = f", {bytes_to_text(state.lag_bytes)} behind" if state.lag_bytes is not None else ""
    kept = f", {bytes_to_text(state.retained_bytes)} of log kept for it" if state.retained_bytes else ""
    return f"{state.plugin or 'of no plugin'}, {read}{lag}{kept}; {state.wal_status or 'state not told'}"


def slot_alarm(state: SlotState, *, paused: bool = False) -> str | None:
    """What somebody must see to before the server's disk is full, or changes are lost."""
    if not state.exists:
        return None
    if state.wal_status in LOST:
        return (
            f"The slot is {state.wal_status}: the server has given up the log that was kept for it, or is about "
            "to. What changed since must be read again."
        )
    if state.safe_wal_size is not None and state.safe_wal_size < SHORT_BYTES:
        return f"The slot is lost after {bytes_to_text(max(0, state.safe_wal_size))} more of log. Let it be read."
    if state.retained_bytes is not None and state.retained_bytes > RETAINED_BYTES_MAX:
        return f"{bytes_to_text(state.retained_bytes)} of log are kept for the slot: they fill the server's disk."
    if paused:
        return "While the source is paused nobody reads the slot, and it fills its server's disk. Mind it."
    return None


def slot_report(look: SlotLook) -> Report:
    """The slot in a document."""
    state = look.state
    found = asdict(state) | {"alarm": slot_alarm(state)} if state else None
    return {"state": found, "trouble": look.trouble}
