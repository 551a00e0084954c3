from __future__ import annotations

from itertools import pairwise

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.form_reading import HEADERS_MAX, FormReader, PartBegan, PartBytes, PartEnded
from simulator.storage_errors import StorageError

TYPE = "multipart/form-data; boundary=x"


def parts(content_type: str, body: bytes, cuts: list[int] | None = None) -> list[tuple[str, bytes]]:
    """The names and contents of a form that comes in cut at those places."""
    reader, found = FormReader(content_type), []
    for begin, end in pairwise(sorted({0, len(body), *(cuts or [])})):
        for event in reader.feed(body[begin:end]):
            if isinstance(event, PartBegan):
                name, content = event.name, b""
            elif isinstance(event, PartBytes):
                content += event.data
            else:
                assert isinstance(event, PartEnded)
                found.append((name, content))
    assert reader.is_complete
    return found


@given(
    st.dictionaries(st.text("abcxyz-", min_size=1, max_size=9), st.text(max_size=40), max_size=4),
    st.binary(max_size=300),
    st.lists(st.integers(0, 1_500), max_size=12),
)
def test_a_clients_form_is_read_whatever_is_in_it_and_however_it_comes(
    fields: dict[str, str], file: bytes, cuts: list[int]
) -> None:
    request = httpx.Request("POST", "http://a.example", data=fields, files={"file": file})
    body = request.read()
    sent = [(name, text.encode()) for name, text in fields.items()]
    read = parts(request.headers["content-type"], body, [cut for cut in cuts if cut < len(body)])
    assert read == [*sent, ("file", file)]


def test_what_looks_like_the_delimiter_and_is_not_belongs_to_the_file() -> None:
    almost = b"\r\n--\r\n-x\r\r\n--y--x"
    body = b'--x\r\ncontent-disposition: form-data; name="file"\r\n\r\n' + almost + b"\r\n--x--"
    for cut in range(len(body)):
        assert parts(TYPE, body, [cut]) == [("file", almost)]


def test_what_stands_before_and_after_is_for_no_one() -> None:
    body = b'hello\r\n--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n--x\r\nbye'
    assert parts(TYPE, body) == [("a", b"1")]


@pytest.mark.parametrize(
    "body",
    [
        b"--xyz\r\n",
        b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--xx--',
        b"--x\r\ncontent-type: text/plain\r\n\r\n1\r\n--x--",
        b"--x\r\ncontent-disposition: form-data\r\n\r\n1\r\n--x--",
        b"--x\r\n" + b"a" * (HEADERS_MAX + 1),
        b"--x\r\n" + b"a: " + b"a" * HEADERS_MAX + b"\r\n\r\n",
    ],
)
def test_what_is_not_well_formed_is_refused(body: bytes) -> None:
    with pytest.raises(StorageError) as refused:
        parts(TYPE, body)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "multipart/mixed; boundary=x", "multipart/form-data", "multipart/form-data; x"],
)
def test_what_is_no_form_is_refused(content_type: str) -> None:
    with pytest.raises(StorageError) as refused:
        FormReader(content_type)
    assert refused.value.status == 412


@given(st.binary(max_size=100))
def test_a_body_without_a_form_is_never_complete(noise: bytes) -> None:
    reader = FormReader("multipart/form-data; boundary=nothing-like-it")
    assert list(reader.feed(noise)) == []
    assert not reader.is_complete
