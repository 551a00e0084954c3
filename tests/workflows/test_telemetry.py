"""What a worker tells those who watch it: metrics as a scrape shows them, and the spans of a pin."""

from collections.abc import Mapping, Sequence

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
from tests.builders import a_product
from tests.fakes.clock import FakeClock
from tests.free_ports import free_ports
from tests.workflows.world import SERVER, open_world

STAGES = {"draft", "media", "upload", "slot", "publish", "confirm"}
STEPS = ("extract", "prepare_image", "upload_media", "publish", "confirm")
TOLD = {"temporalWorkflowID", "temporalRunID", "temporalActivityID"}
AFTER_TROUBLE = {"temporal_workflow_task_execution_failed_total", "temporal_activity_execution_failed_total"}
"""Nothing of them is told before something has failed."""


async def test_a_live_pin_is_told_of_in_metrics_and_spans(database: Database, clock: FakeClock) -> None:
    (port,), spans = free_ports(1), InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(spans))

    async def server() -> WorkflowEnvironment:
        return await WorkflowEnvironment.start_time_skipping(
            test_server_existing_path=str(SERVER),
            data_converter=CONVERTER,
            runtime=runtime_of(Settings(metrics_address=str(port))),
            interceptors=[interceptor(provider)],
        )

    async with open_world(database, clock, server=server) as world:
        (result,) = await world.finished(a_product("mug", title="A mug that nobody needs to know of"))
        assert result.outcome is Outcome.LIVE
        labels = await scraped(port)
    for name, (wanted, _) in WORKER_METRICS.items():
        assert name in AFTER_TROUBLE or wanted <= labels[name], name
    stages = labels[f"{STAGE_METRIC}_count"]
    assert "account" in stages
    they_tell_the_way_of_the_pin(spans.get_finished_spans())


async def scraped(port: int) -> Mapping[str, set[str]]:
    """Every sample's name, with its labels."""
    async with httpx.AsyncClient(trust_env=False) as http:
        text = (await http.get(f"http://127.0.0.1:{port}/metrics")).text
    samples = [one for family in text_string_to_metric_families(text) for one in family.samples]
    assert {one.labels["stage"] for one in samples if one.name == f"{STAGE_METRIC}_count"} == STAGES
    return {one.name: set(one.labels) for one in samples}


def they_tell_the_way_of_the_pin(spans: Sequence[ReadableSpan]) -> None:
    """From its launch to its end in one tree, and of what it is made not a word."""
    begun = {span.context.span_id: span for span in spans}
    (launched,) = (span for span in spans if span.name == "StartWorkflow:LaunchWorkflow")
    for step in STEPS:
        (span,) = (span for span in spans if span.name == f"RunActivity:{step}")
        assert "StartWorkflow:ProductPinWorkflow" in way_up(span, begun)
        assert way_up(span, begun)[-1] == launched.name
    assert {span.context.trace_id for span in spans} == {launched.context.trace_id}
    assert {name for span in spans for name in span.attributes or {}} <= TOLD
    assert not [span for span in spans if "nobody needs to know" in span.to_json() or "sim_" in span.to_json()]


def way_up(span: ReadableSpan, begun: Mapping[int, ReadableSpan]) -> list[str]:
    names = []
    while span.parent is not None:
        span = begun[span.parent.span_id]
        names.append(span.name)
    return names
