"""The storage behind `upload_url`, which is not Pinterest's API and speaks XML."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from simulator.running import RunningSimulator
from simulator.upload_policy import SIZE_MAX
from tests.simulator.client import Api, Control, send_file
from tests.simulator.films import film

FIELDS = (
    "x-amz-date",
    "x-amz-signature",
    "x-amz-security-token",
    "x-amz-algorithm",
    "key",
    "policy",
    "x-amz-credential",
    "Content-Type",
)


def refusal(response: httpx.Response) -> tuple[int, str]:
    """HTTP status and the storage's word."""
    assert response.headers["content-type"].startswith("application/xml")
    found = re.search(r"<Error><Code>(\w+)</Code><Message>[^<]+</Message></Error>", response.text)
    assert found is not None, response.text
    return response.status_code, found[1]


@pytest.fixture
async def registered(api: Api) -> dict[str, Any]:  # JSON of MediaUpload
    return await api.registered()


async def untouched(api: Api, registered: dict[str, Any]) -> bool:
    return await api.status(registered["media_id"]) == "registered"


async def test_a_good_form_is_taken_without_a_word(
    http: httpx.AsyncClient, registered: dict[str, Any], control: Control
) -> None:
    data = film()
    response = await send_file(http, registered, data)
    assert (response.status_code, response.content) == (204, b"")
    (told,) = (await control.read("media"))["media"]
    assert (told["size"], told["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert told["film"] == {"duration": 10_000, "width": 720, "height": 1280}


@pytest.mark.parametrize("field", FIELDS)
async def test_a_form_with_a_changed_field_is_refused(
    api: Api, http: httpx.AsyncClient, registered: dict[str, Any], field: str
) -> None:
    assert refusal(await send_file(http, registered, film(), **{field: "changed"})) == (403, "AccessDenied")
    assert await untouched(api, registered)


@pytest.mark.parametrize("field", FIELDS)
async def test_a_form_without_a_field_is_refused(
    api: Api, http: httpx.AsyncClient, registered: dict[str, Any], field: str
) -> None:
    del registered["upload_parameters"][field]
    assert refusal(await send_file(http, registered, film())) == (403, "AccessDenied")
    assert await untouched(api, {"media_id": registered["media_id"]})


async def test_a_form_with_more_fields_is_refused(http: httpx.AsyncClient, registered: dict[str, Any]) -> None:
    assert refusal(await send_file(http, registered, film(), acl="public-read")) == (403, "AccessDenied")


async def test_the_form_of_one_upload_is_none_for_another(api: Api, registered: dict[str, Any]) -> None:
    other = await api.registered()
    mixed = {
        **registered,
        "upload_parameters": {**registered["upload_parameters"], "key": other["upload_parameters"]["key"]},
    }
    assert refusal(await send_file(api.http, mixed, film())) == (403, "AccessDenied")
    assert await untouched(api, registered)
    assert await untouched(api, other)


async def test_a_form_lives_for_an_hour(api: Api, registered: dict[str, Any], control: Control) -> None:
    late = await api.registered()
    await control.advance(3_599)
    assert (await send_file(api.http, registered, film())).status_code == 204
    await control.advance(1)
    response = await send_file(api.http, late, film())
    assert refusal(response) == (403, "AccessDenied")
    assert "expired" in response.text


async def test_a_second_credential_is_refused(api: Api, registered: dict[str, Any]) -> None:
    """A client that sends its bearer token everywhere is told so."""
    response = await api.http.post(
        registered["upload_url"],
        data=registered["upload_parameters"],
        files={"file": film()},
        headers={"Authorization": "Bearer sim_demo"},
    )
    assert refusal(response) == (400, "InvalidArgument")
    assert await untouched(api, registered)


async def test_a_body_of_unsaid_length_is_refused(api: Api, registered: dict[str, Any]) -> None:
    whole = httpx.Request(
        "POST", registered["upload_url"], data=registered["upload_parameters"], files={"file": film()}
    )
    form = whole.read()

    async def chunks() -> AsyncIterator[bytes]:
        yield form

    headers = {"content-type": whole.headers["content-type"]}
    response = await api.http.post(registered["upload_url"], content=chunks(), headers=headers)
    assert refusal(response) == (411, "MissingContentLength")
    assert await untouched(api, registered)


async def test_fields_behind_the_file_count_as_missing(api: Api, registered: dict[str, Any]) -> None:
    fields = [(name, (None, value)) for name, value in registered["upload_parameters"].items()]
    parts = [("file", ("mug.mp4", film())), *fields]
    response = await api.http.post(registered["upload_url"], files=parts)
    assert refusal(response) == (403, "AccessDenied")


async def test_a_form_without_a_file_is_refused(api: Api, registered: dict[str, Any]) -> None:
    fields = {name: (None, value) for name, value in registered["upload_parameters"].items()}
    assert refusal(await api.http.post(registered["upload_url"], files=fields)) == (400, "InvalidArgument")
    twice = [*fields.items(), ("file", ("a.mp4", film())), ("file", ("b.mp4", film()))]
    assert refusal(await api.http.post(registered["upload_url"], files=twice)) == (400, "InvalidArgument")
    assert await untouched(api, registered)


@pytest.mark.parametrize(
    ("content_type", "body", "answer"),
    [
        ("application/json", b"{}", (412, "PreconditionFailed")),
        ("multipart/form-data", b"--x--", (412, "PreconditionFailed")),
        ("multipart/form-data; boundary=x", b"", (400, "MalformedPOSTRequest")),
        ("multipart/form-data; boundary=x", b"no form", (400, "MalformedPOSTRequest")),
        ("multipart/form-data; boundary=x", b"--x--\r\n", (400, "InvalidArgument")),
        ("multipart/form-data; boundary=x", b"--x\r\nA: b\r\n\r\n\r\n--x--", (400, "MalformedPOSTRequest")),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\ncontent-disposition: form-data; name="key"\r\n\r\n' + b"k" * 30_000 + b"\r\n--x--",
            (400, "MaxPostPreDataLengthExceeded"),
        ),
    ],
    ids=["json", "no boundary", "empty", "no form", "no parts", "nameless part", "too much"],
)
async def test_what_is_no_form_is_refused(
    http: httpx.AsyncClient, content_type: str, body: bytes, answer: tuple[int, str]
) -> None:
    response = await http.post("/upload/", content=body, headers={"content-type": content_type})
    assert refusal(response) == answer


async def test_a_form_that_breaks_off_is_never_taken(
    api: Api, registered: dict[str, Any], simulator: RunningSimulator
) -> None:
    form = httpx.Request(
        "POST", registered["upload_url"], data=registered["upload_parameters"], files={"file": film()}
    )
    body = form.read()
    await raw(simulator.url, form.headers, body[:-4])
    assert await untouched(api, registered)


async def test_more_than_two_gigabytes_are_refused_before_they_are_sent(simulator: RunningSimulator) -> None:
    headers = {"content-type": "multipart/form-data; boundary=x", "content-length": str(SIZE_MAX + 30_000)}
    answer = await raw(simulator.url, headers, b"", is_waiting=True)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"<Code>EntityTooLarge</Code>" in answer


async def raw(url: str, headers: Any, body: bytes, *, is_waiting: bool = False) -> bytes:  # any mapping of headers
    """Sends that and hangs up, or waits for the answer first."""
    host = urlsplit(url)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    lines = [f"{name}: {value}" for name, value in headers.items() if name.lower() != "host"]
    head = "\r\n".join(["POST /upload/ HTTP/1.1", f"Host: {host.netloc}", *lines, "", ""])
    writer.write(head.encode() + body)
    await writer.drain()
    try:
        async with asyncio.timeout(60):
            return await reader.read(1_000) if is_waiting else b""
    finally:
        writer.close()
        await writer.wait_closed()


async def test_only_post_is_served(http: httpx.AsyncClient) -> None:
    assert refusal(await http.get("/upload/")) == (405, "MethodNotAllowed")
    assert refusal(await http.put("/upload/x", content=b"x")) == (405, "MethodNotAllowed")


async def test_a_file_that_is_sent_again_changes_nothing(
    http: httpx.AsyncClient, registered: dict[str, Any], control: Control
) -> None:
    """As after an answer that was lost."""
    await send_file(http, registered, film())
    before = await control.read("media")
    await control.advance(1)
    assert (await send_file(http, registered, b"other")).status_code == 204
    after = await control.read("media")
    assert after["media"][0]["sha256"] == before["media"][0]["sha256"]
    assert after["media"][0]["uploaded"] == before["media"][0]["uploaded"]


async def test_uploads_are_in_no_limit_and_no_count(
    api: Api, registered: dict[str, Any], control: Control
) -> None:
    before = await control.read("requests")
    await control.set("limits", {"org_write": 0})
    assert (await send_file(api.http, registered, film())).status_code == 204
    assert await control.read("requests") == before


async def test_a_dropped_upload_is_not_made_and_a_lost_answer_is(
    api: Api, registered: dict[str, Any], control: Control
) -> None:
    await control.fault({"drop_before": True}, match={"path": "/upload/*"})
    with pytest.raises(httpx.TransportError):
        await send_file(api.http, registered, film())
    assert await untouched(api, registered)
    await control.fault({"drop_after": True}, match={"path": "/upload/*"})
    with pytest.raises(httpx.TransportError):
        await send_file(api.http, registered, film())
    assert await api.status(registered["media_id"]) == "processing"


async def test_an_upload_can_be_answered_with_any_status(
    api: Api, registered: dict[str, Any], control: Control
) -> None:
    await control.fault({"status": 503, "body": "<Error/>"}, match={"path": "/upload/*"}, times=1)
    response = await send_file(api.http, registered, film())
    assert (response.status_code, response.text) == (503, "<Error/>")
    assert await untouched(api, registered)
    assert (await send_file(api.http, registered, film())).status_code == 204
