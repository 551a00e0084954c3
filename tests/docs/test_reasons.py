"""The page of reasons says what the program says: no reason without its line, no line without its reason."""

import re
from pathlib import Path

import pytest

from contracts.outcome import Actor, Reason
from contracts.refusals import REMEDIES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reasons.md"
ROW = re.compile(
    r"^\| `(?P<code>[^`]+)` \| (?P<meaning>[^|]+) \| (?P<actor>[^|]+) \| (?P<remedy>[^|]+) \|$", re.MULTILINE
)


def rows() -> dict[str, re.Match[str]]:
    return {row["code"]: row for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))}


def test_the_page_names_every_reason_once_and_no_unknown_one() -> None:
    codes = [row["code"] for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))]
    assert codes == [reason.value for reason in Reason]


@pytest.mark.parametrize("reason", Reason)
def test_the_page_says_who_must_act_and_what_to_do_as_the_program_does(reason: Reason) -> None:
    actor, remedy = REMEDIES[reason]
    row = rows()[reason.value]
    assert (row["actor"], row["remedy"]) == (actor.value, remedy)
    assert row["meaning"].endswith(".")


@pytest.mark.parametrize("actor", Actor)
def test_the_page_explains_every_actor(actor: Actor) -> None:
    introduction = PAGE.read_text(encoding="utf-8").partition("| Reason |")[0]
    assert f"`{actor.value}`" in introduction
