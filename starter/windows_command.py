"""`pinflow windows`: parse, call, print."""

from enum import StrEnum
from typing import Annotated

import typer

from starter.window_options import BoardGap, ImageDays, Jitter, LinkDays, PerDay

EXAMPLES = """\b
Examples:
  pinflow windows                                  the standing windows, and when each opens next
  pinflow windows set 'Mon-Fri 18:00-22:00 America/New_York' --per-day 5
  pinflow windows set 'weekends 10:00-20:00 Europe/Berlin' --board "Spring looks"
  pinflow windows clear --board "Spring looks" """


class Act(StrEnum):
    """What is done to the standing windows."""

    LIST = "list"
    SET = "set"
    CLEAR = "clear"


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(windows)


def windows(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    action: Annotated[Act, typer.Argument(help="list, set or clear.")] = Act.LIST,
    window: Annotated[
        str | None, typer.Argument(help="With set: days, hours and zone, 'Mon-Fri 18:00-22:00 Europe/Berlin'.")
    ] = None,
    *,
    account: Annotated[str | None, typer.Option(help="The Pinterest account, where there are several.")] = None,
    board: Annotated[str | None, typer.Option(help="Of one board, by its name; else of the account.")] = None,
    timezone: Annotated[str | None, typer.Option(help="The zone of a window that names none.")] = None,
    per_day: PerDay = None,
    board_gap: BoardGap = None,
    link_days: LinkDays = 0,
    image_days: ImageDays = 0,
    jitter: Jitter = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")] = False,
) -> None:
    """Keep an account, or a board, to its hours: whatever is launched, its pins leave within them.

    Each set replaces what was there. Windows of launch, account and board hold together.
    """
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.window_rules import RuleWords, read_rule  # noqa: PLC0415
    from starter.windows import Wish, clear_window, list_windows, set_window  # noqa: PLC0415

    words = RuleWords(window, per_day, board_gap, link_days, image_days, jitter)
    if action is not Act.SET and words != RuleWords():
        raise typer.BadParameter(
            f"A window, or how far apart pins lie, goes with: windows set; not with {action}."
        )
    wish = Wish(account=account, board=board, as_json=as_json)
    if action is Act.LIST:
        raise typer.Exit(list_windows(wish))
    if action is Act.CLEAR:
        raise typer.Exit(clear_window(wish))
    raise typer.Exit(set_window(wish, read_rule(words, zone=timezone, option="WINDOW")))
