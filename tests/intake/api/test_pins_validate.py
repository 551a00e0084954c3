"""A dry run of a pin by PinBridge's own client: it says what would become of it, and keeps nothing."""

from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from pinbridge_sdk import PinbridgeClient
from pinbridge_sdk.models.pins import PinValidationResponse

from contracts.ledger import KnownBoard
from intake.api.pins_validate import PinValidationApi
from store.api_pin_views import SqlApiPinViews
from store.boards import SqlBoards
from store.database import Database
from tests.builders import ACCOUNT, BOARD
from tests.fakes.clock import FakeClock
from tests.intake.api.pin_resources import pin_desk, pin_operations
from tests.intake.api.pin_sdk import Sdk, WaitingSdk
from tests.intake.api.sdk import async_client, with_sync_client
from tests.intake.api.served import ServedApi, serve_api
from tests.intake.api.test_pins import a_pin
from tests.ledger import Ledger


@pytest.fixture
async def served(database: Database, clock: FakeClock) -> AsyncIterator[ServedApi]:
    api = PinValidationApi(pin_desk(database), SqlApiPinViews(database), SqlBoards(database))
    async with serve_api(database, clock, [*pin_operations(database), *api.operations()]) as served:
        yield served


@pytest.fixture
async def sdk(served: ServedApi) -> AsyncIterator[Sdk]:
    async with async_client(served) as client:
        yield Sdk(client)


def told(answer: PinValidationResponse) -> dict[str, str]:
    return {check.name: check.status.value for check in answer.checks}


async def test_what_can_be_a_pin_is_valid_and_nothing_is_kept(served: ServedApi, ledger: Ledger) -> None:
    await ledger.boards.keep(ACCOUNT, [KnownBoard(name=BOARD, board_id=BOARD)])

    def converse(client: PinbridgeClient) -> None:
        sdk = WaitingSdk(client)
        answer = sdk.pins.validate(a_pin())
        assert answer.valid
        assert answer.dry_run
        assert told(answer) == {
            "account": "passed",
            "board": "passed",
            "content": "passed",
            "idempotency_key": "passed",
            "media": "skipped",
        }
        assert sdk.pins.list() == []

    await with_sync_client(served, converse)


async def test_what_is_not_known_yet_is_a_warning(sdk: Sdk) -> None:
    answer = await sdk.pins.validate(a_pin())
    assert (answer.valid, told(answer)["board"]) == (True, "warning")


async def test_an_account_that_is_not_there_fails(sdk: Sdk) -> None:
    answer = await sdk.pins.validate(a_pin(account_id=UUID(int=9)))
    assert (answer.valid, told(answer)) == (False, {"account": "failed"})


async def test_what_could_be_no_pin_fails_with_the_reason(sdk: Sdk) -> None:
    answer = await sdk.pins.validate(a_pin(link_url=f"https://shop.example.com/{'x' * 2_000}"))
    failed = [check.code for check in answer.checks if check.status.value == "failed"]
    assert (answer.valid, failed) == (False, ["link_too_long"])


async def test_a_key_that_stands_for_another_pin_fails(sdk: Sdk) -> None:
    made = await sdk.pins.create(a_pin())
    same, other = await sdk.pins.validate(a_pin()), await sdk.pins.validate(a_pin(title="Red mug"))
    assert (same.valid, same.existing_pin_id) == (True, made.id)
    assert (other.valid, other.existing_pin_id) == (False, made.id)
