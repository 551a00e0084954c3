"""`pinflow versions list|current|ramp|drain`: parse, call, print."""

from typing import Annotated

import typer

from starter.command_groups import command_group
from starter.pushing import SURE_SECONDS

EXAMPLES = """\b
Examples, in the order of a deploy:
  pinflow versions list                  what runs, and what each version has still to end
  pinflow versions ramp 1.4.0 --percent 5
  pinflow versions current 1.4.0
  pinflow versions drain 1.3.2           until nothing of it is open; then its workers may be ended"""

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]
Deployment = Annotated[
    str | None, typer.Option(help="Which deployment; without it PINFLOW_DEPLOYMENT's, else the only one.")
]
WAIT_HELP = f"Seconds at most while something is open; to be sure that nothing is takes {SURE_SECONDS:g} s more."
BuildId = Annotated[str, typer.Argument(metavar="VERSION", help="The PINFLOW_BUILD_ID of its workers.")]


def register(app: typer.Typer) -> None:
    group = command_group("versions", "Versions of the worker that share the work, while one replaces another.")
    group.command("list", epilog=EXAMPLES)(list_)
    group.command()(current)
    group.command()(ramp)
    group.command()(drain)
    app.add_typer(group)


def list_(*, deployment: Deployment = None, as_json: AsJson = False) -> None:
    """The versions, which of them new work begins with, and how many open workflows each has."""
    # Imported here, as in every command: --help need not wait for Temporal's SDK.
    from starter.versions_at_hand import list_versions  # noqa: PLC0415

    raise typer.Exit(list_versions(deployment, as_json=as_json))


def current(version: BuildId, *, deployment: Deployment = None, as_json: AsJson = False) -> None:
    """New work begins with this version from now on. Accounts and launches go over to it at once, pins that are
    on their way end with the version that began them.
    """
    from starter.versions_at_hand import make_current  # noqa: PLC0415

    raise typer.Exit(make_current(version, deployment, as_json=as_json))


def ramp(
    version: BuildId,
    *,
    percent: Annotated[
        float, typer.Option(min=0, max=100, help="So many of a hundred new workflows begin with it; 0: none.")
    ],
    deployment: Deployment = None,
    as_json: AsJson = False,
) -> None:
    """Some of the new work begins with this version, to see how it does."""
    from starter.versions_at_hand import ramp_version  # noqa: PLC0415

    raise typer.Exit(ramp_version(version, percent, deployment, as_json=as_json))


def drain(
    version: BuildId,
    *,
    wait: Annotated[float, typer.Option(min=0, help=WAIT_HELP)] = 600.0,
    move: Annotated[
        bool, typer.Option("--move", help="What is open still is given to the version that is current.")
    ] = False,
    deployment: Deployment = None,
    as_json: AsJson = False,
) -> None:
    """Wait until a version that is not current any more has nothing left to end.

    Exit code 3 when it has still something after --wait, 2 when it takes new work again, 4 when Temporal does not
    answer then.
    """
    from starter.versions_at_hand import drain_version  # noqa: PLC0415

    raise typer.Exit(drain_version(version, wait, deployment, move=move, as_json=as_json))
