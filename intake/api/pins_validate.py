"""A dry run of a pin: what would become of it, as far as that can be told without fetching anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import cast
from uuid import UUID

from pydantic import JsonValue

from contracts.api_ids import account_uuid, pin_uuid
from contracts.api_keys import ApiScope
from contracts.api_pins import AskKind, PinAsk, PinPlace
from contracts.outcome import Refused
from drafting.api_pins import launch_policy, product_of
from drafting.pins import draft_pin
from intake.api.board_choice import KnownBoards
from intake.api.operation import Answer, ApiProblem, Call, Operation
from intake.api.pins import A_PIN
from intake.api.pins_ports import PinsShown
from intake.api.pins_taking import PinDesk, conflict
from intake.api.pins_wire import PinCreate
from intake.api.wire import Wire

BOARD_ID = "board_id"
NO_MARKER = "0" * 16
"""As long as a marker is."""


class CheckStatus(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    WARNING = "warning"
    SKIPPED = "skipped"


class Check(Wire):
    """One thing that was looked at."""

    name: str
    status: CheckStatus
    code: str | None = None
    message: str
    remediation: str | None = None
    details: dict[str, JsonValue] | None = None


class Validation(Wire):
    valid: bool
    dry_run: bool = True
    checks: list[Check]
    resolved: dict[str, JsonValue] | None = None
    existing_pin_id: UUID | None = None


@dataclass(frozen=True)
class PinValidationApi:
    desk: PinDesk
    shown: PinsShown
    boards: KnownBoards

    def operations(self) -> Sequence[Operation]:
        return (
            Operation(
                "POST",
                "/v1/pins/validate",
                "Say what would become of a pin; nothing is kept, and nothing fetched",
                "pins",
                self.validate,
                scope=ApiScope.PINS_READ,
                body=PinCreate,
                answer=Validation,
                example=A_PIN,
            ),
        )

    async def validate(self, call: Call) -> Answer:
        wanted = cast("PinCreate", call.body)  # the operation's own model
        return Answer(await self.look_at(call, wanted))

    async def look_at(self, call: Call, wanted: PinCreate, *, kind: AskKind = AskKind.PIN) -> Validation:
        """What would become of it. Raises `ApiProblem` only for what no check is about."""
        try:
            ask = await self.desk.ask_of(call, wanted, kind=kind)
            place = await self.desk.place_of(call, ask)
        except ApiProblem as problem:
            if problem.status is not HTTPStatus.NOT_FOUND and BOARD_ID not in problem.fields:
                raise
            name = "board" if BOARD_ID in problem.fields else problem.code.removesuffix("_not_found")
            return Validation(valid=False, checks=[_failed(name, problem.code, problem.message)])
        return await self._looked_at(call, ask, place)

    async def _looked_at(self, call: Call, ask: PinAsk, place: PinPlace) -> Validation:
        existing = await self.shown.find(pin_uuid(ask.account, ask.key), call.now)
        checks = [
            Check(name="account", status=CheckStatus.PASSED, message=f"Account {ask.account} is connected."),
            await self._board(ask),
            _copy(ask, place),
            _duplicate(ask, None if existing is None else existing.ask),
            Check(
                name="media",
                status=CheckStatus.SKIPPED,
                message="The picture or video, and the link's page, are fetched when it is the pin's turn.",
            ),
        ]
        return Validation(
            valid=all(check.status is not CheckStatus.FAILED for check in checks),
            checks=checks,
            resolved={
                "account": ask.account,
                "pinterest_account_id": str(account_uuid(ask.account)),
                "launch": place.launch,
            },
            existing_pin_id=None if existing is None else existing.id,
        )

    async def _board(self, ask: PinAsk) -> Check:
        known = next(iter(await self.boards.known(ask.account, [ask.board])), None)
        if known is not None and known.refused is not None:
            return _refused("board", known.refused)
        if known is not None and known.board_id is not None:
            return Check(name="board", status=CheckStatus.PASSED, message=f"It is board {known.board_id}.")
        unknown = "No pin went to this board yet: it is looked up at Pinterest when it is the pin's turn."
        return Check(name="board", status=CheckStatus.WARNING, code="board_unknown", message=unknown)


def _copy(ask: PinAsk, place: PinPlace) -> Check:
    """Title, description, link and address of the picture, as the launch would draft them."""
    product = product_of(ask, pin_uuid(ask.account, ask.key), 1, place.policy.shop_url)
    wording = launch_policy(place.policy).wordings.every
    draft = draft_pin(product, place.policy, NO_MARKER, wording=wording, board_name=ask.board)
    if isinstance(draft, Refused):
        return _refused("content", draft)
    return Check(
        name="content",
        status=CheckStatus.PASSED,
        message="Title, description, link and media's address can be a pin's.",
        details={"title": draft.title, "description": draft.description, "alt_text": draft.alt_text},
    )


def _duplicate(ask: PinAsk, existing: PinAsk | None) -> Check:
    name = "idempotency_key"
    if existing is None:
        return Check(name=name, status=CheckStatus.PASSED, message="The key is new.")
    if existing == ask:
        message = "The same pin was asked for before: it would be answered, and no other made."
        return Check(name=name, status=CheckStatus.PASSED, code="existing", message=message)
    problem = conflict(pin_uuid(ask.account, ask.key))
    return _failed(name, problem.code, problem.message)


def _refused(name: str, refused: Refused) -> Check:
    return Check(
        name=name,
        status=CheckStatus.FAILED,
        code=refused.reason,
        message=refused.message,
        remediation=refused.remedy,
    )


def _failed(name: str, code: str, message: str) -> Check:
    return Check(name=name, status=CheckStatus.FAILED, code=code, message=message)
