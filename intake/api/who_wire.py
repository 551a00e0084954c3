"""What PinBridge tells of a person and a workspace."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Wire(BaseModel):
    model_config = ConfigDict(frozen=True)


class Named(Wire):
    id: UUID
    name: str


class Workspace(Named):
    environment: Literal["production", "sandbox"]
    timezone: str = "UTC"
    plan: Literal["enterprise"] = "enterprise"
    """Nothing is held back; PinBridge's word for that."""


class MeUser(Wire):
    id: UUID
    email: str
    full_name: str | None = None
    timezone: str = "UTC"
    email_verified: bool = False
    created_at: AwareDatetime


class MePermissions(Wire):
    can_manage_members: bool = False
    can_manage_billing: bool = False
    can_manage_api_keys: bool
    can_manage_integrations: bool
    can_publish: bool
    can_delete_assets: bool
    can_reset_sandbox: bool = False
    can_view_reports: bool
    can_delete_content: bool


class OrganizationSession(Wire):
    organization: Named
    organization_role: str
    permissions: MePermissions
    active_project: Workspace
    projects: list[Workspace]


class Me(Wire):
    user: MeUser
    organization: Named
    active_project: Workspace
    projects: list[Workspace]
    workspace: Workspace
    available_organizations: list[OrganizationSession]
    organization_role: str
    permissions: MePermissions


class Profile(Wire):
    full_name: str | None = None
    email: str
    workspace_name: str
