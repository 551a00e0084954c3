"""`pinflow results`: parse, call, print."""

from datetime import datetime
from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  pinflow results --read               ask Pinterest for what is new, then show it
  pinflow results --by image           which picture of each product gets traction
  pinflow results --by template --days 60 --csv > wordings.csv"""


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(results)


def results(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    *,
    by: Annotated[str, typer.Option(help="product, image, template, board, launch, edition or pin.")] = "product",
    days: Annotated[int, typer.Option(min=1, max=1_100, help="So many days, the last of them yesterday.")] = 30,
    from_: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="The first day, UTC, in place of --days."),
    ] = None,
    to: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="The last day, UTC. Yesterday by default."),
    ] = None,
    account: Annotated[str | None, typer.Option(help="One Pinterest account; without it, every account.")] = None,
    read: Annotated[
        bool, typer.Option("--read", help="Ask Pinterest for what is new first, and wait for it.")
    ] = False,
    detach: Annotated[bool, typer.Option("--detach", help="With --read: begin, and come back at once.")] = False,
    top: Annotated[int, typer.Option(min=1, help="Lines that the screen shows. --json and --csv have all.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="The lines as CSV on stdout.")] = False,
) -> None:
    """Show what people did with your pins: impressions, saves and clicks, and which picture gets traction."""
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.results import Show, Wish, show_results  # noqa: PLC0415

    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude one another.")
    if detach and not read:
        raise typer.BadParameter("--detach goes with --read.")
    show = Show.JSON if as_json else Show.CSV if as_csv else Show.SCREEN
    wish = Wish(
        by=by,
        days=days,
        first=from_.date() if from_ else None,
        last=to.date() if to else None,
        account=account,
        read=read,
        detach=detach,
        top=top,
        show=show,
    )
    raise typer.Exit(show_results(wish))
