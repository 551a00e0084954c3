"""`pinflow plan`: parse, call, print."""

from pathlib import Path
from typing import Annotated

import typer

from starter.catalog_options import (
    Account,
    AsJson,
    Board,
    BoardsFile,
    Description,
    Images,
    Limit,
    Shop,
    Templates,
    Timezone,
    Title,
)
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
    timezone: Timezone = None,
    account: Account = None,
    board: Board = None,
    boards_file: BoardsFile = None,
    shop: Shop = None,
    edition: Annotated[str, typer.Option(help="As if pinned again on purpose, under this name.")] = "",
    images: Images = "1",
    title: Title = None,
    description: Description = None,
    templates: Templates = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """Say when each product of a file would leave, and when the launch would end.

    Heeds the windows of launch, account and boards, the account's quota, and what is placed already. Starts, sends
    and makes nothing.
    """
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.launch_words import BoardWords, CatalogWords, LaunchWords, TextWords, read_wish  # noqa: PLC0415
    from starter.plan import plan_file  # noqa: PLC0415
    from starter.window_rules import RuleWords  # noqa: PLC0415

    words = LaunchWords(
        catalog=CatalogWords(file=file, shop=shop, zone=timezone, edition=edition, images=images, limit=limit),
        boards=BoardWords(account=account, board=board, boards_file=boards_file),
        texts=TextWords(title=title, description=description, templates=templates),
        rule=RuleWords(window, per_day, board_gap, link_days, image_days, jitter),
    )
    raise typer.Exit(plan_file(read_wish(words), as_json=as_json))
