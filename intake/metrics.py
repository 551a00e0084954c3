"""Metrics in Prometheus' text form. A label names a source, an account or what happened: never a product."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from contracts.contract import Instant
from contracts.measures import AccountMeasures, SourceMeasures
from intake.account_metrics import ACCOUNT_METRICS, account_families

CONTENT_TYPE = CONTENT_TYPE_LATEST

DELIVERIES = "pinflow_intake_deliveries_total"
CHANGES = "pinflow_intake_changes_total"
DECISIONS = "pinflow_intake_decisions_total"
WAITING = "pinflow_intake_waiting"
OLDEST = "pinflow_intake_oldest_waiting_seconds"
PAUSED = "pinflow_source_paused"
POLL_AGE = "pinflow_source_poll_age_seconds"
POLL_SUCCESS = "pinflow_source_poll_success"

METRICS: Mapping[str, str] = MappingProxyType(
    {
        DELIVERIES: "Deliveries at the door of a source, by what became of them",
        CHANGES: "Changes of products, by what became of them",
        DECISIONS: "Things that rules decided to do about products, by the deed",
        WAITING: "What waits: deliveries to be read, changes to be decided about, decisions to be carried out",
        OLDEST: "How long the oldest delivery has waited to be read; 0 when none waits",
        PAUSED: "Whether a person has stopped the source",
        POLL_AGE: "How long ago the source was last polled",
        POLL_SUCCESS: "Whether the last poll of the source went well",
        **ACCOUNT_METRICS,
    }
)
"""Every metric that is exported, and what it tells."""

BY_SOURCE, BY_WHAT = ("source",), ("source", "what")
DECIDED = "decided:"
COUNTED_CHANGES = frozenset({"changes", "repeated", "coalesced"})

Family = CounterMetricFamily | GaugeMetricFamily
Telling = Callable[[SourceMeasures, Instant], Mapping[str, float]]
"""Values by `what`, or the one value under an empty name."""


def exposition(
    measures: Sequence[SourceMeasures], now: Instant, accounts: Sequence[AccountMeasures] = ()
) -> bytes:
    """As Prometheus reads it, of type `CONTENT_TYPE`."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(measures, now, accounts))
    return generate_latest(registry)


@dataclass(frozen=True, eq=False)  # the registry keeps collectors in a dictionary
class _Collected(Collector):
    measures: Sequence[SourceMeasures]
    now: Instant
    accounts: Sequence[AccountMeasures]

    def collect(self) -> Iterator[Family]:
        yield from account_families(self.accounts)
        for name, tell in _COUNTERS.items():
            yield self._filled(CounterMetricFamily(name, METRICS[name], labels=BY_WHAT), tell)
        yield self._filled(GaugeMetricFamily(WAITING, METRICS[WAITING], labels=BY_WHAT), _waiting)
        for name, tell in _GAUGES.items():
            yield self._filled(GaugeMetricFamily(name, METRICS[name], labels=BY_SOURCE), tell)

    def _filled(self, family: Family, tell: Telling) -> Family:
        for one in self.measures:
            for what, value in tell(one, self.now).items():
                family.add_metric([one.source, what] if what else [one.source], value)
        return family


def _deliveries(one: SourceMeasures, _: Instant) -> Mapping[str, float]:
    others = {what for what in one.counts if what.startswith(DECIDED)} | COUNTED_CHANGES
    return {what: count for what, count in one.counts.items() if what not in others}


def _changes(one: SourceMeasures, _: Instant) -> Mapping[str, float]:
    return {what: count for what, count in one.counts.items() if what in COUNTED_CHANGES}


def _decisions(one: SourceMeasures, _: Instant) -> Mapping[str, float]:
    decided = ((what, count) for what, count in one.counts.items() if what.startswith(DECIDED))
    return {what.removeprefix(DECIDED): count for what, count in decided}


def _waiting(one: SourceMeasures, _: Instant) -> Mapping[str, float]:
    waits = one.backlog
    return {"deliveries": waits.deliveries, "changes": waits.changes, "decisions": waits.decisions}


def _oldest(one: SourceMeasures, now: Instant) -> Mapping[str, float]:
    return {"": 0.0 if one.backlog.oldest is None else max(0.0, now - one.backlog.oldest)}


def _paused(one: SourceMeasures, _: Instant) -> Mapping[str, float]:
    return {"": float(one.is_paused)}


def _poll_age(one: SourceMeasures, now: Instant) -> Mapping[str, float]:
    return {} if one.polled_at is None else {"": max(0.0, now - one.polled_at)}


def _poll_success(one: SourceMeasures, _: Instant) -> Mapping[str, float]:
    return {} if one.polled_at is None else {"": float(one.polled_well)}


_COUNTERS: Mapping[str, Telling] = MappingProxyType(
    {DELIVERIES: _deliveries, CHANGES: _changes, DECISIONS: _decisions}
)
_GAUGES: Mapping[str, Telling] = MappingProxyType(
    {OLDEST: _oldest, PAUSED: _paused, POLL_AGE: _poll_age, POLL_SUCCESS: _poll_success}
)
