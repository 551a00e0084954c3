"""API keys over HTTP: made, listed, changed and revoked by a key of scope `admin`."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from contracts.api_ids import account_uuid, key_uuid
from contracts.api_keys import ApiKeyCard, ApiScope
from contracts.names import AccountKey
from intake.api.account_choice import AccountNames
from intake.api.keys_ports import KeptKeys, Remembered
from intake.api.keys_wire import USUAL, KeyCreate, KeyMade, KeyTold, KeyUpdate, our_scopes, told_key
from intake.api.operation import Answer, Call, Operation, not_found

EXAMPLE = {"name": "n8n", "scopes": ["read", "write"], "pinterest_account_ids": []}
PATH, ONE = "/v1/api-keys", "/v1/api-keys/{key_id}"


@dataclass(frozen=True)
class KeysApi:
    """A key of some accounts sees and makes keys of those alone."""

    keys: KeptKeys
    accounts: AccountNames
    remembered: Remembered

    def operations(self) -> Sequence[Operation]:
        admin = ApiScope.ADMIN
        return (
            Operation(
                "POST",
                PATH,
                "Make a key; it is shown here and never again",
                "api keys",
                self.create,
                scope=admin,
                body=KeyCreate,
                answer=KeyMade,
                status=HTTPStatus.CREATED,
                example=EXAMPLE,
            ),
            Operation(
                "GET", PATH, "List keys", "api keys", self.list, scope=admin, answer=KeyTold, answer_is_list=True
            ),
            Operation(
                "PATCH",
                ONE,
                "Change what a key is good for",
                "api keys",
                self.update,
                scope=admin,
                body=KeyUpdate,
                answer=KeyTold,
                example={"scopes": ["read"]},
            ),
            Operation(
                "DELETE", ONE, "Revoke a key", "api keys", self.revoke, scope=admin, status=HTTPStatus.NO_CONTENT
            ),
        )

    async def create(self, call: Call) -> Answer:
        assert isinstance(call.body, KeyCreate)  # noqa: S101 - the operation's own model
        wish = call.body
        card = ApiKeyCard(
            id="",
            label=wish.name,
            scopes=our_scopes(wish.scopes or USUAL),
            accounts=await self._accounts(call, wish.pinterest_account_ids or []),
            created=call.now,
        )
        made = await self.keys.create(card.label, card.scopes, card.accounts, call.now)
        told = told_key(card.model_copy(update={"id": made.id}))
        return Answer(KeyMade(**dict(told), api_key=made.key), HTTPStatus.CREATED)

    async def list(self, call: Call) -> Answer:
        cards = [card for card in await self.keys.list() if _may_see(call, card)]
        return Answer([told_key(card) for card in cards], headers={"X-Total-Count": str(len(cards))})

    async def update(self, call: Call) -> Answer:
        assert isinstance(call.body, KeyUpdate)  # noqa: S101 - the operation's own model
        card, wish = await self._card(call), call.body
        said = wish.pinterest_account_ids
        changed = card.model_copy(
            update={
                "label": wish.name or card.label,
                "scopes": card.scopes if wish.scopes is None else our_scopes(wish.scopes),
                "accounts": card.accounts if said is None else await self._accounts(call, said),
            }
        )
        if not await self.keys.amend(changed):
            raise not_found("api_key")
        self.remembered.forget()
        return Answer(told_key(changed))

    async def revoke(self, call: Call) -> Answer:
        card = await self._card(call)
        await self.keys.revoke(card.id, call.now)
        self.remembered.forget()
        return Answer(None, HTTPStatus.NO_CONTENT)

    async def _card(self, call: Call) -> ApiKeyCard:
        said = call.path["key_id"]
        for card in await self.keys.list():
            if said in {card.id, str(key_uuid(card.id))} and _may_see(call, card):
                return card
        raise not_found("api_key")

    async def _accounts(self, call: Call, said: Sequence[str]) -> tuple[AccountKey, ...] | None:
        """Those that are meant; none said: as many as the caller's own key has. Raises `ApiProblem`."""
        if not said:
            return None if call.grant.accounts is None else tuple(sorted(call.grant.accounts))
        names = await self.accounts.names()
        known = {word: name for name in names for word in (name, str(account_uuid(name)))}
        found = [known.get(word) or known.get(word.lower()) for word in said]
        allowed = [name for name in found if name and (call.grant.accounts is None or name in call.grant.accounts)]
        if len(allowed) < len(said):
            raise not_found("account")
        return tuple(dict.fromkeys(allowed))


def _may_see(call: Call, card: ApiKeyCard) -> bool:
    if call.grant.accounts is None:
        return True
    return card.accounts is not None and call.grant.accounts.issuperset(card.accounts)
