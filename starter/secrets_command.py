"""`pinflow secrets rotate`: parse, call, print."""

from typing import Annotated

import typer

from starter.command_groups import command_group


def register(app: typer.Typer) -> None:
    group = command_group("secrets", "The key that tokens and secrets are encrypted with.")
    group.callback()(_named)  # with one command alone, its name would be left out
    group.command()(rotate)
    app.add_typer(group)


def _named() -> None:
    """The key that tokens and secrets are encrypted with."""


def rotate(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")] = False,
) -> None:
    """Make a new key, encrypt everything anew with it, and forget the old one.

    Killed at any point, it leaves everything readable: run it again. With PINFLOW_SECRET_KEY set, set it to
    "new,old" first, and restart the workers.
    """
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.key_rotation import rotate_key  # noqa: PLC0415

    raise typer.Exit(rotate_key(as_json=as_json))
