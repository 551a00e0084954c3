"""`pinflow export`: parse, call, print."""

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  pinflow export 20261121-221530-spring-7f3a                      spring-to-mend.csv, in this folder
  pinflow export 20261121-221530-spring-7f3a --out mend.csv
  pinflow launch mend.csv                                         when it is mended"""


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(export)


def export(
    launch: Annotated[str, typer.Argument(help="A launch's id, from pinflow status.")],
    *,
    out: Annotated[
        Path | None, typer.Option(help="Where to write it; a file that is there is not replaced.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")] = False,
) -> None:
    """Write the rows that are not live as the same file, with columns that say why.

    Mend it, and launch it again.
    """
    from starter.exporting import export_launch  # noqa: PLC0415

    raise typer.Exit(export_launch(launch, out, as_json=as_json))
