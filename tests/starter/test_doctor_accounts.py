"""Judgements about accounts: what the ledger says of them, and what Pinterest does."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from contracts.names import AccountKey
from contracts.pace import Quota
from contracts.sightings import SeenAccount
from contracts.trouble import NotSent, PinterestTrouble, RateLimited, ScopeMissing, TokenDead, Unavailable
from pinterest_api.limits import Limits
from starter.checks_accounts import OpenedTokens, account_findings, judge_account, quota_to_text, span
from starter.checks_ledger import shut_ledger
from starter.checks_secrets import KeyLook
from starter.findings import Finding, State
from starter.silence import silence
from store.health import AccountStanding
from store.sealing import sealer_of
from tests.pinterest_api.scripted_server import answers, says_nothing, scripted
from tests.starter.looks import NOW, an_account

TOKEN = "pina_S3cretS3cretS3cret"
SEALER = sealer_of("A" * 43 + "=")
KEY = KeyLook(SEALER)
SEEN = SeenAccount(username="lamps", account_type="BUSINESS")


def judged(
    answer: SeenAccount | PinterestTrouble | None = SEEN, *, opens: bool = True, **changes: object
) -> Finding:
    return judge_account(an_account(**changes), answer, opens=opens, now=NOW)  # type: ignore[arg-type]  # any field


def test_an_account_that_pinterest_knows_is_well() -> None:
    finding = judged()
    assert (finding.name, finding.state) == ("account demo", State.OK)
    assert finding.found == "Pinterest knows it as lamps; 100 writes in 60 s, learnt 2 min ago"


@pytest.mark.parametrize(
    ("finding", "state", "word"),
    [
        (judged(sealed_token=None, opens=False, answer=None), State.FAILED, "no token"),
        (judged(opens=False, answer=None), State.FAILED, "does not open"),
        (judged(TokenDead("Authentication failed.")), State.FAILED, "401"),
        (judged(ScopeMissing("needs pins:write")), State.FAILED, "needs pins:write"),
        (judged(parked="a spam block"), State.FAILED, "parked: a spam block"),
        (judged(paused="stock count"), State.WARNING, "paused by a person: stock count"),
        (judged(blocked_until=NOW + 90), State.WARNING, "90 s"),
        (judged(RateLimited("too many", retry_seconds=600)), State.WARNING, "10 min"),
        (judged(Unavailable("no answer")), State.WARNING, "no answer"),
        (judged(NotSent("not sent")), State.WARNING, "not sent"),
        (judged(blocked_until=NOW - 1), State.OK, "lamps"),
        (judged(None), State.SKIPPED, "could not be asked"),
    ],
)
def test_what_holds_an_account_is_told_with_a_remedy(finding: Finding, state: State, word: str) -> None:
    assert finding.state is state
    assert word in finding.found
    assert bool(finding.remedy) is (state in {State.FAILED, State.WARNING})


def test_what_only_a_person_can_end_is_told_first() -> None:
    held = an_account(parked="the token is dead", paused="stock count", blocked_until=NOW + 60)
    paused = replace(held, parked=None)
    assert "401" in judge_account(held, TokenDead("dead"), opens=True, now=NOW).found
    assert judge_account(held, SEEN, opens=True, now=NOW).found.startswith("parked")
    assert judge_account(paused, SEEN, opens=True, now=NOW).found.startswith("paused")


def test_a_quota_that_is_not_learnt_is_called_assumed() -> None:
    assert "assumed" in quota_to_text(an_account(quotas=(), learnt_at=None), NOW)


def test_each_bucket_of_a_quota_is_told() -> None:
    account = an_account(quotas=(Quota(limit=100, window_seconds=1), Quota(limit=1_000, window_seconds=86_400)))
    assert quota_to_text(account, NOW) == "100 writes in 1 s, 1,000 writes in 24 h, learnt 2 min ago"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-5, "0 s"), (0.4, "0 s"), (119, "119 s"), (120, "2 min"), (7_200, "2 h"), (172_800, "2 days")],
)
def test_spans_for_people(seconds: float, text: str) -> None:
    assert span(seconds) == text


@given(st.floats(min_value=0, max_value=1e8))
def test_a_span_is_a_whole_number_of_one_unit(seconds: float) -> None:
    number, unit = span(seconds).split()
    assert number.isdecimal()
    assert unit in {"s", "min", "h", "days"}


@pytest.fixture
def quiet() -> Iterator[None]:
    with silence():
        yield


def connected(name: str = "demo") -> AccountStanding:
    return an_account(name, sealed_token=SEALER.seal(TOKEN))


@pytest.mark.usefixtures("quiet")
async def test_pinterest_is_asked_with_the_account_s_own_token() -> None:
    async with scripted(answers(200, {"username": "lamps"})) as server:
        (finding,) = await account_findings([connected()], KEY, pinterest_url=server.url)
    assert finding.state is State.OK
    assert server.heard[0].line == "GET /v5/user_account HTTP/1.1"
    assert server.heard[0].headers["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.usefixtures("quiet")
async def test_no_token_shows_even_when_pinterest_repeats_it() -> None:
    refusal = answers(403, {"code": 3, "message": f"Your token {TOKEN} lacks scopes"})
    async with scripted(refusal) as server:
        (finding,) = await account_findings([connected()], KEY, pinterest_url=server.url)
    assert finding.state is State.FAILED
    assert TOKEN not in f"{finding.found} {finding.remedy}"
    assert TOKEN not in repr(OpenedTokens({AccountKey("demo"): TOKEN}))


@pytest.mark.usefixtures("quiet")
async def test_an_account_that_breaks_hides_no_other() -> None:
    """The first is never answered, the second does not open, the third has no token."""
    accounts = [connected("a"), an_account("b"), an_account("c", sealed_token=None)]
    async with scripted(says_nothing()) as server:
        findings = await account_findings(accounts, KEY, pinterest_url=server.url, limits=Limits(read_seconds=0.3))
    assert [(finding.name, finding.state) for finding in findings] == [
        ("account a", State.WARNING),
        ("account b", State.FAILED),
        ("account c", State.FAILED),
    ]


async def test_accounts_are_judged_without_pinterest_too() -> None:
    (finding,) = await account_findings([an_account(sealed_token=None)], KEY, pinterest_url=None)
    assert finding.state is State.FAILED


async def test_no_ledger_and_no_account_are_a_line_each() -> None:
    (unread,) = await account_findings(shut_ledger("locked"), KEY, pinterest_url=None)
    (none,) = await account_findings([], KEY, pinterest_url=None)
    assert (unread.state, none.state) == (State.SKIPPED, State.SKIPPED)
    assert unread.found != none.found


def test_silence_ends(capsys: pytest.CaptureFixture[str]) -> None:
    before = structlog.get_config()["wrapper_class"]
    with silence():
        structlog.get_logger().error("among the answer")
    assert structlog.get_config()["wrapper_class"] is before
    assert capsys.readouterr().out == ""
