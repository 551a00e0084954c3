"""Pinterest accounts and consents on the API's wire, as PinBridge has them."""

from typing import Annotated
from uuid import UUID

from pydantic import AnyHttpUrl, AwareDatetime, Field, StringConstraints

from contracts.api_accounts import AccountHealth, ApiAccount, ConsentWish
from contracts.api_ids import account_uuid, workspace_uuid
from contracts.names import AccountKey
from intake.api.wire import Name, Wire, moment, moment_if_any

ACCOUNT_NAME = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
REDIRECT_MAX = 500
CODE_MAX = 2_000
STATE_MAX = 200


class AccountAnswer(Wire):
    """A connected account. `account` is our own name of it, which stands wherever its id stands."""

    id: UUID
    account: str
    workspace_id: UUID
    pinterest_user_id: str
    display_name: str | None
    username: str | None
    scopes: str
    created_at: AwareDatetime
    updated_at: AwareDatetime
    revoked_at: AwareDatetime | None = None
    token_expires_at: AwareDatetime | None
    health_status: AccountHealth
    health_message: str | None
    health_checked_at: AwareDatetime | None = None
    reconnect_required: bool
    missing_scopes: list[str]
    remedy: str | None


class OAuthStartQuery(Wire):
    """How the account is to be connected; nothing of it needs to be said where one app is registered."""

    account: Annotated[str, StringConstraints(pattern=ACCOUNT_NAME)] | None = None
    app: Name | None = None
    redirect_uri: Annotated[str, Field(max_length=REDIRECT_MAX)] | None = None
    secret_boards: bool = False
    ads: bool = False
    """Also for ad accounts and their numbers."""

    def to_wish(self) -> ConsentWish:
        return ConsentWish(
            account=self.account,
            app=self.app,
            redirect_uri=self.redirect_uri,
            secret_boards=self.secret_boards,
            ads=self.ads,
        )


class OAuthStartAnswer(Wire):
    authorization_url: AnyHttpUrl


class OAuthCallbackQuery(Wire):
    """What Pinterest sends the browser back with."""

    state: Annotated[str, Field(min_length=1, max_length=STATE_MAX)]
    code: Annotated[str, Field(min_length=1, max_length=CODE_MAX)] | None = None
    error: Annotated[str, Field(max_length=STATE_MAX)] | None = None


class OAuthCallbackAnswer(Wire):
    status: str
    message: str
    account_id: str


def account_to_wire(account: ApiAccount) -> AccountAnswer:
    return AccountAnswer(
        id=account_uuid(account.key),
        account=account.key,
        workspace_id=workspace_uuid(),
        pinterest_user_id=account.member_id or account.username or account.key,
        display_name=account.username,
        username=account.username,
        scopes=",".join(account.scopes),
        created_at=moment(account.created),
        updated_at=moment(account.updated),
        token_expires_at=moment_if_any(account.token_until),
        health_status=account.health,
        health_message=account.why,
        reconnect_required=account.reconnect,
        missing_scopes=list(account.missing_scopes),
        remedy=account.remedy,
    )


def connected_to_wire(account: AccountKey) -> OAuthCallbackAnswer:
    return OAuthCallbackAnswer(
        status="connected",
        message=f"The Pinterest account {account} is connected. You can close this window.",
        account_id=str(account_uuid(account)),
    )
