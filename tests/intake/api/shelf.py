"""A small resource that tests of the API's foundation serve: books on a shelf."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

from pydantic import BaseModel, ConfigDict, Field

from contracts.api_keys import ApiScope
from contracts.trouble import LedgerBusy
from intake.api.operation import Answer, ApiProblem, Call, Operation, not_found


class Book(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(max_length=20)
    pages: int = 1


class Shown(BaseModel):
    number: int
    title: str
    asked_by: str = ""


class Page(BaseModel):
    limit: int = Field(default=10, ge=1, le=100)
    title: list[str] | None = None


@dataclass
class Shelf:
    books: list[Book] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """What is titled `slow` waits for it."""
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def operations(self) -> Sequence[Operation]:
        return (
            Operation(
                "GET", "/v1/books", "List", "books", self.list, query=Page, answer=Shown, answer_is_list=True
            ),
            Operation(
                "POST",
                "/v1/books",
                "Add",
                "books",
                self.add,
                scope=ApiScope.PINS_WRITE,
                body=Book,
                answer=Shown,
                status=HTTPStatus.CREATED,
                body_bytes_max=1_000,
                idempotent=True,
            ),
            Operation("GET", "/v1/books/{number}", "Show", "books", self.show, answer=Shown),
            Operation(
                "DELETE",
                "/v1/books/{number}",
                "Remove",
                "books",
                self.remove,
                scope=ApiScope.PINS_WRITE,
                status=HTTPStatus.NO_CONTENT,
            ),
            Operation("GET", "/v1/books/newest", "Newest", "books", self.newest, answer=Shown),
            Operation("GET", "/v1/hours", "For everybody", "books", self.hours, scope=None, answer=Shown),
            Operation(
                "POST",
                "/v1/covers",
                "Upload",
                "books",
                self.cover,
                scope=ApiScope.PINS_WRITE,
                body=Book,
                files=("file",),
                answer=Shown,
                idempotent=True,
            ),
        )

    async def list(self, call: Call) -> Answer:
        assert isinstance(call.query, Page)
        wanted = [book for book in self.books if call.query.title is None or book.title in call.query.title]
        shown: list[BaseModel] = [Shown(number=at, title=book.title) for at, book in enumerate(wanted)]
        return Answer(shown[: call.query.limit], headers={"X-Total-Count": str(len(wanted))})

    async def add(self, call: Call) -> Answer:
        assert isinstance(call.body, Book)
        if call.body.title == "twice":
            raise ApiProblem(HTTPStatus.CONFLICT, "book_there", "It is there already.", details={"number": 1})
        if call.body.title == "away":
            raise LedgerBusy("the ledger could not be used")
        if call.body.title == "broken":
            raise RuntimeError(call.body.title + " sekrit")
        self.reached.set()
        if call.body.title == "slow":
            await self.gate.wait()
        self.books.append(call.body)
        shown = Shown(number=len(self.books) - 1, title=call.body.title, asked_by=call.grant.id)
        return Answer(shown, HTTPStatus.CREATED)

    async def show(self, call: Call) -> Answer:
        number = int(call.path["number"]) if call.path["number"].isdigit() else -1
        if not 0 <= number < len(self.books):
            raise not_found("book")
        return Answer(Shown(number=number, title=self.books[number].title))

    async def remove(self, call: Call) -> Answer:
        return Answer(None, HTTPStatus.NO_CONTENT)

    async def newest(self, call: Call) -> Answer:
        return Answer(Shown(number=-1, title="newest"))

    async def hours(self, call: Call) -> Answer:
        return Answer(Shown(number=0, title="always", asked_by=call.grant.id))

    async def cover(self, call: Call) -> Answer:
        assert isinstance(call.body, Book)
        upload = call.files["file"]
        return Answer(Shown(number=upload.size_bytes, title=call.body.title, asked_by=upload.content_type))
