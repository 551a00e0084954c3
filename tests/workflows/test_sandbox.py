"""What our runner leaves out of Temporal's sandbox may be left out."""

import pytest
from temporalio import workflow
from temporalio.common import VersioningBehavior

from connection import CONVERTER
from tests.workflows.world import World
from worker import WORKFLOWS


def test_nothing_of_ours_asks_in_which_context_a_payload_stands() -> None:
    """Codecs and external storage do; with one of them `ContextFreeRunner` would keep the answer from it."""
    assert CONVERTER.payload_codec is None
    assert CONVERTER.external_storage is None


async def test_workers_in_tests_read_payloads_as_ours_does(world: World) -> None:
    assert world.client.data_converter is CONVERTER


@pytest.mark.parametrize("kind", WORKFLOWS, ids=lambda kind: kind.__name__)
def test_every_workflow_says_how_it_meets_another_version(kind: type) -> None:
    """A worker with a version does not start with one that says nothing."""
    behaviour = workflow._Definition.must_from_class(kind).versioning_behavior
    assert behaviour in {VersioningBehavior.PINNED, VersioningBehavior.AUTO_UPGRADE}
