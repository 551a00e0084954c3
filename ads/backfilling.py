"""Days of the past that a person asks for: which they are, what they take, and the run that reads them."""

from dataclasses import dataclass
from datetime import date, timedelta

from ads.limits import REPORT_DAYS_BACK_MAX
from ads.objections import Objection
from ads.planner import Plan, plan
from ads.preflight import run_refusals
from contracts.ads import AdsSourceSpec
from contracts.ads_runs import AdsRunKind, AdsRunRequest


@dataclass(frozen=True)
class Backfill:
    """What is read, and what that takes."""

    request: AdsRunRequest
    first: date
    last: date
    plan: Plan


def backfill(
    spec: AdsSourceSpec, first: date | None, last: date | None, today: date
) -> Backfill | tuple[Objection, ...]:
    """The days as given, else as far back as reports go, to yesterday; or what refuses them."""
    begin = first or today - timedelta(days=REPORT_DAYS_BACK_MAX)
    end = last or today - timedelta(days=1)
    refused = run_refusals(spec, begin, end, today)
    if refused:
        return refused
    made = plan(spec, begin, end, today)
    return Backfill(
        AdsRunRequest(source=spec.key, kind=AdsRunKind.BACKFILL, first=begin, last=end), begin, end, made
    )
