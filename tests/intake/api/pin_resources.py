"""The API's pins over a real store, with rules and uploaded files that a test knows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from contracts.api_pins import PinAsk, PinPlace
from contracts.asset_addresses import AssetPlace
from contracts.contract import Instant
from contracts.names import AccountKey
from contracts.pin import PinPolicy
from contracts.studio import VideoKind
from drafting.api_pins import launch_of
from intake.api.asset_ports import AssetReference
from intake.api.jobs import JobsApi
from intake.api.operation import Operation
from intake.api.pins import PinsApi
from intake.api.pins_groups import PinGroups
from intake.api.pins_orders import PinOrdersApi
from intake.api.pins_taking import PinDesk
from store.accounts import SqlAccounts
from store.api_pin_orders import SqlApiPinOrders
from store.api_pin_views import SqlApiPinViews
from store.api_pins import SqlApiPins
from store.boards import SqlBoards
from store.database import Database
from tests.builders import POLICY

PICTURE, FILM = UUID(int=1), UUID(int=2)


@dataclass(frozen=True)
class UsualRules:
    """Every account pins by the tests' policy."""

    policies: dict[AccountKey, PinPolicy] = field(default_factory=dict)

    async def place(self, ask: PinAsk, at: Instant) -> PinPlace | None:
        policy = self.policies.get(ask.account, POLICY)
        return PinPlace(launch=launch_of(ask.account, policy, at), policy=policy)


class TwoFiles:
    """A picture and a film."""

    async def find(self, asset: UUID) -> AssetReference | None:
        picture, film = AssetPlace(PICTURE, "a" * 64), AssetPlace(FILM, "f" * 64, VideoKind.MP4)
        files = {
            PICTURE: AssetReference(picture.address),
            FILM: AssetReference(film.address, is_video=True),
        }
        return files.get(asset)


def pin_desk(database: Database) -> PinDesk:
    groups, accounts = PinGroups(SqlApiPins(database)), SqlAccounts(database)
    return PinDesk(groups, accounts, UsualRules(), TwoFiles(), SqlBoards(database))


def pin_operations(database: Database) -> Sequence[Operation]:
    desk, views = pin_desk(database), SqlApiPinViews(database)
    resources = (PinsApi(desk, views), PinOrdersApi(desk, views, SqlApiPinOrders(database)), JobsApi(views))
    return [operation for resource in resources for operation in resource.operations()]
