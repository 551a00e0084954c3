"""The page of triggers says what the code does, and its examples work."""

import re

import pytest

from catalog.json_mapping import read_mapping
from catalog.product_events import read_product_events
from contracts.change_rules import Deed
from contracts.changes import ProductChange
from contracts.happenings import HappeningKind
from contracts.names import AccountKey
from contracts.sources import SourceKind
from drafting.change_rules_text import RULE_WORDS, read_change_rules
from drafting.toml_tables import read_toml
from intake.metrics import METRICS
from tests.docs.pages import ROOT, blocks, table, text_of

PAGE = ROOT / "docs" / "triggers.md"
DEMO = AccountKey("demo")


def names_under(head: str) -> list[str]:
    """The first column of the table whose head begins so."""
    _, _, rest = text_of(PAGE).partition(f"\n| {head} |")
    assert rest, head
    rows = table(f"| {head} |{rest.partition(chr(10) * 2)[0]}")
    return [name for row in rows for name in re.findall(r"`([^`]+)`", row[0])]


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ("Kind", set(SourceKind)),
        ("Happening", set(HappeningKind)),
        ("Deed", set(Deed)),
        ("Key", set(RULE_WORDS)),
        ("Metric", set(METRICS)),
    ],
)
def test_each_is_told_of_and_no_other(head: str, known: set[str]) -> None:
    told = names_under(head)
    assert sorted(told) == sorted(known)


def test_the_example_of_rules_can_be_read_and_has_every_key() -> None:
    (text,) = (block for block in blocks(PAGE, "toml") if "[[rule]]" in block)
    assert len(read_change_rules(text, DEMO).rules) == text.count("[[rule]]")
    used = set(re.findall(r"^(\w+) = ", text, re.MULTILINE))
    assert used == set(RULE_WORDS)


def test_the_example_of_a_mapping_can_be_read() -> None:
    (text,) = (block for block in blocks(PAGE, "toml") if "items =" in block)
    stated = read_toml(text)
    assert read_mapping({name: str(path) for name, path in stated.items()}).fields


def test_the_event_that_is_sent_by_hand_can_be_read() -> None:
    (text,) = (block for block in blocks(PAGE, "sh") if "curl" in block)
    body = re.search(r"-d '(.*)'", text, re.DOTALL)
    assert body is not None
    (event,) = read_product_events(body[1].encode(), 0.0)
    assert isinstance(event, ProductChange)
    assert event.product_key == "mug-7"
