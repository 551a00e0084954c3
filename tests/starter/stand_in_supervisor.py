"""The real supervisor and the real Temporal, with stand-ins for the rest: no other room is needed."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from config import Settings, load_settings
from starter.home import Home
from starter.ports import Ports
from starter.programs import Program, Programs, build_programs
from starter.supervisor import supervise
from tests.starter import stand_ins

STAND_IN = (sys.executable, str(Path(stand_ins.__file__)))


def stand_in_programs(settings: Settings, home: Home, ports: Ports) -> Programs:
    """The real programs, of which all but Temporal are replaced."""
    real = build_programs(settings, home, ports)
    simulator: Program | None = None
    if real.simulator is not None:
        simulator = replace(real.simulator, argv=(*STAND_IN, "simulator", str(ports.simulator)))
    worker = replace(real.worker, argv=(*STAND_IN, "worker"))
    assert real.intake is not None
    intake = replace(real.intake, argv=(*STAND_IN, "intake", str(ports.intake)))
    return replace(real, simulator=simulator, worker=worker, intake=intake)


if __name__ == "__main__":
    folder = Path(sys.argv[sys.argv.index("--home") + 1])
    asyncio.run(supervise(load_settings(home=folder), stand_in_programs))
