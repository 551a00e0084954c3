"""Some rows of a source before it is kept: what is asked for them, and what is told when Pinterest refuses it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from ads.asking import fits_reports
from ads.bisection import Trial
from ads.datasets import Family, dataset
from ads.days import utc_day
from ads.objections import Objection
from ads.planner import plan
from ads.preflight import preflight, refusals
from ads.requests import report_request
from ads.shaping import Extraction, UnfitValue, row_columns, shaped
from contracts.ads import AdsSourceSpec, Chunk, Route
from contracts.ads_reports import PreviewRows, ReportRequest, ReportRow, SeenAdAccount
from contracts.contract import Instant

PREVIEW_DAYS_MAX = 31
PREVIEW_ROWS_MAX = 20


@dataclass(frozen=True)
class PreviewAsk:
    """A preview that nothing stands against."""

    spec: AdsSourceSpec
    chunk: Chunk
    request: ReportRequest | None
    """The report that it is of; None: there is none, and Pinterest answers at once."""


def preview_ask(
    spec: AdsSourceSpec, first: date | None, last: date | None, today: date
) -> PreviewAsk | tuple[Objection, ...]:
    """What is asked of these days, by default of yesterday, or what refuses it: the same as by `check`.

    It is of a report wherever there is one, also for a source that is read at once.
    """
    end = last or today - timedelta(days=1)
    begin = first or end
    if (end - begin).days >= PREVIEW_DAYS_MAX:
        message = f"a preview is of {PREVIEW_DAYS_MAX} days at most"
        nearest = ((begin + timedelta(days=PREVIEW_DAYS_MAX - 1)).isoformat(),)
        return (Objection("last_day", "preview_too_long", message, nearest),)
    refused = refusals(preflight(spec, begin, end, today))
    if refused:
        return refused
    has_report = dataset(spec.dataset).level is not None and fits_reports(spec)
    asked = spec.model_copy(update={"route": Route.ASYNC}) if has_report else spec
    chunk = plan(asked, begin, end, today).chunks[0]
    return PreviewAsk(asked, chunk, report_request(asked, chunk) if has_report else None)


def lacks_currency(ask: PreviewAsk) -> bool:
    """Whether there is money in its rows, and the source does not say of which currency."""
    has_money = dataset(ask.spec.dataset).family in {Family.PERFORMANCE, Family.ENTITIES}
    return has_money and not ask.spec.currency


def with_currency(ask: PreviewAsk, seen: Sequence[SeenAdAccount]) -> PreviewAsk:
    """The same with the currency of its ad account, where that is among those seen."""
    said = next((one.currency for one in seen if one.id == ask.spec.ad_account_id), "")
    return replace(ask, spec=ask.spec.model_copy(update={"currency": said}))


def preview_of(ask: PreviewAsk, rows: Iterable[ReportRow], at: Instant) -> PreviewRows | Objection:
    """The first of the rows, as they would be written at that moment; or which value of them does not fit."""
    extraction = Extraction(spec=ask.spec, first=ask.chunk.first, run="preview", at=at, today=utc_day(at))
    try:
        found = tuple(row for batch in shaped(islice(rows, PREVIEW_ROWS_MAX), extraction) for row in batch.rows)
    except UnfitValue as unfit:
        return told_refusal(str(unfit), ())
    return PreviewRows(tuple(column.name for column in row_columns(ask.spec)), found)


def told_refusal(words: str, culprits: Trial) -> Objection:
    """Pinterest's own words, and the columns that they are about."""
    if not culprits:
        return Objection("source", "refused_by_pinterest", words)
    return Objection("columns", "refused_by_pinterest", f"{words} ({', '.join(culprits)})", ("without them",))


def no_pin_told(refusal: str, gone: str) -> Objection:
    """What stands against pins of which none has numbers: that one is refused, or else that all are gone."""
    if refusal:
        return Objection("filters.pin_ids", "refused_by_pinterest", refusal)
    return Objection("filters.pin_ids", "pins_gone", gone)
