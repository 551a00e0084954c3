"""`pinflow open`: parse, call, print."""

from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  pinflow open                                     all pins
  pinflow open 20261121-221530-spring-7f3a --only refused
  pinflow open shop --only refused --reason image_too_small
  pinflow open pin/demo/acb7792adb0634e5d44a5a41c5f3ac44
  pinflow open account/demo --print"""


def register(app: typer.Typer) -> None:
    app.command("open", epilog=EXAMPLES)(open_)


def open_(
    what: Annotated[
        str, typer.Argument(help="A launch, an account, or a workflow's id such as pin/demo/...; else all pins.")
    ] = "",
    *,
    only: Annotated[
        str, typer.Option(help="Only those: open, reconciling, live, refused, unconfirmed or withdrawn.")
    ] = "",
    reason: Annotated[str, typer.Option(help="Only those that ended for this reason.")] = "",
    printed: Annotated[bool, typer.Option("--print", help="Say the address, and open nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")] = False,
) -> None:
    """Open what happened in Temporal's Web UI: a workflow's page, or the list of pins that is meant.

    The page of a list can save it as a view.
    """
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.opening import OpenWish, open_page  # noqa: PLC0415

    wish = OpenWish(what=what, only=only, reason=reason, printed=printed, as_json=as_json)
    raise typer.Exit(open_page(wish))
