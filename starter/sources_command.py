"""`pinflow sources ...`: parse, call, print."""

from pathlib import Path
from typing import Annotated

import typer

from starter.command_groups import command_group
from starter.source_options import (
    Address,
    AsJson,
    At,
    Column,
    Currency,
    DsnFile,
    Every,
    First,
    Header,
    Jitter,
    Mapping,
    Name,
    NoSecret,
    Pages,
    Patience,
    Publication,
    Quiet,
    SecretFile,
    SecretStdin,
    Shop,
    ShopDomain,
    ShrinkPercent,
    ShrinkPolls,
    Slot,
    Table,
    Zone,
)

ADD_EXAMPLES = """\b
Examples:
  pinflow sources add spring-shop --kind shopify --shop https://shop.example.com
  pinflow sources add feed --kind feed --address https://shop.example.com/feed.xml --every 1h
  pinflow sources add erp --kind postgresql --table products --slot pinflow --prepare --dsn-file dsn.txt
  pinflow sources add desk --kind events --rules rules.toml"""

Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
DropSlot = Annotated[bool, typer.Option("--drop-slot", help="Of PostgreSQL: drop the replication slot as well.")]


def register(app: typer.Typer) -> None:
    group = command_group("sources", "The catalogs that tell of their changes, or are asked for them.")
    group.command(epilog=ADD_EXAMPLES)(add)
    group.command("list")(list_)
    group.command()(show)
    group.command()(run)
    group.command()(pause)
    group.command()(resume)
    group.command("set")(set_)
    group.command()(rules)
    group.command()(secret)
    group.command()(remove)
    app.add_typer(group)


def add(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    name: Name,
    *,
    kind: Annotated[
        str,
        typer.Option(
            help="shopify, woocommerce, debezium or events (they send); feed, sitemap, json, shop_json, table or "
            "postgresql (they are asked)."
        ),
    ],
    account: Annotated[str | None, typer.Option(help="The Pinterest account, where there are several.")] = None,
    rules: Annotated[Path | None, typer.Option(help="A TOML file with rules; else what is new is pinned.")] = None,
    address: Address = None,
    every: Every = None,
    at: At = None,
    zone: Zone = None,
    first: First = None,
    shop: Shop = None,
    shop_domain: ShopDomain = None,
    currency: Currency = None,
    mapping: Mapping = None,
    pages: Pages = None,
    header: Header = None,
    table: Table = None,
    column: Column = None,
    slot: Slot = None,
    publication: Publication = None,
    quiet: Quiet = None,
    patience: Patience = None,
    shrink_percent: ShrinkPercent = None,
    shrink_polls: ShrinkPolls = None,
    jitter: Jitter = None,
    secret_file: SecretFile = None,
    secret_stdin: SecretStdin = False,
    no_secret: NoSecret = False,
    dsn_file: DsnFile = None,
    prepare: Annotated[
        bool, typer.Option("--prepare", help="Of PostgreSQL: make publication and slot where they are missing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a catalog: from now on its rules say which of its changes are pinned.

    It tells where a shop sends its webhooks, and shows the secret that we made for it, once.
    """
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.source_adding import AddWish, add_source  # noqa: PLC0415
    from starter.source_secrets import SecretWords  # noqa: PLC0415
    from starter.source_words import SourceWords  # noqa: PLC0415

    words = SourceWords(
        address=address,
        every=every,
        at=at,
        zone=zone,
        first=first,
        shop=shop,
        shop_domain=shop_domain,
        currency=currency,
        mapping=mapping,
        pages=pages,
        header=header,
        tables=tuple(table or ()),
        columns=tuple(column or ()),
        slot=slot,
        publication=publication,
        quiet=quiet,
        patience=patience,
        shrink_percent=shrink_percent,
        shrink_polls=shrink_polls,
        jitter=jitter,
    )
    secret = SecretWords(file=secret_file, stdin=secret_stdin, dsn_file=dsn_file, none=no_secret)
    wish = AddWish(
        name, kind, account=account, words=words, secret=secret, rules=rules, prepare=prepare, as_json=as_json
    )
    raise typer.Exit(add_source(wish))


def list_(*, as_json: AsJson = False) -> None:
    """Every source: its kind and account, when it was last asked, and which need somebody."""
    from starter.source_listing import list_sources  # noqa: PLC0415

    raise typer.Exit(list_sources(as_json=as_json))


def show(name: Name, *, as_json: AsJson = False) -> None:
    """All that is known of one source: its settings, what waits, what came, what was refused and decided.

    Of PostgreSQL also how its slot stands, and the alarm when that fills the server's disk.
    """
    from starter.source_listing import show_source  # noqa: PLC0415

    raise typer.Exit(show_source(name, as_json=as_json))


def run(
    name: Name,
    *,
    gone: Annotated[
        bool, typer.Option("--gone", help="What is missing is really gone: say so once, after a doubted poll.")
    ] = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Ask the source now, and wait for what was found."""
    from starter.source_running import run_source  # noqa: PLC0415

    raise typer.Exit(run_source(name, gone=gone, yes=yes, as_json=as_json))


def pause(
    name: Name,
    *,
    why: Annotated[str, typer.Option(help="A word on it, shown wherever the source is.")] = "",
    as_json: AsJson = False,
) -> None:
    """Read and decide nothing of the source until resume; what it sends is kept."""
    from starter.source_changing import pause_source  # noqa: PLC0415

    raise typer.Exit(pause_source(name, why, as_json=as_json))


def resume(name: Name, *, as_json: AsJson = False) -> None:
    """Go on with a source, and with what came while it was paused."""
    from starter.source_changing import resume_source  # noqa: PLC0415

    raise typer.Exit(resume_source(name, as_json=as_json))


def set_(  # noqa: PLR0913 - as with add
    name: Name,
    *,
    address: Address = None,
    every: Every = None,
    at: At = None,
    zone: Zone = None,
    first: First = None,
    shop: Shop = None,
    shop_domain: ShopDomain = None,
    currency: Currency = None,
    mapping: Mapping = None,
    pages: Pages = None,
    header: Header = None,
    table: Table = None,
    column: Column = None,
    slot: Slot = None,
    publication: Publication = None,
    quiet: Quiet = None,
    patience: Patience = None,
    shrink_percent: ShrinkPercent = None,
    shrink_polls: ShrinkPolls = None,
    jitter: Jitter = None,
    as_json: AsJson = False,
) -> None:
    """Change how a source speaks; what is not said stays. An empty text takes a setting away."""
    from starter.source_changing import set_source  # noqa: PLC0415
    from starter.source_words import SourceWords  # noqa: PLC0415

    words = SourceWords(
        address=address,
        every=every,
        at=at,
        zone=zone,
        first=first,
        shop=shop,
        shop_domain=shop_domain,
        currency=currency,
        mapping=mapping,
        pages=pages,
        header=header,
        tables=tuple(table or ()),
        columns=tuple(column or ()),
        slot=slot,
        publication=publication,
        quiet=quiet,
        patience=patience,
        shrink_percent=shrink_percent,
        shrink_polls=shrink_polls,
        jitter=jitter,
    )
    raise typer.Exit(set_source(name, words, as_json=as_json))


def rules(
    name: Name,
    file: Annotated[Path | None, typer.Argument(help="A TOML file; without it, its rules are shown.")] = None,
    *,
    usual: Annotated[bool, typer.Option("--usual", help="Back to the usual: what is new is pinned.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show a source's rules, or give it others. What was decided stays."""
    from starter.source_changing import set_rules, show_rules  # noqa: PLC0415

    if file is not None and usual:
        raise typer.BadParameter("Give a file or --usual, not both.")
    if file is None and not usual:
        raise typer.Exit(show_rules(name, as_json=as_json))
    raise typer.Exit(set_rules(name, file, as_json=as_json))


def secret(
    name: Name,
    *,
    secret_file: SecretFile = None,
    secret_stdin: SecretStdin = False,
    dsn_file: DsnFile = None,
    drop_old: Annotated[
        bool, typer.Option("--drop-old", help="Only the newest is good from now on; none is made.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Give a source a new secret. Of one that sends the old one is good beside it, until --drop-old."""
    from starter.source_secret import change_secret  # noqa: PLC0415
    from starter.source_secrets import SecretWords  # noqa: PLC0415

    words = SecretWords(file=secret_file, stdin=secret_stdin, dsn_file=dsn_file)
    raise typer.Exit(change_secret(name, words, drop_old=drop_old, as_json=as_json))


def remove(name: Name, *, yes: Yes = False, drop_slot: DropSlot = False, as_json: AsJson = False) -> None:
    """Forget a source, what it sent and what is known of its products. Its pins stay."""
    from starter.source_removing import RemoveWish, remove_source  # noqa: PLC0415

    raise typer.Exit(remove_source(RemoveWish(name, yes=yes, drop_slot=drop_slot, as_json=as_json)))
