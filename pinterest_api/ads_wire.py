"""Pinterest's JSON of ads, both ways. Numbers are never floats: ids have 19 digits, and cents add up."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError

from contracts.ads_reports import (
    ReadyState,
    ReportRequest,
    ReportRow,
    ReportStatus,
    Scalar,
    SeenAdAccount,
    SeenReport,
)
from pinterest_api.wire import LINE_MAX, Bookmark, Id, LooseCount, LooseText, Wire, object_or_nothing


def _status_or_in_progress(value: object) -> object:
    """None has been seen, and a status invented later is no end: whoever waits goes on, and has a limit."""
    return value if value in list(ReportStatus) else ReportStatus.IN_PROGRESS


def _list_or_nothing(value: object) -> object:
    return value if isinstance(value, list) else []


class _NewReport(Wire):
    token: Id


class _Report(Wire):
    report_status: Annotated[ReportStatus, BeforeValidator(_status_or_in_progress)] = ReportStatus.IN_PROGRESS
    url: LooseText = None
    size: LooseCount = None


class _Owner(Wire):
    username: LooseText = None


class _AdAccount(Wire):
    id: Id
    name: LooseText = None
    currency: LooseText = None
    country: LooseText = None
    owner: Annotated[_Owner, BeforeValidator(object_or_nothing)] = _Owner()
    permissions: Annotated[list[object], BeforeValidator(_list_or_nothing)] = Field(default_factory=list)


class _AdAccounts(Wire):
    items: list[_AdAccount]
    bookmark: Bookmark = None


class _Listed(Wire):
    items: list[dict[str, Any]]  # Any: foreign JSON
    bookmark: Bookmark = None


class _ReadyState(Wire):
    conversion_metrics_ready: bool = False
    non_conversion_metrics_ready: bool = False


def request_to_body(request: ReportRequest) -> bytes:
    """The body of a report's POST."""
    body: dict[str, object] = {
        "start_date": request.first.isoformat(),
        "end_date": request.last.isoformat(),
        "granularity": request.granularity,
        "level": request.level,
        "columns": list(request.columns),
        "click_window_days": request.windows.click_days,
        "engagement_window_days": request.windows.engagement_days,
        "view_window_days": request.windows.view_days,
        "conversion_report_time": request.report_time,
        "report_format": request.format.upper(),
        "primary_sort": "BY_DATE" if request.by_date else "BY_ID",
    }
    if request.breakdowns:
        body["targeting_types"] = list(request.breakdowns)
    if request.attributions:
        body["attribution_types"] = list(request.attributions)
    body |= {name: list(values) for name, values in request.filters.items()}
    return json.dumps(body).encode()


def read_new_report(body: bytes) -> str:
    """The token of a report that was asked for."""
    return _NewReport.model_validate_json(body).token


def read_report(body: bytes) -> SeenReport:
    """A report's state. A finished one without a link is not finished."""
    seen = _Report.model_validate_json(body)
    status = seen.report_status
    if status is ReportStatus.FINISHED and not seen.url:
        status = ReportStatus.IN_PROGRESS
    return SeenReport(status=status, url=seen.url, size_bytes=seen.size)


def read_ad_accounts(body: bytes) -> tuple[Sequence[SeenAdAccount], str | None]:
    """A page of ad accounts, and the bookmark of the next."""
    page = _AdAccounts.model_validate_json(body)
    try:
        return [_seen(found) for found in page.items], page.bookmark
    except ValidationError as error:
        raise ValueError("an ad account without a readable id") from error


def read_ad_account(body: bytes) -> SeenAdAccount:
    """One ad account."""
    try:
        return _seen(_AdAccount.model_validate_json(body))
    except ValidationError as error:
        raise ValueError("an ad account without a readable id") from error


def _seen(found: _AdAccount) -> SeenAdAccount:
    return SeenAdAccount(
        id=found.id,
        name=(found.name or "")[:LINE_MAX],
        currency=(found.currency or "")[:LINE_MAX],
        country=(found.country or "")[:LINE_MAX],
        owner=(found.owner.username or "")[:LINE_MAX],
        permissions=tuple(role[:LINE_MAX] for role in found.permissions if isinstance(role, str)),
    )


def exact_json(body: bytes) -> Any:  # Any: foreign JSON
    """What stands there, its numbers exact. Raises ValueError."""
    try:
        return json.loads(body, parse_float=Decimal)
    except (InvalidOperation, RecursionError) as error:
        raise ValueError("numbers or depths beyond measure") from error


def read_rows(body: bytes) -> Sequence[ReportRow]:
    """The rows of analytics that are answered at once, exact to the last digit."""
    found = exact_json(body)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ValueError("not a list of rows")
    return [flat(row) for row in found]


def read_cut_rows(body: bytes) -> Sequence[ReportRow]:
    """The same of breakdowns: what a row is cut by becomes two of its columns."""
    found = exact_json(body)
    rows = found.get("data") if isinstance(found, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError("no rows of a breakdown")
    return [_cut_row(row) for row in rows]


def _cut_row(row: Mapping[str, Any]) -> ReportRow:  # Any: foreign JSON
    metrics, type_, value = row.get("metrics"), row.get("targeting_type"), row.get("targeting_value")
    if not isinstance(metrics, dict) or not isinstance(type_, str) or value is None:
        raise ValueError("a row of a breakdown without its breakdown")
    return {**flat(metrics), "TARGETING_TYPE": type_, "TARGETING_VALUE": str(value)}


def read_listed(body: bytes) -> tuple[Sequence[ReportRow], str | None]:
    """A page of things, their fields in capitals, and the bookmark of the next page."""
    page = _Listed.model_validate(exact_json(body))
    return [listed_row(item) for item in page.items], page.bookmark


def listed_row(item: Mapping[str, Any]) -> ReportRow:  # Any: foreign JSON
    """What is a list or an object is told as JSON, and an object's plain fields beside it: `OWNER_USERNAME`."""
    row: dict[str, Scalar] = {}
    for name, value in item.items():
        if _is_plain(value):
            row[name.upper()] = value
            continue
        row[name.upper()] = json.dumps(value, default=str)
        if isinstance(value, dict):
            row |= {f"{name}_{inner}".upper(): held for inner, held in flat(value).items()}
    return row


def read_ready_state(body: bytes) -> ReadyState:
    """Whether a day's numbers are final; what is not said is not."""
    seen = _ReadyState.model_validate_json(body)
    return ReadyState(numbers=seen.non_conversion_metrics_ready, conversions=seen.conversion_metrics_ready)


def flat(row: Mapping[str, Any]) -> ReportRow:  # Any: foreign JSON
    """The row's plain values; what is a list or an object is none of ours."""
    return {name: value for name, value in row.items() if _is_plain(value)}


def _is_plain(value: object) -> bool:
    return isinstance(value, Scalar | None)
