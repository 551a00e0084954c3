"""Boards on the API's wire, as PinBridge has them."""

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints, model_validator

from contracts.api_accounts import AccountHealth, ApiAccount
from contracts.api_ids import account_uuid
from contracts.contract import Instant
from contracts.sightings import BoardChange, SeenBoard
from drafting.boards import BOARD_NAME_MAX
from intake.api.operation import ApiProblem
from intake.api.pinterest_problems import RECONNECT_REQUIRED
from intake.api.wire import Name, Wire, moment, something_of

TOKEN_EXPIRED = "token_expired"  # noqa: S105 - PinBridge's word for an account that must be connected again
DESCRIPTION_MAX = 500
"""As much as Pinterest takes of a board's description."""

BoardName = Annotated[str, StringConstraints(min_length=1, max_length=BOARD_NAME_MAX, pattern=r"\S")]
Description = Annotated[str, StringConstraints(max_length=DESCRIPTION_MAX)]
Privacy = Literal["PUBLIC", "SECRET"]


class BoardQuery(Wire):
    """Whose boards."""

    account_id: Name


class BoardAccessQuery(BoardQuery):
    """`fresh` changes nothing: Pinterest is asked each time."""

    fresh: bool = False


class BoardCreate(Wire):
    account_id: Name
    name: BoardName
    description: Description | None = None
    privacy: Privacy = "PUBLIC"


class BoardUpdate(Wire):
    """At least one thing becomes another."""

    model_config = ConfigDict(
        json_schema_extra=something_of(name="string", description="string", privacy="string")
    )

    account_id: Name
    name: BoardName | None = None
    description: Description | None = None
    privacy: Privacy | None = None

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if self.name is None and self.description is None and self.privacy is None:
            raise ValueError("give at least one of name, description and privacy")
        return self

    def to_change(self) -> BoardChange:
        secret = None if self.privacy is None else self.privacy == "SECRET"
        return BoardChange(name=self.name, description=self.description, secret=secret)


class BoardAnswer(Wire):
    id: str
    name: str
    description: str | None
    privacy: str | None
    pin_count: int | None


class AccessStatus(StrEnum):
    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"
    """Pinterest could not be asked: nothing is known."""


class BoardAccessAnswer(Wire):
    """Whether the account can publish to the board, and why not. `source`: `cache` if Pinterest was not asked."""

    account_id: UUID
    board_id: str
    publishable: bool
    status: AccessStatus
    code: str | None = None
    message: str
    remediation: str | None = None
    checked_at: AwareDatetime
    source: Literal["cache", "pinterest"]
    board: Annotated[dict[str, Any] | None, Field(description="As boards are listed.")] = None  # JSON
    account_health: dict[str, Any] | None = None  # JSON
    retry_after_seconds: int | None = None


def board_to_wire(board: SeenBoard) -> BoardAnswer:
    return BoardAnswer(
        id=board.id,
        name=board.name,
        description=board.description or None,
        privacy=board.privacy or None,
        pin_count=board.pin_count,
    )


@dataclass(frozen=True)
class Verdict:
    """What is known of an account and a board. `code` None: it can be published to."""

    code: str | None
    message: str
    remedy: str | None = None
    status: AccessStatus = AccessStatus.FAILED
    source: Literal["cache", "pinterest"] = "pinterest"
    retry_seconds: int | None = None


PUBLISHABLE = Verdict(None, "The account can publish to the board.", status=AccessStatus.OK)
NO_BOARD = Verdict(
    "board_not_found",
    "The account has no such board, or it is secret and its token may not see secret boards.",
    "List the account's boards.",
)
AWAY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE})
"""Problems that say nothing of the account or the board."""
RECONNECT = "Connect the account again."


def account_verdict(account: ApiAccount) -> Verdict | None:
    """What stands in the way of any board of the account, as far as it is known here."""
    if account.reconnect:
        why = account.why or "The account must be connected again."
        return Verdict(TOKEN_EXPIRED, why, account.remedy or RECONNECT, source="cache")
    if account.missing_scopes:
        missing = ", ".join(account.missing_scopes)
        why = f"The token may not: {missing}."
        return Verdict("scope_missing", why, "Connect the account again and allow it.", source="cache")
    if account.why is not None and account.health is not AccountHealth.ENDING:
        return Verdict(f"account_{account.health.value}", account.why, account.remedy, source="cache")
    return None


def trouble_verdict(problem: ApiProblem) -> Verdict:
    """Of the account, when Pinterest said so; of nothing, when it could not be asked."""
    if problem.status not in AWAY:
        dead = problem.code == RECONNECT_REQUIRED
        return Verdict(TOKEN_EXPIRED if dead else problem.code, problem.message, RECONNECT if dead else None)
    again = problem.headers.get("Retry-After")
    return Verdict(
        problem.code,
        problem.message,
        status=AccessStatus.SKIPPED,
        retry_seconds=None if again is None else int(again),
    )


def access_to_wire(
    account: ApiAccount, board_id: str, verdict: Verdict, board: SeenBoard | None, now: Instant
) -> BoardAccessAnswer:
    return BoardAccessAnswer(
        account_id=account_uuid(account.key),
        board_id=board_id,
        publishable=verdict.status is AccessStatus.OK,
        status=verdict.status,
        code=verdict.code,
        message=verdict.message,
        remediation=verdict.remedy,
        checked_at=moment(now),
        source=verdict.source,
        board=None if board is None else board_to_wire(board).model_dump(mode="json"),
        account_health={"status": account.health.value, "message": account.why},
        retry_after_seconds=verdict.retry_seconds,
    )
