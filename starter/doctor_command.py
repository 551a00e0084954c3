"""`pinflow doctor`: parse, look, print."""

import asyncio
import json
from typing import Annotated

import typer

from starter.failures import ExitCode

EXAMPLES = """\b
Examples:
  pinflow doctor               what is well, what is not, and what to do about it
  pinflow doctor --json        the same for a program, or for whoever helps you"""


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(doctor)


def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")] = False,
) -> None:
    """Look at everything that a launch rests on, and say what is wrong and what to do.

    It starts nothing and changes nothing. The exit code is 4 when something is wrong; warnings do not count.
    """
    # Imported here, as in every command: --help need not wait for Temporal's SDK.
    from rich.console import Console  # noqa: PLC0415

    from starter.doctor import examine  # noqa: PLC0415
    from starter.doctor_screen import show_report  # noqa: PLC0415
    from starter.findings import is_well, report_to_json  # noqa: PLC0415
    from starter.silence import silence  # noqa: PLC0415

    console = Console(highlight=False, quiet=as_json)
    with silence(), console.status("Looking at everything …"):
        report = asyncio.run(examine())
    if as_json:
        typer.echo(json.dumps(report_to_json(report)))
    else:
        show_report(report, console)
    raise typer.Exit(ExitCode.DONE if is_well(report) else ExitCode.SERVICE_AWAY)
