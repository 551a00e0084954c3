"""PinBridge's pins and jobs, typed: its clients find their resources by name alone."""

from dataclasses import dataclass

from pinbridge_sdk import AsyncPinbridgeClient, PinbridgeClient
from pinbridge_sdk.resources.pins import AsyncJobsResource, AsyncPinsResource, JobsResource, PinsResource


@dataclass(frozen=True)
class Sdk:
    """Of the asynchronous client."""

    client: AsyncPinbridgeClient

    @property
    def pins(self) -> AsyncPinsResource:
        return AsyncPinsResource(self.client)

    @property
    def jobs(self) -> AsyncJobsResource:
        return AsyncJobsResource(self.client)


@dataclass(frozen=True)
class WaitingSdk:
    """Of the client that waits."""

    client: PinbridgeClient

    @property
    def pins(self) -> PinsResource:
        return PinsResource(self.client)

    @property
    def jobs(self) -> JobsResource:
        return JobsResource(self.client)
