"""The options of `launch`; those of the catalog and its pins are `plan`'s as well."""

from pathlib import Path
from typing import Annotated

import typer

LOOK_AGAIN_HOURS_MAX = 24 * 30

Account = Annotated[str | None, typer.Option(help="The Pinterest account, where there are several.")]
Board = Annotated[str | None, typer.Option(help="One board for every product.")]
BoardsFile = Annotated[
    Path | None, typer.Option(help="A TOML file with board rules, in place of those that the account keeps.")
]
Shop = Annotated[str | None, typer.Option(help="The shop's address, for a file without links.")]
Edition = Annotated[str, typer.Option(help="Pin products again on purpose, under this name.")]
Images = Annotated[str, typer.Option(help="How many pictures of a product are pinned, or: all.")]
Title = Annotated[str | None, typer.Option(help="A template for titles, such as '{title} by {brand}'.")]
Description = Annotated[str | None, typer.Option(help="A template for descriptions.")]
Templates = Annotated[Path | None, typer.Option(help="A TOML file with templates, for boards, too.")]
Timezone = Annotated[
    str | None, typer.Option(help="The zone of publish dates, or a window, without one: Europe/Berlin.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Only the first N products.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]

LookAgain = Annotated[
    int | None, typer.Option(min=1, max=LOOK_AGAIN_HOURS_MAX, help="Look at live pins again after N hours.")
]
Urgency = Annotated[
    str,
    typer.Option(help="urgent: ahead of other launches of the account; normal; low: a quarter of the share."),
]
CreateBoards = Annotated[
    bool, typer.Option("--create-boards/--no-create-boards", help="Make boards that are missing.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would become of each row; start and send nothing.")
]
Detach = Annotated[bool, typer.Option("--detach", help="Start the launch and come back at once.")]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with 3 unless every product is live.")]
