"""A real browser without a window, told what to do over a pipe (DevTools protocol): no port, no package."""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--window-size=900,700",
    "--remote-debugging-pipe",
)
PROFILE = "--user-data-dir"
BECOME = """
import os, sys
heard, said = (os.dup(int(number)) for number in sys.argv[1:3])  # out of the way of 3 and 4
os.dup2(heard, 3), os.dup2(said, 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""Puts the pipes where Chromium listens and talks, at descriptors 3 and 4, and becomes Chromium."""
LOOKS_MAX = 600
LOOK_SECONDS = 0.1
STOP_SECONDS_MAX = 20.0

Message = dict[str, Any]  # Any: JSON of the DevTools protocol


class BrowserLost(Exception):
    """The browser does not do what it was told."""


@dataclass
class Chromium:
    """One tab of a browser that runs."""

    to: BinaryIO
    heard: BinaryIO
    session: str = ""
    _sent: int = field(default=0)

    def attach(self) -> None:
        target = self._do("Target.createTarget", url="about:blank")["targetId"]
        self.session = self._do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self._do("Page.enable")

    def go(self, address: str) -> None:
        self._do("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def size(self, width: int, height: int) -> None:
        """The page's own, in pixels."""
        self._do(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
        )

    def value(self, script: str) -> Any:  # Any: whatever the page says
        answer = self._do("Runtime.evaluate", expression=script, returnByValue=True)
        return answer.get("result", {}).get("value")

    def until(self, script: str) -> None:
        """Look until the page says so."""
        for _ in range(LOOKS_MAX):
            if self.value(script) is True:
                return
            time.sleep(LOOK_SECONDS)  # a browser rings no bell of ours
        raise BrowserLost(f"{script} never came true at {self.value('location.href')}: {self.text()[:500]}")

    def text(self) -> str:
        return str(self.value("document.body ? document.body.innerText : ''"))

    def fill(self, selector: str, value: str) -> None:
        self.value(f"document.querySelector({json.dumps(selector)}).value = {json.dumps(value)}")

    def press(self, selector: str) -> None:
        """A click as a person makes one; the page may be gone by the time it answers."""
        self.value(f"setTimeout(() => document.querySelector({json.dumps(selector)}).click(), 0), true")

    def picture(self, path: Path) -> None:
        shot = self._do("Page.captureScreenshot", format="png")["data"]
        path.write_bytes(base64.b64decode(shot))

    def _do(self, method: str, **params: object) -> Message:
        self._sent += 1
        order: Message = {"id": self._sent, "method": method, "params": params}
        if self.session:
            order["sessionId"] = self.session
        self.to.write(json.dumps(order).encode() + b"\0")
        self.to.flush()
        while True:
            said = self._message()
            if said.get("id") == self._sent:
                if "error" in said:
                    raise BrowserLost(f"{method}: {said['error']}")
                found: Message = said["result"]
                return found

    def _message(self) -> Message:
        read = bytearray()
        while not read.endswith(b"\0"):
            byte = self.heard.read(1)
            if not byte:
                raise BrowserLost("the browser has ended")
            read += byte
        said: Message = json.loads(read[:-1])
        return said


@contextmanager
def chromium() -> Iterator[Chromium]:
    """A browser with a profile of its own, ended with the block."""
    assert PROGRAM is not None
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()
    with tempfile.TemporaryDirectory(prefix="browser-", ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                BECOME,
                str(to_read),
                str(from_write),
                PROGRAM,
                *OPTIONS,
                f"{PROFILE}={profile}",
            ],
            pass_fds=(to_read, from_write),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "no_proxy": "127.0.0.1,localhost"},
        )
        os.close(to_read)
        os.close(from_write)
        with os.fdopen(to_write, "wb") as to, os.fdopen(from_read, "rb") as heard:
            browser = Chromium(to, heard)
            try:
                browser.attach()
                yield browser
            finally:
                process.terminate()
                try:
                    process.wait(STOP_SECONDS_MAX)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
