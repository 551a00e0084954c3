"""`pinflow worker`: does the work. `up` starts one by itself; more of them, on any machine, share it."""

import asyncio
import os
from pathlib import Path

import typer

from starter.failures import CommandFailed, ExitCode

EXAMPLES = """\b
Examples:
  PINFLOW_TEMPORAL_ADDRESS=temporal.example.com:7233 \\
  PINFLOW_DATABASE_URL=postgresql://pinflow@db.example.com/pinflow pinflow worker"""


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(worker)


def worker() -> None:
    """Run a worker until SIGTERM or Ctrl-C.

    For production: the embedded stack has one already, from pinflow up.
    """
    # Imported here: a worker knows everybody, and --help need not.
    import worker as workshop  # noqa: PLC0415
    from config import load_settings  # noqa: PLC0415
    from contracts.trouble import Trouble  # noqa: PLC0415
    from starter.programs import READY_FILE_VARIABLE  # noqa: PLC0415

    ready = os.environ.get(READY_FILE_VARIABLE)
    try:
        asyncio.run(workshop.run(load_settings(), ready_file=Path(ready) if ready else None))
    except Trouble as error:
        raise CommandFailed(f"The worker cannot go on: {error}", ExitCode.SERVICE_AWAY) from error
