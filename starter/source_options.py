"""The options that say how a source speaks: those of `sources add` and `sources set` alike."""

from pathlib import Path
from typing import Annotated

import typer

Name = Annotated[str, typer.Argument(help="The source's name here.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]

Address = Annotated[str | None, typer.Option(help="Where it is asked: a feed's, a sitemap's, a shop's address.")]
Every = Annotated[str | None, typer.Option(help="How often it is asked, such as 1h.")]
At = Annotated[str | None, typer.Option(help="At which times of the day instead: 06:30,18:00.")]
Zone = Annotated[str | None, typer.Option(help="The zone of those, and of dates without one: Europe/Berlin.")]
First = Annotated[
    str | None, typer.Option(help="What its first products are: known (no news), or new (each is pinned).")
]
Shop = Annotated[str | None, typer.Option(help="Where customers see the shop, for products without links.")]
ShopDomain = Annotated[str | None, typer.Option(help="Shopify's own name of the shop: acme.myshopify.com.")]
Currency = Annotated[str | None, typer.Option(help="Of prices without one, such as EUR.")]
Mapping = Annotated[Path | None, typer.Option(help="Of JSON: a TOML or JSON file that says what is where.")]
Pages = Annotated[
    bool | None,
    typer.Option("--pages/--no-pages", help="Of a sitemap: whether its pages are read for their products."),
]
Header = Annotated[str | None, typer.Option(help="In which header the secret is sent; Authorization by default.")]
Table = Annotated[list[str] | None, typer.Option(metavar="<str>", help="A table with products; may be repeated.")]
Column = Annotated[
    list[str] | None,
    typer.Option(metavar="<str>", help="What a column is: bezeichnung=title; may be repeated."),
]
Slot = Annotated[str | None, typer.Option(help="Of PostgreSQL: the logical replication slot.")]
Publication = Annotated[str | None, typer.Option(help="Of PostgreSQL: the publication, else pinflow.")]
Quiet = Annotated[
    str | None, typer.Option(help="So long nothing must come of a product before it is decided: 10s.")
]
Patience = Annotated[str | None, typer.Option(help="After so long it is decided in any case: 2m.")]
ShrinkPercent = Annotated[
    float | None, typer.Option(help="How much may be missing at once before it is doubted, in per cent.")
]
ShrinkPolls = Annotated[int | None, typer.Option(help="Polls in a row that must miss it to be believed.")]
Jitter = Annotated[str | None, typer.Option(help="How much later than due a poll may begin: 30s.")]

SecretFile = Annotated[Path | None, typer.Option(help="The secret, from this file.")]
SecretStdin = Annotated[bool, typer.Option("--secret-stdin", help="The secret, from stdin.")]
DsnFile = Annotated[Path | None, typer.Option(help="Of PostgreSQL: the database's address, from this file.")]
NoSecret = Annotated[
    bool, typer.Option("--no-secret", help="None: the door is open to programs on this machine alone.")
]
