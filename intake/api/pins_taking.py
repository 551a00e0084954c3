"""How a pin that is asked for becomes one that is kept: its account, its rules and its picture are looked up."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from pydantic import JsonValue, ValidationError

from contracts.api_ids import pin_uuid
from contracts.api_pins import AskKind, Kept, KeptPin, NewApiPin, PinAsk, PinPlace
from contracts.names import AccountKey
from intake.api.account_choice import AccountNames, account_meant
from intake.api.asset_ports import AssetReference, AssetsById
from intake.api.board_choice import KnownBoards, board_meant
from intake.api.operation import ApiProblem, Call, not_found
from intake.api.pins_groups import PinGroups
from intake.api.pins_ports import PinRules
from intake.api.pins_wire import PinCreate
from intake.api.problems import unreadable
from intake.api.reading import named_fields
from intake.api.wire import instant_if_any

Reading = tuple[PinCreate, AskKind] | ApiProblem
"""One of several pins as it was read."""


@dataclass(frozen=True)
class PinDesk:
    """Where pins are taken in, by whichever door they come."""

    groups: PinGroups
    accounts: AccountNames
    rules: PinRules
    assets: AssetsById
    boards: KnownBoards

    async def take(self, call: Call, wanted: PinCreate, *, kind: AskKind = AskKind.PIN) -> KeptPin:
        """New, or known by its key. Raises `ApiProblem` for what cannot be taken."""
        return await self._keep(await self._new(call, wanted, kind))

    async def take_each(self, call: Call, wanted: Sequence[Reading]) -> Sequence[KeptPin | ApiProblem]:
        """What became of each of several, by the same rules. What could not be read stays the problem that it is.

        Together, so that they are one transaction, and in their order: of two with one key the first is new.
        """
        news = await asyncio.gather(*(self._new_or_problem(call, one) for one in wanted))
        return await asyncio.gather(*(self._kept_or_problem(new) for new in news))

    async def _new_or_problem(self, call: Call, one: Reading) -> NewApiPin | ApiProblem:
        if isinstance(one, ApiProblem):
            return one
        try:
            return await self._new(call, *one)
        except ApiProblem as problem:
            return problem

    async def _kept_or_problem(self, new: NewApiPin | ApiProblem) -> KeptPin | ApiProblem:
        if isinstance(new, ApiProblem):
            return new
        try:
            return await self._keep(new)
        except ApiProblem as problem:
            return problem

    async def _new(self, call: Call, wanted: PinCreate, kind: AskKind) -> NewApiPin:
        ask = await self.ask_of(call, wanted, kind=kind)
        place = await self.place_of(call, ask)
        return NewApiPin(
            id=pin_uuid(ask.account, ask.key), ask=ask, launch=place.launch, policy=place.policy, at=call.now
        )

    async def _keep(self, new: NewApiPin) -> KeptPin:
        kept = await self.groups.put(new)
        if kept.kept is Kept.CONFLICT:
            raise conflict(new.id)
        if kept.kept is Kept.NO_ACCOUNT:
            raise not_found("account")
        return kept

    async def ask_of(self, call: Call, wanted: PinCreate, *, kind: AskKind = AskKind.PIN) -> PinAsk:
        """With the names that we have for account and files. Raises `ApiProblem`."""
        account = await account_meant(call, self.accounts, wanted.account_id)
        file = await self._file(wanted.asset_id)
        cover = await self._file(wanted.cover_image_asset_id)
        return PinAsk(
            account=account,
            key=wanted.idempotency_key,
            board=wanted.board_name or await self.board(account, wanted.board_id or ""),
            title=wanted.title,
            description=wanted.description,
            alt_text=wanted.alt_text,
            link=_text(wanted.link_url),
            media=file.address if file else str(wanted.image_url),
            is_video=file is not None and file.is_video,
            cover=cover.address if cover else _text(wanted.cover_image_url),
            asset=wanted.asset_id,
            related_terms=tuple(wanted.related_terms or ()),
            dominant_color=wanted.dominant_color,
            run_at=instant_if_any(wanted.run_at),
            kind=kind,
        )

    async def board(self, account: AccountKey, said: str) -> str:
        """What was said to be a board's id. Raises `ApiProblem`."""
        return await board_meant(self.boards, account, said)

    async def place_of(self, call: Call, ask: PinAsk) -> PinPlace:
        """Today's. Raises `ApiProblem` when the account was disconnected."""
        place = await self.rules.place(ask, call.now)
        if place is None:
            raise not_found("account")
        return place

    async def account(self, call: Call, said: str) -> AccountKey:
        """Raises `ApiProblem`."""
        return await account_meant(call, self.accounts, said)

    async def _file(self, asset: UUID | None) -> AssetReference | None:
        if asset is None:
            return None
        found = await self.assets.find(asset)
        if found is None:
            raise not_found("asset")
        return found


def read_pin(raw: dict[str, JsonValue]) -> PinCreate:
    """One of several. Raises `ApiProblem`, which names its fields."""
    try:
        return PinCreate.model_validate(raw)
    except ValidationError as error:
        raise unreadable(named_fields(error)) from None


def conflict(pin: UUID) -> ApiProblem:
    """The key stands for another pin."""
    return ApiProblem(
        HTTPStatus.CONFLICT,
        "idempotency_conflict",
        "This idempotency key was used for a pin that says something else, or that was deleted. Send exactly the "
        "same pin again, or give the new one a key of its own.",
        details={"pin_id": str(pin)},
    )


def _text(url: object | None) -> str | None:
    return None if url is None else str(url)
