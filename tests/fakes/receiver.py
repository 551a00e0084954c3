"""An endpoint in memory that answers as a test says, and checks what it gets as a receiver would."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook

from contracts.trouble import Unreachable
from contracts.webhooks import Posted
from tests.fakes.clock import FakeClock

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
DOWN = Posted(status=0, retry_seconds=None)
"""Nobody answers."""
TOLERANCE_SECONDS = 300.0
FINE = Posted(status=204, retry_seconds=None)


@dataclass(frozen=True)
class Got:
    headers: Mapping[str, str]
    body: str
    at: float = 0.0

    @property
    def event(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class FakeReceiver:
    """Keeps the port `Courier`; `script` has what it answers next, and then it is `usual`."""

    clock: FakeClock | None = None
    usual: Posted = FINE
    script: list[Posted] = field(default_factory=list)
    got: list[Got] = field(default_factory=list)

    async def post(self, address: str, headers: Mapping[str, str], body: str, *, near: bool) -> Posted:
        self.got.append(Got(dict(headers), body, self.clock.now() if self.clock else 0.0))
        answer = self.script.pop(0) if self.script else self.usual
        if answer == DOWN:
            raise Unreachable("the endpoint did not answer in time", url="the endpoint")
        return answer

    def verified(self, got: Got, secret: str = SECRET) -> bool:
        """As the reference library judges it; the tolerance is looked at on the clock of the test."""
        sent = datetime.fromtimestamp(int(got.headers["webhook-timestamp"]), UTC)
        signature = Webhook(secret).sign(got.event, sent, got.body)
        is_recent = self.clock is None or abs(got.at - sent.timestamp()) <= TOLERANCE_SECONDS
        return is_recent and signature in got.headers["webhook-signature"].split()
