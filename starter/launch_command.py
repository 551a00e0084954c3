"""`pinflow launch`: parse, call, print."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from starter.launch_options import (
    Account,
    AsJson,
    Board,
    BoardsFile,
    CreateBoards,
    Description,
    Detach,
    DryRun,
    Edition,
    Images,
    Limit,
    LookAgain,
    Shop,
    Strict,
    Templates,
    Timezone,
    Title,
    Urgency,
)
from starter.window_options import BoardGap, ImageDays, Jitter, LinkDays, PerDay, Window

if TYPE_CHECKING:
    from starter.launch import Manner
    from starter.launch_words import LaunchWords

EXAMPLES = """\b
Examples:
  pinflow launch examples/spring-collection.csv
  pinflow launch products.csv --shop https://shop.example.com --board "Spring looks"
  pinflow launch products.csv --dry-run
  pinflow launch products.xlsx --images 3 --title '{title} [[- now {sale_price}]]'
  pinflow launch products.csv --window 'Mon-Fri 18:00-22:00 America/New_York' --per-day 5
  pinflow launch products.csv --edition autumn --json"""


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
    # Imported here, as in every command: --help need not wait for Temporal's SDK.
    from starter.launch import Manner  # noqa: PLC0415
    from starter.launch_words import BoardWords, CatalogWords, LaunchWords, RuleWords, TextWords  # noqa: PLC0415

    words = LaunchWords(
        catalog=CatalogWords(file=file, shop=shop, zone=timezone, edition=edition, images=images, limit=limit),
        boards=BoardWords(account=account, board=board, boards_file=boards_file, create=create_boards),
        texts=TextWords(title=title, description=description, templates=templates),
        rule=RuleWords(window, per_day, board_gap, link_days, image_days, jitter),
        priority=priority,
        look_again_hours=look_again,
    )
    raise typer.Exit(_carried_out(words, Manner(detach=detach, strict=strict, as_json=as_json), dry=dry))


def _carried_out(words: "LaunchWords", manner: "Manner", *, dry: bool) -> int:
    """For real, or to try it; the exit code."""
    from starter.dry_run import dry_run  # noqa: PLC0415
    from starter.launch import launch_file  # noqa: PLC0415
    from starter.launch_words import read_wish  # noqa: PLC0415

    wish = read_wish(words)
    return dry_run(wish, as_json=manner.as_json, strict=manner.strict) if dry else launch_file(wish, manner)
