"""`pinflow watch`: parse, call, print."""

from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  pinflow watch 20261121-221530-spring-7f3a"""


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(watch)


def watch(
    launch: Annotated[str, typer.Argument(help="A launch's id, from pinflow status.")],
    *,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 unless every product is live.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, at the end.")] = False,
) -> None:
    """Follow a launch that is on its way: progress, when it will end, and at the end who must act on what.

    Leave with Ctrl-C and join again as often as you like; the work does not need it.
    """
    from starter.watching import watch_launch  # noqa: PLC0415

    raise typer.Exit(watch_launch(launch, strict=strict, as_json=as_json))
