"""People at the simulator's consent page: they open the address, choose an account, and allow it or not."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx

from simulator.running import RunningSimulator
from starter.consent_ways import Means
from tests.starter.free_ports import free_port

SEE_OTHER = 303
SECONDS_MAX = 30.0


@dataclass
class Person:
    """Signed in at Pinterest as `account`. What the browser shows in the end is in `pages`."""

    account: str = "anna"
    allows: bool = True
    edit: Callable[[str], str] = str
    """What becomes of the address on its way: an older window, fewer boxes ticked."""
    pages: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    """What the browser was sent to."""
    _walks: "list[asyncio.Task[None]]" = field(default_factory=list)

    def means(self, *, seconds: float = SECONDS_MAX) -> Means:
        return Means(open_browser=self.open, paste=self.cannot_paste, consent_seconds=seconds)

    def open(self, address: str) -> None:
        self.addresses.append(address)
        self._walks.append(asyncio.get_running_loop().create_task(self._walk(address)))

    async def done(self) -> None:
        await asyncio.gather(*self._walks)

    async def cannot_paste(self) -> str:
        raise AssertionError("nobody was to be asked to paste")

    async def _walk(self, address: str) -> None:
        back = await asyncio.to_thread(consent, self.edit(address), self.account, allows=self.allows)
        if back is not None:
            async with httpx.AsyncClient(trust_env=False, timeout=SECONDS_MAX) as browser:
                self.pages.append((await browser.get(back)).text)


def consent(address: str, account: str, *, allows: bool = True) -> str | None:
    """Where the browser is sent in the end; None when Pinterest keeps it on a page of its own."""
    with httpx.Client(trust_env=False, timeout=SECONDS_MAX) as browser:
        if browser.get(address).status_code == httpx.codes.BAD_REQUEST:
            return None
        said = browser.post(address, data={"account": account, "decision": "allow" if allows else "deny"})
        return urljoin(address, said.headers["location"]) if said.status_code == SEE_OTHER else None


@asynccontextmanager
async def pinterest_with(*apps: str) -> AsyncIterator[tuple[RunningSimulator, dict[str, str]]]:
    """A simulator with these apps, and the redirect URI of each, on free ports; the secret is `secret-<id>`."""
    async with RunningSimulator() as simulator:
        uris = {}
        async with httpx.AsyncClient(trust_env=False) as control:
            for app in apps:
                uris[app] = f"http://localhost:{free_port()}/callback"
                body = {"app_id": app, "secret": f"secret-{app}", "redirect_uris": [uris[app]]}
                answer = await control.post(f"{simulator.url}/_simulator/apps", json=body)
                answer.raise_for_status()
        yield simulator, uris
