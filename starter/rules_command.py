"""`pinflow rules ...`: parse, call, print."""

from pathlib import Path
from typing import Annotated

import typer

from starter.command_groups import command_group

EXAMPLES = """\b
Examples:
  pinflow rules check rules.toml --against bodies.ndjson --kind shopify
  pinflow rules check rules.toml --against bodies/ --source spring-shop
  pinflow rules check rules.toml --against today.xml --known yesterday.xml"""

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]


def register(app: typer.Typer) -> None:
    group = command_group("rules", "Rules of what is done about a product's changes, tried before they are used.")
    group.command(epilog=EXAMPLES)(check)
    group.command()(show)
    app.add_typer(group)


def check(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    file: Annotated[Path, typer.Argument(help="A TOML file with rules.")],
    *,
    against: Annotated[
        Path,
        typer.Option(
            help="Bodies as they were sent, as NDJSON, JSON or a folder of them; or a catalog as it was polled."
        ),
    ],
    source: Annotated[
        str | None, typer.Option(help="As this source reads them, and with what it knows of its products.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="As a source of this kind reads them; feed where neither is said.")
    ] = None,
    account: Annotated[str | None, typer.Option(help="The Pinterest account, where there are several.")] = None,
    known: Annotated[
        Path | None, typer.Option(help="A catalog of the products that are known before the first event.")
    ] = None,
    together: Annotated[
        bool, typer.Option("--together", help="All events of a product come in one storm, and are decided once.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Explain what each event would do by the rules of a file, and why, rule by rule.

    Nothing is written, sent or fetched. A source that has these rules does the same.
    """
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.rules_checking import CheckWish, check_rules  # noqa: PLC0415

    wish = CheckWish(
        file=file,
        against=against,
        source=source,
        kind=kind,
        account=account,
        known=known,
        together=together,
        as_json=as_json,
    )
    raise typer.Exit(check_rules(wish))


def show(*, as_json: AsJson = False) -> None:
    """Write the usual rules to stdout, as a file to begin with."""
    from starter.rules_checking import show_usual  # noqa: PLC0415

    raise typer.Exit(show_usual(as_json=as_json))
