"""`pinflow apps add|list|remove`: parse, call, print."""

from pathlib import Path
from typing import Annotated

import typer

from starter.command_groups import command_group
from starter.redirects import DEFAULT_REDIRECT_URI

EXAMPLES = """\b
Examples:
  pinflow apps add 1512345                                asks for the app's secret
  pinflow apps add 1512345 --secret-file app-secret.txt
  pinflow apps add 1512345 --redirect-uri http://localhost:9000/callback"""

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]
AppId = Annotated[str, typer.Argument(help="The app's id, from developers.pinterest.com.")]


def register(app: typer.Typer) -> None:
    group = command_group("apps", "The Pinterest apps through which accounts are connected.")
    group.command(epilog=EXAMPLES)(add)
    group.command("list")(list_)
    group.command()(remove)
    app.add_typer(group)


def add(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    id: AppId,  # noqa: A002 - the word that people know
    *,
    label: Annotated[str, typer.Option(help="A name of your own for it, such as a client's.")] = "",
    legacy: Annotated[
        bool, typer.Option("--legacy", help="The app was created before 25 September 2025.")
    ] = False,
    redirect_uri: Annotated[
        str, typer.Option(help="One of the app's redirect URIs, to the letter as Pinterest has it.")
    ] = DEFAULT_REDIRECT_URI,
    secret_stdin: Annotated[bool, typer.Option("--secret-stdin", help="Read the secret from stdin.")] = False,
    secret_file: Annotated[Path | None, typer.Option(help="Read the secret from this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Register a Pinterest app, or give one that is registered a new secret.

    Its secret is asked for, and kept encrypted. It is never a word of the command line, which others can see.
    """
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.apps import NewApp, add_app  # noqa: PLC0415
    from starter.given_secrets import SecretSource  # noqa: PLC0415

    source = SecretSource("The app's secret", stdin=secret_stdin, file=secret_file)
    new = NewApp(id=id, label=label, legacy=legacy, redirect_uri=redirect_uri)
    raise typer.Exit(add_app(new, source, as_json=as_json))


def list_(*, as_json: AsJson = False) -> None:
    """The apps that are registered, and how many accounts each has."""
    from starter.apps import list_apps  # noqa: PLC0415

    raise typer.Exit(list_apps(as_json=as_json))


def remove(id: AppId, *, as_json: AsJson = False) -> None:  # noqa: A002 - as above
    """Forget an app and its secret. Refused while accounts are connected through it."""
    from starter.apps import remove_app  # noqa: PLC0415

    raise typer.Exit(remove_app(id, as_json=as_json))
