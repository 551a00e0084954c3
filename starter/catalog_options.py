"""The options that say which pins come of a catalog: those of `launch` and `plan` alike."""

from pathlib import Path
from typing import Annotated

import typer

Account = Annotated[str | None, typer.Option(help="The Pinterest account, where there are several.")]
Board = Annotated[str | None, typer.Option(help="One board for every product.")]
BoardsFile = Annotated[
    Path | None, typer.Option(help="A TOML file with board rules, in place of those that the account keeps.")
]
Shop = Annotated[str | None, typer.Option(help="The shop's address, for a file without links.")]
Images = Annotated[str, typer.Option(help="How many pictures of a product are pinned, or: all.")]
Title = Annotated[str | None, typer.Option(help="A template for titles, such as '{title} by {brand}'.")]
Description = Annotated[str | None, typer.Option(help="A template for descriptions.")]
Templates = Annotated[Path | None, typer.Option(help="A TOML file with templates, for boards, too.")]
Timezone = Annotated[
    str | None, typer.Option(help="The zone of publish dates, or a window, without one: Europe/Berlin.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Only the first N products.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]
