"""Events are written with what they tell, for those who want to hear of it, and for nobody else."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlmodel import Session, col, select

from contracts.accounts import ParkCause
from contracts.intake import PollNote
from contracts.ledger import RowIntent, RowRefused
from contracts.names import AccountKey, PinKey
from contracts.outcome import Outcome, PinOutcome, Reason, refused_outcome
from contracts.refusals import refuse
from contracts.trouble import ScopeMissing, SpamBlocked, TokenDead
from contracts.webhooks import EndpointChange, NewEndpoint, ReplaySpan
from store.api_pins import SqlApiPins
from store.database import Database
from store.delivery_log import SqlDeliveryLog
from store.endpoints import SqlEndpoints
from store.sealing import sealer_of
from store.tables.events import EventDeliveryRow, EventRow
from tests.builders import ACCOUNT, LAUNCH, a_launch, a_product, an_intent, rows_of
from tests.fakes.clock import START
from tests.ledger import Ledger
from tests.store.connected import SHOP as CONNECTED
from tests.store.connected import Connected
from tests.store.shops import SHOP, Shop
from tests.store.test_api_pins import a_new, an_ask

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LIVE = PinOutcome(outcome=Outcome.LIVE, board_id="7", pin_id="813")
GONE = refused_outcome(refuse(Reason.PIN_REMOVED, "it is not there any more"))


@pytest.fixture
def endpoints(database: Database) -> SqlEndpoints:
    return SqlEndpoints(database, sealer_of(Fernet.generate_key().decode()))


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


async def hear(endpoints: SqlEndpoints, *events: str, accounts: tuple[AccountKey, ...] | None = None) -> str:
    new = NewEndpoint("https://hooks.example/in", SECRET, events or ("*",), accounts)
    return (await endpoints.add(new, START)).id


def told(database: Database) -> Sequence[Mapping[str, Any]]:
    """The bodies of all events, the oldest first."""

    def work(session: Session) -> Sequence[Mapping[str, Any]]:
        return [json.loads(row.body) for row in session.exec(select(EventRow).order_by(col(EventRow.at)))]

    return database.read_now(work)


def kinds(database: Database) -> Sequence[str]:
    return [body["type"] for body in told(database)]


async def test_without_an_endpoint_nothing_is_kept(database: Database, ledger: Ledger) -> None:
    key = (await ledger.registered(a_product()))[0].key
    await ledger.intents.settle(key, LIVE, START)
    assert told(database) == []


async def test_a_pin_is_told_from_its_row_to_its_end(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    await hear(endpoints)
    key = (await ledger.registered(a_product()))[0].key
    await ledger.intents.settle(key, LIVE, START + 5)
    await ledger.intents.settle(key, LIVE, START + 6)
    queued, published = told(database)
    assert (queued["type"], published["type"]) == ("pin.queued", "pin.published")
    data = published["data"]
    assert (data["pin_key"], data["status"], data["pinterest_pin_id"]) == (key, "published", "813")
    assert data["account"] == ACCOUNT
    assert data["sequence"] > queued["data"]["sequence"]


async def test_a_live_pin_that_goes_is_told_as_removed_once(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    await hear(endpoints, "pin.removed", "pin.failed")
    key = (await ledger.registered(a_product()))[0].key
    await ledger.intents.settle(key, LIVE, START)
    await ledger.intents.amend(key, GONE, START + 60)
    await ledger.intents.amend(key, GONE, START + 90)
    assert kinds(database) == ["pin.removed"]
    assert told(database)[0]["data"]["error_code"] == "pin_removed"


async def test_a_refused_pin_says_why_and_who_must_act(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    await hear(endpoints, "pin.failed")
    key = (await ledger.registered(a_product()))[0].key
    small = refused_outcome(refuse(Reason.IMAGE_TOO_SMALL, "585 pixels wide"))
    await ledger.intents.settle(key, small, START)
    (body,) = told(database)
    assert body["data"]["error_code"] == "image_too_small"
    assert body["data"]["who_must_act"] == "merchant"
    assert body["data"]["error_message"] == "585 pixels wide"


async def test_what_cannot_be_told_for_certain_needs_attention(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    await hear(endpoints, "pin.*")
    key = (await ledger.registered(a_product()))[0].key
    lost = PinOutcome(outcome=Outcome.UNCONFIRMED, reason=Reason.ANSWER_LOST, message="nobody knows")
    await ledger.intents.settle(key, lost, START + 1)
    assert kinds(database) == ["pin.queued", "pin.needs_attention"]


async def test_a_launch_is_told_when_it_ends_with_its_counts(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    await hear(endpoints, "launch.completed")
    key = (await ledger.registered(a_product()))[0].key
    assert not await ledger.launches.finish(LAUNCH, START)
    await ledger.intents.settle(key, LIVE, START)
    assert await ledger.launches.finish(LAUNCH, START + 1)
    assert await ledger.launches.finish(LAUNCH, START + 2)
    (body,) = told(database)
    assert (body["data"]["launch"], body["data"]["total"], body["data"]["live"]) == (LAUNCH, 1, 1)


async def test_an_account_is_told_when_it_stops_and_when_it_goes_on(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    await hear(endpoints, "account.*")
    await ledger.accounts.park(ACCOUNT, TokenDead("revoked"), START)
    await ledger.accounts.park(ACCOUNT, TokenDead("revoked"), START + 1)
    await ledger.accounts.unpark(ACCOUNT, START + 2)
    await ledger.accounts.unpark(ACCOUNT, START + 3)
    assert kinds(database) == ["account.reconnect_required", "account.recovered"]


async def test_a_block_is_not_mended_by_connecting_again(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    await hear(endpoints)
    await ledger.accounts.park(ACCOUNT, SpamBlocked("spam"), START)
    (body,) = told(database)
    assert (body["type"], body["data"]["reason"]) == ("account.needs_attention", ParkCause.SPAM_BLOCKED.value)


async def test_an_endpoint_hears_only_of_its_accounts_and_of_what_it_asked_for(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    mine = await hear(endpoints, "pin.published", accounts=(ACCOUNT,))
    await hear(endpoints, "pin.published", accounts=(AccountKey("mugs"),))
    await hear(endpoints, "pin.failed")
    key = (await ledger.registered(a_product()))[0].key
    await ledger.intents.settle(key, LIVE, START)

    def deliveries(session: Session) -> Sequence[str]:
        return [row.endpoint for row in session.exec(select(EventDeliveryRow))]

    assert database.read_now(deliveries) == [mine]


async def test_what_is_rolled_back_nobody_hears_of(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    await hear(endpoints)
    with pytest.raises(KeyError):
        await ledger.intents.settle(PinKey("no-such-intent"), LIVE, START)
    assert told(database) == []


async def test_no_body_is_larger_than_a_message_may_be(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    await hear(endpoints)
    key = (await ledger.registered(a_product(title="\x07😀" * 500)))[0].key
    await ledger.intents.settle(key, refused_outcome(refuse(Reason.LINK_DEAD, "😀" * 2_000)), START)
    assert max(len(json.dumps(body)) for body in told(database)) < 20_000


async def test_what_a_disabled_endpoint_missed_can_be_told_it_later(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    endpoint = await hear(endpoints)
    await endpoints.change(endpoint, EndpointChange(enabled=False), START)
    await ledger.registered(a_product())
    log = SqlDeliveryLog(database)
    assert await log.deliveries(endpoint, limit=9) == ([], 0)
    await endpoints.change(endpoint, EndpointChange(enabled=True), START + 60)
    assert await log.replay(ReplaySpan(endpoint, since=START), START + 60) == 1


async def test_a_pin_of_the_api_is_told_with_the_ids_that_its_caller_knows(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    await hear(endpoints)
    new = a_new(an_ask("k-7"))
    await SqlApiPins(database).put([new])
    (row,) = await ledger.launches.waiting_rows(new.launch, 10, START)
    wanted = RowIntent(row=row.row, intent=an_intent(row.product))
    (pin,) = await ledger.launches.register(new.launch, [wanted], START)
    await ledger.intents.settle(pin.key, LIVE, START + 1)
    assert [(body["data"]["id"], body["data"]["idempotency_key"]) for body in told(database)] == [
        (str(new.id), "k-7")
    ] * 2


async def test_a_row_that_cannot_be_a_pin_is_told_as_failed(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    await hear(endpoints, "pin.failed")
    await ledger.launches.begin(a_launch(), rows_of(a_product(), a_product(key="other")))
    refused = refuse(Reason.IMAGE_MISSING, "there is no picture")
    for at in (START, START + 1):
        await ledger.launches.judge(LAUNCH, [RowRefused(row=2, refused=refused)], 2, at)
    assert [body["data"]["error_code"] for body in told(database)] == ["image_missing"]


async def test_a_source_that_fails_is_told_once_while_it_fails(
    database: Database, endpoints: SqlEndpoints, shop: Shop
) -> None:
    await hear(endpoints, "source.failed")
    for at in (START, START + 60):
        await shop.sources.note_poll(SHOP, PollNote(at=at, error="404", alarm="nothing is there"))
    assert [body["data"]["source"] for body in told(database)] == [SHOP]


async def test_an_account_that_was_connected_again_has_recovered_and_one_that_was_removed_has_not(
    database: Database, ledger: Ledger, endpoints: SqlEndpoints
) -> None:
    connected = Connected(database)
    await connected.connect()
    await hear(endpoints, "account.*")
    await ledger.accounts.park(CONNECTED, ScopeMissing("no board:write"), START + 1)
    await connected.credentials.disconnect(CONNECTED, START + 2)
    assert kinds(database) == ["account.reconnect_required"]
    await ledger.accounts.park(CONNECTED, ScopeMissing("no board:write"), START + 3)
    await connected.connect(at=START + 4)
    assert kinds(database)[-1] == "account.recovered"
    assert kinds(database).count("account.recovered") == 1
