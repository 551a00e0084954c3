"""`pinflow migrate`: parse, call, print."""

from typing import Annotated

import typer

EXAMPLES = """\b
Examples:
  pinflow migrate
  PINFLOW_DATABASE_URL=postgresql://pinflow@db.example.com/pinflow pinflow migrate --json"""


def register(app: typer.Typer) -> None:
    app.command(epilog=EXAMPLES)(migrate)


def migrate(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")] = False,
) -> None:
    """Bring the ledger's tables up to date, and end.

    For deployments that do this once, before anything else starts. Otherwise whoever starts first does it.
    """
    from starter.migrating import migrate_ledger  # noqa: PLC0415 - --help need not wait for the store

    raise typer.Exit(migrate_ledger(as_json=as_json))
