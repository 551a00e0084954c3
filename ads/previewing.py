"""Some rows of a source before it is kept: what is asked for them, and what is told when Pinterest refuses it."""

from dataclasses import dataclass
from datetime import date, timedelta

from ads.bisection import Trial
from ads.objections import Objection
from ads.planner import plan
from ads.preflight import preflight, refusals
from ads.requests import report_request
from contracts.ads import AdsSourceSpec, Route
from contracts.ads_reports import ReportRequest

PREVIEW_DAYS_MAX = 31
PREVIEW_ROWS_MAX = 20


@dataclass(frozen=True)
class PreviewAsk:
    """A preview that nothing stands against."""

    spec: AdsSourceSpec
    first: date
    request: ReportRequest


def preview_ask(
    spec: AdsSourceSpec, first: date | None, last: date | None, today: date
) -> PreviewAsk | tuple[Objection, ...]:
    """The report of these days, by default yesterday's, or what refuses it."""
    end = last or today - timedelta(days=1)
    begin = first or end
    if (end - begin).days >= PREVIEW_DAYS_MAX:
        message = f"a preview is of {PREVIEW_DAYS_MAX} days at most"
        nearest = ((begin + timedelta(days=PREVIEW_DAYS_MAX - 1)).isoformat(),)
        return (Objection("last_day", "preview_too_long", message, nearest),)
    as_report = spec.model_copy(update={"route": Route.ASYNC})
    refused = refusals(preflight(as_report, begin, end, today))
    if refused:
        return refused
    return PreviewAsk(as_report, begin, report_request(as_report, plan(as_report, begin, end, today).chunks[0]))


def told_refusal(words: str, culprits: Trial) -> Objection:
    """Pinterest's own words, and the columns that they are about."""
    if not culprits:
        return Objection("source", "refused_by_pinterest", words)
    return Objection("columns", "refused_by_pinterest", f"{words} ({', '.join(culprits)})", ("without them",))
