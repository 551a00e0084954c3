"""What a process tells those who watch it: metrics of the SDK's runtime, and traces. Both are off unless set."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from temporalio.client import Interceptor
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from config import ConfigError, Settings
from contracts.names import STAGE_METRIC

STAGE_BUCKETS = (0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3_600.0, 14_400.0, 86_400.0)
"""Seconds: from a picture that was there already to a slot of the next day."""

WORKER_METRICS: Mapping[str, tuple[frozenset[str], str]] = MappingProxyType(
    {
        f"{STAGE_METRIC}_bucket": (frozenset({"account", "stage", "le"}), "how long pins were in each stage"),
        "temporal_workflow_task_execution_failed_total": (
            frozenset({"workflow_type", "failure_reason"}),
            "tasks of workflows that failed: a run that does not fit the code, or a mistake",
        ),
        "temporal_activity_execution_failed_total": (
            frozenset({"activity_type"}),
            "activities that failed, to be tried again",
        ),
        "temporal_activity_schedule_to_start_latency_seconds_bucket": (
            frozenset({"task_queue", "le"}),
            "how long activities waited for a worker",
        ),
        "temporal_worker_task_slots_available": (
            frozenset({"task_queue", "worker_type"}),
            "how much more a worker could do at once",
        ),
        "temporal_sticky_cache_size": (frozenset({"task_queue"}), "workflows that a worker has at hand"),
    }
)
"""What dashboard and alerts ask workers for, with labels; they export all that Temporal's SDK has besides."""


def runtime_of(settings: Settings) -> Runtime | None:
    """One that tells metrics where the settings say; None: the SDK's own. Raises `ConfigError` where it cannot."""
    address = settings.metrics_address
    if address is None:
        return None
    metrics = PrometheusConfig(
        bind_address=address,
        counters_total_suffix=True,
        unit_suffix=True,
        durations_as_seconds=True,
        histogram_bucket_overrides={STAGE_METRIC: STAGE_BUCKETS},
    )
    try:
        return Runtime(telemetry=TelemetryConfig(metrics=metrics))
    except (RuntimeError, ValueError) as error:  # what the SDK raises for an address that is taken
        raise ConfigError(f"PINFLOW_METRICS_ADDRESS: nothing can listen at {address}: {error}") from error


def tracing(settings: Settings) -> Sequence[Interceptor]:
    """What tells a collector of workflows and activities; nothing without one."""
    if settings.otlp_endpoint is None:
        return ()
    from starter.traces import interceptor, provider_to  # noqa: PLC0415 - a command without traces loads none of it

    return (interceptor(provider_to(settings.otlp_endpoint)),)
