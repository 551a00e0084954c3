"""The way to Temporal: the only caller of `Client.connect`, so that every client has our data converter."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from functools import partial

from google.protobuf.duration_pb2 import Duration
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig, UpdateNamespaceInfo
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, UpdateNamespaceRequest
from temporalio.client import Client, Interceptor
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.runtime import Runtime
from temporalio.service import RPCError, RPCStatusCode

from config import Settings
from contracts.search_attributes import SEARCH_ATTRIBUTES

CONVERTER = pydantic_data_converter
"""Our contracts as JSON. Without codec and external storage, on which `workflows/sandbox.py` relies."""

CONNECT_SECONDS_MAX = 5.0
"""How long `connect` tries: longer than the supervisor takes to start a killed server again."""
CALL_SECONDS_MAX = timedelta(seconds=5)
RETRY_SECONDS = 0.2
DETAIL_CHARS_MAX = 300
RETENTION = timedelta(days=30)
"""How long the embedded server keeps closed workflows; by itself it forgets them after a day."""
HOME_MARK = "pinflow-home"


class TemporalAway(Exception):
    """No Temporal server answers where one should. `address` is where it was sought."""

    exit_code = 4

    def __init__(self, message: str, *, address: str | None) -> None:
        super().__init__(message)
        self.address = address


class SearchAttributesMissing(Exception):
    """The server lacks search attributes and we may not add them: somebody must, by hand."""

    exit_code = 4

    def __init__(self, names: tuple[str, ...], *, namespace: str) -> None:
        super().__init__(
            f"Temporal's namespace {namespace!r} lacks search attributes that we may not add. "
            f"Add them by hand, each of type Keyword: {', '.join(names)}."
        )
        self.names = names


async def connect(
    settings: Settings,
    *,
    wait_seconds_max: float = CONNECT_SECONDS_MAX,
    runtime: Runtime | None = None,
    interceptors: Sequence[Interceptor] = (),
) -> Client:
    """A client of the Temporal server that `settings` name. Without `runtime`, the SDK's core logs to stdout.

    The embedded server has no address of its own in the settings: take those that the running stack gives
    (`starter.stack.Stack.settings`).

    Raises `TemporalAway` when no server answered within `wait_seconds_max`.
    """
    address = settings.temporal_address
    if address is None:
        raise TemporalAway("The embedded Temporal server is not up. Start it with: pinflow up", address=None)
    trouble: list[Exception] = []
    try:
        async with asyncio.timeout(wait_seconds_max):
            return await _keep_trying(partial(_connect_once, settings, address, runtime, interceptors), trouble)
    except TimeoutError as error:
        raise TemporalAway(_away(settings, address, trouble), address=address) from error


async def _keep_trying(connect_once: Callable[[], Awaitable[Client]], trouble: list[Exception]) -> Client:
    while True:
        try:
            return await connect_once()
        except (RuntimeError, RPCError) as error:  # the SDK raises a bare RuntimeError when nobody answers
            trouble[:] = [error]
        await asyncio.sleep(RETRY_SECONDS)


async def _connect_once(
    settings: Settings, address: str, runtime: Runtime | None, interceptors: Sequence[Interceptor]
) -> Client:
    key = settings.temporal_api_key
    return await Client.connect(
        address,
        namespace=settings.temporal_namespace,
        api_key=key.get_secret_value() if key else None,
        tls=True if settings.temporal_tls else None,  # None leaves TLS to the API key
        data_converter=CONVERTER,
        runtime=runtime,
        interceptors=interceptors,
    )


def _away(settings: Settings, address: str, trouble: Iterable[Exception]) -> str:
    tls = "with" if settings.temporal_tls or settings.temporal_api_key else "without"
    details = "; ".join(str(error)[:DETAIL_CHARS_MAX] for error in trouble) or "it did not answer in time"
    return (
        f"Temporal does not answer at {address} ({tls} TLS): {details}\n"
        "See that the server runs and that PINFLOW_TEMPORAL_ADDRESS, _TLS and _API_KEY are right; "
        "unset PINFLOW_TEMPORAL_ADDRESS to use the embedded server."
    )


async def register_search_attributes(client: Client, namespace: str) -> None:
    """Add our search attributes where they are missing. Twice, or by two at once, does no harm.

    Raises `SearchAttributesMissing` when some are missing and this client may not add them.
    """
    registered = await _registered(client, namespace)
    missing = tuple(key.name for key in SEARCH_ATTRIBUTES if key.name not in registered)
    if missing:
        await _add(client, namespace, missing)


async def _add(client: Client, namespace: str, missing: tuple[str, ...]) -> None:
    keyword = IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
    request = AddSearchAttributesRequest(namespace=namespace, search_attributes=dict.fromkeys(missing, keyword))
    try:
        await client.operator_service.add_search_attributes(request, timeout=CALL_SECONDS_MAX)
    except RPCError as error:
        if error.status is RPCStatusCode.ALREADY_EXISTS:
            return
        if error.status in _FORBIDDEN:
            raise SearchAttributesMissing(missing, namespace=namespace) from error
        raise


_FORBIDDEN = (RPCStatusCode.PERMISSION_DENIED, RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.UNIMPLEMENTED)


async def _registered(client: Client, namespace: str) -> frozenset[str]:
    request = ListSearchAttributesRequest(namespace=namespace)
    try:
        answer = await client.operator_service.list_search_attributes(request, timeout=CALL_SECONDS_MAX)
    except RPCError as error:
        if error.status in _FORBIDDEN:
            return frozenset()
        raise
    return frozenset(answer.custom_attributes)


async def mark_embedded(client: Client, namespace: str, home_id: str) -> None:
    """Say on the embedded server whose it is, and make it remember closed workflows for `RETENTION`."""
    retention = Duration()
    retention.FromTimedelta(RETENTION)
    request = UpdateNamespaceRequest(
        namespace=namespace,
        update_info=UpdateNamespaceInfo(data={HOME_MARK: home_id}),
        config=NamespaceConfig(workflow_execution_retention_ttl=retention),
    )
    await client.workflow_service.update_namespace(request, timeout=CALL_SECONDS_MAX)


async def marked_home(client: Client, namespace: str) -> str | None:
    """The id of the home that this server belongs to; None when nobody marked it."""
    request = DescribeNamespaceRequest(namespace=namespace)
    answer = await client.workflow_service.describe_namespace(request, timeout=CALL_SECONDS_MAX)
    return answer.namespace_info.data.get(HOME_MARK)
