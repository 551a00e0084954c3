"""Traces of launches and pins to a collector. Loaded only when one is set: commands start without it."""

from collections.abc import Sequence
from functools import cache
from threading import Thread

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from temporalio.contrib.opentelemetry import TracingInterceptor

EXPORT_SECONDS_MAX = 5
"""For one batch of spans; a collector that is away costs spans, and nothing else."""

SEND_SECONDS_MAX = 5.0
"""For all that is left when the process ends: somebody waits for its end."""


def interceptor(provider: TracerProvider) -> TracingInterceptor:
    """Tells names, ids and times of workflows and activities, never what they are given. What a schedule or a
    person began has spans as well.
    """
    return TracingInterceptor(provider.get_tracer("pinflow"), always_create_workflow_spans=True)


@cache  # it has a thread of its own: one is enough for a process
def provider_to(endpoint: str) -> TracerProvider:
    """What sends to this collector, in batches."""
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: "pinflow"}), shutdown_on_exit=False)
    exporter = OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces", timeout=EXPORT_SECONDS_MAX)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    _opened().append(provider)
    return provider


@cache
def _opened() -> list[TracerProvider]:
    return []


def send_spans() -> None:
    """The last that a process does: what was not sent yet is sent, if the collector takes it in time."""
    # `force_flush` heeds no time-out (opentelemetry-python#4568), and one batch may follow another.
    sending = Thread(target=_send, args=(_opened(),), name="last-spans", daemon=True)
    sending.start()
    sending.join(SEND_SECONDS_MAX)


def _send(providers: Sequence[TracerProvider]) -> None:
    for provider in providers:
        provider.force_flush()
