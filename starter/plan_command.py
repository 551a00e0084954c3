"""`pinflow plan`: parse, call, print."""

from pathlib import Path
from typing import Annotated

import typer

from starter.window_options import BoardGap, ImageDays, Jitter, LinkDays, PerDay, Window

EXAMPLES = """\b
Examples:
  pinflow plan spring.csv --window 'Mon-Fri 18:00-22:00 America/New_York'
  pinflow plan spring.csv --window 'weekends 10:00-20:00' --timezone Europe/Berlin --per-day 5
  pinflow plan spring.csv --json"""


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(plan)


def plan(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    file: Annotated[Path, typer.Argument(help="The catalog, as for launch.")],
    *,
    window: Window = None,
    per_day: PerDay = None,
    board_gap: BoardGap = None,
    link_days: LinkDays = 0,
    image_days: ImageDays = 0,
    jitter: Jitter = None,
    timezone: Annotated[
        str | None, typer.Option(help="The zone of a window or publish dates without one, such as Europe/Berlin.")
    ] = None,
    account: Annotated[str | None, typer.Option(help="The Pinterest account, where there are several.")] = None,
    board: Annotated[str | None, typer.Option(help="One board for every product.")] = None,
    boards_file: Annotated[
        Path | None, typer.Option(help="A TOML file with board rules, in place of those that the account keeps.")
    ] = None,
    shop: Annotated[str | None, typer.Option(help="The shop's address, for a file without links.")] = None,
    edition: Annotated[str, typer.Option(help="As if pinned again on purpose, under this name.")] = "",
    images: Annotated[str, typer.Option(help="How many pictures of a product are pinned, or: all.")] = "1",
    title: Annotated[str | None, typer.Option(help="A template for titles, as for launch.")] = None,
    description: Annotated[str | None, typer.Option(help="A template for descriptions.")] = None,
    templates: Annotated[Path | None, typer.Option(help="A TOML file with templates, for boards, too.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N products.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")] = False,
) -> None:
    """Say when each product of a file would leave, and when the launch would end.

    Heeds the windows of launch, account and boards, the account's quota, and what is placed already. Starts, sends
    and makes nothing.
    """
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.launching import LaunchWish, read_images  # noqa: PLC0415
    from starter.plan import plan_file  # noqa: PLC0415
    from starter.templates import read_wordings  # noqa: PLC0415
    from starter.window_rules import RuleWords, read_rule  # noqa: PLC0415

    wish = LaunchWish(
        file=file,
        account=account,
        board=board,
        boards_file=boards_file,
        shop=shop,
        edition=edition.strip(),
        limit=limit,
        images=read_images(images),
        zone=timezone,
        wordings=read_wordings(title, description, templates),
        window=read_rule(RuleWords(window, per_day, board_gap, link_days, image_days, jitter), zone=timezone),
    )
    raise typer.Exit(plan_file(wish, as_json=as_json))
