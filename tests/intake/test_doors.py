"""Who is let in, and what they are told."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.api_keys import ApiScope
from contracts.names import AccountKey
from intake.known_doors import AGAIN_SECONDS, KEPT_SECONDS
from starter.serving import StoredDoors
from store.api_keys import SqlApiKeys
from store.sealing import sealer_of
from store.sources import SqlSources
from tests.builders import ACCOUNT
from tests.intake.house import EVENT, OURS, ROWS, SECRET, SHOP, WOO, Doors, House, shopify_headers, signature

BODY = b'{"id": 788032119674292922, "title": "Mug"}'
CHANGE = b'{"op": "c", "after": {"id": 1}, "source": {"lsn": 1}}'
NEW, DOUBLED = {"accepted": "new"}, {"accepted": "doubled"}


async def test_what_a_shop_signed_is_kept_as_it_came(house: House) -> None:
    async with house.open() as doors:
        answer = await doors.shopify(BODY)
    (kept,) = await house.kept()

    assert (answer.status_code, answer.json()) == (200, NEW)
    assert (kept.body, kept.topic, kept.dedupe) == (BODY, "products/update", "webhook-1")
    assert SECRET not in json.dumps(kept.headers)
    assert signature(BODY, SECRET) not in json.dumps(kept.headers)


async def test_a_delivery_that_comes_again_is_as_good_as_accepted_and_kept_once(house: House) -> None:
    async with house.open() as doors:
        answers = [await doors.shopify(BODY) for _ in range(3)]

    assert [answer.json() for answer in answers] == [NEW, DOUBLED, DOUBLED]
    assert len(await house.kept()) == 1


async def test_two_products_of_the_same_second_are_two_deliveries_of_woocommerce(house: House) -> None:
    """They share its Delivery-ID."""
    async with house.open() as doors:
        answers = [await doors.woocommerce(b'{"id":%d}' % number) for number in (1, 2, 2)]

    assert [answer.json() for answer in answers] == [NEW, NEW, DOUBLED]


@pytest.mark.parametrize("name", [SHOP, WOO, "nowhere", OURS, "a\0b", "x" * 300])
async def test_woocommerces_ping_is_answered_with_200_by_every_name(house: House, name: str) -> None:
    """It is not signed: nothing is kept, and nobody learns which sources there are."""
    async with house.open() as doors:
        answer = await doors.http.post(f"/hooks/{name.replace(chr(0), '%00')}", data={"webhook_id": "12"})

    assert answer.status_code == 200
    assert await house.kept() == []


async def test_a_wrong_signature_and_a_source_that_is_not_there_are_told_alike(house: House) -> None:
    async with house.open() as doors:
        answers = [
            await doors.shopify(BODY, secret="wrong"),
            await doors.shopify(BODY, secret=""),
            await doors.shopify(BODY, name="nowhere"),
            await doors.shopify(BODY, name=OURS),
            await doors.shopify(BODY, name="x" * 300),
            await doors.http.post("/hooks/a%00b", content=BODY),
            await doors.http.post(f"/hooks/{SHOP}", content=BODY),
        ]

    assert {(answer.status_code, answer.content) for answer in answers} == {(401, answers[0].content)}
    assert answers[0].headers["content-type"] == "application/problem+json"
    assert answers[0].json()["status"] == 401
    assert await house.kept() == []


async def test_a_changed_body_is_refused_and_counted_for_its_source(house: House) -> None:
    async with house.open() as doors:
        answer = await doors.http.post(f"/hooks/{SHOP}", content=BODY + b" ", headers=shopify_headers(BODY))

    assert answer.status_code == 401
    assert await house.counted() == {"refused:signature": 1}


async def test_nobody_fills_the_counters_with_names(house: House) -> None:
    async with house.open() as doors:
        await doors.shopify(BODY, name="nowhere")

    assert await house.counted(SHOP) == {}


async def test_of_two_secrets_either_signs_and_a_new_one_at_once(house: House) -> None:
    async with house.open() as doors:
        assert (await doors.shopify(BODY, 1)).status_code == 200
        await house.sources.set_secrets(SHOP, ["new", SECRET])
        await house.clock.advance(AGAIN_SECONDS)

        assert (await doors.shopify(BODY, 2, secret="new")).status_code == 200
        assert (await doors.shopify(BODY, 3, secret=SECRET)).status_code == 200


async def test_a_secret_that_was_taken_away_opens_for_some_seconds_at_most(house: House) -> None:
    async with house.open() as doors:
        assert (await doors.shopify(BODY, 1)).status_code == 200
        await house.sources.set_secrets(SHOP, ["new"])
        await house.clock.advance(KEPT_SECONDS)

        assert (await doors.shopify(BODY, 2)).status_code == 401


async def test_what_a_removed_source_still_sends_is_told_as_for_none(house: House) -> None:
    async with house.open() as doors:
        assert (await doors.shopify(BODY, 1)).status_code == 200
        await house.sources.remove(SHOP, house.clock.now())

        assert (await doors.shopify(BODY, 2)).status_code == 401


async def test_a_paused_source_is_kept(house: House) -> None:
    await house.sources.pause(SHOP, "holidays")
    async with house.open() as doors:
        assert (await doors.shopify(BODY)).status_code == 200


async def test_a_topic_that_nobody_asked_for_is_told_yes_and_counted(house: House) -> None:
    """After eight times no the shop takes the whole subscription away."""
    async with house.open() as doors:
        answer = await doors.shopify(BODY, headers={"X-Shopify-Topic": "orders/paid"})
        other = await doors.woocommerce(topic="order.created")

    assert (answer.status_code, answer.json(), other.json()) == (200, {"accepted": "ignored"}, answer.json())
    assert await house.counted() == {"refused:topic": 1}
    assert await house.kept() == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe\xfd", b"[" * 100_000, b"[" + b"1," * 1_000_001 + b"1]", b"1" * 5_000, b"<xml/>"],
    ids=["empty", "cut off", "no text", "deep", "too many values", "endless number", "xml"],
)
async def test_what_is_signed_and_no_json_is_refused(house: House, body: bytes) -> None:
    async with house.open() as doors:
        answer = await doors.shopify(body)

    assert (answer.status_code, await house.counted()) == (400, {"refused:syntax": 1})


@pytest.mark.parametrize(
    "headers",
    [{"X-Pinflow-Secret": SECRET}, {"Authorization": f"Bearer {SECRET}"}, {"authorization": f"BEARER  {SECRET}"}],
)
async def test_a_database_shows_the_secret_itself(house: House, headers: dict[str, str]) -> None:
    async with house.open() as doors:
        answers = [
            await doors.rows(body, headers) for body in (CHANGE, b"[" + CHANGE + b"]", CHANGE, b"", b"null")
        ]

    assert [answer.json() for answer in answers] == [NEW, NEW, DOUBLED, NEW, NEW]


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-Pinflow-Secret": ""}, {"X-Pinflow-Secret": SECRET[:-1]}, {"Authorization": f"Basic {SECRET}"}],
)
async def test_a_database_without_the_secret_is_refused(house: House, headers: dict[str, str]) -> None:
    async with house.open() as doors:
        assert (await doors.rows(CHANGE, headers)).status_code == 401


async def test_a_database_may_have_an_api_key_for_the_sources_account(house: House) -> None:
    keys = [await house.key(ApiScope.INTAKE, account=account) for account in (ACCOUNT, AccountKey("other"))]
    async with house.open() as doors:
        answers = [await doors.rows(CHANGE, {"Authorization": f"Bearer {key}"}) for key in keys]

    assert [answer.status_code for answer in answers] == [200, 401]


async def test_an_event_comes_with_a_key(house: House) -> None:
    key = await house.key(ApiScope.INTAKE, account=ACCOUNT)
    async with house.open() as doors:
        answers = [await doors.event(key, event) for event in (EVENT, EVENT, [EVENT, EVENT])]
    kept = await house.kept()

    assert [answer.json() for answer in answers] == [NEW, DOUBLED, NEW]
    assert json.loads(kept[0].body) == EVENT
    assert key not in str([one.model_dump() for one in kept])


async def test_the_same_event_without_an_id_is_a_new_one(house: House) -> None:
    """A price that went up, down and up again is told three times in the same words."""
    nameless = {name: value for name, value in EVENT.items() if name != "id"}
    key = await house.key(ApiScope.ADMIN)
    async with house.open() as doors:
        first = await doors.event(key, nameless)
        await house.clock.advance(1.0)
        second = await doors.event(key, nameless)

    assert [first.json(), second.json()] == [NEW, NEW]


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({"event": "upsert", "product": {"id": "mug"}}, "Write one of product.upserted"),
        ({"type": "product.upserted"}, "no object with a product in it"),
        ([EVENT | {"occurred_at": "yesterday"}, 7], "offset"),
    ],
    ids=["type", "product", "all-of-a-list"],
)
async def test_who_sends_events_of_our_own_is_told_at_once_what_cannot_be_read(
    house: House, event: object, told: str
) -> None:
    key = await house.key(ApiScope.INTAKE)
    async with house.open() as doors:
        answer = await doors.event(key, event)

    assert (answer.status_code, await house.counted(OURS)) == (422, {"refused:unreadable": 1})
    assert told in answer.json()["detail"]
    assert await house.kept() == []


async def test_a_list_some_of_which_can_be_read_is_kept(house: House) -> None:
    key = await house.key(ApiScope.INTAKE)
    recent = EVENT | {"occurred_at": datetime.fromtimestamp(house.clock.at, UTC).isoformat()}
    async with house.open() as doors:
        answer = await doors.event(key, [{"type": "product.upserted"}, recent])

    assert answer.json() == NEW


async def test_a_key_that_is_none_is_401_and_one_that_is_not_good_for_it_403(house: House) -> None:
    good = await house.key(ApiScope.INTAKE)
    elsewhere = await house.key(ApiScope.INTAKE, account=AccountKey("other"))
    reader = await house.key(ApiScope.PINS_READ)
    revoked = await SqlApiKeys(house.database).create("old", [ApiScope.INTAKE], None, 0.0)
    await SqlApiKeys(house.database).revoke(revoked.id, 1.0)
    async with house.open() as doors:
        none = [await doors.event(key) for key in ("", "pf_made-up", revoked.key, SECRET)]
        not_good = [await doors.event(key) for key in (elsewhere, reader)]
        nowhere = [await doors.event(good, name=name) for name in ("nowhere", SHOP, "x" * 300)]

    assert {answer.status_code for answer in none} == {401}
    assert {(answer.status_code, answer.content) for answer in (*not_good, *nowhere)} == {
        (403, not_good[0].content)
    }


async def test_a_door_without_a_secret_is_open_to_programs_of_this_machine_alone(house: House) -> None:
    await house.sources.set_secrets(SHOP, [])
    async with house.open() as doors:
        here = await doors.http.post(
            f"/hooks/{SHOP}", content=BODY, headers={"X-Shopify-Topic": "products/update"}
        )
        others = [
            await doors.shopify(BODY, headers={name: value})
            for name, value in (
                ("Origin", "https://evil.example"),
                ("X-Forwarded-For", "203.0.113.9"),
                ("Host", "tunnel.example.com"),
            )
        ]

    assert here.status_code == 200
    assert {answer.status_code for answer in others} == {401}


@pytest.mark.parametrize("source", [SHOP, WOO, ROWS])
async def test_where_others_reach_the_doors_none_is_open_without_a_secret(house: House, source: str) -> None:
    await house.sources.set_secrets(SHOP, [])
    await house.sources.set_secrets(WOO, ["  "])
    await house.sources.set_secrets(ROWS, [""])
    async with house.open(public=True) as doors:
        answer = await doors.http.post(f"/hooks/{source}", content=CHANGE)

    assert answer.status_code == 401


async def test_secrets_that_do_not_open_are_ours_to_mend_and_the_sender_comes_again(
    house: House,
) -> None:
    sealed_otherwise = SqlSources(house.database, sealer_of(Fernet.generate_key().decode()))
    async with house.open(sources=StoredDoors(sealed_otherwise)) as doors:
        answer = await doors.shopify(BODY)

    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"/hooks/{SHOP}", 405),
        ("PUT", f"/v1/events/{OURS}", 405),
        ("POST", "/hooks", 404),
        ("POST", "/hooks/a/b", 404),
        ("GET", "/", 404),
        ("POST", "/healthz", 405),
    ],
)
async def test_what_is_no_door_says_so(house: House, method: str, path: str, status: int) -> None:
    async with house.open() as doors:
        answer = await doors.http.request(method, path)

    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_it_is_well_while_the_store_answers(house: House) -> None:
    async with house.open() as doors:
        told = (await doors.http.get("/healthz")).json()

    assert (told["status"], told["environment"]) == ("ok", "self-hosted")


HEADERS = st.dictionaries(
    st.sampled_from(
        [
            *("X-Shopify-Hmac-Sha256", "Shopify-Hmac-Sha256", "X-Shopify-Topic", "X-Shopify-Webhook-Id"),
            *("X-WC-Webhook-Signature", "X-WC-Webhook-Topic", "Authorization", "X-Pinflow-Secret"),
            *("X-Shopify-Triggered-At", "Origin", "Forwarded", "X-Forwarded-For", "Content-Encoding"),
        ]
    ),
    st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=300),
    max_size=8,
)
NAMES = st.sampled_from([SHOP, WOO, ROWS, OURS, "nowhere", "%00", "%ff", "..", "a%2Fb"])


@pytest.fixture
async def doors(house: House) -> AsyncIterator[Doors]:
    async with house.open() as doors:
        yield doors


@given(headers=HEADERS, name=NAMES, body=st.binary(max_size=200), path=st.sampled_from(["hooks", "v1/events"]))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_strangers_write_is_refused_and_breaks_nothing(
    doors: Doors, headers: dict[str, str], name: str, body: bytes, path: str
) -> None:
    written = [(name.encode(), text.strip().encode("latin-1")) for name, text in headers.items()]

    answer = await doors.http.post(f"/{path}/{name}", content=body, headers=written)

    assert answer.status_code in {401, 404}
