"""The door that waits for Pinterest's answer, knocked at by browsers, strangers and other attempts."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from starter.callback import Callback, callback_at
from starter.callback_pages import connected_page, failed_page
from starter.consents import Allowed, Denied
from starter.doors import Door
from starter.failures import CommandFailed, ExitCode
from tests.starter.free_ports import free_port

STATE = "a-state-that-nobody-guesses"
PATH = "/callback"


@asynccontextmanager
async def waiting() -> AsyncIterator[tuple[Callback, httpx.AsyncClient]]:
    port = free_port()
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as browser,
        callback_at(Door(port, PATH), STATE) as callback,
    ):
        yield callback, browser


class TestTheRightAnswer:
    async def test_the_browser_is_shown_what_came_of_the_code(self) -> None:
        async with waiting() as (callback, browser):
            asked = asyncio.create_task(browser.get(f"{PATH}?code=abc123&state={STATE}"))

            assert await callback.arrival() == Allowed("abc123")
            assert not asked.done()  # it waits for the word of the command
            callback.tell(connected_page("client-a", "anna"))
            shown = await asked

        assert shown.status_code == 200
        assert "You can close this window" in shown.text
        assert "client-a" in shown.text
        assert "anna" in shown.text

    async def test_the_page_says_what_went_wrong(self) -> None:
        async with waiting() as (callback, browser):
            asked = asyncio.create_task(browser.get(f"{PATH}?code=abc123&state={STATE}"))
            await callback.arrival()
            callback.tell(failed_page("The app's secret is <wrong>."))
            shown = await asked

        assert shown.status_code == 400
        assert "The app&#x27;s secret is &lt;wrong&gt;." in shown.text

    async def test_a_no_arrives_as_well(self) -> None:
        async with waiting() as (callback, browser):
            asked = asyncio.create_task(browser.get(f"{PATH}?error=access_denied&state={STATE}"))
            assert await callback.arrival() == Denied("access_denied")
            callback.tell(failed_page("no"))
            await asked

    async def test_it_is_good_once(self) -> None:
        async with waiting() as (callback, browser):
            first = asyncio.create_task(browser.get(f"{PATH}?code=first&state={STATE}"))
            await callback.arrival()
            second = await browser.get(f"{PATH}?code=second&state={STATE}")
            callback.tell(connected_page("a", "a"))
            await first

            assert await callback.arrival() == Allowed("first")
        assert second.status_code == 409
        assert "used before" in second.text

    async def test_the_page_is_kept_nowhere_and_loads_nothing(self) -> None:
        async with waiting() as (callback, browser):
            callback.tell(connected_page("a", "a"))
            shown = await browser.get(f"{PATH}?code=abc123&state={STATE}")

        assert shown.headers["cache-control"] == "no-store"
        assert shown.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in shown.headers["content-security-policy"]
        assert "abc123" not in shown.text
        assert "<script" not in shown.text


class TestOthers:
    @pytest.mark.parametrize(
        "query", ["", "?code=abc", "?code=abc&state=another", "?error=access_denied&state=another"]
    )
    async def test_an_answer_of_another_attempt_does_not_count(self, query: str) -> None:
        async with waiting() as (callback, browser):
            shown = await browser.get(PATH + query)
            assert callback.strangers == 1

            right = asyncio.create_task(browser.get(f"{PATH}?code=right&state={STATE}"))
            assert await callback.arrival() == Allowed("right")
            callback.tell(connected_page("a", "a"))
            await right
        assert shown.status_code == 400
        assert "does not count" in shown.text

    @pytest.mark.parametrize("path", ["/favicon.ico", "/", f"{PATH}/more", "//[", "/callback%3Fcode=x"])
    async def test_other_places_have_nothing(self, path: str) -> None:
        async with waiting() as (callback, browser):
            found = await browser.get(f"{browser.base_url}{path.lstrip('/')}" if path == "/" else path)
            assert found.status_code in {404, 405}
            assert callback.strangers == 0

    async def test_only_a_browser_on_its_way_is_answered(self) -> None:
        async with waiting() as (callback, browser):
            for method in ("POST", "HEAD", "OPTIONS"):
                assert (await browser.request(method, f"{PATH}?code=a&state={STATE}")).status_code == 405
            assert callback.strangers == 0

    @pytest.mark.parametrize(
        "sent", [b"\r\n\r\n", b"nonsense\r\n\r\n", b"GET / HTTP/1.1 more\r\n\r\n", b"\xff\xfe\x00\r\n\r\n"]
    )
    async def test_what_is_no_request_harms_nobody(self, sent: bytes) -> None:
        async with waiting() as (callback, browser):
            reader, writer = await asyncio.open_connection("127.0.0.1", callback.door.port)
            writer.write(sent)
            await reader.read()
            writer.close()

            callback.tell(connected_page("a", "a"))
            shown = await browser.get(f"{PATH}?code=abc&state={STATE}")
        assert shown.status_code == 200

    async def test_an_endless_request_is_not_read(self) -> None:
        async with waiting() as (callback, _):
            reader, writer = await asyncio.open_connection("127.0.0.1", callback.door.port)
            writer.write(b"GET / HTTP/1.1\r\nx: " + b"x" * 100_000)
            assert b"200" not in await reader.read()
            writer.close()


class TestTheEnd:
    async def test_a_browser_that_waits_is_told_when_the_command_ends(self) -> None:
        async with httpx.AsyncClient(trust_env=False) as browser:
            async with waiting() as (callback, _):
                address = f"http://127.0.0.1:{callback.door.port}{PATH}?code=abc&state={STATE}"
                asked = asyncio.create_task(browser.get(address))
                await callback.arrival()
            shown = await asked
        assert shown.status_code == 400
        assert "has ended" in shown.text

    async def test_a_connection_that_asks_nothing_does_not_hold_up_the_end(self) -> None:
        async with waiting() as (callback, _):
            reader, writer = await asyncio.open_connection("127.0.0.1", callback.door.port)
            while not callback._silent:
                await asyncio.sleep(0)
        assert await reader.read() == b""
        writer.close()

    async def test_the_port_is_free_again(self) -> None:
        async with waiting() as (callback, _):
            port = callback.door.port
        with socket.create_server(("127.0.0.1", port)):
            pass


async def test_a_port_that_is_taken_is_told_with_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandFailed, match="--no-browser") as raised:
            async with callback_at(Door(port, "/"), STATE):
                pass
    assert raised.value.exit_code == ExitCode.SERVICE_AWAY
    assert str(port) in str(raised.value)


async def test_nobody_outside_this_machine_can_knock() -> None:
    async with waiting() as (callback, _):
        for family, address in ((socket.AF_INET, "127.0.0.2"), (socket.AF_INET6, "::1")):
            with socket.socket(family) as knocking, pytest.raises(OSError, match=r"refused|unreachable|assign"):
                knocking.connect((address, callback.door.port))
