"""`pinflow launch`: parse, call, print."""

from pathlib import Path
from typing import Annotated

import typer

from starter.window_options import BoardGap, ImageDays, Jitter, LinkDays, PerDay, Window

EXAMPLES = """\b
Examples:
  pinflow launch examples/spring-collection.csv
  pinflow launch products.csv --shop https://shop.example.com --board "Spring looks"
  pinflow launch products.csv --dry-run
  pinflow launch products.xlsx --images 3 --title '{title} [[- now {sale_price}]]'
  pinflow launch products.csv --window 'Mon-Fri 18:00-22:00 America/New_York' --per-day 5
  pinflow launch products.csv --edition autumn --json"""

HOUR_SECONDS = 3_600.0
LOOK_AGAIN_HOURS_MAX = 24 * 30


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(launch)


def launch(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    file: Annotated[Path, typer.Argument(help="The catalog: CSV, TSV, XLSX, JSON, a feed or a sitemap.")],
    *,
    account: Annotated[str | None, typer.Option(help="The Pinterest account, where there are several.")] = None,
    board: Annotated[str | None, typer.Option(help="One board for every product.")] = None,
    boards_file: Annotated[
        Path | None, typer.Option(help="A TOML file with board rules, in place of those that the account keeps.")
    ] = None,
    shop: Annotated[str | None, typer.Option(help="The shop's address, for a file without links.")] = None,
    edition: Annotated[str, typer.Option(help="Pin products again on purpose, under this name.")] = "",
    images: Annotated[str, typer.Option(help="How many pictures of a product are pinned, or: all.")] = "1",
    title: Annotated[str | None, typer.Option(help="A template for titles, such as '{title} by {brand}'.")] = None,
    description: Annotated[str | None, typer.Option(help="A template for descriptions.")] = None,
    templates: Annotated[Path | None, typer.Option(help="A TOML file with templates, for boards, too.")] = None,
    timezone: Annotated[
        str | None, typer.Option(help="The zone of publish dates, or a window, without one: Europe/Berlin.")
    ] = None,
    window: Window = None,
    per_day: PerDay = None,
    board_gap: BoardGap = None,
    link_days: LinkDays = 0,
    image_days: ImageDays = 0,
    jitter: Jitter = None,
    look_again: Annotated[
        int | None, typer.Option(min=1, max=LOOK_AGAIN_HOURS_MAX, help="Look at live pins again after N hours.")
    ] = None,
    priority: Annotated[
        str,
        typer.Option(help="urgent: ahead of other launches of the account; normal; low: a quarter of the share."),
    ] = "normal",
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N products.")] = None,
    create_boards: Annotated[
        bool, typer.Option("--create-boards/--no-create-boards", help="Make boards that are missing.")
    ] = True,
    dry: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of each row; start and send nothing.")
    ] = False,
    detach: Annotated[bool, typer.Option("--detach", help="Start the launch and come back at once.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 unless every product is live.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")] = False,
) -> None:
    """Publish the products of a catalog file as pins.

    Brings up what is missing, shows progress, and ends with a list of who must act on what. A product that is live
    already is not pinned again. Interrupting the command does not stop the work.
    """
    # Imported here, as in every command: --help need not wait for Temporal's SDK.
    from starter.dry_run import dry_run  # noqa: PLC0415
    from starter.launch import Manner, launch_file  # noqa: PLC0415
    from starter.launching import LaunchWish, read_images, read_priority  # noqa: PLC0415
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
        create_boards=create_boards,
        images=read_images(images),
        zone=timezone,
        wordings=read_wordings(title, description, templates),
        priority=read_priority(priority),
        window=read_rule(RuleWords(window, per_day, board_gap, link_days, image_days, jitter), zone=timezone),
        look_again_seconds=look_again * HOUR_SECONDS if look_again else None,
    )
    if dry:
        raise typer.Exit(dry_run(wish, as_json=as_json, strict=strict))
    raise typer.Exit(launch_file(wish, Manner(detach=detach, strict=strict, as_json=as_json)))
