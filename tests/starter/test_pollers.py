"""Who takes new work, as a queue of the server tells."""

import pytest
from temporalio.api.deployment.v1 import WorkerDeploymentOptions, WorkerDeploymentVersion
from temporalio.api.enums.v1 import WorkerVersioningMode
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueueVersioningInfo
from temporalio.api.workflowservice.v1 import DescribeTaskQueueResponse

from starter.pollers import takes_new

UNVERSIONED = PollerInfo(identity="7@host")


def of_version(build_id: str) -> PollerInfo:
    mode = WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED
    return PollerInfo(
        identity=f"{build_id}@host",
        deployment_options=WorkerDeploymentOptions(
            deployment_name="pinflow", build_id=build_id, worker_versioning_mode=mode
        ),
    )


def queue(current: str = "", ramping: str = "") -> DescribeTaskQueueResponse:
    def version(build_id: str) -> WorkerDeploymentVersion | None:
        return WorkerDeploymentVersion(deployment_name="pinflow", build_id=build_id) if build_id else None

    return DescribeTaskQueueResponse(
        versioning_info=TaskQueueVersioningInfo(
            current_deployment_version=version(current), ramping_deployment_version=version(ramping)
        )
    )


@pytest.mark.parametrize(
    ("poller", "at", "takes"),
    [
        (UNVERSIONED, queue(), True),
        (UNVERSIONED, queue(current="1"), False),
        (of_version("1"), queue(), False),
        (of_version("1"), queue(current="1"), True),
        (of_version("1"), queue(current="2"), False),
        (of_version("1"), queue(current="2", ramping="1"), True),
    ],
)
def test_an_earlier_version_only_ends_what_it_has_begun(
    poller: PollerInfo, at: DescribeTaskQueueResponse, *, takes: bool
) -> None:
    assert takes_new(poller, at) is takes
