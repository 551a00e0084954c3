"""Rules of a source as a whole: its route, and whether what it writes stays true."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from ads.asking import Asked
from ads.objections import Objection, Severity
from ads.other_route import by_other_route
from ads.periods import PERIODS
from ads.restatement import look_back_days, settling_days
from ads.shaping import key_column
from contracts.ads import DestinationKind, Granularity, ReportFormat, Route, WriteMode


def route_of_dataset(asked: Asked) -> Iterator[Objection]:
    """The route asked for leads to the dataset."""
    if asked.spec.route is not None and asked.spec.route not in asked.dataset.routes:
        message = f"{asked.spec.dataset} cannot be had by the route {asked.spec.route}"
        yield Objection(
            "route", "route_off_dataset", message, tuple(route.value for route in asked.dataset.routes)
        )


def named_account(asked: Asked) -> Iterator[Objection]:
    """Whose token reads is said, and not left blank."""
    if not asked.spec.account.strip():
        yield Objection("account", "missing_field", "account is blank", ("one that pinflow accounts list shows",))


def attribution_of_route(asked: Asked) -> Iterator[Objection]:
    """Synchronously, whose actions count may be chosen for breakdowns alone."""
    if asked.spec.attributions and asked.route is Route.SYNC and not asked.dataset.breakdowns:
        message = "the synchronous route cannot be asked whose actions count"
        nearest = by_other_route(asked) or ("attributions = []",)
        yield Objection("attributions", "attribution_off_route", message, nearest)


def attributions_once(asked: Asked) -> Iterator[Objection]:
    """Whose actions count is said once."""
    found = asked.spec.attributions
    if len(set(found)) < len(found):
        message = f"{found[0]} is asked for {len(found)} times"
        yield Objection("attributions", "doubled_attribution", message, (found[0].value,))


def csv_tells_rows_apart(asked: Asked) -> Iterator[Objection]:
    """Some entities are told by the keys of a JSON report alone: a CSV has no word of which row is whose."""
    if asked.spec.report_format is ReportFormat.CSV and key_column(asked.spec) and asked.route is Route.ASYNC:
        message = f"a CSV does not say which {key_column(asked.spec)} a row is of"
        yield Objection("report_format", "csv_without_key", message, (ReportFormat.JSON.value,))


def csv_is_of_reports(asked: Asked) -> Iterator[Objection]:
    """What is answered at once, or is no report, is no CSV: zeros that are left out would be so all the same."""
    at_once = asked.route is Route.SYNC and asked.route in asked.dataset.routes
    if asked.spec.report_format is ReportFormat.CSV and (at_once or asked.dataset.level is None):
        message = "a CSV is a report, and none is made of it: nothing would be different"
        nearest = (ReportFormat.JSON.value, *by_other_route(asked))
        yield Objection("report_format", "csv_without_report", message, nearest)


def settled(asked: Asked) -> Iterator[Objection]:
    """A look-back shorter than the windows leaves old numbers standing."""
    given, needed = asked.spec.look_back_days, settling_days(asked.spec)
    if given is not None and given < needed:
        message = f"{given} days are read again, but conversions settle for {needed}"
        yield Objection("look_back_days", "look_back_too_short", message, (str(needed),), Severity.WARNED)


def look_back_obtainable(asked: Asked) -> Iterator[Objection]:
    """No more days are to be read again than Pinterest has; a total of them, and of yesterday, is one request."""
    given = asked.spec.look_back_days
    if given is None or not asked.dataset.family.dated:
        return
    limits = replace(asked, first=asked.today - timedelta(days=given)).limits
    most = limits.back_max
    if asked.spec.granularity is Granularity.TOTAL:
        most = min(most, limits.range_max - 1)
    if given > most:
        message = f"{given} days cannot be read again: Pinterest gives {most} days for this request"
        yield Objection("look_back_days", "look_back_too_long", message, (str(most),))


def restated_once(asked: Asked) -> Iterator[Objection]:
    """Days read again and inserted again are there twice."""
    if asked.spec.write_mode is not WriteMode.INSERT:
        return
    again = f"{look_back_days(asked.spec)} days are" if look_back_days(asked.spec) else ""
    if asked.spec.granularity in PERIODS:
        again = f"a {asked.spec.granularity} that is not over is"
    if again:
        message = f"{again} read again at each run, and insert keeps both"
        nearest = (WriteMode.DELETE_INSERT.value, "look_back_days = 0")
        yield Objection("write_mode", "insert_doubles", message, nearest, Severity.WARNED)


def zeros_are_gone(asked: Asked) -> Iterator[Objection]:
    """Pinterest leaves out a row that became zero, so an upsert keeps its old numbers."""
    if asked.spec.write_mode is WriteMode.UPSERT and look_back_days(asked.spec):
        message = "a row restated to zero is left out by Pinterest, and upsert keeps its old numbers"
        nearest = (WriteMode.DELETE_INSERT.value,)
        yield Objection("write_mode", "upsert_keeps_zeros", message, nearest, Severity.WARNED)


def revisions_possible(asked: Asked) -> Iterator[Objection]:
    """What rows said before is kept in a second table, and told from what they say now by their metadata."""
    spec = asked.spec
    if not spec.revisions:
        return
    if spec.destination.kind not in {DestinationKind.DATABASE, DestinationKind.DUCKDB}:
        nearest = f'destination.kind = "{DestinationKind.DATABASE}"'
        yield _no_revisions(f"{spec.destination.kind} has no second table", nearest)
    if spec.write_mode not in {WriteMode.DELETE_INSERT, WriteMode.UPSERT}:
        nearest = f'write_mode = "{WriteMode.DELETE_INSERT}"'
        yield _no_revisions(f"{spec.write_mode} restates no rows", nearest)
    if not spec.metadata:
        yield _no_revisions("rows without metadata do not say when they were read", "metadata = true")
    if not asked.dataset.family.dated:
        yield _no_revisions(f"{spec.dataset} has no days that are read again", "revisions = false")


def _no_revisions(why: str, nearest: str) -> Objection:
    return Objection("revisions", "no_revisions", f"no revisions can be kept: {why}", (nearest,))


SOURCE_RULES = (
    named_account,
    route_of_dataset,
    attribution_of_route,
    attributions_once,
    csv_tells_rows_apart,
    csv_is_of_reports,
    revisions_possible,
    settled,
    look_back_obtainable,
    restated_once,
    zeros_are_gone,
)
