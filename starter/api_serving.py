"""Composes the HTTP API over this home's store: each resource with its ports, and the document of them all."""

import time
from collections.abc import Sequence
from typing import Protocol

from config import Settings
from intake.api.app import ApiNeeds
from intake.api.keys import KeysApi
from intake.api.known_keys import KnownKeys
from intake.api.limits import ApiLimits
from intake.api.operation import Operation
from intake.api.system import SystemApi
from intake.api.unsupported import unsupported_operations
from intake.api.who import WhoApi
from starter.api_overviews import overview_resources
from starter.api_pins import pin_desk, pin_resources
from starter.api_schedules import schedule_resources
from starter.ledger import Ledger
from starter.store_look import StoreLook
from starter.uploads import assets_api
from starter.webhook_endpoints import webhook_resources
from store.api_keys import SqlApiKeys
from store.api_requests import SqlApiRequests


class Resource(Protocol):
    """A part of the API."""

    def operations(self) -> Sequence[Operation]: ...


def api_needs(ledger: Ledger, settings: Settings, further: Sequence[Resource] = ()) -> ApiNeeds:
    """The API of `pinflow serve`; `further`: resources that have to be opened."""
    known = KnownKeys(SqlApiKeys(ledger.database), time.time, ApiLimits())
    return ApiNeeds(
        operations=operations(ledger, known, settings, further),
        unlisted=unsupported_operations(),
        kept=SqlApiRequests(ledger.database),
        known=known,
    )


def operations(
    ledger: Ledger, known: KnownKeys, settings: Settings, further: Sequence[Resource] = ()
) -> Sequence[Operation]:
    """Of every resource."""
    desk = pin_desk(ledger, settings)
    resources: Sequence[Resource] = (
        WhoApi(simulated=ledger.simulated),
        KeysApi(keys=SqlApiKeys(ledger.database), accounts=ledger.accounts, remembered=known),
        *overview_resources(ledger),
        *webhook_resources(ledger, near=settings.webhooks_private),
        *pin_resources(ledger, desk),
        *schedule_resources(ledger.database, desk),
        assets_api(ledger, settings),
        *further,
    )
    others = [operation for resource in resources for operation in resource.operations()]
    return [*SystemApi(store=StoreLook(ledger.database), others=others).operations(), *others]
