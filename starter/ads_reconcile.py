"""`pinflow ads reconcile`: do the sources of an ad account tell the same numbers, and if not, why."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from ads.datasets import Family, dataset
from ads.reconciling import Comparison, Difference, Side, Verdict, asked_columns, compare, reference_of, sides_of
from config import Settings, load_settings
from contracts.ads import AdsSourceSpec
from contracts.ads_rows import RowsAsked
from contracts.ads_runs import AdsSource, CoveredDay
from contracts.trouble import DestinationTrouble
from outcomes.report import Report
from starter.accounts import write
from starter.ads_files import day_of, today_utc
from starter.ads_kept_rows import kept_rows
from starter.day_windows import window_of
from starter.failures import CommandFailed, ExitCode
from starter.ledger import find_ledger
from starter.screen import Screen
from starter.the_ads_source import ads_sources_of, the_ads_source
from store.ads_coverage import SqlAdsCoverage

DAYS = 30
"""Days that are compared when nobody says."""
DIFFERENCES_SHOWN_MAX = 10


@dataclass(frozen=True)
class ReconcileWish:
    """What the person typed."""

    names: Sequence[str] = ()
    ad_account: str | None = None
    first: datetime | None = None
    last: datetime | None = None
    strict: bool = False
    as_json: bool = False


@dataclass(frozen=True)
class Reconciled:
    """All that was compared."""

    reference: Side
    first: date
    last: date
    comparisons: Sequence[Comparison]

    @property
    def agrees(self) -> bool:
        """Whether something was compared, and nothing is left unexplained."""
        compared = any(one.compared for one in self.comparisons)
        return compared and not any(one.unexplained for one in self.comparisons)


def reconcile_sources(wish: ReconcileWish) -> int:
    """Compare, and tell; the exit code. Raises `CommandFailed`."""
    found = asyncio.run(_reconciled(wish))
    if wish.as_json:
        write(reconcile_report(found))
    else:
        screen = Screen()
        for line in reconcile_lines(found):
            screen.say(line)
    return ExitCode.NOT_ALL_LIVE if wish.strict and not found.agrees else ExitCode.DONE


async def _reconciled(wish: ReconcileWish) -> Reconciled:
    settings = load_settings()
    first, last = window_of(day_of(wish.first), day_of(wish.last), DAYS, today_utc())
    async with find_ledger(settings) as ledger:
        known = ads_sources_of(ledger)
        if wish.names:
            sources = [await the_ads_source(name, known) for name in dict.fromkeys(wish.names)]
        else:
            sources = list(of_one_account(await known.all(), wish.ad_account))
        coverage, sides = SqlAdsCoverage(ledger.database), list[Side]()
        for source in sources:
            days = await coverage.days(source.spec.key, first, last)
            sides += await asyncio.to_thread(_sides, settings, source.spec, first, last, days)
    reference = reference_of(sides)
    if reference is None:
        raise CommandFailed(
            "No source has the whole account: extract ad_account, campaign, ad_group or ad without filters.",
            ExitCode.USAGE,
        )
    others = [side for side in sides if side is not reference]
    if not others:
        raise CommandFailed(
            f"There is nothing to compare {reference.name} with: keep another source of the same ad account, such "
            "as one of a breakdown, and run both (pinflow ads create, pinflow ads run).",
            ExitCode.USAGE,
        )
    return Reconciled(reference, first, last, [compare(reference, side, first, last) for side in others])


def _sides(
    settings: Settings, spec: AdsSourceSpec, first: date, last: date, days: Sequence[CoveredDay]
) -> Sequence[Side]:
    asked = RowsAsked(spec.ad_account_id, first, last, asked_columns(spec))
    try:
        return sides_of(spec, kept_rows(settings, spec, asked), days)
    except DestinationTrouble as trouble:
        raise CommandFailed(f"{spec.key}: {trouble}", ExitCode.SERVICE_AWAY) from trouble


def of_one_account(sources: Sequence[AdsSource], wanted: str | None) -> Sequence[AdsSource]:
    """Sources of numbers of one ad account. Raises `CommandFailed`, which lists the ad accounts there are."""
    numbers = [one for one in sources if dataset(one.spec.dataset).family is Family.PERFORMANCE]
    accounts = sorted({one.spec.ad_account_id for one in numbers if wanted in {None, one.spec.ad_account_id}})
    if len(accounts) == 1:
        return [one for one in numbers if one.spec.ad_account_id == accounts[0]]
    there = ", ".join(sorted({one.spec.ad_account_id for one in numbers})) or "none"
    raise CommandFailed(f"Name sources, or one --ad-account; there are sources of: {there}.", ExitCode.USAGE)


def reconcile_lines(found: Reconciled) -> Iterator[str]:
    """For people: what agrees, what does not and why, what was not compared."""
    spec = found.reference.spec
    yield f"Ad account {spec.ad_account_id}, {found.first} to {found.last}"
    yield f"measured by {spec.key} ({spec.dataset})"
    for one in found.comparisons:
        yield ""
        yield from _comparison_lines(one)
    yield ""
    yield _conclusion(found)


def _conclusion(found: Reconciled) -> str:
    if any(one.unexplained for one in found.comparisons):
        return "Some differences are not explained."
    return "All differences are explained." if found.agrees else "Nothing could be compared."


def _comparison_lines(one: Comparison) -> Iterator[str]:
    sign = "✗" if one.unexplained else "●"
    counts = Counter(each.verdict for each in one.differences)
    parts = [f"{one.equal:,} equal", *(f"{counts[verdict]:,} {verdict}" for verdict in Verdict if counts[verdict])]
    days = "nothing is compared" if one.caution or not one.columns else ", ".join(parts)
    yield f"{sign} {one.name}: {days}"
    if one.caution:
        yield f"    {one.caution}"
    elif one.columns:
        yield f"    {', '.join(one.columns)}"
    for each in one.unexplained[:DIFFERENCES_SHOWN_MAX]:
        yield f"    ✗ {each.day} {each.column}: {_amounts(each)}"
        yield f"        {each.why}"
    if len(one.unexplained) > DIFFERENCES_SHOWN_MAX:
        yield f"    and {len(one.unexplained) - DIFFERENCES_SHOWN_MAX:,} more; --json has all"
    yield from _explained_lines([each for each in one.differences if each.verdict is not Verdict.DIFFERENT])
    for why, names in _by_why(one.skipped).items():
        yield f"    - not compared, {why}: {', '.join(names)}"


def _explained_lines(differences: Sequence[Difference]) -> Iterator[str]:
    """Those of one reason together."""
    reasons: dict[tuple[Verdict, str], list[Difference]] = {}
    for each in differences:
        reasons.setdefault((each.verdict, each.why), []).append(each)
    for (verdict, why), alike in reasons.items():
        days = sorted({each.day for each in alike})
        span = f"{days[0]}" if len(days) == 1 else f"{len(days)} days, {days[0]} to {days[-1]}"
        yield f"    ~ {verdict}, {span}: {why}{_apart(alike)}"


def _apart(alike: Sequence[Difference]) -> str:
    shares = [abs(each.by / each.whole) for each in alike if each.by is not None and each.whole]
    most = max(shares, default=Decimal(0))
    return f"; at most {most:.2%} apart" if most else ""


def _by_why(skipped: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for name, why in skipped.items():
        found.setdefault(why, []).append(name)
    return found


def _amounts(one: Difference) -> str:
    if one.by is None:
        return "not there" if one.part is None else "nothing to measure it by"
    share = f", {one.by / one.whole:+.2%}" if one.whole else ""
    return f"{one.part:,} against {one.whole:,} ({one.by:+,}{share})"


def reconcile_report(found: Reconciled) -> Report:
    """The whole as a document; amounts are text, exact."""
    return {
        "ad_account_id": found.reference.spec.ad_account_id,
        "reference": found.reference.spec.key,
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "agrees": found.agrees,
        "comparisons": [
            {
                "name": one.name,
                "columns": list(one.columns),
                "equal": one.equal,
                "caution": one.caution or None,
                "not_compared": dict(one.skipped),
                "differences": [_difference_report(each) for each in one.differences],
            }
            for one in found.comparisons
        ],
    }


def _difference_report(one: Difference) -> Report:
    return {
        "day": one.day.isoformat(),
        "column": one.column,
        "verdict": one.verdict.value,
        "reference": None if one.whole is None else str(one.whole),
        "sum": None if one.part is None else str(one.part),
        "difference": None if one.by is None else str(one.by),
        "why": one.why,
    }
