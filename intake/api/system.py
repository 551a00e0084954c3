"""What the API tells of itself: its document, whether it is ready, and where to read on."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

from intake.answers import SELF_HOSTED
from intake.api.openapi import document
from intake.api.operation import Answer, Call, Operation
from intake.api.wire import Wire
from intake.ports import Store

DOCUMENT = "/v1/openapi.json"


class Ready(Wire):
    status: str
    version: str
    environment: str
    database: str


class Root(Wire):
    service: str
    version: str
    docs: str


class OpenApiDocument(Wire):
    openapi: str
    info: dict[str, Any]  # Any: of the OpenAPI specification
    paths: dict[str, Any]  # Any: of the OpenAPI specification


@dataclass(frozen=True)
class SystemApi:
    """`others`: the operations beside these, for the document."""

    store: Store
    others: Sequence[Operation]

    def operations(self) -> Sequence[Operation]:
        return (
            Operation("GET", "/", "What is served here", "system", self.root, scope=None, answer=Root),
            Operation("GET", "/readyz", "Whether it can work", "system", self.ready, scope=None, answer=Ready),
            Operation(
                "GET", DOCUMENT, "This document", "system", self.document, scope=None, answer=OpenApiDocument
            ),
        )

    async def root(self, _call: Call) -> Answer:
        return Answer(Root(service="pinflow", version=version("pinflow"), docs=DOCUMENT))

    async def ready(self, _call: Call) -> Answer:
        await self.store.look()
        told = Ready(status="ok", version=version("pinflow"), environment=SELF_HOSTED, database="ok")
        return Answer(told)

    async def document(self, _call: Call) -> Answer:
        return Answer(self._document)

    @cached_property
    def _document(self) -> bytes:
        return json.dumps(document([*self.others, *self.operations()], version=version("pinflow"))).encode()
