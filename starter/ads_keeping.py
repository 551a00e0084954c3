"""A source of ads data is kept by a command: its account is there, nothing stands against it, and it is new."""

import time
from collections.abc import Sequence

from ads.keeping import fit_to_keep
from ads.objections import Objection
from config import Settings, load_settings
from contracts.ads import AdsSourceSpec
from contracts.ads_reports import SeenAdAccount
from contracts.ads_runs import AdsSource
from contracts.names import AccountKey
from starter.ads_accounts import ad_accounts_at
from starter.ads_files import today_utc
from starter.ads_trouble import told_of_ads
from starter.boards_pinterest import pinterest_at
from starter.failures import CommandFailed, ExitCode
from starter.ledger import Ledger, open_ledger
from starter.the_account import the_account
from starter.the_ads_source import ads_sources_of, the_ads_source


async def keep_source(spec: AdsSourceSpec, *, replace: bool) -> AdsSource | tuple[Objection, ...]:
    """The source as it is kept, or what refuses it. Raises `CommandFailed` for one that is there already."""
    settings = load_settings()
    async with open_ledger(settings) as ledger:
        the_account(spec.account, await ledger.account_names())
        fit = fit_to_keep(spec, await _seen(spec, settings, ledger), today_utc())
        if not isinstance(fit, AdsSourceSpec):
            return fit
        sources = ads_sources_of(ledger)
        if not await sources.add(fit, time.time()):
            if not replace:
                raise _there_already(spec)
            await sources.change(fit)
        return await the_ads_source(spec.key, sources)


async def the_only_account() -> AccountKey:
    """The connected account where there is one. Raises `CommandFailed`."""
    async with open_ledger(load_settings()) as ledger:
        return the_account(None, await ledger.account_names())


async def _seen(spec: AdsSourceSpec, settings: Settings, ledger: Ledger) -> Sequence[SeenAdAccount] | None:
    """The ad accounts that the account sees; None while there is no Pinterest to ask: then each run finds out."""
    here = pinterest_at(settings)
    if here is None:
        return None
    account = AccountKey(spec.account)
    async with ad_accounts_at(here, ledger) as pinterest:
        with told_of_ads(account, f"ask for the ad accounts of {account}"):
            return await pinterest.list_all(account)


def _there_already(spec: AdsSourceSpec) -> CommandFailed:
    words = f"There is an ads source {spec.key} already. Describe it anew with --replace; what was read stays."
    return CommandFailed(words, ExitCode.USAGE)
