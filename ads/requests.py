"""From a chunk to what is asked of Pinterest: a report, numbers at once, or a list."""

from ads.asking import ids_of, statuses_of, used_filters
from ads.datasets import dataset
from ads.fields import wanted_fields
from ads.shaping import key_column, requested_columns
from contracts.ads import AdsSourceSpec, Chunk, DatasetKey, Granularity, Route
from contracts.ads_reports import EntitiesRequest, NumbersRequest, OrganicRequest, ReportRequest

PROOF_LEVEL = "ADVERTISER"
PROOF_COLUMNS = ("SPEND_IN_MICRO_DOLLAR", "PAID_IMPRESSION")
"""What an account that was at work has: a day without any of it is empty."""
BEST_BY = ("IMPRESSION", "ENGAGEMENT", "PIN_CLICK", "OUTBOUND_CLICK", "SAVE")
"""By what pins are the best; without any of it among the source's columns, by the first."""
BEST_VIDEOS_BY = (
    "VIDEO_MRC_VIEW",
    "VIDEO_10S_VIEW",
    "VIDEO_START",
    "VIDEO_AVG_WATCH_TIME",
    "VIDEO_V50_WATCH_TIME",
    "QUARTILE_95_PERCENT_VIEW",
    "IMPRESSION",
    "OUTBOUND_CLICK",
    "SAVE",
)
AD_GROUPS_AT_ONCE = {DatasetKey.KEYWORDS: ("ad_group_ids", 250), DatasetKey.PRODUCT_GROUPS: ("ad_group_id", 1)}
"""What Pinterest lists within ad groups only: by which parameter, and how many ad groups a request takes."""
_WITHOUT_STATUS = frozenset({DatasetKey.AD_ACCOUNTS, DatasetKey.KEYWORDS})


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
        columns=requested_columns(spec, Route.ASYNC),
        windows=spec.windows,
        report_time=spec.report_time,
        attributions=spec.attributions,
        breakdowns=chunk.breakdowns,
        filters={name: values for name, values in filters.items() if values},
        by_date=key_column(spec) is None,
        format=spec.report_format,
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


def numbers_request(spec: AdsSourceSpec, chunk: Chunk) -> NumbersRequest:
    """The numbers of a chunk, at once."""
    one = dataset(spec.dataset)
    ids = {one.ids: chunk.ids} if one.ids and chunk.ids else {}
    if spec.dataset is DatasetKey.AD_PIN:
        ids["campaign_id"] = spec.filters.campaign_ids[:1]
    return NumbersRequest(
        path=one.path or "",
        ad_account_id=chunk.ad_account_id,
        first=chunk.first,
        last=chunk.last,
        granularity=spec.granularity,
        columns=requested_columns(spec, Route.SYNC),
        windows=spec.windows,
        report_time=spec.report_time,
        breakdowns=chunk.breakdowns,
        attributions=spec.attributions,
        ids=ids,
    )


def numbers_proof(spec: AdsSourceSpec, chunk: Chunk) -> NumbersRequest:
    """As `proof_request`, at once."""
    return NumbersRequest(
        path=dataset(DatasetKey.AD_ACCOUNT).path or "",
        ad_account_id=chunk.ad_account_id,
        first=chunk.first,
        last=chunk.last,
        granularity=Granularity.DAY,
        columns=PROOF_COLUMNS,
        windows=spec.windows,
    )


def entities_request(spec: AdsSourceSpec) -> EntitiesRequest:
    """All things of one kind, archived ones too."""
    within, at_once = AD_GROUPS_AT_ONCE.get(spec.dataset, ("", 1))
    return EntitiesRequest(
        path=dataset(spec.dataset).path or "",
        ad_account_id=spec.ad_account_id,
        within=within,
        at_once=at_once,
        by_status=spec.dataset not in _WITHOUT_STATUS,
    )


def ad_groups_request(spec: AdsSourceSpec) -> EntitiesRequest:
    """The ad groups in which other things are listed."""
    return EntitiesRequest(path=dataset(DatasetKey.AD_GROUPS).path or "", ad_account_id=spec.ad_account_id)


def organic_requests(spec: AdsSourceSpec, chunk: Chunk) -> tuple[OrganicRequest, ...]:
    """One question, or one for each pin of the chunk."""
    one = dataset(spec.dataset)
    asked = OrganicRequest(
        path=one.path or "",
        first=chunk.first,
        last=chunk.last,
        metrics=tuple(field.name for field in wanted_fields(spec)),
        sort_by=best_by(spec) if one.of_the_best else "",
    )
    if spec.dataset is not DatasetKey.ORGANIC_PIN:
        return (asked,)
    return tuple(asked.model_copy(update={"pin_id": pin}) for pin in chunk.ids)


def best_by(spec: AdsSourceSpec) -> str:
    """The metric by which pins are the best: the source's first that Pinterest can sort by."""
    able = BEST_VIDEOS_BY if spec.dataset is DatasetKey.TOP_VIDEO_PINS else BEST_BY
    return next((name for name in spec.columns if name in able), able[0])
