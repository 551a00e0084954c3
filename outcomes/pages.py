"""Addresses of pages in Temporal's Web UI: a workflow's own, or the list of those that a query means."""

from dataclasses import dataclass
from urllib.parse import quote

VIEWS = {
    "open": 'PinflowStage="in_progress"',
    "reconciling": 'PinflowStage="reconciling"',
    "live": 'PinflowOutcome="live"',
    "refused": 'PinflowOutcome="refused"',
    "unconfirmed": 'PinflowOutcome="unconfirmed"',
    "withdrawn": 'PinflowOutcome="withdrawn"',
}
"""What a person may want to see of the pins, and the query that means it."""


@dataclass(frozen=True)
class WebUi:
    """Where it is. `address` is its origin, without a slash at the end."""

    address: str
    namespace: str = "default"

    def workflows(self, query: str) -> str:
        """The list of the workflows that `query` means, which the page can save as a view."""
        return f"{self._workflows}?query={quote(query, safe='')}"

    def workflow(self, workflow_id: str) -> str:
        """The page of a workflow's latest run."""
        return f"{self._workflows}/{quote(workflow_id, safe='')}"

    @property
    def _workflows(self) -> str:
        return f"{self.address}/namespaces/{quote(self.namespace, safe='')}/workflows"


def pins_query(*, account: str = "", launch: str = "", view: str = "", reason: str = "") -> str:
    """All that is said must hold; of nothing, all pins. `view` is one of `VIEWS`."""
    parts = [
        'WorkflowType="ProductPinWorkflow"' if not launch else "",
        f'PinflowAccount="{account}"' if account else "",
        f'PinflowLaunch="{launch}"' if launch else "",
        VIEWS[view] if view else "",
        f'PinflowReason="{reason}"' if reason else "",
    ]
    return " AND ".join(filter(None, parts))
