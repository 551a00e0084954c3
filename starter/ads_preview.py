"""`pinflow ads preview`: some rows of a source, asked for now and written nowhere."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from ads.access import likelier
from ads.datasets import Family, dataset
from ads.objections import Objection
from ads.previewing import PreviewAsk, lacks_currency, preview_ask, with_currency
from ads.shaping import METADATA
from config import Settings, load_settings
from contracts.ads import AdsSourceSpec, Value
from contracts.ads_reports import PreviewRows
from contracts.names import AccountKey
from contracts.trouble import PinterestTrouble
from starter.accounts import write
from starter.ads_accounts import ad_accounts_at
from starter.ads_asking import WAIT_SECONDS_MAX, asking_at, first_rows_here
from starter.ads_checking import told_objections
from starter.ads_files import day_of, read_source, today_utc
from starter.ads_previewing import begin_preview, preview_rows
from starter.ads_tables import plain_table
from starter.ads_trouble import told_of_ads
from starter.boards_pinterest import with_pinterest
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, open_ledger
from starter.screen import Screen
from starter.the_account import the_account

NONE_WORDS = "No row came: on these days nothing happened, or the filters leave nothing."


def preview_source(file: Path, first: datetime | None, last: datetime | None, *, as_json: bool) -> int:
    """Show rows, or what stands against them; the exit code. Raises `CommandFailed`."""
    spec = read_source(file)
    if not isinstance(spec, AdsSourceSpec):
        return told_objections(spec, {}, as_json=as_json)
    ask = preview_ask(spec, day_of(first), day_of(last), today_utc())
    if not isinstance(ask, PreviewAsk):
        return told_objections(ask, {}, as_json=as_json)
    found = asyncio.run(asked_rows(ask, Screen(quiet=as_json)))
    if isinstance(found, Objection):
        return told_objections((found,), {}, as_json=as_json)
    if as_json:
        write({"columns": list(found.columns), "rows": [[_plain(value) for value in row] for row in found.rows]})
    else:
        show_rows(found, Screen())
    return ExitCode.DONE


async def asked_rows(ask: PreviewAsk, screen: Screen) -> PreviewRows | Objection:
    """Ask Pinterest and wait; or what it says against it. Raises `CommandFailed`."""
    settings = await with_pinterest(load_settings())
    family = dataset(ask.spec.dataset).family
    async with open_ledger(settings) as ledger:
        account = the_account(ask.spec.account, await ledger.account_names())
        with told_of_ads(account, "preview the source", family):
            ask = await _with_currency(ask, settings, ledger, account)
            found = await _rows(ask, settings, ledger, account, screen)
            if isinstance(found, Objection) and family is not Family.ORGANIC:
                async with ad_accounts_at(settings, ledger) as pinterest:
                    return likelier(found, ask.spec, await pinterest.list_all(account))
    if found is None:
        raise CommandFailed("Pinterest's report is not ready yet. Ask for fewer days.", ExitCode.SERVICE_AWAY)
    return found


async def _with_currency(ask: PreviewAsk, settings: Settings, ledger: Ledger, account: AccountKey) -> PreviewAsk:
    """The same with its ad account's currency; as it is where Pinterest does not list ad accounts."""
    if not lacks_currency(ask):
        return ask
    async with ad_accounts_at(settings, ledger) as pinterest:
        try:
            return with_currency(ask, await pinterest.list_all(account))
        except PinterestTrouble:
            return ask


async def _rows(
    ask: PreviewAsk, settings: Settings, ledger: Ledger, account: AccountKey, screen: Screen
) -> PreviewRows | Objection | None:
    """None: the report is not ready after all the time that a person waits."""
    if ask.request is None:
        async with first_rows_here(settings, ledger, account) as first_rows:
            with screen.busy("Asking Pinterest"):
                return await first_rows.preview(ask)
    async with asking_at(settings, ledger, account) as asking:
        with screen.busy("Waiting for Pinterest's report"):
            begun = await begin_preview(ask.request, asking)
            if isinstance(begun, Objection):
                return begun
            return await preview_rows(ask, asking, begun, wait_seconds=WAIT_SECONDS_MAX)


def show_rows(found: PreviewRows, screen: Screen) -> None:
    """Each row downwards: they are wide."""
    for number, row in enumerate(found.rows, start=1):
        screen.say(f"row {number}", style="dim")
        screen.table(plain_table(("column", "value"), _cells(found.columns, row)))
    if not found.rows:
        screen.say(NONE_WORDS)


def _cells(columns: tuple[str, ...], row: tuple[Value, ...]) -> Iterator[tuple[str, str]]:
    """Wide rows are read downwards; where they come from is the same on each of them."""
    for name, value in zip(columns, row, strict=True):
        if name not in METADATA:
            yield name, "" if value is None else str(value)


def _plain(value: Value) -> str | int | float | None:
    """Money as text: a number of JSON may lose it."""
    return value if value is None or isinstance(value, str | int | float) else str(value)
