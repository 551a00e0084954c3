"""Who calls, in PinBridge's words: here a key stands for a person, and the installation for the workspace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from contracts.api_ids import key_uuid, workspace_uuid
from contracts.api_keys import ApiGrant, ApiScope
from intake.api.authentication import has_scope
from intake.api.operation import Answer, Call, Operation
from intake.api.who_wire import (
    Me,
    MePermissions,
    MeUser,
    Named,
    OrganizationSession,
    Profile,
    Workspace,
)

NAME = "Pinflow"
ROLE_ADMIN, ROLE_MEMBER = "admin", "member"
EMAIL_HOST = "pinflow.invalid"
"""A key has no address to write to; this name can never be one (RFC 2606)."""
SINCE = datetime(1970, 1, 1, tzinfo=UTC)
"""Keys are not told apart by age here: `/v1/api-keys` tells when each was made."""


@dataclass(frozen=True)
class WhoApi:
    """`simulated`: pins go to the simulator, which is what PinBridge calls a sandbox."""

    simulated: bool

    def operations(self) -> Sequence[Operation]:
        return (
            Operation(
                method="GET",
                path="/v1/auth/me",
                summary="Who the key is, and what it may do",
                tag="auth",
                handle=self.me,
                answer=Me,
            ),
            Operation(
                method="GET",
                path="/v1/auth/profile",
                summary="The installation's profile",
                tag="auth",
                handle=self.profile,
                answer=Profile,
            ),
        )

    async def me(self, call: Call) -> Answer:
        session = self._session(call.grant)
        return Answer(
            Me(
                user=MeUser(
                    id=key_uuid(call.grant.id),
                    email=email_of(call.grant),
                    full_name=call.grant.id,
                    created_at=SINCE,
                ),
                organization=session.organization,
                active_project=session.active_project,
                projects=session.projects,
                workspace=session.active_project,
                available_organizations=[session],
                organization_role=session.organization_role,
                permissions=session.permissions,
            )
        )

    async def profile(self, call: Call) -> Answer:
        return Answer(Profile(full_name=call.grant.id, email=email_of(call.grant), workspace_name=NAME))

    def _session(self, grant: ApiGrant) -> OrganizationSession:
        workspace = Workspace(
            id=workspace_uuid(), name=NAME, environment="sandbox" if self.simulated else "production"
        )
        return OrganizationSession(
            organization=Named(id=workspace_uuid(), name=NAME),
            organization_role=ROLE_ADMIN if ApiScope.ADMIN in grant.scopes else ROLE_MEMBER,
            permissions=_permissions(grant),
            active_project=workspace,
            projects=[workspace],
        )


def email_of(grant: ApiGrant) -> str:
    return f"{grant.id}@{EMAIL_HOST}"


def _permissions(grant: ApiGrant) -> MePermissions:
    writes = has_scope(grant, ApiScope.PINS_WRITE)
    deletes = writes and ApiScope.PINS_KEEP not in grant.scopes
    return MePermissions(
        can_manage_api_keys=ApiScope.ADMIN in grant.scopes,
        can_manage_integrations=ApiScope.ADMIN in grant.scopes,
        can_publish=writes,
        can_delete_assets=deletes,
        can_view_reports=has_scope(grant, ApiScope.PINS_READ),
        can_delete_content=deletes,
    )
