"""Pinterest accounts over HTTP: seen, disconnected, and connected by a person's consent in a browser."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from contracts.api_accounts import ApiAccount, ConsentRefused
from contracts.api_keys import ApiScope
from intake.api.account_choice import AccountNames, account_meant
from intake.api.operation import Answer, ApiProblem, Call, Operation, account_allowed, not_found
from intake.api.pinterest_ports import ConnectedAccounts, Consents
from intake.api.pinterest_wire import (
    AccountAnswer,
    OAuthCallbackAnswer,
    OAuthCallbackQuery,
    OAuthStartAnswer,
    OAuthStartQuery,
    account_to_wire,
    connected_to_wire,
)

TAG = "pinterest"
AGAIN_SECONDS = 30
_AUTHORIZATION = "https://www.pinterest.com/oauth/?client_id=1500000&response_type=code&state=x"


@dataclass(frozen=True)
class PinterestAccountsApi:
    accounts: ConnectedAccounts
    names: AccountNames
    consents: Consents

    def operations(self) -> Sequence[Operation]:
        return [*self._accounts(), *self._oauth()]

    def _accounts(self) -> Sequence[Operation]:
        path = "/v1/pinterest/accounts"
        return [
            Operation(
                "GET",
                path,
                "List connected Pinterest accounts",
                TAG,
                self.list_all,
                answer=AccountAnswer,
                answer_is_list=True,
            ),
            Operation("GET", f"{path}/{{account_id}}", "See an account", TAG, self.get, answer=AccountAnswer),
            Operation(
                "DELETE",
                f"{path}/{{account_id}}",
                "Disconnect an account: its tokens are erased here",
                TAG,
                self.disconnect,
                scope=ApiScope.ADMIN,
                status=HTTPStatus.NO_CONTENT,
                problems=(HTTPStatus.CONFLICT,),
            ),
        ]

    def _oauth(self) -> Sequence[Operation]:
        return [
            Operation(
                "GET",
                "/v1/pinterest/oauth/start",
                "Get the address where a person allows the access",
                TAG,
                self.start,
                scope=ApiScope.ADMIN,
                query=OAuthStartQuery,
                answer=OAuthStartAnswer,
                problems=(HTTPStatus.CONFLICT,),
                answer_example={"authorization_url": _AUTHORIZATION},
            ),
            Operation(
                "GET",
                "/v1/pinterest/oauth/callback",
                "Where Pinterest sends the browser back to",
                TAG,
                self.callback,
                scope=None,
                query=OAuthCallbackQuery,
                answer=OAuthCallbackAnswer,
                problems=(HTTPStatus.CONFLICT,),
            ),
        ]

    async def list_all(self, call: Call) -> Answer:
        found = await self.accounts.all(call.now)
        return Answer([account_to_wire(one) for one in found if account_allowed(call, one.key)])

    async def get(self, call: Call) -> Answer:
        return Answer(account_to_wire(await self._meant(call)))

    async def disconnect(self, call: Call) -> Answer:
        account = await self._meant(call)
        under_way = await self.accounts.disconnect(account.key, call.now)
        if under_way is not None:
            message = f"{account.key} has {under_way} under way. Wait for them or cancel them, then ask again."
            raise ApiProblem(HTTPStatus.CONFLICT, "account_in_use", message)
        return Answer(None, HTTPStatus.NO_CONTENT)

    async def start(self, call: Call) -> Answer:
        wish = cast("OAuthStartQuery", call.query).to_wish()
        if call.grant.accounts is not None and wish.account not in call.grant.accounts:
            raise ApiProblem(HTTPStatus.FORBIDDEN, "account_forbidden", "Name an account that the key is for.")
        try:
            address = await self.consents.start(wish, call.now)
        except ConsentRefused as refused:
            raise _problem(refused) from refused
        return Answer(OAuthStartAnswer.model_validate({"authorization_url": address}), headers=_unseen())

    async def callback(self, call: Call) -> Answer:
        """Without a key: the state proves that it belongs to a consent that somebody with one began."""
        query = cast("OAuthCallbackQuery", call.query)
        try:
            account = await self.consents.finish(query.state, query.code, query.error, call.now)
        except ConsentRefused as refused:
            raise _problem(refused) from refused
        return Answer(connected_to_wire(account), headers=_unseen())

    async def _meant(self, call: Call) -> ApiAccount:
        key = await account_meant(call, self.names, call.path["account_id"])
        for account in await self.accounts.all(call.now):
            if account.key == key:
                return account
        raise not_found("account")


def _unseen() -> dict[str, str]:
    """Addresses of consents have secrets of one use in them."""
    return {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def _problem(refused: ConsentRefused) -> ApiProblem:
    if refused.again:
        headers = {"Retry-After": str(AGAIN_SECONDS)}
        return ApiProblem(HTTPStatus.SERVICE_UNAVAILABLE, refused.code, str(refused), headers=headers)
    return ApiProblem(HTTPStatus.CONFLICT, refused.code, str(refused))
