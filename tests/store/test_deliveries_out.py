"""Deliveries as the ledger keeps them: started, tried, ended, told again, and at last forgotten."""

import pytest
from cryptography.fernet import Fernet
from sqlmodel import Session, delete, func, select

from contracts.delivery_states import DeliveryState
from contracts.webhooks import (
    ENDPOINTS_MAX,
    SECRETS_MAX,
    AttemptEnd,
    AttemptNote,
    EndpointChange,
    EndpointsFull,
    NewEndpoint,
    ReplaySpan,
)
from drafting.webhook_retries import DISABLED_AFTER_SECONDS
from store.database import Database
from store.deliveries_out import SqlDeliveriesOut
from store.delivery_log import SqlDeliveryLog
from store.endpoints import SqlEndpoints
from store.event_sweeping import KEPT_SECONDS, forget_events
from store.resealing import reseal
from store.sealing import sealer_of
from store.tables.accounts import AccountRow
from store.tables.events import DeliveryAttemptRow, EndpointRow, EventDeliveryRow, EventRow
from tests.fakes.clock import START

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NEW = NewEndpoint("https://hooks.example/in", SECRET, ("*",))
OLD_KEY, NEW_KEY = Fernet.generate_key().decode(), Fernet.generate_key().decode()
SEALER = sealer_of(OLD_KEY)


@pytest.fixture
def endpoints(database: Database) -> SqlEndpoints:
    return SqlEndpoints(database, SEALER)


@pytest.fixture
def book(database: Database) -> SqlDeliveriesOut:
    return SqlDeliveriesOut(database, SEALER)


@pytest.fixture
def log(database: Database) -> SqlDeliveryLog:
    return SqlDeliveryLog(database)


async def pinged(endpoints: SqlEndpoints, book: SqlDeliveriesOut) -> tuple[str, str]:
    """An endpoint and a delivery to it."""
    endpoint = (await endpoints.add(NEW, START)).id
    await endpoints.ping(endpoint, START)
    (request,) = await book.to_start(START, 10)
    return endpoint, request.delivery


def note(delivery: str, end: AttemptEnd, at: float = START, status: int | None = None) -> AttemptNote:
    return AttemptNote(delivery, at, end, status, milliseconds=7, error=None if status == 200 else "no")


async def test_what_was_started_is_not_started_again_before_its_time(
    endpoints: SqlEndpoints, book: SqlDeliveriesOut
) -> None:
    _, delivery = await pinged(endpoints, book)
    await book.started([delivery], START + 3_600)
    assert await book.to_start(START + 3_599, 10) == []
    assert [one.delivery for one in await book.to_start(START + 3_600, 10)] == [delivery]


async def test_what_was_delivered_is_never_sent_or_started_again(
    endpoints: SqlEndpoints, book: SqlDeliveriesOut
) -> None:
    _, delivery = await pinged(endpoints, book)
    await book.note_attempt(note(delivery, AttemptEnd.ACCEPTED, status=200))
    await book.give_up(delivery, START + 1)
    assert await book.parcel(delivery, START + 2) is None
    assert await book.to_start(START + 9e9, 10) == []


async def test_every_attempt_is_in_the_log(
    endpoints: SqlEndpoints, book: SqlDeliveriesOut, log: SqlDeliveryLog
) -> None:
    _, delivery = await pinged(endpoints, book)
    await book.note_attempt(note(delivery, AttemptEnd.SILENT))
    await book.note_attempt(note(delivery, AttemptEnd.FAILED, START + 5, 500))
    await book.note_attempt(note(delivery, AttemptEnd.ACCEPTED, START + 9, 200))
    card = await log.delivery(delivery)
    assert card is not None
    assert [(tried.number, tried.status) for tried in card.log] == [(1, None), (2, 500), (3, 200)]
    assert card.state is DeliveryState.DELIVERED


async def test_five_days_of_nothing_but_failure_disable_an_endpoint_once(
    endpoints: SqlEndpoints, book: SqlDeliveriesOut, log: SqlDeliveryLog
) -> None:
    endpoint, delivery = await pinged(endpoints, book)
    other = await endpoints.add(NEW, START)
    await book.note_attempt(note(delivery, AttemptEnd.SILENT))
    await book.note_attempt(note(delivery, AttemptEnd.SILENT, START + DISABLED_AFTER_SECONDS - 1))
    before = await endpoints.get(endpoint)
    assert before is not None
    assert before.enabled
    for later in (0, 1):
        await book.note_attempt(note(delivery, AttemptEnd.SILENT, START + DISABLED_AFTER_SECONDS + later))
    after = await endpoints.get(endpoint)
    assert after is not None
    assert not after.enabled
    cards, _ = await log.deliveries(other.id, limit=9)
    assert [card.type for card in cards] == ["endpoint.disabled"]


async def test_one_success_makes_an_endpoint_well_again(endpoints: SqlEndpoints, book: SqlDeliveriesOut) -> None:
    endpoint, delivery = await pinged(endpoints, book)
    await book.note_attempt(note(delivery, AttemptEnd.SILENT))
    await book.note_attempt(note(delivery, AttemptEnd.ACCEPTED, START + 1, 200))
    found = await endpoints.get(endpoint)
    assert found is not None
    assert found.failing_since is None


async def test_what_was_not_delivered_to_a_removed_endpoint_is_dropped(
    endpoints: SqlEndpoints, book: SqlDeliveriesOut, log: SqlDeliveryLog
) -> None:
    endpoint, delivery = await pinged(endpoints, book)
    assert await endpoints.remove(endpoint)
    assert not await endpoints.remove(endpoint)
    assert await book.parcel(delivery, START) is None
    card = await log.delivery(delivery)
    assert card is not None
    assert card.state is DeliveryState.DROPPED


async def test_enabled_again_it_begins_anew(endpoints: SqlEndpoints, book: SqlDeliveriesOut) -> None:
    endpoint, delivery = await pinged(endpoints, book)
    await book.note_attempt(note(delivery, AttemptEnd.FAILED, status=410))
    found = await endpoints.change(endpoint, EndpointChange(enabled=True), START + 9)
    assert found is not None
    assert (found.enabled, found.disabled_why, found.failing_since) == (True, None, None)


async def test_a_replay_by_time_takes_what_lies_in_it(
    endpoints: SqlEndpoints, book: SqlDeliveriesOut, log: SqlDeliveryLog
) -> None:
    endpoint = (await endpoints.add(NEW, START)).id
    for at in (START, START + 60, START + 120):
        await endpoints.ping(endpoint, at)
    assert await log.replay(ReplaySpan(endpoint, since=START + 60, until=START + 120), START + 200) == 1
    assert len(await book.to_start(START + 200, 10)) == 4


async def test_no_more_secrets_sign_than_may(endpoints: SqlEndpoints) -> None:
    endpoint = (await endpoints.add(NEW, START)).id
    for number in range(5):
        found = await endpoints.rotate(endpoint, f"a-secret-of-number-{number}", START)
        assert found is not None
        assert found.secrets <= SECRETS_MAX
    dropped = await endpoints.drop_old(endpoint, START)
    assert dropped is not None
    assert dropped.secrets == 1


async def test_there_are_no_more_endpoints_than_may_be(endpoints: SqlEndpoints) -> None:
    for _ in range(ENDPOINTS_MAX):
        await endpoints.add(NEW, START)
    with pytest.raises(EndpointsFull):
        await endpoints.add(NEW, START)


async def test_no_secret_lies_open_and_a_new_key_seals_them_anew(
    database: Database, endpoints: SqlEndpoints, book: SqlDeliveriesOut
) -> None:
    _, delivery = await pinged(endpoints, book)
    sealed = database.read_now(lambda session: session.exec(select(EndpointRow.sealed_secrets)).one())
    assert SECRET not in sealed
    database.write_now(lambda session: session.exec(delete(AccountRow)))
    assert await reseal(database, sealer_of(f"{NEW_KEY},{OLD_KEY}")) == 1
    parcel = await SqlDeliveriesOut(database, sealer_of(NEW_KEY)).parcel(delivery, START)
    assert parcel is not None
    assert parcel.secrets == (SECRET,)
    assert SECRET not in repr(parcel)


async def test_what_is_old_is_forgotten_and_what_waits_is_not(
    database: Database, endpoints: SqlEndpoints, book: SqlDeliveriesOut
) -> None:
    endpoint, delivery = await pinged(endpoints, book)
    await book.note_attempt(note(delivery, AttemptEnd.ACCEPTED, status=200))
    await endpoints.ping(endpoint, START)
    await forget_events(database, START + KEPT_SECONDS + 1)

    def counts(session: Session) -> list[int]:
        tables = (EventRow, EventDeliveryRow, DeliveryAttemptRow)
        return [session.exec(select(func.count()).select_from(table)).one() for table in tables]

    assert database.read_now(counts) == [1, 1, 0]
