"""The storage behind `upload_url`: takes a video's form and file, and nothing else.

Stricter than it must be where real storage is strict too: fields before the file, no second credential,
a length said beforehand. Its requests are in no limit and no count, but the fault plan has its say.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict, replace

from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from simulator import storage_errors
from simulator.delivery import Exchange, Parcel, made_up
from simulator.effects import Ending
from simulator.film_reading import FilmReader
from simulator.form_reading import Event, FormReader, PartBegan, PartBytes
from simulator.storage_errors import StorageError
from simulator.things import Upload
from simulator.upload_policy import SIZE_MAX, upload_of
from simulator.world import World

FIELDS_MAX = 20 * 1024  # bytes before the file
FORM_MAX = SIZE_MAX + FIELDS_MAX
FILE = "file"


class UploadDoor:
    """The ASGI application under /upload."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request, exchange = Request(scope, receive), Exchange(self._world, scope, receive, send)
        effect = self._world.plan.strike(request.method, request.url.path, None)
        await self._world.pause(effect.delay)
        if effect.ending is Ending.DROP_BEFORE:
            await exchange.drop()
            return
        with suppress(ClientDisconnect):  # an upload that broke off was never made
            if effect.ending is Ending.STATUS:
                await _read_to_the_end(request.stream())
                body, content_type = made_up(effect)
                parcel = Parcel(effect.status, body, content_type)
            else:
                parcel = await self._parcel(request)
            await exchange.deliver(parcel, effect)

    async def _parcel(self, request: Request) -> Parcel:
        try:
            _check_length(request)
            await self._take_in(request)
        except StorageError as refusal:
            return Parcel(refusal.status, refusal.as_xml(), storage_errors.CONTENT_TYPE)
        return Parcel(204, b"")

    async def _take_in(self, request: Request) -> None:
        """Reads on to the end after a refusal, so that a client in the middle of sending gets its answer."""
        stream = request.stream()
        try:
            _check_headers(request)
            delivery = Delivery(self._world, request.headers.get("content-type", ""))
            async for data in stream:
                delivery.take(data)
        except StorageError:
            await _read_to_the_end(stream)
            raise
        self._keep(delivery.finished())

    def _keep(self, upload: Upload) -> None:
        """The first file stays: one that is sent again, after a lost answer, is taken and changes nothing."""
        if self._world.state.archive.uploads[upload.id].uploaded is None:
            self._world.record("upload", **asdict(upload))


class Delivery:
    """One form on its way in."""

    def __init__(self, world: World, content_type: str) -> None:
        self._world = world
        self._form = FormReader(content_type)
        self._fields: dict[str, bytearray] = {}
        self._name = ""
        self._upload: Upload | None = None
        self._film = FilmReader()
        self._digest = hashlib.sha256()
        self._size = 0

    def take(self, data: bytes) -> None:
        """Raises StorageError as soon as it is clear that the form is refused."""
        for event in self._form.feed(data):
            self._note(event)

    def finished(self) -> Upload:
        """The upload with its file. Raises StorageError 400 for a form without file or end."""
        if not self._form.is_complete:
            raise storage_errors.malformed()
        if self._upload is None:
            raise storage_errors.file_missing()
        return replace(
            self._upload,
            uploaded=self._world.now(),
            size=self._size,
            sha256=self._digest.hexdigest(),
            film=self._film.film(),
        )

    def _note(self, event: Event) -> None:
        if isinstance(event, PartBegan):
            self._begin(event.name)
        elif isinstance(event, PartBytes) and self._name == FILE:
            self._take_of_file(event.data)
        elif isinstance(event, PartBytes) and self._upload is None:
            self._take_of_field(event.data)

    def _begin(self, name: str) -> None:
        """The form is judged when its file begins: fields behind the file count as missing."""
        if name == FILE and self._upload is not None:
            raise storage_errors.file_missing()
        self._name = name
        if name == FILE:
            sent = {field: value.decode("utf-8", "replace") for field, value in self._fields.items()}
            self._upload = upload_of(self._world.state.archive, sent, self._world.now())
        elif self._upload is None:
            self._fields[name] = bytearray()
            self._check_fields()

    def _take_of_field(self, data: bytes) -> None:
        self._fields[self._name] += data
        self._check_fields()

    def _check_fields(self) -> None:
        if sum(len(name) + len(value) for name, value in self._fields.items()) > FIELDS_MAX:
            raise storage_errors.fields_too_large()

    def _take_of_file(self, data: bytes) -> None:
        self._size += len(data)
        if self._size > SIZE_MAX:
            raise storage_errors.too_large()
        self._digest.update(data)
        self._film.feed(data)


def _check_length(request: Request) -> None:
    """A body that is too long is not even read; the client may not be able to finish sending it."""
    if int(request.headers.get("content-length", 0)) > FORM_MAX:
        raise storage_errors.too_large()


def _check_headers(request: Request) -> None:
    if request.method != "POST":
        raise storage_errors.method_not_allowed()
    if "authorization" in request.headers:
        raise storage_errors.two_credentials()
    if "content-length" not in request.headers:
        raise storage_errors.length_missing()


async def _read_to_the_end(stream: AsyncIterator[bytes]) -> None:
    """Of a body that tells no length, no more than a form may have."""
    size = 0
    async for data in stream:
        size += len(data)
        if size > FORM_MAX:
            return
