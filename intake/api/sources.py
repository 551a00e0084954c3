"""Sources over HTTP: seen only. They are added and changed with `pinflow sources`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from contracts.intake import SourceCard
from contracts.names import SourceKey
from intake.api.account_choice import AccountNames, accounts_meant
from intake.api.operation import Answer, Call, Operation, account_allowed, not_found
from intake.api.sources_ports import SourceCards
from intake.api.sources_wire import SourceAnswer, SourceQuery, source_to_wire
from intake.api.wire import page_answer

TAG = "sources"
EXAMPLE = {
    "id": "spring-shop",
    "kind": "shopify",
    "account": "shop",
    "account_id": "8b8c7b0e-54f4-5b0a-9a39-0f5cb0f5a0d1",
    "created_at": "2026-11-01T08:00:00Z",
    "paused": None,
    "secrets": 1,
    "has_rules": False,
    "settings": {"shop_domain": "acme.myshopify.com"},
    "last_poll": None,
}


@dataclass(frozen=True)
class SourcesApi:
    sources: SourceCards
    accounts: AccountNames

    def operations(self) -> Sequence[Operation]:
        return [
            Operation(
                "GET",
                "/v1/sources",
                "List sources",
                TAG,
                self.list_sources,
                query=SourceQuery,
                answer=SourceAnswer,
                answer_is_list=True,
                answer_example=[EXAMPLE],
            ),
            Operation(
                "GET",
                "/v1/sources/{source_id}",
                "See a source",
                TAG,
                self.get,
                answer=SourceAnswer,
                answer_example=EXAMPLE,
            ),
        ]

    async def list_sources(self, call: Call) -> Answer:
        query = cast("SourceQuery", call.query)  # the operation's own model
        accounts = await accounts_meant(call, self.accounts, query.account_id)
        meant = [card for card in await self.sources.cards() if _is_meant(card, accounts, query)]
        page = meant[query.offset : query.offset + query.limit]
        return page_answer([source_to_wire(card) for card in page], len(meant))

    async def get(self, call: Call) -> Answer:
        card = await self.sources.card(SourceKey(call.path["source_id"]))
        if card is None or not account_allowed(call, card.account):
            raise not_found("source")
        return Answer(source_to_wire(card))


def _is_meant(card: SourceCard, accounts: frozenset[str] | None, query: SourceQuery) -> bool:
    return (accounts is None or card.account in accounts) and query.kind in {None, card.kind}
