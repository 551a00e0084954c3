"""What the API bears beside the doors' own limits: how many requests at a time, how often, how long."""

from dataclasses import dataclass

REQUEST_ID_MAX = 128
"""Characters of a caller's own `X-Request-Id`; another is replaced by one of ours."""
IDEMPOTENCY_KEY_MAX = 255
IDEMPOTENCY_KEY_PATTERN = rf"^[!#-~](?:[ !#-~]{{0,{IDEMPOTENCY_KEY_MAX - 2}}}[!#-~])?$"
"""What can be seen in ASCII, without quotes, which may stand around it."""


@dataclass(frozen=True)
class ApiLimits:
    """In use are these; a test may take smaller ones."""

    requests_max: int = 400
    """Under way at a time, of all keys together. More are answered 503 at once."""
    uploads_max: int = 16
    """Files that come in at a time. More are answered 503 at once."""
    requests_a_second: float = 5_000.0
    """Of one key, in the long run: more than one process answers."""
    requests_burst: int = 10_000
    """Of one key, at once."""
    answer_seconds_max: float = 30.0
    """From the body's end to the answer. Whoever is told 503 then does not know whether it was done."""
    body_bytes_a_second_min: int = 250_000
    """A large body is waited for as long as it comes so fast."""
    file_bytes_a_second_min: int = 20_000_000
    """A large file is given this long to be looked at and kept, beside the time of any answer."""
    grant_seconds_kept: float = 1.0
    """So long a key that was revoked by another process may still open."""
    grants_max: int = 1_000
    """Keys that are remembered, and buckets of them; then all are forgotten."""
    lease_seconds: float = 90.0
    """So long an idempotency key is held for a request that has not been answered: longer than one may take."""
