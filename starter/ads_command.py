"""`pinflow ads ...`: parse, call, print."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from starter.ads_options import (
    Account,
    AdAccount,
    AllowEmpty,
    At,
    AttributionOption,
    BreakdownOption,
    Column,
    Currency,
    DatasetOption,
    Destination,
    Every,
    Filter,
    FirstDay,
    Granularity,
    Key,
    LookBack,
    Metadata,
    ReportFormatOption,
    ReportTime,
    Revisions,
    RouteOption,
    Target,
    Windows,
    WriteMode,
    Zone,
)
from starter.command_groups import command_group

CHECK_EXAMPLES = """\b
Examples:
  pinflow ads check campaigns.toml
  pinflow ads check campaigns.toml --from 2026-05-01 --to 2026-10-31
  pinflow ads plan campaigns.toml --from 2024-06-01 --tier trial"""

CREATE_EXAMPLES = """\b
Examples:
  pinflow ads create                                       asks for each thing
  pinflow ads create campaigns.toml
  pinflow ads create campaigns.toml --key campaigns-us --ad-account 549755885176
  pinflow ads create --key spend --ad-account 512863441975817394 --dataset campaign \\
    --column CAMPAIGN_NAME,SPEND_IN_MICRO_DOLLAR --at 06:30 --zone Europe/Berlin"""

BACKFILL_EXAMPLES = """\b
Examples:
  pinflow ads backfill campaigns-daily                     as far back as Pinterest goes
  pinflow ads backfill campaigns-daily --from 2026-01-01 --detach
  pinflow ads backfill campaigns-daily --pause"""

RECONCILE_EXAMPLES = """\b
Examples:
  pinflow ads reconcile                                all sources of the one ad account there is
  pinflow ads reconcile account-daily campaigns-daily --from 2026-10-01
  pinflow ads reconcile --strict                       exit code 3 when something is not explained"""

CHART_EXAMPLES = """\b
Examples:
  pinflow ads chart campaigns-daily
  pinflow ads chart campaigns-daily --from 2026-01-01 --png spend.png"""

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, for a program.")]
File = Annotated[Path, typer.Argument(help="A source of ads data, as TOML.")]
From = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day, UTC.")]
Name = Annotated[str, typer.Argument(help="The source's name.")]
To = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day, UTC.")]


def register(app: typer.Typer) -> None:
    group = command_group("ads", "Numbers of Pinterest Ads, as tables that settle and have no silent gap.")
    group.command()(datasets)
    group.command()(columns)
    group.command(epilog=CHECK_EXAMPLES)(check)
    group.command()(plan)
    group.command()(preview)
    group.command(epilog=CREATE_EXAMPLES)(create)
    group.command("list")(list_)
    group.command()(show)
    group.command()(pause)
    group.command()(resume)
    group.command()(remove)
    group.command()(coverage)
    group.command()(run)
    group.command()(refill)
    group.command(epilog=BACKFILL_EXAMPLES)(backfill)
    group.command()(accounts)
    group.command(epilog=RECONCILE_EXAMPLES)(reconcile)
    group.command(epilog=CHART_EXAMPLES)(chart)
    app.add_typer(group)


def datasets(
    words: Annotated[list[str] | None, typer.Argument(help="Words of what it is: keyword, organic.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """List what can be extracted, and by which routes; words search. Nothing is asked of Pinterest."""
    # Imported here, as in every command: --help need not wait for what it needs.
    from starter.ads_catalogue import list_datasets  # noqa: PLC0415

    raise typer.Exit(list_datasets(" ".join(words or ()), as_json=as_json))


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


def preview(file: File, *, from_: From = None, to: To = None, as_json: AsJson = False) -> None:
    """Show some rows of a source as they would be written; nothing is kept. Yesterday's, or those of a few days.

    When Pinterest refuses it, its own words are told, and which columns they are about.
    """
    from starter.ads_preview import preview_source  # noqa: PLC0415

    raise typer.Exit(preview_source(file, from_, to, as_json=as_json))


def create(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    file: Annotated[Path | None, typer.Argument(help="A source of ads data, as TOML.")] = None,
    *,
    key: Key = None,
    account: Account = None,
    ad_account: AdAccount = None,
    currency: Currency = None,
    dataset: DatasetOption = None,
    column: Column = None,
    breakdown: BreakdownOption = None,
    granularity: Granularity = None,
    report_time: ReportTime = None,
    report_format: ReportFormatOption = None,
    windows: Windows = None,
    attribution: AttributionOption = None,
    filter_: Filter = None,
    route: RouteOption = None,
    first_day: FirstDay = None,
    look_back: LookBack = None,
    allow_empty: AllowEmpty = None,
    every: Every = None,
    at: At = None,
    zone: Zone = None,
    destination: Destination = None,
    target: Target = None,
    write_mode: WriteMode = None,
    metadata: Metadata = None,
    revisions: Revisions = None,
    save_toml: Annotated[
        Path | None, typer.Option("--save-toml", help="Write the source into this file as well.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Describe a source of that name anew; what was read stays.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Keep a source, once nothing stands against it: from a file, from options, or from answers at the terminal.

    Options hold where a file says otherwise. Without either, each thing is asked for, and nothing is kept before
    the last yes. Exit code 2 when it would be refused.
    """
    typed = dict(locals())  # before anything else is: the options by their names, which are those of AdsWords
    from starter.ads_creating import CreateWish, create_source  # noqa: PLC0415
    from starter.ads_words import words_of  # noqa: PLC0415

    wish = CreateWish(file, words_of(typed), save_toml=save_toml, replace=replace, as_json=as_json)
    raise typer.Exit(create_source(wish))


def list_(*, as_json: AsJson = False) -> None:
    """List the sources that are kept."""
    from starter.ads_sources import list_sources  # noqa: PLC0415

    raise typer.Exit(list_sources(as_json=as_json))


def show(name: Name, *, as_json: AsJson = False) -> None:
    """Show a source in full."""
    from starter.ads_sources import show_source  # noqa: PLC0415

    raise typer.Exit(show_source(name, as_json=as_json))


def pause(
    name: Name,
    *,
    why: Annotated[str, typer.Option(help="Said to whoever wonders.")] = "",
    as_json: AsJson = False,
) -> None:
    """Stop reading a source until it is resumed. Days that pass meanwhile are read then."""
    from starter.ads_sources import pause_source  # noqa: PLC0415

    raise typer.Exit(pause_source(name, why, as_json=as_json))


def resume(name: Name, *, as_json: AsJson = False) -> None:
    """Go on reading a source."""
    from starter.ads_sources import pause_source  # noqa: PLC0415

    raise typer.Exit(pause_source(name, None, as_json=as_json))


def remove(
    name: Name,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Forget a source, and which of its days were read. Its rows stay where they are."""
    from starter.ads_sources import remove_source  # noqa: PLC0415

    raise typer.Exit(remove_source(name, yes=yes, as_json=as_json))


def coverage(name: Name, *, from_: From = None, to: To = None, as_json: AsJson = False) -> None:
    """Draw which days are there, and name every one that is not, with why."""
    from starter.ads_coverage import show_coverage  # noqa: PLC0415

    raise typer.Exit(show_coverage(name, from_, to, as_json=as_json))


def run(name: Name, *, as_json: AsJson = False) -> None:
    """Read what is new, may be restated, or is missing, and wait for what comes of it."""
    from starter.ads_running import run_source  # noqa: PLC0415

    raise typer.Exit(run_source(name, as_json=as_json))


def refill(name: Name, *, as_json: AsJson = False) -> None:
    """Read every day that failed or was never read."""
    from starter.ads_running import refill_source  # noqa: PLC0415

    raise typer.Exit(refill_source(name, as_json=as_json))


def backfill(  # noqa: PLR0913 - a parameter an option: that is what a command line is
    name: Name,
    *,
    from_: From = None,
    to: To = None,
    detach: Annotated[bool, typer.Option("--detach", help="Begin, and come back at once.")] = False,
    pause: Annotated[bool, typer.Option("--pause", help="The one that runs: begin nothing new.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="The one that is paused: go on.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read days of the past, the newest first; what it takes is shown before. Interrupting it does not stop it."""
    from starter.ads_running import BackfillWish, backfill_source, tell_backfill  # noqa: PLC0415

    if pause and resume:
        raise typer.BadParameter("Say --pause or --resume, not both.")
    if pause or resume:
        raise typer.Exit(tell_backfill(name, "pause" if pause else "resume", as_json=as_json))
    wish = BackfillWish(name=name, first=from_, last=to, detach=detach, as_json=as_json)
    raise typer.Exit(backfill_source(wish))


def accounts(
    *,
    account: Annotated[str | None, typer.Option(help="The Pinterest account, where there are several.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the ad accounts that a connected account may see, and whether their numbers may be read."""
    from starter.ads_accounts import list_ad_accounts  # noqa: PLC0415

    raise typer.Exit(list_ad_accounts(account, as_json=as_json))


def reconcile(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Sources of one ad account; without any, all of them.")
    ] = None,
    *,
    ad_account: Annotated[
        str | None, typer.Option("--ad-account", help="The ad account, where there are several.")
    ] = None,
    from_: From = None,
    to: To = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit code 3 when a difference is not explained.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Hold each day's total against its campaigns, ad groups, ads and breakdowns; explain differences.

    It compares what was extracted; nothing is asked of Pinterest. The last 30 days, unless they are named.
    """
    from starter.ads_reconcile import ReconcileWish, reconcile_sources  # noqa: PLC0415

    wish = ReconcileWish(
        names=sources or (), ad_account=ad_account, first=from_, last=to, strict=strict, as_json=as_json
    )
    raise typer.Exit(reconcile_sources(wish))


def chart(
    name: Name,
    *,
    from_: From = None,
    to: To = None,
    png: Annotated[Path | None, typer.Option("--png", help="Write it as a picture, too: a PNG file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Draw spend, clicks and return on ad spend by day, from what was extracted. Missing days are gaps."""
    from starter.ads_chart import ChartWish, draw_chart  # noqa: PLC0415

    raise typer.Exit(draw_chart(ChartWish(name=name, first=from_, last=to, png=png, as_json=as_json)))
