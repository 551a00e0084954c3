"""What a command says when Temporal goes away while it is at work."""

import pytest
from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from starter import versions_at_hand
from starter.__main__ import run_command

CURRENT = ["versions", "current", "1.4.0"]


def fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_args: object, **_options: object) -> int:
        raise error

    monkeypatch.setattr(versions_at_hand, "make_current", fail)


@pytest.mark.parametrize(
    "error",
    [
        RPCError("connection refused", RPCStatusCode.UNAVAILABLE, b""),
        RPCError("Timeout expired", RPCStatusCode.CANCELLED, b""),
        RPCError("context deadline exceeded", RPCStatusCode.DEADLINE_EXCEEDED, b""),
        RPCError("namespace rate limit exceeded", RPCStatusCode.RESOURCE_EXHAUSTED, b""),
        WorkflowUpdateRPCTimeoutOrCancelledError(),
    ],
)
def test_a_temporal_that_goes_away_is_a_service_that_is_not_there(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, error)

    assert run_command(CURRENT) == 4

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"pinflow: Temporal stopped answering while this was done ({error}): ")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("status", [RPCStatusCode.UNAUTHENTICATED, RPCStatusCode.PERMISSION_DENIED])
def test_a_temporal_that_does_not_allow_it_says_with_what_it_was_asked(
    status: RPCStatusCode, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, RPCError("Request unauthorized.", status, b""))

    assert run_command(CURRENT) == 4

    told = capsys.readouterr().err
    assert told.startswith("pinflow: Temporal does not allow this (Request unauthorized.)")
    assert "PINFLOW_TEMPORAL_API_KEY" in told


@pytest.mark.parametrize(
    "error", [RPCError("unexpected", RPCStatusCode.INTERNAL, b""), KeyError("a mistake of ours")]
)
def test_anything_else_is_a_mistake_of_ours_and_is_shown_whole(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, error)

    assert run_command(CURRENT) == 1
    assert capsys.readouterr().err.startswith("Traceback")
