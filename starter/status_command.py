"""`pinflow status`: parse, call, print."""

from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  pinflow status                                   the newest launches
  pinflow status 20261121-221530-spring-7f3a       one launch, and who must act on what
  pinflow status 20261121-221530-spring-7f3a --json"""


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(status)


def status(
    launch: Annotated[str | None, typer.Argument(help="A launch's id; without one, the newest launches.")] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")] = False,
) -> None:
    """Say how many products are live, and why the others are not. Asks the ledger only: nothing is started."""
    from starter.status import show_latest, show_launch  # noqa: PLC0415

    raise typer.Exit(show_launch(launch, as_json=as_json) if launch else show_latest(as_json=as_json))
