"""The simulator's way out, opened only when some `image_url` asks for it."""

from __future__ import annotations

import httpx

FETCH_SECONDS_MAX = 15.0
REDIRECTS_MAX = 3


class Internet:
    """One HTTP client, made at its first use: its certificates take longer to load than all the rest."""

    def __init__(self) -> None:
        self._client: httpx.AsyncClient | None = None

    def client(self) -> httpx.AsyncClient:
        """Takes no proxy or credentials from the environment: the simulator's fetches are its own."""
        if self._client is None:
            self._client = httpx.AsyncClient(
                timeout=FETCH_SECONDS_MAX, follow_redirects=True, max_redirects=REDIRECTS_MAX, trust_env=False
            )
        return self._client

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()
