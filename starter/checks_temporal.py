"""Temporal: whether it answers, knows our namespace and search attributes, and whether anybody takes our tasks."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    DescribeNamespaceResponse,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from config import Settings
from connection import CALL_SECONDS_MAX, HOME_MARK, TemporalAway
from contracts.names import Queue
from contracts.search_attributes import SEARCH_ATTRIBUTES
from starter.checking import checked, in_a_line
from starter.checks_stack import NOT_UP, StackLook
from starter.findings import Finding, Findings, all_skipped, failed, ok, skipped, warning
from starter.pollers import polling_now, seen_pollers
from starter.reaching import reach

SERVER, RETENTION, ATTRIBUTES, QUEUES = "temporal", "retention", "search attributes", "task queues"
CONNECT_SECONDS_MAX = 4.0
RETENTION_MIN = timedelta(days=7)
"""Below it a pin's page in the Web UI is gone before anybody asks what happened."""
KEYWORD = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD


@dataclass(frozen=True)
class Away:
    """Temporal cannot be asked: `finding` says why, `why` the same for those who rest on it."""

    finding: Finding
    why: str = "Temporal does not answer"


async def reach_temporal(look: StackLook, *, seconds: float = CONNECT_SECONDS_MAX) -> Client | Away:
    """A client of the Temporal server that the running stack, or the settings, name."""
    settings = look.settings
    if settings.temporal_address is None or look.differs is not None:
        return Away(skipped(SERVER, NOT_UP), NOT_UP)
    try:
        return await reach(settings, wait_seconds_max=seconds)
    except TemporalAway as error:
        what, _, remedy = str(error).partition("\n")
        return Away(failed(SERVER, what, remedy))
    except Exception as error:  # noqa: BLE001 - such as certificates that cannot be read; the other checks go on
        return Away(failed(SERVER, f"cannot be reached: {in_a_line(error)}", "See PINFLOW_TEMPORAL_ADDRESS."))


async def temporal_findings(reached: Client | Away, look: StackLook) -> Findings:
    """All of this group."""
    if isinstance(reached, Away):
        return (reached.finding, *all_skipped((RETENTION, ATTRIBUTES, QUEUES), reached.why))
    client, namespace = reached, look.settings.temporal_namespace
    return tuple(
        await asyncio.gather(
            checked(SERVER, _server(client, look)),
            checked(RETENTION, _retention(client, namespace)),
            checked(ATTRIBUTES, _attributes(client, namespace)),
            checked(QUEUES, _workers(client, namespace)),
        )
    )


async def _server(client: Client, look: StackLook) -> Finding:
    try:
        answer = await _describe_namespace(client, look.settings.temporal_namespace)
    except RPCError as error:
        return judge_refusal(look.settings, error)
    embedded = look.record is not None and look.record.services.web_ui is not None
    mark = answer.namespace_info.data.get(HOME_MARK)
    return judge_server(look.settings, mark=mark, home_id=_home_id(look) if embedded else None)


def _home_id(look: StackLook) -> str | None:
    """Unlike `Home.id`, this makes none."""
    file = look.home.folder / "id"
    return file.read_text(encoding="utf-8") if file.exists() else None


async def _describe_namespace(client: Client, namespace: str) -> DescribeNamespaceResponse:
    request = DescribeNamespaceRequest(namespace=namespace)
    return await client.workflow_service.describe_namespace(request, timeout=CALL_SECONDS_MAX)


def judge_refusal(settings: Settings, error: RPCError) -> Finding:
    """The server answers, and says no."""
    where = f"{settings.temporal_address} answers"
    if error.status is RPCStatusCode.NOT_FOUND:
        remedy = "Make it, or set PINFLOW_TEMPORAL_NAMESPACE to one that is there."
        return failed(SERVER, f"{where}, and has no namespace {settings.temporal_namespace}", remedy)
    if error.status in {RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED}:
        return failed(
            SERVER, f"{where}, and does not let us in", "See PINFLOW_TEMPORAL_API_KEY and the namespace."
        )
    return failed(SERVER, f"{where}, and fails: {error.status.name.lower()}", "See the server's own log.")


def judge_server(settings: Settings, *, mark: str | None, home_id: str | None) -> Finding:
    """`home_id` is given when the server is embedded, and so must carry this home's mark."""
    found = f"{settings.temporal_address}, namespace {settings.temporal_namespace}"
    if home_id is None or mark == home_id:
        return ok(SERVER, found)
    if mark is None:
        return warning(SERVER, f"{found}, does not carry this home's mark yet", "Look again in a moment.")
    return failed(SERVER, f"{found}, belongs to another home", "pinflow down, then: pinflow up")


async def _retention(client: Client, namespace: str) -> Finding:
    answer = await _describe_namespace(client, namespace)
    return judge_retention(answer.config)


def judge_retention(config: NamespaceConfig) -> Finding:
    kept = config.workflow_execution_retention_ttl.ToTimedelta()
    found = f"closed workflows are kept for {_span(kept)}"
    if kept >= RETENTION_MIN:
        return ok(RETENTION, found)
    remedy = (
        f"Raise the namespace's retention to {_span(RETENTION_MIN)} or more; the ledger itself forgets nothing."
    )
    return warning(RETENTION, found, remedy)


def _span(span: timedelta) -> str:
    return f"{span.days} days" if span >= timedelta(days=2) else f"{span.total_seconds() / 3600:.0f} hours"


async def _attributes(client: Client, namespace: str) -> Finding:
    request = ListSearchAttributesRequest(namespace=namespace)
    try:
        answer = await client.operator_service.list_search_attributes(request, timeout=CALL_SECONDS_MAX)
    except RPCError as error:
        return skipped(ATTRIBUTES, f"the server does not tell which it has ({error.status.name.lower()})")
    return judge_attributes(answer.custom_attributes)


def judge_attributes(registered: Mapping[str, int]) -> Finding:
    names = [key.name for key in SEARCH_ATTRIBUTES]
    missing = [name for name in names if name not in registered]
    wrong = [name for name in names if registered.get(name, KEYWORD) != KEYWORD]
    if not missing and not wrong:
        return ok(ATTRIBUTES, f"all {len(names)} are registered")
    if wrong:
        remedy = "Remove them from the namespace and add them again, each of type Keyword."
        return failed(ATTRIBUTES, f"not of type Keyword: {', '.join(wrong)}", remedy)
    remedy = "A worker adds them when it starts, if it may; else add each by hand, of type Keyword."
    return failed(ATTRIBUTES, f"missing: {', '.join(missing)}", remedy)


async def _workers(client: Client, namespace: str) -> Finding:
    return judge_workers(await seen_pollers(client, namespace), time.time())


def judge_workers(seen: Mapping[Queue, Mapping[str, float]], now: float) -> Finding:
    """`seen`: for each queue the pollers by identity, with the moment of their last poll."""
    polling = polling_now(seen, now)
    alone = [queue.value for queue, pollers in polling.items() if not pollers]
    if alone:
        remedy = (
            "pinflow up starts one; with your own Temporal: pinflow worker. In a deployment by versions one of "
            "them must be current: pinflow versions list"
        )
        return failed(QUEUES, f"nobody takes tasks of: {', '.join(alone)}", remedy)
    number = len(frozenset[str]().union(*polling.values()))
    who = "1 worker takes" if number == 1 else f"{number} workers take"
    return ok(QUEUES, f"{who} tasks of {', '.join(polling)}")
