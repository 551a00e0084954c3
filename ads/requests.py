"""From a chunk to the report that is asked for."""

from ads.asking import ids_of, statuses_of, used_filters
from ads.columns import columns
from ads.datasets import dataset
from ads.shaping import entity_column, requested_columns
from contracts.ads import AdsSourceSpec, Chunk, Granularity
from contracts.ads_reports import ReportRequest

PROOF_LEVEL = "ADVERTISER"
PROOF_COLUMNS = ("SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION")
"""What an account that was at work has: a day without any of it is empty."""


def report_request(spec: AdsSourceSpec, chunk: Chunk) -> ReportRequest:
    """The report of a chunk."""
    one = dataset(spec.dataset)
    filters = {name: ids_of(spec, name) for name in used_filters(spec)} | statuses_of(spec)
    if chunk.ids and one.ids:
        filters[one.ids] = chunk.ids
    return ReportRequest(
        ad_account_id=chunk.ad_account_id,
        level=one.level or "",
        first=chunk.first,
        last=chunk.last,
        granularity=spec.granularity,
        columns=requested_columns(spec),
        windows=spec.windows,
        report_time=spec.report_time,
        attributions=spec.attributions,
        breakdowns=chunk.breakdowns,
        filters={name: values for name, values in filters.items() if values},
        by_date=key_column(spec) is None,
    )


def proof_request(spec: AdsSourceSpec, chunk: Chunk) -> ReportRequest:
    """The report of the whole account's days, by which days without rows are told from days that were lost."""
    return ReportRequest(
        ad_account_id=chunk.ad_account_id,
        level=PROOF_LEVEL,
        first=chunk.first,
        last=chunk.last,
        granularity=Granularity.DAY,
        columns=PROOF_COLUMNS,
        windows=spec.windows,
    )


def key_column(spec: AdsSourceSpec) -> str | None:
    """The id that no column has: only a report by id tells it, by its keys. None: rows tell all that they are."""
    name = entity_column(spec)
    return None if name is None or name in columns() else name
