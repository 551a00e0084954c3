"""`pinflow boards ...`: parse, call, print."""

from pathlib import Path
from typing import Annotated

import typer

from starter.command_groups import command_group

EXAMPLES = """\b
Examples:
  pinflow boards check spring.csv --boards-file rules.toml
  pinflow boards check spring.csv --json"""

Account = Annotated[str | None, typer.Option(help="The Pinterest account, where there are several.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]


def register(app: typer.Typer) -> None:
    group = command_group("boards", "The boards of an account, and the rules that send products to them.")
    group.command("list")(list_)
    group.command()(sync)
    group.command(epilog=EXAMPLES)(check)
    group.command()(create)
    rules = command_group("rules", "The board rules that an account keeps.")
    rules.command("set")(set_)
    rules.command()(show)
    rules.command()(clear)
    group.add_typer(rules)
    app.add_typer(group)


def list_(
    *,
    account: Account = None,
    sections: Annotated[
        bool, typer.Option("--sections", help="With the sections of each: a read a board.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List the boards that Pinterest has of an account, with their ids."""
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.boards_listing import Wish, list_boards  # noqa: PLC0415

    raise typer.Exit(list_boards(Wish(account, as_json), sections=sections))


def sync(*, account: Account = None, as_json: AsJson = False) -> None:
    """Read all boards, and let names mean what they are called at Pinterest now.

    Boards that were renamed, deleted, or have one name together are told. Nothing is changed at Pinterest.
    """
    from starter.boards_listing import Wish, sync_boards  # noqa: PLC0415

    raise typer.Exit(sync_boards(Wish(account, as_json)))


def create(
    name: Annotated[str, typer.Argument(help="The board's name.")],
    *,
    account: Account = None,
    secret: Annotated[
        bool, typer.Option("--secret", help="Seen by its owner alone; the token needs the secret scopes.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a board, unless there is one of this name. A launch makes those it needs by itself."""
    from starter.boards_listing import Wish, create_board  # noqa: PLC0415

    raise typer.Exit(create_board(Wish(account, as_json), name, secret=secret))


def check(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    file: Annotated[Path, typer.Argument(help="The catalog, as for launch.")],
    *,
    boards_file: Annotated[
        Path | None, typer.Option(help="A TOML file with board rules; else those that the account keeps.")
    ] = None,
    account: Account = None,
    board: Annotated[str | None, typer.Option(help="One board for every product.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N products.")] = None,
    create_boards: Annotated[
        bool, typer.Option("--create-boards/--no-create-boards", help="As if boards that are missing were made.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Show which products of a file go to which boards, and which match no rule.

    Launches, sends and makes nothing. A launch of the same file does the same.
    """
    from starter.boards_checking import check_file  # noqa: PLC0415
    from starter.launching import LaunchWish  # noqa: PLC0415

    wish = LaunchWish(
        file=file,
        account=account,
        board=board,
        boards_file=boards_file,
        limit=limit,
        create_boards=create_boards,
    )
    raise typer.Exit(check_file(wish, as_json=as_json))


def set_(
    file: Annotated[Path, typer.Argument(help="A TOML file with board rules.")],
    *,
    account: Account = None,
    as_json: AsJson = False,
) -> None:
    """Keep the rules of a file for an account, in place of those it has."""
    from starter.boards_rules import set_rules  # noqa: PLC0415

    raise typer.Exit(set_rules(file, account, as_json=as_json))


def show(*, account: Account = None, as_json: AsJson = False) -> None:
    """Write the rules that an account keeps to stdout, as they were given."""
    from starter.boards_rules import show_rules  # noqa: PLC0415

    raise typer.Exit(show_rules(account, as_json=as_json))


def clear(*, account: Account = None, as_json: AsJson = False) -> None:
    """Take an account's rules away. What was launched keeps its boards."""
    from starter.boards_rules import clear_rules  # noqa: PLC0415

    raise typer.Exit(clear_rules(account, as_json=as_json))
