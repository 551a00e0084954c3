"""`pinflow supervise` and `pinflow mark`, which only `up` runs: hidden, since nobody else needs them."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from starter.failures import CommandFailed, ExitCode

HomeFolder = Annotated[Path, typer.Option("--home", help="The home to serve.")]


def register(app: typer.Typer) -> None:
    app.command(hidden=True)(supervise)
    app.command(hidden=True)(mark)


def supervise(*, home: HomeFolder) -> None:
    """Keep the stack of a home running until SIGTERM."""
    # Imported here: --help need not wait for pydantic.
    from config import load_settings  # noqa: PLC0415
    from starter.lock import LockTaken  # noqa: PLC0415
    from starter.programs import build_programs  # noqa: PLC0415
    from starter.supervisor import supervise as keep_running  # noqa: PLC0415

    try:
        asyncio.run(keep_running(load_settings(home=home), build_programs))
    except LockTaken as error:
        raise CommandFailed(f"{home} has a supervisor already.", ExitCode.USAGE) from error


def mark(*, home: HomeFolder) -> None:
    """Write on the embedded Temporal server that it is this home's."""
    from config import load_settings  # noqa: PLC0415
    from starter.marking import mark_server  # noqa: PLC0415

    asyncio.run(mark_server(load_settings(home=home)))
