"""`pinflow simulator`: a Pinterest of your own on this machine, with a demo shop."""

from pathlib import Path
from typing import Annotated

import typer

from starter.failures import CommandFailed, ExitCode

EXAMPLES = """\b
Examples:
  pinflow simulator --port 8099
  pinflow simulator --port 8099 --data sim --seed 7 --faults faults.json"""

PORT_MAX = 65_535


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(simulator)


def simulator(
    *,
    port: Annotated[int, typer.Option(min=0, max=PORT_MAX, help="The port on 127.0.0.1; 0 takes a free one.")],
    data: Annotated[Path | None, typer.Option(help="Keep its state in this folder across restarts.")] = None,
    seed: Annotated[int, typer.Option(help="Decides everything that is random.")] = 0,
    faults: Annotated[Path | None, typer.Option(help="A fault plan (JSON) to begin with.")] = None,
) -> None:
    """Serve a simulated Pinterest and a demo shop.

    Pinterest's API v5 is under /v5, the shop under /shop, and what really happened under /_simulator/.
    """
    # Imported here: the simulator draws pictures, and --help does not.
    from simulator.control_input import ControlError  # noqa: PLC0415
    from simulator.journal import JournalError  # noqa: PLC0415
    from simulator.server import Options, run  # noqa: PLC0415

    try:
        run(Options(port=port, data=data, seed=seed, faults=faults))
    except (ControlError, JournalError) as error:
        raise CommandFailed(f"The simulator cannot start: {error}", ExitCode.USAGE) from error
    except OSError as error:
        raise CommandFailed(
            f"The simulator cannot serve on port {port} of 127.0.0.1 ({error}). Is another one there? "
            "Give a free --port, and a --data folder and --faults file that can be read.",
            ExitCode.SERVICE_AWAY,
        ) from error
