"""The page of launching says what templates and filters take, and which orders the workflows know."""

import re

import pytest

from drafting.filters import FilterBroken, read_filter
from drafting.variables import BUILT_IN
from drafting.window_text import read_window
from starter.dry_run import ALREADY, READY, REFUSED
from tests.docs.pages import ROOT, section, table
from workflows.account import AccountWorkflow
from workflows.launch import LaunchWorkflow
from workflows.product_pin import ProductPinWorkflow

PAGE = ROOT / "docs" / "launching.md"
WORKFLOWS = {"launch": LaunchWorkflow, "account": AccountWorkflow, "pin": ProductPinWorkflow}


def tables(heading: str) -> list[list[str]]:
    """All rows that stand under a heading, whichever table they are in."""
    return [row for row in table("\n\n" + section(PAGE, heading)) if row[0].startswith("`")]


def test_every_variable_of_a_template_is_explained_and_no_unknown_one() -> None:
    told = [name for row in tables("Copy templates") for name in re.findall(r"`\{(\w+)\}`", row[0])]
    assert sorted(told) == sorted(BUILT_IN)


def test_every_field_of_a_filter_is_explained_and_no_unknown_one() -> None:
    with pytest.raises(FilterBroken) as broken:
        read_filter("nothing=x")
    known = re.findall(r"\w+", str(broken.value).partition("Fields are: ")[2])
    fields = section(PAGE, "The operator's hand").partition("### Filters")[2].partition("### Moments")[0]
    told = [row[0].strip("`") for row in table(fields[fields.index("| Field") :])]
    assert told == known


def test_every_verdict_of_a_dry_run_is_explained() -> None:
    told = [row[0].strip("`") for row in tables("Dry run")]
    assert told == [READY, ALREADY, REFUSED]


def test_every_window_that_the_page_writes_can_be_read() -> None:
    page = section(PAGE, "Publish windows")
    shown = [row[1] for row in table(page[page.index("| You want") : page.index("| Option")])]
    written = [found for cell in shown for found in re.findall(r"`([^`-][^`]*)`", cell)]
    told = [*written, *re.findall(r"(?:--window|set) '([^']+)'", page)]
    assert len(told) >= 10
    assert all(read_window(text).spans for text in told)


def test_every_order_that_the_page_sends_a_workflow_is_one_that_it_knows() -> None:
    orders = section(PAGE, "The operator's hand").partition("### From the Web UI")[2]
    for row in table(orders[orders.index("| Workflow") :]):
        workflow = WORKFLOWS[row[0].strip("`").partition("/")[0]]
        names = re.findall(r"`(\w+)`", f"{row[1]} {row[2]}")
        assert [name for name in names if not hasattr(workflow, name)] == []
    sent = re.findall(r"--workflow-id (\w+)/\S+(?: \\\n)? +--name (\w+)", orders)
    assert len(sent) == 6
    assert [(kind, name) for kind, name in sent if not hasattr(WORKFLOWS[kind], name)] == []
