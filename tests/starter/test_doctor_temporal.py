"""Judgements about Temporal: namespace, retention, search attributes, pollers."""

import os
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from google.protobuf.duration_pb2 import Duration
from hypothesis import given
from hypothesis import strategies as st
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.service import RPCError, RPCStatusCode

from contracts.names import Queue
from contracts.search_attributes import SEARCH_ATTRIBUTES
from starter.checks_temporal import (
    KEYWORD,
    RETENTION_MIN,
    Away,
    judge_attributes,
    judge_refusal,
    judge_retention,
    judge_server,
    judge_workers,
    reach_temporal,
    temporal_findings,
)
from starter.findings import State
from starter.pollers import POLL_SECONDS_MAX, is_gone
from starter.processes import ProcessMark
from tests.starter.looks import NOW, a_stack, external

ALL = {key.name: int(KEYWORD) for key in SEARCH_ATTRIBUTES}
HERE = socket.gethostname()


@pytest.mark.parametrize(
    ("mark", "home_id", "state"),
    [
        ("mine", "mine", State.OK),
        (None, "mine", State.WARNING),
        ("another", "mine", State.FAILED),
        (None, None, State.OK),
        ("another", None, State.OK),
    ],
)
def test_an_embedded_server_must_be_this_home_s(
    tmp_path: Path, mark: str | None, home_id: str | None, state: State
) -> None:
    """An external one belongs to whoever runs it."""
    assert judge_server(external(tmp_path), mark=mark, home_id=home_id).state is state


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (RPCStatusCode.NOT_FOUND, "no namespace default"),
        (RPCStatusCode.PERMISSION_DENIED, "does not let us in"),
        (RPCStatusCode.UNAUTHENTICATED, "does not let us in"),
        (RPCStatusCode.UNAVAILABLE, "unavailable"),
    ],
)
def test_a_server_that_says_no_is_told_by_what_it_said(tmp_path: Path, status: RPCStatusCode, word: str) -> None:
    finding = judge_refusal(external(tmp_path), RPCError("details of the server's", status, b""))
    assert finding.state is State.FAILED
    assert word in finding.found


@pytest.mark.parametrize(
    ("kept", "state"),
    [
        (timedelta(days=30), State.OK),
        (RETENTION_MIN, State.OK),
        (RETENTION_MIN - timedelta(seconds=1), State.WARNING),
        (timedelta(hours=24), State.WARNING),
        (timedelta(0), State.WARNING),
    ],
)
def test_a_short_memory_is_worth_knowing(kept: timedelta, state: State) -> None:
    duration = Duration()
    duration.FromTimedelta(kept)
    assert judge_retention(NamespaceConfig(workflow_execution_retention_ttl=duration)).state is state


def test_every_search_attribute_must_be_there() -> None:
    assert judge_attributes({**ALL, "SomebodyElses": 2}).state is State.OK
    without = {name: kind for name, kind in ALL.items() if name != "PinflowSku"}
    finding = judge_attributes(without)
    assert (finding.state, finding.found) == (State.FAILED, "missing: PinflowSku")


def test_a_search_attribute_of_another_type_is_as_bad_as_none() -> None:
    finding = judge_attributes({**ALL, "PinflowSku": int(IndexedValueType.INDEXED_VALUE_TYPE_TEXT)})
    assert finding.state is State.FAILED
    assert "not of type Keyword: PinflowSku" in finding.found


def test_each_queue_needs_somebody_who_polls() -> None:
    seen = {queue: {"7@host": NOW - 10} for queue in Queue}
    assert judge_workers(seen, NOW).state is State.OK
    assert judge_workers(seen, NOW).found.startswith("1 worker takes")
    finding = judge_workers({**seen, Queue.PUBLISH: {}}, NOW)
    assert (finding.state, finding.found) == (State.FAILED, "nobody takes tasks of: publish")


def test_workers_are_counted_once_over_all_queues() -> None:
    seen = {queue: {"7@host": NOW, f"{queue}@host": NOW} for queue in Queue}
    assert judge_workers(seen, NOW).found.startswith(f"{1 + len(Queue)} workers take")


@given(st.floats(min_value=0, max_value=1e6))
def test_who_has_not_polled_for_longer_than_a_poll_lasts_is_gone(age: float) -> None:
    """The server goes on naming a dead worker for minutes."""
    finding = judge_workers({queue: {"7@host": NOW - age} for queue in Queue}, NOW)
    assert finding.state is (State.OK if NOW - (NOW - age) <= POLL_SECONDS_MAX else State.FAILED)


def test_a_worker_of_this_machine_is_gone_with_its_process(sleeper: ProcessMark) -> None:
    assert not is_gone(f"{sleeper.pid}@{HERE}")
    assert not is_gone(f"{os.getpid()}@{HERE}")
    assert is_gone(f"{2**22 + 1}@{HERE}")
    assert is_gone(f"{10**30}@{HERE}")


@pytest.mark.parametrize("identity", ["4194305@elsewhere", "a name of its own", "", "@", f"x@{HERE}"])
def test_of_others_nothing_is_known_but_their_polls(identity: str) -> None:
    assert not is_gone(identity)


async def test_a_stack_that_is_down_is_not_asked(tmp_path: Path) -> None:
    down = a_stack(tmp_path)
    stopped = type(down)(down.settings.model_copy(update={"temporal_address": None}), down.home)
    reached = await reach_temporal(stopped)
    assert isinstance(reached, Away)
    assert {finding.state for finding in await temporal_findings(reached, stopped)} == {State.SKIPPED}


async def test_a_server_that_does_not_answer_has_failed_and_the_rest_is_skipped(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        look = a_stack(tmp_path)
        away = type(look)(look.settings.model_copy(update={"temporal_address": address}), look.home)
        reached = await reach_temporal(away, seconds=0.2)
    assert isinstance(reached, Away)
    first, *rest = await temporal_findings(reached, away)
    assert first.state is State.FAILED
    assert address in first.found
    assert {finding.state for finding in rest} == {State.SKIPPED}
