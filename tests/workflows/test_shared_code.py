"""Each sandbox has modules of its own, and all of them the same code."""

import sys
from types import ModuleType

from temporalio.worker.workflow_sandbox import SandboxRestrictions
from temporalio.worker.workflow_sandbox._importer import Importer
from temporalio.worker.workflow_sandbox._restrictions import RestrictionContext

from workflows.sandbox import PASSED_THROUGH, sandbox
from workflows.shared_code import SharedCodeFinder

RESTRICTIONS = SandboxRestrictions.default.with_passthrough_modules(*PASSED_THROUGH)


def in_a_sandbox(name: str) -> ModuleType:
    """As Temporal's sandbox imports it for one workflow."""
    with Importer(RESTRICTIONS, RestrictionContext()).applied():
        __import__(name)
        return sys.modules[name]


def test_two_sandboxes_share_code_and_nothing_that_can_change() -> None:
    sandbox()
    one, other = (in_a_sandbox("workflows.pacing") for _ in range(2))
    assert one is not other
    assert vars(one) is not vars(other)
    assert one.grant_batch is not other.grant_batch
    assert one.grant_batch.__code__ is other.grant_batch.__code__


def test_it_is_done_once_a_process() -> None:
    sandbox()
    sandbox()
    assert sum(isinstance(finder, SharedCodeFinder) for finder in sys.meta_path) == 1


def test_other_packages_are_left_to_python() -> None:
    assert SharedCodeFinder().find_spec("contracts.pace", None) is None
    assert SharedCodeFinder().find_spec("workflowsmith", None) is None
