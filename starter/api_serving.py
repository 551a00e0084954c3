"""Composes the HTTP API over this home's store: each resource with its ports, and the document of them all."""

from collections.abc import Sequence
from typing import Protocol

from intake.api.app import ApiNeeds
from intake.api.operation import Operation
from intake.api.who import WhoApi
from starter.ledger import Ledger
from store.api_requests import SqlApiRequests


class Resource(Protocol):
    """A part of the API."""

    def operations(self) -> Sequence[Operation]: ...


def api_needs(ledger: Ledger) -> ApiNeeds:
    """The API of `pinflow serve`."""
    return ApiNeeds(operations=operations(ledger), kept=SqlApiRequests(ledger.database))


def operations(ledger: Ledger) -> Sequence[Operation]:
    """Of every resource."""
    resources: Sequence[Resource] = (WhoApi(simulated=ledger.simulated),)
    return [operation for resource in resources for operation in resource.operations()]
