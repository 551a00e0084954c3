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
    products: Annotated[
        bool, typer.Option("--products/--no-products", help="With --json: every product, or the counts alone.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")] = False,
) -> None:
    """Say how many products are live, and why the others are not. Asks the ledger only: nothing is started."""
    from starter.status import show_latest, show_one  # noqa: PLC0415

    if launch is None:
        raise typer.Exit(show_latest(as_json=as_json))
    raise typer.Exit(show_one(launch, as_json=as_json, products=products))
