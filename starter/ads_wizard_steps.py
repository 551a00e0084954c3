"""The questions about what is read: account, dataset, ad account, columns, breakdowns, filters."""

from collections.abc import Mapping
from types import MappingProxyType

from ads.access import ROLE_WORDS, may_be_read
from ads.columns import columns
from ads.datasets import DATASETS, Dataset, Family
from ads.drafts import search_datasets
from ads.filter_rules import LEVEL_FILTERS
from contracts.ads import Granularity, ReportTime
from contracts.ads_reports import SeenAdAccount
from contracts.names import AccountKey
from starter.ads_accounts import HEADS as AD_ACCOUNT_HEADS
from starter.ads_accounts import NONE_WORDS as NO_AD_ACCOUNT
from starter.ads_accounts import ad_account_cells
from starter.ads_column_picker import Picker
from starter.ads_draft import Draft
from starter.ads_questions import NotThis, one_of, several_of
from starter.ads_tables import plain_table
from starter.ads_words import windows_written
from starter.failures import CommandFailed, ExitCode

NO_ACCOUNT = "No account is connected here. Connect one with: pinflow accounts connect --scopes-ads"
NAMES: Mapping[str, str] = MappingProxyType(
    {"campaign_ids": "CAMPAIGN_NAME", "ad_group_ids": "AD_GROUP_NAME", "ad_ids": "AD_NAME"},
)
"""Of the entities that a dataset is of, and those above: what it can be narrowed by."""
USUAL_MEASURES = ("SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION", "CLICKTHROUGH_1")
USUAL_WINDOWS = "30/30/1"


def ask_account(draft: Draft) -> None:
    """The authorizer: a connected account; its token's scope is seen when its ad accounts are."""
    accounts = draft.backstage.accounts()
    names = [key for key, _ in accounts]
    if not names:
        raise CommandFailed(NO_ACCOUNT, ExitCode.USAGE)
    if len(names) == 1:
        draft.say(f"  the only one that is connected: {names[0]}")
        draft.take({"account": names[0]})
        return
    rows = [(str(at), key, words) for at, (key, words) in enumerate(accounts, 1)]
    draft.screen.table(plain_table(("", "account", "state"), rows))
    draft.ask("Whose token reads", lambda given: {"account": one_of(given, names)}, default=names[0])


def ask_dataset(draft: Draft) -> None:
    """Searched by words, taken by number or name."""
    shown = _show_datasets(draft, "")

    def read(given: str) -> Mapping[str, object]:
        nonlocal shown
        if given.isdecimal() or given in DATASETS:
            return {"dataset": one_of(given, shown) if given.isdecimal() else given}
        shown = _show_datasets(draft, given)
        raise NotThis("Take one by its number or name, or search again.")

    draft.ask("Dataset (words search; a number or name takes)", read)
    draft.written = draft.with_answers({"columns": None, "breakdowns": None, "filters": None, "granularity": None})


def ask_ad_account(draft: Draft) -> None:
    """One that the account may read; its currency comes with it."""
    account = AccountKey(str(draft.written["account"]))
    seen = {one.id: one for one in draft.backstage.ad_accounts(account)}
    if not seen:
        raise CommandFailed(NO_AD_ACCOUNT, ExitCode.USAGE)
    rows = [(str(at), *ad_account_cells(one)) for at, one in enumerate(seen.values(), 1)]
    draft.screen.table(plain_table(("", *AD_ACCOUNT_HEADS), rows))
    readable = [one.id for one in seen.values() if may_be_read(one.permissions) is not False]
    default = readable[0] if len(readable) == 1 else ""
    draft.ask("Ad account", lambda given: _ad_account(seen[one_of(given, list(seen))]), default=default)


def ask_granularity(draft: Draft) -> None:
    """The time of one row."""
    one = DATASETS[draft.dataset]
    if one.family is Family.PERFORMANCE:
        words = [each.value for each in Granularity if each in one.granularities]
        what = f"One row is a ({', '.join(words)})"
        draft.ask(what, lambda given: {"granularity": one_of(given, words)}, default=Granularity.DAY.value)


def ask_columns(draft: Draft) -> None:
    """Attributes, then measures; each is checked as it is taken."""
    if DATASETS[draft.dataset].family is not Family.PERFORMANCE:
        return
    allowed = LEVEL_FILTERS.get(draft.dataset, frozenset())
    usual = [name for ids, name in NAMES.items() if ids in allowed]
    known, before = columns(), [str(name) for name in _listed(draft, "columns")]
    named = [name for name in before if known[name].attribute]
    counted = [name for name in before if not known[name].attribute]
    draft.say("Attributes say which: names, states, ids. The ids that tell rows apart come by themselves.")
    attributes = Picker(draft, attribute=True, usual=usual, needed=False, taken=named)
    named = attributes.pick("Attributes", counted)
    draft.say("Metrics say how much.")
    counted = Picker(draft, attribute=False, usual=USUAL_MEASURES, needed=True, taken=counted).pick(
        "Metrics", named
    )
    draft.take({"columns": [*named, *counted]})


def ask_breakdowns(draft: Draft) -> None:
    """Of a dataset that is cut by something."""
    names = sorted(each.value for each in DATASETS[draft.dataset].breakdowns)
    if names:
        rows = [(str(at), name) for at, name in enumerate(names, 1)]
        draft.screen.table(plain_table(("", "breakdown"), rows))
        draft.ask("Breakdowns (numbers or names)", lambda given: {"breakdowns": list(several_of(given, names))})


def ask_filters(draft: Draft) -> None:
    """What rows are narrowed to; some datasets must be."""
    allowed = sorted(LEVEL_FILTERS.get(draft.dataset, frozenset()))
    if not allowed:
        return
    draft.say(f"Narrowed by {', '.join(allowed)}: NAME=VALUE,VALUE NAME=VALUE", style="dim")
    before = " ".join(f"{name}={','.join(values)}" for name, values in _filters(draft).items())
    draft.ask("Only (Enter: everything)", lambda given: {"filters": _read_filters(given, allowed)}, default=before)


def ask_windows(draft: Draft) -> None:
    """When a conversion counts; asked only where one is."""
    known = columns()
    if not any(known[str(name)].conversion for name in _listed(draft, "columns") if name in known):
        return
    draft.ask("Conversions count for days after click/engagement/view", _windows, default=USUAL_WINDOWS)
    words = [each.value for each in ReportTime]
    what = f"On the day of ({', '.join(words)})"
    draft.ask(what, lambda given: {"report_time": one_of(given, words)}, default=words[0])


def _show_datasets(draft: Draft, words: str) -> list[str]:
    found = search_datasets(words)
    if not found:
        raise NotThis("No dataset has all of these words. Fewer words find more.")
    draft.screen.table(
        plain_table(
            ("", "dataset", "what it is"),
            [_dataset_cells(at, one, whole=bool(words)) for at, one in enumerate(found, 1)],
        )
    )
    return [one.key.value for one in found]


def _dataset_cells(number: int, one: Dataset, *, whole: bool) -> tuple[str, ...]:
    """With what it is about where there are few: all of them fit on a screen by their titles."""
    return str(number), one.key, f"{one.title}: {one.about}" if whole else one.title


def _ad_account(one: SeenAdAccount) -> Mapping[str, object]:
    if may_be_read(one.permissions) is False:
        raise NotThis(f"On {one.id} the account has only {', '.join(one.permissions)}. {ROLE_WORDS}")
    return {"ad_account_id": one.id, "currency": one.currency or None}


def _listed(draft: Draft, name: str) -> list[object]:
    found = draft.written.get(name)
    return found if isinstance(found, list) else []


def _filters(draft: Draft) -> Mapping[str, list[str]]:
    found = draft.written.get("filters")
    return found if isinstance(found, dict) else {}


def _read_filters(given: str, allowed: list[str]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in given.split():
        name, _, values = each.partition("=")
        wanted = [value for value in values.split(",") if value]
        if not wanted:
            raise NotThis(f"{each[:60]!r} is not NAME=VALUE.")
        found.setdefault(one_of(name, allowed), []).extend(wanted)
    return found


def _windows(given: str) -> Mapping[str, object]:
    found = windows_written(given)
    if found is None:
        raise NotThis("Three numbers of days, such as 30/30/1.")
    return {"windows": found}
