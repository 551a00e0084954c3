"""Videos over real HTTP: the registration, the form as S3 takes it, and how far Pinterest is."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from contracts.names import AccountKey
from contracts.sightings import Category, MediaStatus, Registration
from contracts.studio import VideoKind
from contracts.trouble import AnswerLost, MediaGone, NotSent, PinterestTrouble, UploadRefused
from pinterest_api.client import PinterestClient
from pinterest_api.limits import USUAL_UPLOAD_LIMITS, UploadLimits
from pinterest_api.media import PinterestMedia
from pinterest_api.uploads import Uploads
from tests.pinterest_api.doubles import ACCOUNT, TOKEN, FixedToken, MemoryRates, client_of, when_in_vain
from tests.pinterest_api.scripted_server import (
    Act,
    Heard,
    ScriptedServer,
    answers,
    answers_before_the_body,
    closes_after_reading,
    dribbles,
    nobody_listens,
    resets_after_reading,
    says_nothing,
    scripted,
    sends_half,
)
from tests.pinterest_api.test_secrets import shown

SECRET = "fcd6309a6aaee213"
PARAMETERS = {
    "x-amz-date": "20220127T185143Z",
    "x-amz-signature": SECRET,
    "key": 'uploads/11/3:video:1:"quoted"é',
    "policy": "eyJleHBpcmF0aW9uIjoiMj..==",
    "Content-Type": "multipart/form-data",
}
CONTENT = b"a video\r\n--of bytes\x00\xff"
DENIED = f"<Error><Code>AccessDenied</Code><Message>{SECRET}</Message></Error>".encode()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "video.mp4"
    path.write_bytes(CONTENT)
    return path


@asynccontextmanager
async def media_of(
    server: ScriptedServer, limits: UploadLimits = USUAL_UPLOAD_LIMITS
) -> AsyncIterator[PinterestMedia]:
    async with client_of(server.url) as client, Uploads.open(server.url, limits) as uploads:
        yield PinterestMedia(client, uploads)


def registration(server: ScriptedServer) -> Registration:
    return registered(f"http://127.0.0.1:{server.port}/upload/")


def registered(upload_url: str) -> Registration:
    return Registration(media_id="77", upload_url=upload_url, parameters=PARAMETERS)


def form(heard: Heard) -> list[Message]:
    """The fields of the form that was sent, in their order."""
    head = f"content-type: {heard.headers['content-type']}\r\n\r\n".encode()
    parts = message_from_bytes(head + heard.body).get_payload()
    assert isinstance(parts, list)
    return [part for part in parts if isinstance(part, Message)]


async def upload(server: ScriptedServer, file: Path) -> None:
    async with media_of(server) as media:
        await media.upload(registration(server), file, VideoKind.MP4)


async def test_a_video_is_announced_and_the_write_is_counted() -> None:
    rates = MemoryRates()
    told = {
        "media_id": 77,
        "media_type": "video",
        "upload_url": "https://s3.example/",
        "upload_parameters": PARAMETERS,
    }
    async with (
        scripted(answers(201, told)) as server,
        PinterestClient.open(server.url, FixedToken(), rates) as client,
        Uploads.open(server.url) as uploads,
    ):
        found = await PinterestMedia(client, uploads).register(ACCOUNT)
    assert found == registered("https://s3.example/")
    assert server.heard[0].line == "POST /v5/media HTTP/1.1"
    assert server.heard[0].json == {"media_type": "video"}
    assert [reading.category for _, reading in rates.noted] == [Category.ORG_WRITE]


async def test_every_parameter_goes_before_the_file_and_the_token_stays_at_home(file: Path) -> None:
    async with scripted(answers(204)) as server:
        await upload(server, file)
    [heard] = server.heard
    assert heard.line == "POST /upload/ HTTP/1.1"
    assert "authorization" not in heard.headers
    assert TOKEN not in repr(heard)
    *fields, last = form(heard)
    assert {
        part.get_param("name", header="content-disposition"): part for part in fields
    }.keys() == PARAMETERS.keys()
    assert [part.get_payload(decode=True) for part in fields] == [value.encode() for value in PARAMETERS.values()]
    assert last.get_param("name", header="content-disposition") == "file"
    assert (last.get_content_type(), last.get_filename()) == ("video/mp4", "video.mp4")
    assert last.get_payload(decode=True) == CONTENT


@pytest.mark.parametrize("kind", VideoKind)
async def test_the_length_is_told_beforehand_and_nothing_comes_in_chunks(tmp_path: Path, kind: VideoKind) -> None:
    """S3 answers 411 otherwise."""
    large = tmp_path / "large"
    large.write_bytes(bytes(3_000_000))
    async with scripted(answers(204)) as server, media_of(server) as media:
        await media.upload(registration(server), large, kind)
    [heard] = server.heard
    assert "transfer-encoding" not in heard.headers
    assert int(heard.headers["content-length"]) == len(heard.body) > 3_000_000
    assert form(heard)[-1].get_filename() == f"video{kind.suffix}"


@pytest.mark.parametrize("status", [200, 201, 204])
async def test_any_yes_is_a_yes(file: Path, status: int) -> None:
    async with scripted(answers(status)) as server:
        await upload(server, file)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (answers(403, DENIED), "403 (AccessDenied)"),
        (answers(400, b"<Error><Code>EntityTooLarge</Code></Error>"), "400 (EntityTooLarge)"),
        (answers(411, b"Length Required"), "answered 411"),
        (answers_before_the_body(403, "no"), "answered 403"),
    ],
    ids=["denied", "too large", "no length", "denied at once"],
)
async def test_an_upload_that_is_refused_says_what_the_store_says_and_no_more(
    file: Path, act: Act, words: str
) -> None:
    async with scripted(act) as server:
        with pytest.raises(UploadRefused) as caught:
            await upload(server, file)
    assert words in str(caught.value)
    assert SECRET not in shown(caught.value)


@pytest.mark.parametrize(
    "act",
    [
        closes_after_reading(),
        resets_after_reading(),
        says_nothing(),
        answers(500, DENIED),
        answers(503),
        answers(302, headers={"location": "https://elsewhere.example/"}),
        sends_half(500, b"<Error>"),
    ],
    ids=["closed", "reset", "silence", "500", "503", "redirect", "half a 500"],
)
async def test_after_anything_else_the_file_may_have_arrived(file: Path, act: Act) -> None:
    async with scripted(act) as server:
        with pytest.raises(AnswerLost) as caught:
            await when_in_vain(server.in_vain, upload(server, file))
    assert SECRET not in shown(caught.value)


async def test_a_yes_that_never_ends_is_a_yes(file: Path) -> None:
    """Its status said all there is to say."""
    async with scripted(dribbles(200, b"")) as server:
        await when_in_vain(server.in_vain, upload(server, file))


async def test_nothing_was_sent_when_nobody_listens(file: Path) -> None:
    with nobody_listens() as url:
        async with Uploads.open(url) as uploads:
            with pytest.raises(NotSent):
                await uploads.send(registered(url), file, VideoKind.MP4)


@pytest.mark.parametrize(
    "address",
    ["http://s3.example/", "ftp://s3.example/", "/upload", "https://", "https://[::zz]/", "file:///etc/passwd"],
)
async def test_a_real_pinterest_gives_addresses_with_tls_or_none(file: Path, address: str) -> None:
    async with Uploads.open("https://api.pinterest.com/v5") as uploads:
        with pytest.raises(UploadRefused):
            await uploads.send(registered(address), file, VideoKind.MP4)


@pytest.mark.parametrize("status", MediaStatus)
async def test_how_far_it_is(status: MediaStatus) -> None:
    told = {"media_id": "77", "media_type": "video", "status": status.value}
    async with scripted(answers(200, told)) as server, media_of(server) as media:
        assert await media.status(ACCOUNT, "77") is status
    assert server.heard[0].line == "GET /v5/media/77 HTTP/1.1"


@pytest.mark.parametrize(("code", "words"), [(404, "Media upload not found"), (404, "Not found."), (30, "")])
async def test_an_upload_that_is_not_there_is_gone_when_pinterest_says_so(code: int, words: str) -> None:
    act = answers(404, {"code": code, "message": words})
    async with scripted(act) as server, media_of(server) as media:
        with pytest.raises(PinterestTrouble) as caught:
            await media.status(AccountKey("demo"), "77")
    assert isinstance(caught.value, MediaGone) is (code == 404)


async def test_no_log_tells_the_permission(file: Path) -> None:
    with capture_logs() as logs:
        async with scripted(answers(204)) as server:
            await upload(server, file)
    assert [entry["event"] for entry in logs] == ["media.uploaded"]
    assert SECRET not in repr(logs)
    assert SECRET not in repr(registration(server))
