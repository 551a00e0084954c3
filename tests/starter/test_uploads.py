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
from starter.failures import CommandFailed
from starter.home import Home
from starter.uploads import receive_on_disk
from store.drafts import DRAFT_SECONDS_MAX


async def test_a_large_file_comes_in_on_the_home_s_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("PINFLOW_HOME", str(tmp_path / "home"))
    settings = load_settings()
    incoming = Home(settings.home).incoming
    incoming.mkdir(parents=True)
    old, new, preview = incoming / "old", incoming / "new", incoming / "tmp7f3"
    preview.mkdir()
    for left in (old, new, preview / "report"):
        left.write_bytes(b"x")
    long_ago = time.time() - DRAFT_SECONDS_MAX - 1.0
    for left in (old, preview):
        os.utime(left, (long_ago, long_ago))

    receive_on_disk(settings)

    assert (old.exists(), new.exists(), preview.exists()) == (False, True, False)
    assert await where_a_large_file_lies() == incoming


def test_a_home_that_cannot_keep_files_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("PINFLOW_HOME", str(tmp_path / "home"))
    settings = load_settings()
    Home(settings.home).folder.mkdir(parents=True)
    Home(settings.home).incoming.write_bytes(b"a file where the folder was")

    with pytest.raises(CommandFailed, match=r"cannot be kept in .*incoming"):
        receive_on_disk(settings)


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
