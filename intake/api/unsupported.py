"""Paths of PinBridge's that a service of one's own does not have: each says what there is in its place."""

from collections.abc import Sequence
from http import HTTPStatus

from intake.api.operation import Answer, ApiProblem, Call, Operation

KEYS = "Keys stand for people here: pinflow keys create, or /v1/api-keys."
BILLING = "Nothing is billed: Pinflow runs on your own machine."
TEAM = "There are no members: give each person or program a key of its own (pinflow keys create)."
EMAIL = "No mail is sent: take a webhook (/v1/webhooks), or pinflow accounts list."
MCP = "There is no MCP server, and so no quota of it: see /v1/rate-meter for Pinterest's."
PROJECTS = "An installation is one project: keep another PINFLOW_HOME, with the simulator as its sandbox."
ANALYTICS = (
    "An account's own figures are the organic datasets of pinflow ads; its pins' are at /v1/pins/{id}/analytics."
)
TERMS = "Pinterest is not asked for related terms: see trends.pinterest.com."

INSTEAD: Sequence[tuple[str, str, str]] = (
    *(
        ("POST", f"/v1/auth/{what}", KEYS)
        for what in (
            *("register", "login", "forgot-password", "reset-password", "change-password"),
            *("email/verify/request", "email/change/request"),
        )
    ),
    ("GET", "/v1/auth/email/verify", KEYS),
    ("GET", "/v1/auth/email/change/confirm", KEYS),
    ("GET", "/v1/billing/pricing", BILLING),
    ("GET", "/v1/billing/status", BILLING),
    ("POST", "/v1/billing/checkout", BILLING),
    ("POST", "/v1/billing/portal", BILLING),
    ("POST", "/v1/stripe/webhook", BILLING),
    ("GET", "/v1/team/members", TEAM),
    ("PATCH", "/v1/team/members/{member_id}", TEAM),
    ("DELETE", "/v1/team/members/{member_id}", TEAM),
    ("GET", "/v1/team/invitations", TEAM),
    ("POST", "/v1/team/invitations", TEAM),
    ("GET", "/v1/team/invitations/preview", TEAM),
    ("POST", "/v1/team/invitations/accept", TEAM),
    ("POST", "/v1/team/invitations/{invitation_id}/resend", TEAM),
    ("DELETE", "/v1/team/invitations/{invitation_id}", TEAM),
    ("GET", "/v1/email/preferences", EMAIL),
    ("PATCH", "/v1/email/preferences", EMAIL),
    ("GET", "/v1/email/unsubscribe", EMAIL),
    ("GET", "/v1/mcp/quota", MCP),
    ("POST", "/v1/mcp/track", MCP),
    ("GET", "/v1/pinterest/accounts/{account_id}/analytics", ANALYTICS),
    ("GET", "/v1/pinterest/terms/related", TERMS),
    ("GET", "/v1/projects", PROJECTS),
    ("POST", "/v1/projects/sandbox", PROJECTS),
    ("POST", "/v1/projects/switch", PROJECTS),
    ("POST", "/v1/projects/sandbox/reset", PROJECTS),
)
"""Method, path, and what to use."""


def unsupported_operations() -> Sequence[Operation]:
    """They answer 501, to whoever asks."""
    return [_refusing(method, path, instead) for method, path, instead in INSTEAD]


def _refusing(method: str, path: str, instead: str) -> Operation:
    async def refuse(_call: Call) -> Answer:
        raise ApiProblem(HTTPStatus.NOT_IMPLEMENTED, "not_supported", instead)

    return Operation(method, path, "Not here", "unsupported", refuse, scope=None)
