"""`pinflow accounts ...`: parse, call, print."""

from pathlib import Path
from typing import Annotated

import typer

from starter.command_groups import command_group

CONNECT_EXAMPLES = """\b
Examples:
  pinflow accounts connect                          opens the browser; named as Pinterest names it
  pinflow accounts connect spring-shop --app 1512345
  pinflow accounts connect --no-browser             on a machine without one: paste what the browser ends at
  pinflow accounts connect spring-shop --token-file token.txt"""

Name = Annotated[str, typer.Argument(help="The account's name here.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]
App = Annotated[str | None, typer.Option(help="The Pinterest app, by its id; not needed where there is one.")]
NoBrowser = Annotated[
    bool, typer.Option("--no-browser", help="Only print the address; paste what the browser ends at.")
]
Secret = Annotated[
    bool, typer.Option("--scopes-secret-boards", help="Ask for secret boards, and their pins, as well.")
]
Ads = Annotated[bool, typer.Option("--scopes-ads", help="Ask for the numbers of ads as well.")]
TokenStdin = Annotated[bool, typer.Option("--token-stdin", help="Connect by an access token alone, from stdin.")]
TokenFile = Annotated[Path | None, typer.Option(help="Connect by an access token alone, from this file.")]


def register(app: typer.Typer) -> None:
    group = command_group("accounts", "The Pinterest accounts that are published to.")
    group.command("list")(list_)
    group.command()(show)
    group.command(epilog=CONNECT_EXAMPLES)(connect)
    group.command()(reconnect)
    group.command()(refresh)
    group.command()(pause)
    group.command()(resume)
    group.command()(remove)
    group.command()(health)
    app.add_typer(group)


def list_(*, as_json: AsJson = False) -> None:
    """Every account: its app and tier, how it stands, how long its token lives, pins open, alerts."""
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.accounts import list_accounts  # noqa: PLC0415

    raise typer.Exit(list_accounts(as_json=as_json))


def show(name: Name, *, as_json: AsJson = False) -> None:
    """All that is known of one account, and what to do about it."""
    from starter.accounts import show_account  # noqa: PLC0415

    raise typer.Exit(show_account(name, as_json=as_json))


def connect(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    name: Annotated[
        str | None, typer.Argument(help="What to call the account here; else as Pinterest does.")
    ] = None,
    *,
    app: App = None,
    no_browser: NoBrowser = False,
    scopes_secret_boards: Secret = False,
    scopes_ads: Ads = False,
    token_stdin: TokenStdin = False,
    token_file: TokenFile = None,
    as_json: AsJson = False,
) -> None:
    """Connect a Pinterest account: allow it in the browser, once. Its tokens are kept encrypted, and renewed."""
    from starter.connecting import Wish, connect_account  # noqa: PLC0415

    wish = Wish(
        name=name,
        app=app,
        browser=not no_browser,
        secret_boards=scopes_secret_boards,
        ads=scopes_ads,
        token_stdin=token_stdin,
        token_file=token_file,
        as_json=as_json,
    )
    raise typer.Exit(connect_account(wish))


def reconnect(  # noqa: PLR0913 - as above
    name: Name,
    *,
    app: App = None,
    no_browser: NoBrowser = False,
    scopes_secret_boards: Secret = False,
    scopes_ads: Ads = False,
    token_stdin: TokenStdin = False,
    token_file: TokenFile = None,
    as_json: AsJson = False,
) -> None:
    """Give an account new tokens: after it was parked, or before its token ends. Its pins go on in order."""
    from starter.connecting import Wish, connect_account  # noqa: PLC0415

    wish = Wish(
        name=name,
        app=app,
        browser=not no_browser,
        secret_boards=scopes_secret_boards,
        ads=scopes_ads,
        token_stdin=token_stdin,
        token_file=token_file,
        again=True,
        as_json=as_json,
    )
    raise typer.Exit(connect_account(wish))


def refresh(name: Name, *, as_json: AsJson = False) -> None:
    """Have the worker renew the account's token now, and wait for what comes of it."""
    from starter.renewing import renew_account  # noqa: PLC0415

    raise typer.Exit(renew_account(name, as_json=as_json))


def pause(
    name: Name,
    *,
    why: Annotated[str, typer.Option(help="A word on it, shown wherever the account is.")] = "",
    as_json: AsJson = False,
) -> None:
    """Let nothing of the account leave until resume, whatever is launched later."""
    from contracts.hand import Action  # noqa: PLC0415
    from starter.hand import Wish, give_order  # noqa: PLC0415

    raise typer.Exit(give_order(Wish(Action.PAUSE, account=name, why=why), as_json=as_json))


def resume(name: Name, *, as_json: AsJson = False) -> None:
    """Go on with an account that was paused, or parked for a cause that was mended at Pinterest."""
    from contracts.hand import Action  # noqa: PLC0415
    from starter.hand import Wish, give_order  # noqa: PLC0415

    raise typer.Exit(give_order(Wish(Action.RESUME, account=name), as_json=as_json))


def remove(
    name: Name,
    *,
    force: Annotated[bool, typer.Option("--force", help="Cancel what is still on its way first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Forget an account's tokens. What was published stays written down, and stays at Pinterest."""
    from starter.removing import remove_account  # noqa: PLC0415

    raise typer.Exit(remove_account(name, force=force, as_json=as_json))


def health(
    name: Annotated[str | None, typer.Argument(help="One account; without it, every account.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask Pinterest about each account: who it is, its scopes, tier, quota and boards."""
    from starter.account_health import ask_health  # noqa: PLC0415

    raise typer.Exit(ask_health(name, as_json=as_json))
