"""Metrics of accounts: pins, what waits and why, quotas, tokens."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

from contracts.measures import AccountMeasures

PINS = "pinflow_pins"
WAITING_PINS = "pinflow_pins_waiting"
REASONS = "pinflow_rows_by_reason"
UNCERTAIN = "pinflow_pins_uncertain"
LIMITED = "pinflow_limited_total"
STOPPED = "pinflow_account_stopped"
TOKEN_ENDS = "pinflow_token_ends_timestamp_seconds"  # noqa: S105 - a metric's name
QUOTA_LIMIT = "pinflow_quota_limit"
QUOTA_USED = "pinflow_quota_used"

ACCOUNT_METRICS: Mapping[str, str] = MappingProxyType(
    {
        PINS: "Pins that the ledger knows, by their outcome; open: it has none yet",
        WAITING_PINS: "Pins without an outcome, by what they wait for",
        REASONS: "Rows of launches that are not live, by the reason",
        UNCERTAIN: "Requests of which nobody knows yet what came of them",
        LIMITED: "Pins that Pinterest answered with 429",
        STOPPED: "1 while nothing of the account leaves, by the cause",
        TOKEN_ENDS: "When the token ends, in seconds since 1970",
        QUOTA_LIMIT: "Requests that the bucket allows in its window",
        QUOTA_USED: "Requests in the last window of the bucket",
    }
)

Family = CounterMetricFamily | GaugeMetricFamily
Sample = tuple[tuple[str, ...], float]
Telling = Callable[[AccountMeasures], Iterator[Sample]]
"""The values of the labels beside the account, and the value."""


def account_families(accounts: Sequence[AccountMeasures]) -> Iterator[Family]:
    """Each metric, with the samples of all accounts."""
    for name, (labels, tell) in _TELLING.items():
        kind = CounterMetricFamily if name == LIMITED else GaugeMetricFamily
        family = kind(name, ACCOUNT_METRICS[name], labels=("account", *labels))
        for account in accounts:
            for values, value in tell(account):
                family.add_metric((account.account, *values), value)
        yield family


def _pins(one: AccountMeasures) -> Iterator[Sample]:
    yield from (((outcome,), count) for outcome, count in one.pins.items())


def _waiting(one: AccountMeasures) -> Iterator[Sample]:
    yield from (((why,), count) for why, count in one.waiting.items())


def _reasons(one: AccountMeasures) -> Iterator[Sample]:
    yield from (((reason,), count) for reason, count in one.reasons.items())


def _uncertain(one: AccountMeasures) -> Iterator[Sample]:
    yield (), one.uncertain


def _limited(one: AccountMeasures) -> Iterator[Sample]:
    yield (), one.limited


def _stopped(one: AccountMeasures) -> Iterator[Sample]:
    yield ("paused",), float(one.is_paused)
    yield ("parked",), float(one.parked is not None)


def _token_ends(one: AccountMeasures) -> Iterator[Sample]:
    ends = {"access": one.access_expires_at, "refresh": one.refresh_expires_at}
    yield from (((token,), at) for token, at in ends.items() if at is not None)


def _quota_limit(one: AccountMeasures) -> Iterator[Sample]:
    yield from (((use.category, f"{use.window_seconds:g}"), use.limit) for use in one.quotas)


def _quota_used(one: AccountMeasures) -> Iterator[Sample]:
    yield from (((use.category, f"{use.window_seconds:g}"), use.used) for use in one.quotas)


_TELLING: Mapping[str, tuple[tuple[str, ...], Telling]] = MappingProxyType(
    {
        PINS: (("outcome",), _pins),
        WAITING_PINS: (("why",), _waiting),
        REASONS: (("reason",), _reasons),
        UNCERTAIN: ((), _uncertain),
        LIMITED: ((), _limited),
        STOPPED: (("why",), _stopped),
        TOKEN_ENDS: (("token",), _token_ends),
        QUOTA_LIMIT: (("category", "window_seconds"), _quota_limit),
        QUOTA_USED: (("category", "window_seconds"), _quota_used),
    }
)
