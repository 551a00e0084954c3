"""Pinterest's JSON as it comes, and as it is sent."""

import base64
import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.sightings import PinPage, SeenPin
from pinterest_api.wire import (
    created_to_instant,
    new_board_to_body,
    new_pin_to_body,
    read_account,
    read_board,
    read_boards,
    read_error,
    read_pin,
    read_pins,
)
from tests.pinterest_api.doubles import new_pin


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize(
    ("created_at", "expected"),
    [
        ("2025-05-21T01:13:01", datetime(2025, 5, 21, 1, 13, 1, tzinfo=UTC).timestamp()),
        ("2025-05-21T01:13:01Z", datetime(2025, 5, 21, 1, 13, 1, tzinfo=UTC).timestamp()),
        ("2020-01-01T20:10:40-00:00", datetime(2020, 1, 1, 20, 10, 40, tzinfo=UTC).timestamp()),
        ("2020-01-01T20:10:40+02:00", datetime(2020, 1, 1, 18, 10, 40, tzinfo=UTC).timestamp()),
        ("2020-01-01 20:10:40.5", datetime(2020, 1, 1, 20, 10, 40, 500_000, tzinfo=UTC).timestamp()),
        ("2025-05-21", None),
        ("yesterday at 10:00", None),
        ("", None),
        (None, None),
        (1_747_790_000, None),
        ({}, None),
    ],
)
def test_a_moment_without_a_zone_is_utc(created_at: object, expected: float | None) -> None:
    assert created_to_instant(created_at) == expected
    assert read_pin(as_json({"id": "1", "created_at": created_at})).created == expected


@given(st.text() | st.datetimes().map(str) | st.datetimes(timezones=st.timezones()).map(datetime.isoformat))
def test_no_moment_is_unbearable(text: str) -> None:
    created_to_instant(text)


@given(st.datetimes(min_value=datetime(1970, 1, 2), timezones=st.just(UTC)))  # noqa: DTZ001  # bounds are naive
def test_the_moment_written_is_the_moment_read(moment: datetime) -> None:
    assert created_to_instant(moment.isoformat()) == moment.timestamp()
    assert created_to_instant(moment.replace(tzinfo=None).isoformat()) == moment.timestamp()


def test_a_whole_pin() -> None:
    """Fields and enum values that we do not know are no hindrance."""
    pin = {
        "id": "813744226420795884",
        "board_id": 549755885175,
        "title": None,
        "link": "https://shop.example.com/mug",
        "created_at": "1970-01-01T00:01:00",
        "creative_type": "HOLOGRAM",
        "media": {
            "media_type": "image",
            "images": {"150x150": {"url": "https://i/1"}, "600x": {"url": "https://i/2"}},
        },
        "new_in_2027": {"a": 1},
    }
    assert read_pin(as_json(pin)) == SeenPin(
        id="813744226420795884",
        board_id="549755885175",
        title="",
        link="https://shop.example.com/mug",
        created=60,
        images=2,
    )


@pytest.mark.parametrize("written", ["813744226420795884", 813744226420795884])
def test_an_id_is_text_even_when_it_comes_as_a_number(written: object) -> None:
    assert read_pin(as_json({"id": written})).id == "813744226420795884"


@pytest.mark.parametrize("written", [None, "", True, 1.5, [], {}])
def test_what_has_no_id_is_unreadable(written: object) -> None:
    with pytest.raises(ValueError, match="id"):
        read_pin(as_json({"id": written}))


ODD: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just([]) | st.just({})
)


@given(st.dictionaries(st.sampled_from(["board_id", "title", "link", "created_at", "media", "pin_metrics"]), ODD))
def test_a_made_pin_is_never_lost_for_an_odd_field(fields: dict[str, object]) -> None:
    assert read_pin(as_json({**fields, "id": "1"})).id == "1"


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        (None, 0),
        ("image", 0),
        ({"images": None}, 0),
        ({"images": []}, 0),
        ({"images": {"600x": None, "1200x": {"url": ""}, "150x150": {"width": 1}}}, 0),
        ({"images": {"600x": {"url": "https://i/1"}, "1200x": {"url": None}}}, 1),
    ],
)
def test_only_images_with_an_address_count(media: object, expected: int) -> None:
    assert read_pin(as_json({"id": "1", "media": media})).images == expected


@pytest.mark.parametrize(("bookmark", "expected"), [("abc==", "abc=="), (5, "5"), (None, None), ("", None)])
def test_a_listing_ends_where_the_bookmark_does(bookmark: object, expected: str | None) -> None:
    page = read_pins(as_json({"items": [{"id": 1}], "bookmark": bookmark}))
    assert page == PinPage(pins=(SeenPin(id="1"),), bookmark=expected)


@pytest.mark.parametrize(
    "page", [{}, {"items": None}, {"items": [{"id": "1"}, {"title": "no id"}]}, {"items": [], "bookmark": {}}, []]
)
def test_a_page_that_might_hide_a_pin_is_unreadable(page: object) -> None:
    """An overlooked pin would be made a second time."""
    with pytest.raises(ValueError, match="validation error"):
        read_pins(as_json(page))


def test_boards_and_accounts() -> None:
    assert read_board(as_json({"id": 7, "name": None, "pin_count": "many"})).model_dump() == {
        "id": "7",
        "name": "",
        "pin_count": None,
    }
    boards, bookmark = read_boards(
        as_json({"items": [{"id": "7", "name": "Mugs", "pin_count": 3}], "bookmark": "b"})
    )
    assert [(board.id, board.name, board.pin_count) for board in boards] == [("7", "Mugs", 3)]
    assert bookmark == "b"
    account = read_account(as_json({"username": "u" * 400, "account_type": "GALAXY"}))
    assert (account.username, account.account_type) == ("u" * 300, "GALAXY")


def test_what_cannot_be_read_is_not_quoted() -> None:
    with pytest.raises(ValueError, match="validation error") as caught:
        read_pin(b'{"id": ["pina_secret"]}')
    assert "pina_secret" not in str(caught.value)


@given(st.binary(max_size=1_500).map(lambda tail: b"\xff\xfb\xff" + tail))
def test_a_picture_travels_in_the_standard_alphabet_without_newlines(image: bytes) -> None:
    """Pinterest's pattern for `data`, which line breaks, `-`, `_` and `data:` fail."""
    source = json.loads(new_pin_to_body(new_pin(image)))["media_source"]
    assert re.fullmatch(r"[a-zA-Z0-9+/=]+", source["data"])
    assert base64.b64decode(source["data"], validate=True) == image


def test_what_is_empty_is_left_out() -> None:
    sent = json.loads(new_pin_to_body(new_pin(link="")))
    assert sorted(sent) == ["board_id", "description", "media_source", "title"]


def test_a_new_board_is_public() -> None:
    assert json.loads(new_board_to_body("Mugs é")) == {"name": "Mugs é", "privacy": "PUBLIC"}


@given(st.binary(max_size=500))
def test_no_refusal_is_unreadable(body: bytes) -> None:
    read_error(body)
