"""A recorded history, told in the words in which a fingerprint is written."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

HISTORIES = Path(__file__).parent / "histories"

Attributes = dict[str, Any]  # Any: Temporal's own JSON


def names() -> Sequence[str]:
    """Every history that is kept."""
    return sorted(path.stem for path in HISTORIES.glob("*.json"))


def text_of(name: str) -> str:
    """A history as it was recorded."""
    return (HISTORIES / f"{name}.json").read_text("utf-8")


def workflow_of(history: str) -> str:
    """The type of the workflow that left this history."""
    events = json.loads(history)["events"]
    return str(events[0]["workflowExecutionStartedEventAttributes"]["workflowType"]["name"])


def told(history: str) -> Sequence[str]:
    """What was asked of Temporal and what Temporal told, in order; what both do for themselves is left out."""
    lines = [_line(event) for event in json.loads(history)["events"]]
    return [line for line in lines if line]


def _line(event: Mapping[str, Any]) -> str:  # Any: Temporal's own JSON
    read = READERS.get(event["eventType"].removeprefix("EVENT_TYPE_"))
    attributes: Attributes = next((found for key, found in event.items() if key.endswith("EventAttributes")), {})
    return read(attributes) if read else ""


def _remote(attributes: Attributes) -> str:
    return f"remote activity {attributes['activityType']['name']}"


def _marker(attributes: Attributes) -> str:
    if attributes["markerName"] == "core_patch":
        return f"patched {_payload(attributes['details']['patch-data'])['id']!r}"
    if attributes["markerName"] != "core_local_activity":
        return f"marker {attributes['markerName']}"
    return f"local activity {_payload(attributes['details']['data'])['activity_type']}"


def _ended(attributes: Attributes) -> str:
    result = _payload(attributes.get("result", {}))
    words = [result.get(word) for word in ("outcome", "reason")] if isinstance(result, dict) else []
    return " ".join(["ended", *(str(word) for word in words if word)])


def _answered(attributes: Attributes) -> str:
    answer = _payload(attributes["outcome"].get("success", {}))
    return f"answered {answer.get('verdict', '')}".strip() if isinstance(answer, dict) else "answered"


def _stage(attributes: Attributes) -> str:
    fields = attributes.get("searchAttributes", {}).get("indexedFields", {})
    return f"stage {_decoded(fields['PinflowStage'])}" if "PinflowStage" in fields else "upsert search attributes"


def _payload(payloads: Mapping[str, Any]) -> Any:  # Any: whatever went over the wire
    (payload, *_) = payloads.get("payloads") or ({},)
    return _decoded(payload)


def _decoded(payload: Mapping[str, str]) -> Any:  # Any: whatever went over the wire
    return json.loads(base64.b64decode(payload["data"])) if payload.get("data") else None


READERS: Mapping[str, Callable[[Attributes], str]] = {
    "ACTIVITY_TASK_SCHEDULED": _remote,
    "ACTIVITY_TASK_FAILED": lambda _: "failed",
    "ACTIVITY_TASK_TIMED_OUT": lambda _: "timed out",
    "ACTIVITY_TASK_CANCEL_REQUESTED": lambda _: "activity cancelled",
    "MARKER_RECORDED": _marker,
    "TIMER_STARTED": lambda _: "timer",
    "TIMER_FIRED": lambda _: "time is up",
    "TIMER_CANCELED": lambda _: "timer cancelled",
    "WORKFLOW_EXECUTION_SIGNALED": lambda given: f"signal {given['signalName']}",
    "WORKFLOW_EXECUTION_UPDATE_ACCEPTED": lambda given: f"update {given['acceptedRequest']['input']['name']}",
    "WORKFLOW_EXECUTION_UPDATE_COMPLETED": _answered,
    "WORKFLOW_EXECUTION_CANCEL_REQUESTED": lambda _: "cancelled",
    "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED": lambda given: (
        f"signal {given['signalName']!r} to another workflow"
    ),
    "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_FAILED": lambda _: "nobody heard it",
    "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES": _stage,
    "WORKFLOW_EXECUTION_CONTINUED_AS_NEW": lambda _: "continue as new",
    "WORKFLOW_EXECUTION_COMPLETED": _ended,
    "WORKFLOW_EXECUTION_TERMINATED": lambda _: "terminated",
}
