"""`pinflow keys create|list|revoke`: parse, call, print."""

from typing import Annotated

import typer

from starter.command_groups import command_group

EXAMPLES = """\b
Examples:
  pinflow keys create --label "order desk" --scope pins:read
  pinflow keys create --account lamps --account mugs --json"""

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]


def register(app: typer.Typer) -> None:
    group = command_group("keys", "The keys with which machines come in.")
    group.command(epilog=EXAMPLES)(create)
    group.command("list")(list_)
    group.command()(revoke)
    app.add_typer(group)


def create(
    *,
    label: Annotated[str, typer.Option(help="A word on who has it.")] = "",
    scope: Annotated[
        list[str] | None,
        typer.Option(metavar="<str>", help="pins:read, pins:write, pins:keep, intake or admin; may be repeated."),
    ] = None,
    account: Annotated[
        list[str] | None, typer.Option(metavar="<str>", help="Only for this account; may be repeated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and show it, once: only its digest is kept."""
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.keys import KeyWish, create_key  # noqa: PLC0415

    wish = KeyWish(label=label, scopes=tuple(scope or ()), accounts=tuple(account or ()))
    raise typer.Exit(create_key(wish, as_json=as_json))


def list_(*, as_json: AsJson = False) -> None:
    """List the keys: what each is good for, and whether it was revoked."""
    from starter.keys import list_keys  # noqa: PLC0415

    raise typer.Exit(list_keys(as_json=as_json))


def revoke(
    key: Annotated[str, typer.Argument(help="A key's id, from pinflow keys list.")], *, as_json: AsJson = False
) -> None:
    """Make a key worthless, from now on."""
    from starter.keys import revoke_key  # noqa: PLC0415

    raise typer.Exit(revoke_key(key, as_json=as_json))
