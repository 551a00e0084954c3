"""What holds at each door alike, and captured bodies on their way from the door to the changes they tell of."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import httpx
import pytest

from catalog.deliveries import DeliveryReader
from contracts.api_keys import ApiScope
from contracts.changes import ChangeKind, ProductChange
from contracts.names import SourceKey
from intake.limits import Limits
from tests.intake.house import OURS, ROWS, SECRET, SHOP, WOO, Doors, House

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample files are not here")
SMALL = Limits(body_bytes_max=10_000, bodies_bytes_max=15_000)
UPSERT, DELETE, SNAPSHOT = ChangeKind.UPSERT, ChangeKind.DELETE, ChangeKind.SNAPSHOT
MERINO = "788032119674292922"

Send = Callable[[Doors, bytes, str], Awaitable[httpx.Response]]
"""A body, with the right secret or key, or another one."""


async def from_shopify(doors: Doors, body: bytes, secret: str) -> httpx.Response:
    return await doors.shopify(body, secret=secret)


async def from_woocommerce(doors: Doors, body: bytes, secret: str) -> httpx.Response:
    return await doors.woocommerce(body, secret=secret)


async def from_a_database(doors: Doors, body: bytes, secret: str) -> httpx.Response:
    return await doors.rows(body, {"X-Pinflow-Secret": secret})


async def from_a_program(doors: Doors, body: bytes, secret: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {secret}"}
    return await doors.http.post(f"/v1/events/{OURS}", content=body, headers=headers)


SENDERS: list[Send] = [from_shopify, from_woocommerce, from_a_database, from_a_program]
SOURCES: dict[Send, SourceKey] = dict(zip(SENDERS, (SHOP, WOO, ROWS, OURS), strict=True))
at_each_door = pytest.mark.parametrize("send", SENDERS, ids=["shopify", "woocommerce", "a database", "a program"])

BODY = b'{"id": "1", "type": "product.deleted", "op": "d", "product": {"id": "1"}, "before": {"id": 1}}'


async def secret_for(house: House, send: Send) -> str:
    return await house.key(ApiScope.INTAKE) if send is from_a_program else SECRET


@at_each_door
async def test_what_was_sent_again_and_again_is_kept_once(house: House, send: Send) -> None:
    secret = await secret_for(house, send)
    async with house.open() as doors:
        answers = [await send(doors, BODY, secret) for _ in range(3)]
    assert [(answer.status_code, answer.json()["accepted"]) for answer in answers] == [
        (200, "new"),
        (200, "doubled"),
        (200, "doubled"),
    ]
    assert [kept.body for kept in await house.kept()] == [BODY]


@at_each_door
async def test_who_has_another_secret_is_refused_and_nothing_is_kept(house: House, send: Send) -> None:
    secret = await secret_for(house, send)
    async with house.open() as doors:
        answers = [await send(doors, BODY, wrong) for wrong in (f"{secret}x", secret[:-1], "x", "?")]
    assert {answer.status_code for answer in answers} == {401}
    assert await house.kept() == []


@at_each_door
@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"a": NaN', b"<xml/>"], ids=repr)
async def test_what_is_no_json_is_refused_and_counted(house: House, send: Send, body: bytes) -> None:
    secret = await secret_for(house, send)
    async with house.open() as doors:
        answer = await send(doors, body, secret)
    assert answer.status_code == 400
    assert await house.counted(SOURCES[send]) == {"refused:syntax": 1}


@at_each_door
async def test_what_is_huge_is_refused_before_it_is_looked_at(house: House, send: Send) -> None:
    secret = await secret_for(house, send)
    async with house.open(limits=SMALL) as doors:
        answer = await send(doors, b"x" * (SMALL.body_bytes_max + 1), secret)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    assert await house.kept() == []


@needs_samples
@pytest.mark.parametrize(
    ("file", "topic", "key", "kind"),
    [
        ("shopify_products_create.json", "products/create", "merino-wool-crew", UPSERT),
        ("shopify_products_update_sale.json", "products/update", "merino-wool-crew", UPSERT),
        ("shopify_products_update_odd_no_variants.json", "products/update", "6133678309568", UPSERT),
        ("shopify_products_delete.json", "products/delete", MERINO, DELETE),
        ("products_create_shopify_sample.json", "products/create", None, UPSERT),
        ("products_delete_shopify_sample.json", "products/delete", None, DELETE),
        ("rest_shopify_python_api_product.json", "products/update", "ipod-nano", UPSERT),
    ],
)
async def test_what_shopify_sends_is_read(
    house: House, file: str, topic: str, key: str | None, kind: ChangeKind
) -> None:
    body = (SAMPLES / "shopify-webhooks" / file).read_bytes()
    async with house.open() as doors:
        answer = await doors.shopify(body, headers={"X-Shopify-Topic": topic})
    (change,) = await changes(house, SHOP)
    assert (answer.status_code, change.kind) == (200, kind)
    assert change.product_key
    assert key in {None, change.product_key}


@needs_samples
@pytest.mark.parametrize(
    ("file", "topic", "kind"),
    [
        ("woocommerce_product_updated.json", "product.updated", UPSERT),
        ("woocommerce_product_deleted.json", "product.deleted", DELETE),
        ("docs_v3_product_1_simple.json", "product.created", UPSERT),
        ("docs_v3_product_2_variable.json", "product.restored", UPSERT),
    ],
)
async def test_what_woocommerce_sends_is_read(house: House, file: str, topic: str, kind: ChangeKind) -> None:
    body = (SAMPLES / "woocommerce" / file).read_bytes()
    async with house.open() as doors:
        assert (await doors.woocommerce(body, topic=topic)).status_code == 200
    (change,) = await changes(house, WOO)
    assert change.kind is kind


@needs_samples
async def test_woocommerces_ping_is_answered_with_200_and_kept_nowhere(house: House) -> None:
    body = (SAMPLES / "woocommerce" / "woocommerce_ping.txt").read_bytes()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with house.open() as doors:
        answer = await doors.http.post(f"/hooks/{WOO}", content=body.strip(), headers=headers)
    assert answer.status_code == 200
    assert await house.kept() == []


@needs_samples
@pytest.mark.parametrize(
    ("file", "kinds"),
    [
        ("debezium_create.json", {UPSERT}),
        ("debezium_update_schemaless.json", {UPSERT}),
        ("debezium_update_with_schema_decimal_bytes.json", {UPSERT}),
        ("debezium_delete.json", {DELETE}),
        ("debezium_snapshot_read.json", {SNAPSHOT}),
        ("flink_postgres_products_schema_exclude.jsonl", {UPSERT, DELETE, SNAPSHOT}),
        ("flink_postgres_products_schema_include.jsonl", {UPSERT, DELETE, SNAPSHOT}),
    ],
)
async def test_what_a_database_sends_is_read_one_by_one_and_as_a_list(
    house: House, file: str, kinds: set[ChangeKind]
) -> None:
    text = (SAMPLES / "debezium" / file).read_bytes()
    events = text.splitlines() if file.endswith(".jsonl") else [text]
    bodies = [*events, b"[" + b",".join(events) + b"]"]
    async with house.open() as doors:
        answers = [await doors.rows(body, {"X-Pinflow-Secret": SECRET}) for body in bodies]
    found = await changes(house, ROWS)
    assert {answer.status_code for answer in answers} == {200}
    assert {change.kind for change in found} == kinds
    # The list tells of the same events: of each its second telling has the first one's name.
    assert len({change.delivery for change in found}) * 2 == len(found)


async def changes(house: House, source: SourceKey) -> Sequence[ProductChange]:
    """What the source's deliveries tell of; all of them can be read."""
    card = await house.sources.card(source)
    assert card is not None
    events = [event for kept in await house.kept() for event in DeliveryReader().read(card, kept)]
    told = [event for event in events if isinstance(event, ProductChange)]
    assert told == events
    return told
