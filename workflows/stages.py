"""Where a pin's time goes, for those who watch many of them."""

from dataclasses import dataclass
from enum import StrEnum

from temporalio import workflow

from contracts.contract import Instant
from contracts.names import STAGE_METRIC, AccountKey


class Stage(StrEnum):
    """What a pin is at. Each is told when the next one begins, or when the pin ends."""

    DRAFT = "draft"
    MEDIA = "media"
    """Its picture or video is fetched, looked at and made ready for Pinterest."""
    UPLOAD = "upload"
    """Until Pinterest, or a public address, has it."""
    SLOT = "slot"
    PUBLISH = "publish"
    RECONCILE = "reconcile"
    CONFIRM = "confirm"


@dataclass
class Stopwatch:
    """Tells the metric of a stage when it is over. Temporal leaves it out when a run is replayed."""

    account: AccountKey
    stage: Stage | None = None
    since: Instant = 0.0

    def enter(self, stage: Stage | None) -> None:
        """None: the pin has its end. What is entered again goes on."""
        if stage is self.stage:
            return
        if self.stage is not None:
            self._tell(self.stage, workflow.time() - self.since)
        self.stage, self.since = stage, workflow.time()

    def _tell(self, stage: Stage, seconds: float) -> None:
        spent = workflow.metric_meter().create_histogram_float(STAGE_METRIC, "Seconds that a pin was in a stage")
        spent.record(seconds, {"account": self.account, "stage": stage.value})
