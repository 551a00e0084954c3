"""The options that describe a source of ads data: all that its file can say."""

from datetime import datetime
from typing import Annotated

import typer

Key = Annotated[str | None, typer.Option(help="Your name for the source: campaigns-daily.")]
Account = Annotated[
    str | None, typer.Option(help="The connected account whose token reads; not needed where there is one.")
]
AdAccount = Annotated[str | None, typer.Option(help="The ad account's id: pinflow ads accounts.")]
Currency = Annotated[str | None, typer.Option(help="Of the ad account; else Pinterest is asked.")]
DatasetOption = Annotated[str | None, typer.Option("--dataset", help="What is read: pinflow ads datasets.")]
Column = Annotated[
    list[str] | None,
    typer.Option(metavar="<str>", help="A column, or several with commas: pinflow ads columns; may be repeated."),
]
BreakdownOption = Annotated[
    list[str] | None,
    typer.Option(
        "--breakdown", metavar="<str>", help="Of a *_breakdown dataset: GENDER,COUNTRY; may be repeated."
    ),
]
Granularity = Annotated[str | None, typer.Option(help="The time of one row: TOTAL, DAY, HOUR, WEEK, MONTH.")]
ReportTime = Annotated[
    str | None, typer.Option(help="Where a conversion counts: TIME_OF_AD_ACTION, TIME_OF_CONVERSION.")
]
ReportFormatOption = Annotated[
    str | None,
    typer.Option("--report-format", help="How Pinterest writes reports: json, or csv, in which zeros stand."),
]
Windows = Annotated[
    str | None, typer.Option(help="Days in which a conversion counts: clicks/engagements/views, 30/30/1.")
]
AttributionOption = Annotated[
    list[str] | None,
    typer.Option("--attribution", metavar="<str>", help="Whose actions count: INDIVIDUAL, HOUSEHOLD."),
]
Filter = Annotated[
    list[str] | None,
    typer.Option(
        "--filter",
        metavar="<str>",
        help="What rows are of: campaign_ids=1,2 or ad_statuses=PAUSED; may be repeated.",
    ),
]
RouteOption = Annotated[
    str | None, typer.Option("--route", help="sync or async; else the quicker that has it all.")
]
FirstDay = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The first day wanted; else from the first run on.")
]
LookBack = Annotated[
    int | None, typer.Option(help="Days that each run reads again; else as many as the windows need.")
]
AllowEmpty = Annotated[str | None, typer.Option(help="When a day without rows is good: never, confirmed, always.")]
Every = Annotated[int | None, typer.Option(help="Hours between two runs. Without this and --at: by hand.")]
At = Annotated[str | None, typer.Option(help="At which time of day it runs: 06:30.")]
Zone = Annotated[str | None, typer.Option(help="By the clocks of which zone: Europe/Berlin.")]
Destination = Annotated[str | None, typer.Option(help="Where rows go: database, duckdb, parquet, csv, jsonl.")]
Target = Annotated[str | None, typer.Option(help="Its table, file or folder; else named after the source.")]
WriteMode = Annotated[str | None, typer.Option(help="delete_insert, upsert, insert, truncate_insert.")]
Revisions = Annotated[
    bool | None,
    typer.Option("--revisions/--no-revisions", help="Whether what restated rows said before is kept, too."),
]
Metadata = Annotated[
    bool | None, typer.Option("--metadata/--no-metadata", help="Whether each row tells of its extraction.")
]
