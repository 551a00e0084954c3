"""The page of webhooks names every event that there is, and no other."""

from contracts.events import EventType
from tests.docs.pages import ROOT, section, table

PAGE = ROOT / "docs" / "webhooks.md"


def test_every_event_stands_on_the_page_and_no_other() -> None:
    assert [row[0].strip("`") for row in table(section(PAGE, "Events"))] == [kind.value for kind in EventType]
