"""Judgements about tokens that still work: what will stop them, and whom."""

import pytest

from contracts.accounts import ParkCause
from contracts.pace import Quota
from contracts.sightings import SeenAccount
from contracts.trouble import TokenDead
from starter.account_card import SOON_SECONDS
from starter.checks_accounts import judge_account
from starter.findings import Finding, State
from tests.starter.cards import a_card, parked
from tests.starter.looks import NOW, an_account

SEEN = SeenAccount(username="anna", account_type="BUSINESS")
TRIAL = (Quota(limit=300, window_seconds=86_400, name="org_write"),)
RECONNECT = "pinflow accounts reconnect"


def judged(
    answer: SeenAccount | TokenDead | None = SEEN, *, production: bool = True, **changes: object
) -> Finding:
    account = an_account(**changes)  # type: ignore[arg-type]  # any field
    return judge_account(account, answer, opens=True, now=NOW, production=production)


@pytest.mark.parametrize(
    ("finding", "state", "word", "remedy"),
    [
        (judged(card=a_card()), State.OK, "anna", None),
        (judged(card=a_card(renews=False)), State.OK, "anna", None),
        (judged(card=a_card(scopes=frozenset())), State.OK, "anna", None),
        (judged(card=a_card(scopes=frozenset({"pins:read"}))), State.FAILED, "boards:write", RECONNECT),
        (
            judged(card=a_card(renews=False, token_until=NOW + SOON_SECONDS / 2)),
            State.WARNING,
            "does not renew itself",
            RECONNECT,
        ),
        (
            judged(card=a_card(renews=False, renewal_refused="it was spent")),
            State.WARNING,
            "cannot be renewed any more: it was spent",
            RECONNECT,
        ),
        (judged(TokenDead("no"), card=a_card(renews=False)), State.FAILED, "401", RECONNECT),
        (judged(TokenDead("no"), card=a_card()), State.WARNING, "the worker renews it", "pinflow up"),
        (judged(parked="no", card=parked()), State.FAILED, "parked: no", RECONNECT),
        (judged(parked="no", card=parked(ParkCause.TRIAL_APP)), State.FAILED, "parked: no", "accounts resume"),
        (judged(card=a_card(), quotas=TRIAL), State.WARNING, "trial access", "standard access"),
        (judged(card=a_card(), quotas=TRIAL, production=False), State.OK, "anna", None),
    ],
)
def test_what_will_stop_an_account_is_told_before(
    finding: Finding, state: State, word: str, remedy: str | None
) -> None:
    assert finding.state is state
    assert word in finding.found
    assert (remedy is None) == (finding.remedy is None)
    assert remedy is None or remedy in (finding.remedy or "")
