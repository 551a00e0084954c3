"""Pins, jobs and imports over HTTP, on this home's store."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from config import Settings
from intake.api.asset_ports import AssetReference
from intake.api.imports import ImportsApi
from intake.api.jobs import JobsApi
from intake.api.pin_analytics import PinAnalyticsApi
from intake.api.pins import PinsApi
from intake.api.pins_groups import PinGroups
from intake.api.pins_orders import PinOrdersApi
from intake.api.pins_taking import PinDesk
from intake.api.pins_validate import PinValidationApi
from starter.api_pin_rules import ApiPinRules
from starter.change_policies import ChangePolicies
from starter.ledger import Ledger
from store.api_files import SqlApiFiles
from store.api_imports import SqlApiImports
from store.api_pin_orders import SqlApiPinOrders
from store.api_pin_views import SqlApiPinViews
from store.api_pins import SqlApiPins
from store.pin_results import SqlPinResults


@dataclass(frozen=True)
class StoredFiles:
    """Keeps the port `AssetsById`."""

    files: SqlApiFiles

    async def find(self, asset: UUID) -> AssetReference | None:
        file = await self.files.card(asset)
        return None if file is None else AssetReference(file.place.address, is_video=file.kind is not None)


def pin_desk(ledger: Ledger, settings: Settings) -> PinDesk:
    """Where pins are taken in; one for all doors, so that they share transactions."""
    rules = ApiPinRules(ledger.accounts, ChangePolicies(settings, ledger.accounts))
    groups = PinGroups(SqlApiPins(ledger.database))
    return PinDesk(groups, rules, rules, StoredFiles(SqlApiFiles(ledger.database)), ledger.boards)


PinResource = PinsApi | PinOrdersApi | PinValidationApi | PinAnalyticsApi | JobsApi | ImportsApi


def pin_resources(ledger: Ledger, desk: PinDesk) -> Sequence[PinResource]:
    """All that is about pins."""
    views = SqlApiPinViews(ledger.database)
    return (
        PinsApi(desk, views),
        PinOrdersApi(desk, views, SqlApiPinOrders(ledger.database)),
        PinValidationApi(desk, views, ledger.boards),
        PinAnalyticsApi(views, SqlPinResults(ledger.database), simulated=ledger.simulated),
        JobsApi(views),
        ImportsApi(desk, SqlApiImports(ledger.database), time.time),
    )
