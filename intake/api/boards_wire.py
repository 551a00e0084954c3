"""Boards on the API's wire, as PinBridge has them."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field, StringConstraints, model_validator

from contracts.api_accounts import ApiAccount
from contracts.api_ids import account_uuid
from contracts.contract import Instant
from contracts.sightings import BoardChange, SeenBoard
from drafting.boards import BOARD_NAME_MAX
from intake.api.wire import Name, Wire, moment, something_of

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


class BoardAccessAnswer(Wire):
    """Whether the account can publish to the board, and why not."""

    account_id: UUID
    board_id: str
    publishable: bool
    status: Literal["publishable", "blocked"]
    code: str | None = None
    message: str
    remediation: str | None = None
    checked_at: AwareDatetime
    source: Literal["live"] = "live"
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


def access_to_wire(account: ApiAccount, board_id: str, board: SeenBoard | None, now: Instant) -> BoardAccessAnswer:
    code, message, remedy = _verdict(account, board)
    return BoardAccessAnswer(
        account_id=account_uuid(account.key),
        board_id=board_id,
        publishable=code is None,
        status="publishable" if code is None else "blocked",
        code=code,
        message=message,
        remediation=remedy,
        checked_at=moment(now),
        board=None if board is None else board_to_wire(board).model_dump(mode="json"),
        account_health={"status": account.health.value, "message": account.why},
    )


def _verdict(account: ApiAccount, board: SeenBoard | None) -> tuple[str | None, str, str | None]:
    if account.reconnect:
        return "reconnect_required", account.why or "The account must be connected again.", account.remedy
    if account.missing_scopes:
        missing = ", ".join(account.missing_scopes)
        return "scope_missing", f"The token may not: {missing}.", "Connect the account again and allow it."
    if account.why is not None:
        return f"account_{account.health.value}", account.why, account.remedy
    if board is None:
        message = "The account has no such board, or it is secret and its token may not see secret boards."
        return "board_not_found", message, "List the account's boards."
    return None, "The account can publish to the board.", None
