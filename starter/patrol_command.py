"""`pinflow patrol`: parse, call, print."""

from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  pinflow patrol                                   a round through the boards of every account, now
  pinflow patrol --findings                        what was found and is still open
  pinflow patrol --account demo --remove-duplicates"""


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(patrol)


def patrol(
    *,
    account: Annotated[str | None, typer.Option(help="One Pinterest account; without it, every account.")] = None,
    findings: Annotated[
        bool, typer.Option("--findings", help="Only list what is still open; read nothing.")
    ] = False,
    remove_duplicates: Annotated[
        bool,
        typer.Option(
            "--remove-duplicates", help="Delete the later pin of each duplicate, after asking; read nothing."
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --remove-duplicates: do not ask.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")] = False,
) -> None:
    """Compare each account's boards with the ledger: duplicates, lost pins, what was removed or changed.

    A round changes nothing at Pinterest. It tells what became of pins that had stayed unconfirmed.
    """
    # Imported here, as in every command: --help need not wait for Temporal's SDK.
    from starter.patrol import Beat, Wish, go_on_patrol  # noqa: PLC0415

    beat = Beat.LIST if findings else Beat.REMOVE if remove_duplicates else Beat.READ
    if findings and remove_duplicates:
        raise typer.BadParameter("--findings and --remove-duplicates exclude one another.")
    if yes and not remove_duplicates:
        raise typer.BadParameter("--yes goes with --remove-duplicates.")
    raise typer.Exit(go_on_patrol(Wish(beat, account=account, yes=yes, as_json=as_json)))
