"""`pinflow versions`, carried out: what a person sees and does of a deploy."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from rich.table import Table
from temporalio.service import RPCError

from config import Settings, load_settings
from connection import DETAIL_CHARS_MAX
from starter.accounts import write
from starter.failures import CommandFailed, ExitCode
from starter.halfway import AWAY
from starter.pushing import LOOK_SECONDS, PUSH_LOOKS, QUIET_LOOKS, Pushes
from starter.reaching import reach
from starter.running import running_stack
from starter.screen import Screen
from starter.versions import Due, State, Version, Versions, deployments

SHOWN_MAX = 5
"""Open workflows of a version that are named when it is not drained in time."""

Told = TypeVar("Told")


@dataclass(frozen=True)
class Drained:
    """What came of waiting."""

    open_ids: Sequence[str]
    open_runs: int
    moved: int


def list_versions(deployment: str | None, *, as_json: bool) -> int:
    """All of them; the exit code."""
    found, versions = asyncio.run(_with(deployment, lambda all_: all_.all()))
    if as_json:
        write({"deployment": found.deployment, "versions": [_report(one) for one in versions]})
        return ExitCode.DONE
    screen = Screen()
    screen.say(f"Deployment {found.deployment}")
    screen.table(_table(versions))
    if not any(one.state is State.CURRENT for one in versions):
        screen.say("None is current: new work waits. Say which with: pinflow versions current VERSION")
    return ExitCode.DONE


def make_current(build_id: str, deployment: str | None, *, as_json: bool) -> int:
    """The exit code. Raises `CommandFailed` when no worker of it is there to take the work."""
    found, _ = asyncio.run(_with(deployment, lambda versions: versions.make_current(build_id)))
    if as_json:
        write({"deployment": found.deployment, "current": build_id})
    else:
        Screen().say(
            f"New work begins with {build_id} now. What an earlier version has still to end: pinflow versions list"
        )
    return ExitCode.DONE


def ramp_version(build_id: str, percent: float, deployment: str | None, *, as_json: bool) -> int:
    """The exit code. Raises `CommandFailed`."""
    found, _ = asyncio.run(_with(deployment, lambda versions: versions.ramp(build_id, percent)))
    if as_json:
        write({"deployment": found.deployment, "ramping": build_id if percent else None, "percent": percent})
    else:
        Screen().say(f"{percent:g} of 100 new workflows begin with {build_id} now.")
    return ExitCode.DONE


def drain_version(build_id: str, wait: float, deployment: str | None, *, move: bool, as_json: bool) -> int:
    """The exit code: 3 when something is left."""
    screen = Screen(quiet=as_json)
    with screen.busy(f"Waiting for what version {build_id} has begun"):
        found, drained = asyncio.run(
            _with(deployment, lambda versions: drain(versions, build_id, wait_seconds_max=wait, move=move))
        )
    if as_json:
        write(
            {
                "deployment": found.deployment,
                "version": build_id,
                "open": drained.open_runs,
                "moved": drained.moved,
                "such_as": list(drained.open_ids),
            }
        )
    elif drained.open_runs:
        screen.say(f"{drained.open_runs} are open still, such as {', '.join(drained.open_ids)}.")
        screen.say(f"Wait longer, or give them to the current version: pinflow versions drain {build_id} --move")
    else:
        moved = f" {drained.moved} went over to the current version." if drained.moved else ""
        screen.say(f"Version {build_id} has nothing left to end.{moved} Its workers may be ended.")
    return ExitCode.NOT_ALL_LIVE if drained.open_runs else ExitCode.DONE


class Draining(Protocol):
    """What is asked of a deployment while one of its versions comes to its end; `Versions` does it."""

    @property
    def deployment(self) -> str: ...

    async def state(self, build_id: str) -> State | None: ...

    async def open_runs(self, build_id: str) -> int: ...

    async def open_ids(self, build_id: str, most: int) -> Sequence[str]: ...

    async def nudge_those_of(self, build_id: str, due: Due) -> None: ...

    async def move(self, build_id: str, due: Due) -> Collection[str]: ...


async def drain(versions: Draining, build_id: str, *, wait_seconds_max: float, move: bool) -> Drained:
    """Until nothing of it was open at `QUIET_LOOKS` looks in a row, or something is when time is over.

    Raises `CommandFailed` for a version that new work begins with, also when it does so meanwhile, for one that is
    not there, and when Temporal does not answer when time is over.
    """
    last, looks = time.monotonic() + wait_seconds_max, _Looks(versions, build_id, move)
    while True:
        try:
            seen = await looks.look()
            over = time.monotonic() >= last
            if looks.quiet >= QUIET_LOOKS or (seen and over):
                return await looks.end(seen)
        except RPCError as error:
            if error.status not in AWAY:
                raise
            if time.monotonic() >= last:
                raise _away(build_id, error) from error
            looks.quiet = 0
        await asyncio.sleep(LOOK_SECONDS)


@dataclass
class _Looks:
    """What has been seen and done of a version so far. Each method raises `RPCError`, and `CommandFailed`."""

    versions: Draining
    build_id: str
    move: bool
    begun: int = 0
    """Looks so far, whatever came of them."""
    quiet: int = 0
    """Looks in a row that have found nothing."""
    drains: bool = False
    """It has been seen to take no new work."""
    moved: set[str] = field(default_factory=set)
    nudges: Pushes = field(default_factory=Pushes)
    moves: Pushes = field(default_factory=Pushes)

    async def look(self) -> int:
        """How many are open. Before some of the looks they are pushed."""
        number, self.begun = self.begun, self.begun + 1
        if number % PUSH_LOOKS == 0:
            await self._refuse_wrong()
            await self._push(number)
        seen = await self.versions.open_runs(self.build_id)
        self.quiet = 0 if seen else self.quiet + 1
        return seen

    async def end(self, open_runs: int) -> Drained:
        await self._refuse_wrong()
        open_ids = await self.versions.open_ids(self.build_id, SHOWN_MAX)
        return Drained(open_ids, open_runs, len(self.moved))

    async def _push(self, look: int) -> None:
        await self.versions.nudge_those_of(self.build_id, partial(self.nudges.due, look))
        if self.move:
            self.moved |= set(await self.versions.move(self.build_id, partial(self.moves.due, look)))

    async def _refuse_wrong(self) -> None:
        state = await self.versions.state(self.build_id)
        if state is None:
            raise _unknown(self.build_id, self.versions.deployment)
        if state in {State.CURRENT, State.RAMPING}:
            raise _taken_up_again(self.build_id) if self.drains else _not_left_yet(self.build_id)
        self.drains = True


def _unknown(build_id: str, deployment: str) -> CommandFailed:
    return CommandFailed(
        f"Temporal knows of no version {build_id} of {deployment}. Those that there are: pinflow versions list",
        ExitCode.USAGE,
    )


def _not_left_yet(build_id: str) -> CommandFailed:
    return CommandFailed(
        f"New work begins with version {build_id}: make another current first, "
        "with: pinflow versions current VERSION",
        ExitCode.USAGE,
    )


def _taken_up_again(build_id: str) -> CommandFailed:
    return CommandFailed(
        f"Version {build_id} takes new work again: draining was given up. Let its workers run.", ExitCode.USAGE
    )


def _away(build_id: str, error: RPCError) -> CommandFailed:
    detail = error.message[:DETAIL_CHARS_MAX]
    return CommandFailed(
        f"Temporal does not answer ({detail}): what version {build_id} has still open is not known. "
        "See: pinflow doctor",
        ExitCode.SERVICE_AWAY,
    )


async def _with(deployment: str | None, ask: Callable[[Versions], Awaitable[Told]]) -> tuple[Versions, Told]:
    settings = load_settings()
    stack = running_stack(settings)
    versions = await _versions(stack.settings if stack else settings, deployment)
    return versions, await ask(versions)


async def _versions(settings: Settings, deployment: str | None) -> Versions:
    """Raises `TemporalAway`, and `CommandFailed` when it is not clear which deployment is meant."""
    client, namespace = await reach(settings), settings.temporal_namespace
    name = deployment or settings.deployment
    if name is None:
        known = await deployments(client, namespace)
        if len(known) != 1:
            raise CommandFailed(_which(known), ExitCode.USAGE)
        name = known[0]
    return Versions(client, namespace, name)


def _which(known: Sequence[str]) -> str:
    if known:
        return f"There are several deployments: say --deployment, one of {', '.join(sorted(known))}."
    return (
        "No worker here belongs to a deployment: each takes whatever there is. For deploys by versions start "
        "workers with PINFLOW_DEPLOYMENT and PINFLOW_BUILD_ID: docs/production.md"
    )


def _report(version: Version) -> dict[str, object]:
    return {
        "version": version.build_id,
        "state": version.state,
        "percent": version.percent,
        "open": version.open_runs,
    }


def _table(versions: Sequence[Version]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("version", "state", "of new work", "open workflows"):
        table.add_column(name, overflow="fold")
    for one in versions:
        share = f"{one.percent:g} %" if one.percent else "-"
        table.add_row(one.build_id, one.state, share, str(one.open_runs))
    return table
