"""Whether the account that reads may read the ad account: asked when a source is made, and not when it fails."""

from collections.abc import Iterator, Sequence

from ads.objections import Objection
from contracts.ads import AdsSourceSpec
from contracts.ads_reports import SeenAdAccount
from contracts.contract import Line

READING_ROLES = frozenset({"OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"})
"""Any of them may read numbers."""
ROLE_WORDS = "To read numbers takes the role Owner, Admin, Analyst or Campaign Manager on the ad account."
AD_ACCOUNTS_TOLD_MAX = 3
ORGANIC_SCOPES = ("user_accounts:read", "boards:read", "pins:read")
"""What the organic datasets take, each some of them."""
ORGANIC_SCOPE_WORDS = f"Organic numbers take the scopes {', '.join(ORGANIC_SCOPES)}"


def may_be_read(roles: Sequence[Line]) -> bool | None:
    """Whether numbers may be read with these roles; None where Pinterest did not say which there are."""
    return None if not roles else not READING_ROLES.isdisjoint(roles)


def likelier(refused: Objection, spec: AdsSourceSpec, seen: Sequence[SeenAdAccount]) -> Objection:
    """What Pinterest refused in its own words, or in ours when it is the ad account."""
    return next(access(spec, seen), refused)


def access(spec: AdsSourceSpec, seen: Sequence[SeenAdAccount]) -> Iterator[Objection]:
    """What keeps the account from reading the source's ad account, by the ad accounts that it sees."""
    found = [one for one in seen if one.id == spec.ad_account_id]
    if not found:
        message = f"account {spec.account} does not see the ad account {spec.ad_account_id}"
        nearest = tuple(one.id for one in seen[:AD_ACCOUNTS_TOLD_MAX])
        yield Objection("ad_account_id", "ad_account_unseen", message, nearest)
    elif may_be_read(found[0].permissions) is False:
        roles = ", ".join(found[0].permissions)
        message = f"account {spec.account} has only {roles} there. {ROLE_WORDS}"
        yield Objection("ad_account_id", "role_missing", message, ("ANALYST",))
