"""How often one key may ask: a bucket of tokens for each, in this process."""

import math
from dataclasses import dataclass
from http import HTTPStatus

from contracts.contract import Instant
from intake.api.limits import ApiLimits
from intake.api.operation import ApiProblem


@dataclass
class Bucket:
    """Tokens that were left when it was last looked at."""

    tokens: float
    at: Instant


class Rates:
    """Buckets by key."""

    def __init__(self, limits: ApiLimits) -> None:
        self._limits = limits
        self._buckets: dict[str, Bucket] = {}

    def take(self, key: str, now: Instant) -> None:
        """Let one request pass. Raises `ApiProblem` (429) when the bucket is empty."""
        bucket = self._bucket(key, now)
        if bucket.tokens < 1.0:
            raise _too_often(math.ceil((1.0 - bucket.tokens) / self._limits.requests_a_second))
        bucket.tokens -= 1.0

    def _bucket(self, key: str, now: Instant) -> Bucket:
        if key not in self._buckets and len(self._buckets) >= self._limits.grants_max:
            self._buckets.clear()
        bucket = self._buckets.setdefault(key, Bucket(float(self._limits.requests_burst), now))
        passed = max(0.0, now - bucket.at)  # a clock that was set back gives nothing
        bucket.tokens = min(
            float(self._limits.requests_burst), bucket.tokens + passed * self._limits.requests_a_second
        )
        bucket.at = now
        return bucket


def _too_often(seconds: int) -> ApiProblem:
    return ApiProblem(
        HTTPStatus.TOO_MANY_REQUESTS,
        "rate_limit_exceeded",
        "The key asks too often: wait, and go on slower.",
        headers={"Retry-After": str(max(1, seconds))},
    )
