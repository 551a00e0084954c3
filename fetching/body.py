"""Reading an answer's body without taking more of it than we said, compressed or not."""

import zlib

import httpx

from contracts.trouble import TooLarge
from fetching.broken import BodyBroken
from fetching.errand import Errand

EITHER_FORMAT = 32 + zlib.MAX_WBITS
"""zlib's word for: gzip or zlib, see for yourself."""


async def read_into(taken: bytearray, response: httpx.Response, errand: Errand) -> None:
    """Fill `taken` with the decoded body, as far as the errand goes; what stands there on an error did arrive.

    Raises TooLarge (errands for the whole), BodyBroken, and httpx's transport errors.
    """
    if errand.whole:
        refuse_announced(response, errand)
    inflater = _inflater(response)
    async for chunk in response.aiter_raw():
        room = errand.bytes_max - len(taken)
        taken += chunk if inflater is None else _inflate(inflater, chunk, room + 1)
        if len(taken) > errand.bytes_max:
            if errand.whole:
                raise too_large(errand, f"more than {megabytes(errand.bytes_max)}")
            del taken[errand.bytes_max :]
            return
        if inflater is not None and inflater.eof:
            return
    if inflater is not None:
        raise BodyBroken("the compressed answer ends too early")


def refuse_announced(response: httpx.Response, errand: Errand) -> None:
    """Raise TooLarge when the server itself says that there is more than we take."""
    announced = response.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > errand.bytes_max:
        raise too_large(errand, megabytes(int(announced)))


def too_large(errand: Errand, figure: str) -> TooLarge:
    limit = megabytes(errand.bytes_max)
    return TooLarge(
        f"{errand.address} has {figure}; we take {limit} at most", url=errand.address, limit_bytes=errand.bytes_max
    )


def megabytes(count: int) -> str:
    return f"{count / 1e6:.4g} MB"


def _inflater(response: httpx.Response) -> "zlib._Decompress | None":
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        return None
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return zlib.decompressobj(wbits=EITHER_FORMAT)
    raise BodyBroken(f"the answer came in the encoding {encoding!r}, which nobody asked for")


def _inflate(inflater: "zlib._Decompress", chunk: bytes, room: int) -> bytes:
    # httpx would inflate a whole chunk at once: 64 KB become 64 MB. With `room` a bomb ends at the limit.
    try:
        return inflater.decompress(chunk, room)
    except zlib.error as error:
        raise BodyBroken("the compressed answer is damaged") from error
