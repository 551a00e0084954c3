"""Pinterest's JSON as it comes, and as it is sent."""

import base64
import json
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.sightings import (
    MediaStatus,
    NewMedia,
    PictureAddress,
    PictureBytes,
    PinPage,
    SeenPin,
    UploadedVideo,
)
from pinterest_api.new_pins import new_pin_to_body
from pinterest_api.wire import (
    created_to_instant,
    new_board_to_body,
    new_media_to_body,
    read_account,
    read_board,
    read_boards,
    read_error,
    read_media_status,
    read_pin,
    read_pins,
    read_registration,
)
from tests.pinterest_api.doubles import new_pin, new_pin_of


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
        "parent_pin_id": None,
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
        media_type="image",
        creative_type="HOLOGRAM",
    )


@pytest.mark.parametrize("written", ["813744226420795884", 813744226420795884])
def test_an_id_is_text_even_when_it_comes_as_a_number(written: object) -> None:
    assert read_pin(as_json({"id": written})).id == "813744226420795884"


@pytest.mark.parametrize("written", [None, "", True, 1.5, [], {}])
def test_what_has_no_id_is_unreadable(written: object) -> None:
    with pytest.raises(ValueError, match="id"):
        read_pin(as_json({"id": written}))


@pytest.mark.parametrize(
    ("written", "expected"),
    [("813744226420795884", "813744226420795884"), (5, "5"), (None, None), ("", None), ({}, None), (True, None)],
)
def test_a_saved_pin_says_where_it_comes_from(written: object, expected: str | None) -> None:
    assert read_pin(as_json({"id": "1", "parent_pin_id": written})).parent_pin_id == expected


ODD: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.just([]) | st.just({})
)


FIELDS = ("board_id", "title", "link", "created_at", "media", "pin_metrics", "parent_pin_id")


@given(st.dictionaries(st.sampled_from(FIELDS), ODD))
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
        "privacy": "",
        "description": "",
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


def test_a_pin_in_a_section_and_what_it_shows() -> None:
    media = {
        "media_type": "video",
        "duration": 12_500,
        "images": {"originals": {"url": "https://i/1", "width": 1_000, "height": 1_500}},
    }
    seen = read_pin(as_json({"id": 1, "board_section_id": 77, "creative_type": "VIDEO", "media": media}))
    assert (seen.section_id, seen.original, seen.duration_seconds) == ("77", (1_000, 1_500), 12.5)
    assert (seen.media_type, seen.creative_type) == ("video", "VIDEO")


@pytest.mark.parametrize(
    "original", [None, {}, {"url": "https://i/1"}, {"width": 1_000, "height": 1_500}, "1000x"]
)
def test_an_original_that_is_not_shown_whole_tells_no_size(original: object) -> None:
    assert read_pin(as_json({"id": 1, "media": {"images": {"originals": original}}})).original is None


def test_a_fresh_video_pin_knows_little_of_itself() -> None:
    seen = read_pin(
        as_json({"id": 1, "creative_type": "REGULAR", "media": {"media_type": None, "duration": None}})
    )
    assert (seen.media_type, seen.creative_type, seen.duration_seconds, seen.images) == ("", "REGULAR", None, 0)


def test_a_registration_is_the_address_and_its_fields() -> None:
    fields = {"key": "uploads/1", "x-amz-signature": "fcd6"}
    told = {"media_id": 12345, "media_type": "video", "upload_url": "https://s3/", "upload_parameters": fields}
    found = read_registration(as_json(told))
    assert (found.media_id, found.upload_url, found.parameters) == ("12345", "https://s3/", fields)
    assert "fcd6" not in repr(found)


@pytest.mark.parametrize(
    "told",
    [
        {"media_id": "1"},
        {"media_id": "1", "upload_url": "", "upload_parameters": {}},
        {"media_id": "1", "upload_url": "https://s3/", "upload_parameters": None},
        {"media_id": "1", "upload_url": "https://s3/", "upload_parameters": {"key": ["pina_secret"]}},
        {
            "media_id": "1",
            "upload_url": "https://s3/",
            "upload_parameters": dict.fromkeys(map(str, range(51)), ""),
        },
        {"upload_url": "https://s3/", "upload_parameters": {}},
    ],
)
def test_a_registration_that_nothing_can_be_uploaded_with_is_unreadable(told: object) -> None:
    with pytest.raises(ValueError, match="validation error") as caught:
        read_registration(as_json(told))
    assert "pina_secret" not in str(caught.value)


@pytest.mark.parametrize("status", MediaStatus)
def test_the_status_of_an_upload(status: MediaStatus) -> None:
    assert read_media_status(as_json({"media_id": "1", "status": status.value})) is status


@pytest.mark.parametrize("status", ["transcoding", "", None, 7, {}])
def test_a_status_that_nobody_knows_is_no_end(status: object) -> None:
    assert read_media_status(as_json({"status": status})) is MediaStatus.PROCESSING


@given(st.binary(max_size=1_500).map(lambda tail: b"\xff\xfb\xff" + tail))
def test_a_picture_travels_in_the_standard_alphabet_without_newlines(image: bytes) -> None:
    """Pinterest's pattern for `data`, which line breaks, `-`, `_` and `data:` fail."""
    source = json.loads(new_pin_to_body(new_pin(image)))["media_source"]
    assert re.fullmatch(r"[a-zA-Z0-9+/=]+", source["data"])
    assert base64.b64decode(source["data"], validate=True) == image


@pytest.mark.parametrize(
    ("media", "source"),
    [
        (PictureAddress(url="https://p/1.jpg"), {"source_type": "image_url", "url": "https://p/1.jpg"}),
        (
            UploadedVideo(media_id="77"),
            {"source_type": "video_id", "media_id": "77", "cover_image_key_frame_time": 0},
        ),
        (
            UploadedVideo(media_id="77", cover=PictureBytes(data=b"cover")),
            {
                "source_type": "video_id",
                "media_id": "77",
                "cover_image_content_type": "image/jpeg",
                "cover_image_data": "Y292ZXI=",
            },
        ),
    ],
)
def test_each_medium_is_told_in_its_own_way(media: NewMedia, source: object) -> None:
    """A video has exactly one cover: a picture, or the moment 0."""
    assert json.loads(new_pin_to_body(new_pin_of(media)))["media_source"] == source


@pytest.mark.parametrize(("section", "sent"), [("9", "9"), (None, None), ("", None)])
def test_a_section_is_told_when_there_is_one(section: str | None, sent: str | None) -> None:
    body = json.loads(new_pin_to_body(new_pin_of(PictureAddress(url="https://p/1.jpg"), section=section)))
    assert body.get("board_section_id") == sent


def test_no_representation_shows_a_picture() -> None:
    shown = repr(new_pin_of(UploadedVideo(media_id="77", cover=PictureBytes(data=b"a secret picture"))))
    assert "secret" not in shown


def test_only_videos_are_announced() -> None:
    assert json.loads(new_media_to_body()) == {"media_type": "video"}


def test_what_is_empty_is_left_out() -> None:
    sent = json.loads(new_pin_to_body(new_pin(link="")))
    assert sorted(sent) == ["board_id", "description", "media_source", "title"]


def test_a_new_board_is_public() -> None:
    assert json.loads(new_board_to_body("Mugs é")) == {"name": "Mugs é", "privacy": "PUBLIC"}


@given(st.binary(max_size=500))
def test_no_refusal_is_unreadable(body: bytes) -> None:
    read_error(body)


def test_a_new_board_may_be_secret() -> None:
    assert json.loads(new_board_to_body("Plans", secret=True)) == {"name": "Plans", "privacy": "SECRET"}


@pytest.mark.parametrize(
    ("told", "privacy"), [('"SECRET"', "SECRET"), ('"NEW KIND"', "NEW KIND"), ("7", ""), ("null", "")]
)
def test_a_board_s_privacy_is_whatever_pinterest_calls_it(told: str, privacy: str) -> None:
    assert read_board(f'{{"id": "1", "name": "Mugs", "privacy": {told}}}'.encode()).privacy == privacy
