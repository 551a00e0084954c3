"""Where what is uploaded lies while it comes in."""

import os
import tempfile
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from starlette.datastructures import Headers
from starlette.formparsers import MultiPartParser

from config import load_settings
from starter.home import Home
from starter.uploads import receive_on_disk
from store.drafts import DRAFT_SECONDS_MAX


async def test_a_large_file_comes_in_on_the_home_s_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("PINFLOW_HOME", str(tmp_path / "home"))
    settings = load_settings()
    incoming = Home(settings.home).incoming
    incoming.mkdir(parents=True)
    old, new = incoming / "old", incoming / "new"
    for left in (old, new):
        left.write_bytes(b"x")
    long_ago = time.time() - DRAFT_SECONDS_MAX - 1.0
    os.utime(old, (long_ago, long_ago))

    receive_on_disk(settings)

    assert (old.exists(), new.exists()) == (False, True)
    assert await where_a_large_file_lies() == incoming


async def where_a_large_file_lies() -> Path:
    async def chunks() -> AsyncGenerator[bytes, None]:
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.mp4"\r\n\r\n'
        yield b"x" * 2_000_000
        yield b"\r\n--b--\r\n"

    headers = Headers({"content-type": "multipart/form-data; boundary=b"})
    form = await MultiPartParser(headers, chunks()).parse()
    part = form["file"]
    assert not isinstance(part, str)
    try:
        return Path(f"/proc/self/fd/{part.file.fileno()}").readlink().parent
    finally:
        await form.close()
