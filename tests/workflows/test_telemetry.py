"""What a worker tells those who watch it: metrics as a scrape shows them, and the spans of a pin."""

import json
from collections.abc import Sequence
from dataclasses import replace

import httpx
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client.parser import text_string_to_metric_families
from temporalio.testing import WorkflowEnvironment

from config import Settings
from connection import CONVERTER
from contracts.names import STAGE_METRIC
from contracts.outcome import Outcome
from starter.telemetry import WORKER_METRICS, runtime_of
from starter.traces import interceptor
from store.database import Database
from tests.builders import ACCOUNT, a_product
from tests.fakes.clock import FakeClock
from tests.free_ports import free_ports
from tests.workflows.world import SERVER, open_world


async def test_a_live_pin_is_told_of_in_metrics_and_spans(database: Database, clock: FakeClock) -> None:
    (port,), spans = free_ports(1), InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(spans))
    settings = Settings(metrics_address=str(port))

    async def server() -> WorkflowEnvironment:
        return await WorkflowEnvironment.start_time_skipping(
            test_server_existing_path=str(SERVER),
            data_converter=CONVERTER,
            runtime=runtime_of(settings),
            interceptors=[interceptor(provider)],
        )

    async with open_world(database, clock, server=server) as world:
        (result,) = await world.finished(a_product("mug"))
        assert result.outcome is Outcome.LIVE
        text = (httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False)).text
    print(text)
    for s in spans.get_finished_spans():
        print(s.name, s.context.span_id, s.parent and s.parent.span_id, s.context.trace_id % 1000, dict(s.attributes))
    assert 0
