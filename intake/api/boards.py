"""Boards over HTTP: an account's own at Pinterest, asked each time."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from contracts.api_accounts import ApiAccount
from contracts.api_keys import ApiScope
from contracts.names import AccountKey
from contracts.sightings import SeenBoard
from intake.api.account_choice import AccountNames, account_meant
from intake.api.boards_wire import (
    NO_BOARD,
    PUBLISHABLE,
    BoardAccessAnswer,
    BoardAccessQuery,
    BoardAnswer,
    BoardCreate,
    BoardQuery,
    BoardUpdate,
    Verdict,
    access_to_wire,
    account_verdict,
    board_to_wire,
    trouble_verdict,
)
from intake.api.operation import Answer, ApiProblem, Call, Operation, not_found
from intake.api.pinterest_ports import AccountBoards, ConnectedAccounts
from intake.api.pinterest_problems import STATUSES, pinterest_problems

TAG = "pinterest"
EXAMPLE_ACCOUNT = "8b8c7b0e-54f4-5b0a-9a39-0f5cb0f5a0d1"
EXAMPLE = {
    "id": "549755885175",
    "name": "Spring looks",
    "description": "What the new season brings",
    "privacy": "PUBLIC",
    "pin_count": 12,
}


@dataclass(frozen=True)
class BoardsApi:
    boards: AccountBoards
    accounts: ConnectedAccounts
    names: AccountNames

    def operations(self) -> Sequence[Operation]:
        return [*self._reads(), *self._writes()]

    def _reads(self) -> Sequence[Operation]:
        return [
            Operation(
                "GET",
                "/v1/pinterest/boards",
                "List an account's boards",
                TAG,
                self.list_all,
                query=BoardQuery,
                answer=BoardAnswer,
                answer_is_list=True,
                problems=STATUSES,
                answer_example=[EXAMPLE],
            ),
            Operation(
                "GET",
                "/v1/pinterest/boards/{board_id}/access",
                "See whether an account can publish to a board, and why not",
                TAG,
                self.access,
                query=BoardAccessQuery,
                answer=BoardAccessAnswer,
                problems=STATUSES,
            ),
        ]

    def _writes(self) -> Sequence[Operation]:
        path = "/v1/pinterest/boards/{board_id}"
        return [
            Operation(
                "POST",
                "/v1/pinterest/boards",
                "Make a board",
                TAG,
                self.create,
                scope=ApiScope.PINS_WRITE,
                body=BoardCreate,
                answer=BoardAnswer,
                status=HTTPStatus.CREATED,
                problems=STATUSES,
                idempotent=True,
                example={"account_id": EXAMPLE_ACCOUNT, "name": "Spring looks"},
                answer_example=EXAMPLE,
            ),
            Operation(
                "PATCH",
                path,
                "Rename a board, describe it, or make it secret",
                TAG,
                self.change,
                scope=ApiScope.PINS_WRITE,
                body=BoardUpdate,
                answer=BoardAnswer,
                problems=STATUSES,
                example={"account_id": EXAMPLE_ACCOUNT, "name": "Summer looks"},
                answer_example={**EXAMPLE, "name": "Summer looks"},
            ),
            Operation(
                "DELETE",
                path,
                "Delete a board at Pinterest, with every pin on it",
                TAG,
                self.delete,
                scope=ApiScope.PINS_WRITE,
                query=BoardQuery,
                status=HTTPStatus.NO_CONTENT,
                problems=STATUSES,
            ),
        ]

    async def list_all(self, call: Call) -> Answer:
        account = await self._account(call, cast("BoardQuery", call.query).account_id)
        with pinterest_problems():
            found = await self.boards.list_all(account)
        return Answer([board_to_wire(board) for board in sorted(found, key=lambda one: one.name.casefold())])

    async def access(self, call: Call) -> Answer:
        account = await self._card(call, cast("BoardAccessQuery", call.query).account_id)
        board_id, board = call.path["board_id"], None
        verdict = account_verdict(account)
        if verdict is None:
            verdict, board = await self._look(account.key, board_id)
        return Answer(access_to_wire(account, board_id, verdict, board, call.now))

    async def _look(self, account: AccountKey, board_id: str) -> tuple[Verdict, SeenBoard | None]:
        """Pinterest is asked."""
        try:
            with pinterest_problems():
                there = await self.boards.list_all(account)
        except ApiProblem as problem:
            return trouble_verdict(problem), None
        board = next((board for board in there if board.id == board_id), None)
        return (NO_BOARD if board is None else PUBLISHABLE), board

    async def create(self, call: Call) -> Answer:
        body = cast("BoardCreate", call.body)
        account = await self._account(call, body.account_id)
        name, secret = body.name.strip(), body.privacy == "SECRET"
        with pinterest_problems():
            made = await self.boards.create(account, name, secret=secret, description=body.description)
        if made is None:
            raise ApiProblem(HTTPStatus.CONFLICT, "board_exists", f"The account has a board {name!r} already.")
        return Answer(board_to_wire(made), HTTPStatus.CREATED)

    async def change(self, call: Call) -> Answer:
        body = cast("BoardUpdate", call.body)
        account = await self._account(call, body.account_id)
        with pinterest_problems():
            return Answer(board_to_wire(await self.boards.change(account, _board_id(call), body.to_change())))

    async def delete(self, call: Call) -> Answer:
        account = await self._account(call, cast("BoardQuery", call.query).account_id)
        with pinterest_problems():
            await self.boards.delete(account, _board_id(call))
        return Answer(None, HTTPStatus.NO_CONTENT)

    async def _account(self, call: Call, said: str) -> AccountKey:
        return await account_meant(call, self.names, said)

    async def _card(self, call: Call, said: str) -> ApiAccount:
        key = await self._account(call, said)
        for account in await self.accounts.all(call.now):
            if account.key == key:
                return account
        raise not_found("account")


def _board_id(call: Call) -> str:
    board_id = call.path["board_id"]
    if not (board_id.isascii() and board_id.isdigit()):
        raise not_found("board")
    return board_id
