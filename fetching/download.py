"""An answer's body straight to disk: what is too large for memory never is in it."""

import asyncio
from pathlib import Path

import httpx

from fetching.body import megabytes, refuse_announced, too_large
from fetching.broken import BodyBroken
from fetching.errand import Errand

CHUNK_BYTES = 1_048_576


async def download(response: httpx.Response, errand: Errand, into: Path) -> None:
    """Fill the file with the whole body, as it came.

    Raises TooLarge, BodyBroken for a body that came compressed, and httpx's transport errors.
    """
    refuse_announced(response, errand)
    _refuse_compressed(response)
    taken = 0
    with await asyncio.to_thread(into.open, "wb") as file:
        async for chunk in response.aiter_raw(CHUNK_BYTES):
            taken += len(chunk)
            if taken > errand.bytes_max:
                raise too_large(errand, f"more than {megabytes(errand.bytes_max)}")
            await asyncio.to_thread(file.write, chunk)


def _refuse_compressed(response: httpx.Response) -> None:
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"", "identity"}:
        raise BodyBroken(f"the answer came in the encoding {encoding!r}, which nobody asked for")
