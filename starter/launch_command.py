"""`pinflow launch`: parse, call, print.

What it calls is imported inside, as in every command: --help need not wait for Temporal's SDK.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    from starter.launch_words import LaunchWords

EXAMPLES = """\b
Examples:
  pinflow launch examples/spring-collection.csv
  pinflow launch products.csv --shop https://shop.example.com --board "Spring looks"
  pinflow launch products.csv --dry-run
  pinflow launch products.xlsx --images 3 --title '{title} [[- now {sale_price}]]'
  pinflow launch products.csv --window 'Mon-Fri 18:00-22:00 America/New_York' --per-day 5
  pinflow launch products.csv --edition autumn --json"""

LOOK_AGAIN_HOURS_MAX = 24 * 30

Edition = Annotated[str, typer.Option(help="Pin products again on purpose, under this name.")]
LookAgain = Annotated[
    int | None, typer.Option(min=1, max=LOOK_AGAIN_HOURS_MAX, help="Look at live pins again after N hours.")
]
Urgency = Annotated[
    str,
    typer.Option(help="urgent: ahead of other launches of the account; normal; low: a quarter of the share."),
]
CreateBoards = Annotated[
    bool, typer.Option("--create-boards/--no-create-boards", help="Make boards that are missing.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would become of each row; start and send nothing.")
]
Detach = Annotated[bool, typer.Option("--detach", help="Start the launch and come back at once.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 3 unless every product is live.")]


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(launch)


def launch(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    file: Annotated[Path, typer.Argument(help="The catalog: CSV, TSV, XLSX, JSON, a feed or a sitemap.")],
    *,
    account: Account = None,
    board: Board = None,
    boards_file: BoardsFile = None,
    shop: Shop = None,
    edition: Edition = "",
    images: Images = "1",
    title: Title = None,
    description: Description = None,
    templates: Templates = None,
    timezone: Timezone = None,
    window: Window = None,
    per_day: PerDay = None,
    board_gap: BoardGap = None,
    link_days: LinkDays = 0,
    image_days: ImageDays = 0,
    jitter: Jitter = None,
    look_again: LookAgain = None,
    priority: Urgency = "normal",
    limit: Limit = None,
    create_boards: CreateBoards = True,
    dry: DryRun = False,
    detach: Detach = False,
    strict: Strict = False,
    as_json: AsJson = False,
) -> None:
    """Publish the products of a catalog file as pins.

    Brings up what is missing, shows progress, and ends with a list of who must act on what. A product that is live
    already is not pinned again. Interrupting the command does not stop the work.
    """
    from starter.launch_words import BoardWords, CatalogWords, LaunchWords, TextWords  # noqa: PLC0415
    from starter.window_rules import RuleWords  # noqa: PLC0415

    words = LaunchWords(
        catalog=CatalogWords(file=file, shop=shop, zone=timezone, edition=edition, images=images, limit=limit),
        boards=BoardWords(account=account, board=board, boards_file=boards_file, create=create_boards),
        texts=TextWords(title=title, description=description, templates=templates),
        rule=RuleWords(window, per_day, board_gap, link_days, image_days, jitter),
        priority=priority,
        look_again_hours=look_again,
    )
    raise typer.Exit(_carried_out(words, dry=dry, detach=detach, strict=strict, as_json=as_json))


def _carried_out(words: "LaunchWords", *, dry: bool, detach: bool, strict: bool, as_json: bool) -> int:
    """For real, or to try it; the exit code."""
    from starter.dry_run import dry_run  # noqa: PLC0415
    from starter.launch import Manner, launch_file  # noqa: PLC0415
    from starter.launch_words import read_wish  # noqa: PLC0415

    wish = read_wish(words)
    if dry:
        return dry_run(wish, as_json=as_json, strict=strict)
    return launch_file(wish, Manner(detach=detach, strict=strict, as_json=as_json))
