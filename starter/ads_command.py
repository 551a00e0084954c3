"""`pinflow ads ...`: parse, call, print."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from starter.command_groups import command_group

CHECK_EXAMPLES = """\b
Examples:
  pinflow ads check campaigns.toml
  pinflow ads check campaigns.toml --from 2026-05-01 --to 2026-10-31
  pinflow ads plan campaigns.toml --from 2024-06-01 --tier trial"""

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]
File = Annotated[Path, typer.Argument(help="A source of ads data, as TOML.")]
From = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day, UTC.")]
To = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day, UTC.")]


def register(app: typer.Typer) -> None:
    group = command_group("ads", "Numbers of Pinterest Ads, as tables that settle and have no silent gap.")
    group.command()(datasets)
    group.command()(columns)
    group.command(epilog=CHECK_EXAMPLES)(check)
    group.command()(plan)
    app.add_typer(group)


def datasets(*, as_json: AsJson = False) -> None:
    """List what can be extracted, and by which routes. Nothing is asked of Pinterest."""
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.ads_catalogue import list_datasets  # noqa: PLC0415

    raise typer.Exit(list_datasets(as_json=as_json))


def columns(
    words: Annotated[
        list[str] | None, typer.Argument(help="Words of a name or its meaning: reach, checkout value, CTR.")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Find columns by words, with unit, route, and whether they may be summed. Without words: all of them."""
    from starter.ads_catalogue import list_columns  # noqa: PLC0415

    raise typer.Exit(list_columns(" ".join(words or ()), as_json=as_json))


def check(file: File, *, from_: From = None, to: To = None, as_json: AsJson = False) -> None:
    """Ask every rule of Pinterest's before a call: which field breaks it, and the nearest valid choice.

    Nothing is asked of Pinterest. Exit code 2 when it would be refused.
    """
    from starter.ads_checking import check_source  # noqa: PLC0415

    raise typer.Exit(check_source(file, from_, to, as_json=as_json))


def plan(
    file: File,
    *,
    from_: From = None,
    to: To = None,
    tier: Annotated[str, typer.Option(help="Of the app: standard, or trial.")] = "standard",
    as_json: AsJson = False,
) -> None:
    """Say what reading the days takes: route, pieces, calls and minutes, and which days cannot be had and why.

    Nothing is asked of Pinterest.
    """
    from starter.ads_planning import plan_source  # noqa: PLC0415

    raise typer.Exit(plan_source(file, from_, to, tier, as_json=as_json))
